import type { Config } from '../config.js';
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

/** The person's settings in a process that goes on while their file changes. */
export interface LiveSettings {
  /** What holds: the last content of the file that was right. */
  readonly current: Config;
  readonly onChange: Event<SettingsChange>;
  /** The file has become wrong, or (undefined) says again what held all the time. */
  readonly onProblem: Event<QtuiError | undefined>;
  /** Takes up changes of the file from now on. */
  watch(): Promise<void>;
  /** Looks at the file now; resolves when what it says holds. */
  reload(): Promise<void>;
}
