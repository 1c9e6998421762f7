import type { Config, ProjectCommands } from '../../../src/core/config.js';
import { Emitter } from '../../../src/core/lifecycle.js';
import type {
  LiveSettings,
  SettingsChange,
  SettingsProblem,
} from '../../../src/core/ports/settings.js';

/** Settings that a test changes. */
export class ScriptedSettings implements LiveSettings {
  current: Config;
  readonly changed = new Emitter<SettingsChange>();
  readonly problems = new Emitter<SettingsProblem>();
  readonly repairs = new Emitter<SettingsProblem['from']>();
  readonly projects = new Emitter<ProjectCommands>();
  readonly onProjectChange = this.projects.event;
  readonly onChange = this.changed.event;
  readonly onProblem = this.problems.event;
  readonly onRepair = this.repairs.event;
  wrong: SettingsProblem | undefined;

  constructor(config: Config) {
    this.current = config;
  }

  change(now: Config, changed: string[], needHost: string[] = []): void {
    const before = this.current;
    this.current = now;
    this.changed.fire({ before, now, changed, needHost, isRepair: false });
  }

  async watch(): Promise<void> {}

  async reload(): Promise<SettingsProblem | undefined> {
    return this.wrong;
  }
}
