import type { Config, ProjectCommands } from '../config.js';
import type { QtuiError } from '../errors.js';
import type { Event } from '../lifecycle.js';

/** What a changed file of settings brings. */
export interface SettingsChange {
  readonly before: Config;
  readonly now: Config;
  /** Names of the settings that are different now. */
  readonly changed: readonly string[];
  /** Those of them that a host keeps until it is started anew. */
  readonly needHost: readonly string[];
  /** The file was wrong before, and is right again. */
  readonly isRepair: boolean;
}

/** A file of settings that is wrong. */
export interface SettingsProblem {
  readonly error: QtuiError;
  /** Whose file it is: the person's, or that of the repository. */
  readonly from: 'user' | 'project';
}

/** The person's settings in a process that goes on while their file changes. */
export interface LiveSettings {
  /** What holds: the last content of the file that was right. */
  readonly current: Config;
  readonly onChange: Event<SettingsChange>;
  /** A file has become wrong. */
  readonly onProblem: Event<SettingsProblem>;
  /** Whose file says again what held all the time it was wrong. */
  readonly onRepair: Event<SettingsProblem['from']>;
  /** The repository's file has changed, and is right; its commands, which may need trust. */
  readonly onProjectChange: Event<ProjectCommands>;
  /** Takes up changes of the files from now on. */
  watch(): Promise<void>;
  /** Looks at the person's file now; resolves when what it says holds, or with what is wrong. */
  reload(): Promise<SettingsProblem | undefined>;
}
