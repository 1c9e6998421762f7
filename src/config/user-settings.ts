import { isDeepStrictEqual } from 'node:util';
import type { Config, Logger } from '../core/config.js';
import { type QtuiError, toQtuiError } from '../core/errors.js';
import { type Disposable, Emitter } from '../core/lifecycle.js';
import type { LiveSettings, SettingsChange } from '../core/ports/settings.js';
import { type ConfigSources, type LoadedSettings, loadProject, loadSettings } from './config.js';
import { DEFAULT_CONFIG } from './defaults.js';
import { FileWatch } from './watch-file.js';

/**
 * The person's own settings, and the one place that reads them anew. A file that has become wrong
 * is told of, and what was right before goes on to hold.
 */
export class UserSettings implements LiveSettings, Disposable {
  readonly #file: string;
  readonly #log: Logger;
  readonly #changed = new Emitter<SettingsChange>();
  readonly #problems = new Emitter<QtuiError | undefined>();
  #loaded: LoadedSettings = { config: DEFAULT_CONFIG };
  #first: Promise<void> | undefined;
  #problem: string | undefined;
  #reloading: Promise<void> = Promise.resolve();
  #watch: FileWatch | undefined;

  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
  }

  get current(): Config {
    return this.#loaded.config;
  }

  get onChange() {
    return this.#changed.event;
  }

  get onProblem() {
    return this.#problems.event;
  }

  /** What holds, read at the first call. Throws as `loadConfig`; the next call tries again then. */
  async load(): Promise<Config> {
    this.#first ??= this.#readFirst();
    await this.#first;
    return this.current;
  }

  /** What holds in a work tree: its project's file, read now, over the settings in force. */
  async configIn(project: NonNullable<ConfigSources['project']>): Promise<Config> {
    await this.load();
    return (await loadProject(project, this.#loaded.user)).config;
  }

  /** Takes up changes of the file from now on. */
  async watch(): Promise<void> {
    this.#watch ??= new FileWatch(this.#file, {
      onChange: () => void this.reload(),
      onFailure: (error) => {
        const { message } = toQtuiError(error, 'watch the settings');
        this.#log.log('warn', 'settings.unwatched', { message });
      },
    });
    await this.#watch.start();
    await this.reload();
  }

  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#reload());
    return this.#reloading;
  }

  dispose(): void {
    this.#watch?.dispose();
    this.#changed.dispose();
    this.#problems.dispose();
  }

  async #readFirst(): Promise<void> {
    try {
      this.#loaded = await loadSettings({ userFile: this.#file });
    } catch (error) {
      this.#first = undefined;
      throw error;
    }
  }

  async #reload(): Promise<void> {
    try {
      const loaded = await loadSettings({ userFile: this.#file });
      const wasWrong = this.#problem !== undefined;
      this.#problem = undefined;
      const isNew = await this.#take(loaded, wasWrong);
      if (wasWrong && !isNew) this.#problems.fire(undefined);
    } catch (thrown) {
      const error = toQtuiError(thrown, 'read the settings');
      if (error.message === this.#problem) return;
      this.#problem = error.message;
      this.#log.log('warn', 'settings.wrong', { code: error.code });
      this.#problems.fire(error);
    }
  }

  /** False when it is what holds already. */
  async #take(now: LoadedSettings, isRepair: boolean): Promise<boolean> {
    const before = this.#loaded;
    this.#loaded = now;
    if (before.user?.hash === now.user?.hash) return false;
    // Only what has a file needs what tells settings apart.
    const { explainSettings } = await import('./explain.js');
    const { tomlKey } = await import('./toml-value.js');
    const was = new Map(explainSettings(before).map(({ path, value }) => [tomlKey(path), value]));
    const is = explainSettings(now).map(({ path, value, setting }) => ({
      ...{ key: tomlKey(path), value },
      needsHost: setting.restart === 'host',
    }));
    const changed = is.filter(({ key, value }) => !isDeepStrictEqual(was.get(key), value));
    const gone = [...was.keys()].filter((key) => !is.some((other) => other.key === key));
    this.#log.log('info', 'settings.changed', { count: changed.length + gone.length });
    this.#changed.fire({
      ...{ before: before.config, now: now.config },
      changed: [...changed.map(({ key }) => key), ...gone],
      needHost: changed.filter(({ needsHost }) => needsHost).map(({ key }) => key),
      isRepair,
    });
    return true;
  }
}
