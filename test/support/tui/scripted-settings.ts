import type { Config } from '../../../src/core/config.js';
import type { QtuiError } from '../../../src/core/errors.js';
import { Emitter } from '../../../src/core/lifecycle.js';
import type { LiveSettings, SettingsChange } from '../../../src/core/ports/settings.js';

/** Settings that a test changes. */
export class ScriptedSettings implements LiveSettings {
  current: Config;
  readonly changed = new Emitter<SettingsChange>();
  readonly problems = new Emitter<QtuiError | undefined>();
  readonly onChange = this.changed.event;
  readonly onProblem = this.problems.event;
  reloads = 0;

  constructor(config: Config) {
    this.current = config;
  }

  change(now: Config, changed: string[], needHost: string[] = []): void {
    const before = this.current;
    this.current = now;
    this.changed.fire({ before, now, changed, needHost, isRepair: false });
  }

  async watch(): Promise<void> {}

  async reload(): Promise<void> {
    this.reloads += 1;
  }
}
