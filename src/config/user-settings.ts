import { isDeepStrictEqual } from 'node:util';
import type { Config, Logger, ProjectCommands } from '../core/config.js';
import { toQtuiError } from '../core/errors.js';
import { type Disposable, Emitter } from '../core/lifecycle.js';
import type { LiveSettings, SettingsChange, SettingsProblem } from '../core/ports/settings.js';
import {
  type ConfigSources,
  type LoadedSettings,
  loadProject,
  loadSettings,
  projectFileOf,
} from './config.js';
import { DEFAULT_CONFIG } from './defaults.js';
import { tomlKey } from './toml-value.js';
import { FileWatch } from './watch-file.js';

/**
 * The person's own settings, and the one place that reads them anew. A file that has become wrong
 * is told of, and what was right before goes on to hold.
 */
export class UserSettings implements LiveSettings, Disposable {
  readonly #file: string;
  readonly #log: Logger;
  readonly #changed = new Emitter<SettingsChange>();
  readonly #problems = new Emitter<SettingsProblem>();
  readonly #repairs = new Emitter<SettingsProblem['from']>();
  readonly #projectChanged = new Emitter<ProjectCommands>();
  readonly #placeOf: () => Promise<ConfigSources['project']>;
  #loaded: LoadedSettings = { config: DEFAULT_CONFIG };
  #first: Promise<void> | undefined;
  #problem: string | undefined;
  #reloading: Promise<unknown> = Promise.resolve();
  #watches: FileWatch[] = [];
  #project: { hash?: string; problem?: string } = {};

  /** `placeOf` tells which work tree's file is watched beside the person's. */
  constructor(
    file: string,
    log: Logger,
    placeOf: () => Promise<ConfigSources['project']> = async () => undefined,
  ) {
    this.#file = file;
    this.#placeOf = placeOf;
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

  get onRepair() {
    return this.#repairs.event;
  }

  get onProjectChange() {
    return this.#projectChanged.event;
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

  /** Takes up changes of the files from now on. */
  async watch(): Promise<void> {
    await this.#watch(this.#file, () => void this.reload());
    await this.reload();
    const place = await this.#placeOf();
    if (place === undefined) return;
    // What is wrong with it is told by the look below, when its changes are seen.
    const { project } = await loadProject(place, undefined).catch(() => ({ project: undefined }));
    this.#project = project === undefined ? {} : { hash: project.hash };
    const look = () => void this.#lookAtProject(place);
    await this.#watch(projectFileOf(place.worktree), look);
    look();
  }

  reload(): Promise<SettingsProblem | undefined> {
    const reloaded = this.#reloading.then(() => this.#reload());
    this.#reloading = reloaded;
    return reloaded;
  }

  dispose(): void {
    for (const watch of this.#watches) watch.dispose();
    this.#projectChanged.dispose();
    this.#changed.dispose();
    this.#problems.dispose();
    this.#repairs.dispose();
  }

  async #watch(file: string, onChange: () => void): Promise<void> {
    const watch = new FileWatch(file, {
      onChange,
      onFailure: (error) => {
        const { message } = toQtuiError(error, 'watch the settings');
        this.#log.log('warn', 'settings.unwatched', { message });
      },
    });
    this.#watches.push(watch);
    await watch.start();
  }

  /** Nothing of it is kept: whoever needs it reads it then. */
  async #lookAtProject(place: NonNullable<ConfigSources['project']>): Promise<void> {
    const before = this.#project;
    try {
      const { config, project } = await loadProject(place, undefined);
      this.#project = project === undefined ? {} : { hash: project.hash };
      if (project?.hash !== before.hash) this.#projectChanged.fire(config.project?.commands ?? {});
      else if (before.problem !== undefined) this.#repairs.fire('project');
    } catch (thrown) {
      const error = toQtuiError(thrown, 'read the settings of the repository');
      this.#project = { ...before, problem: error.message };
      if (error.message !== before.problem) this.#problems.fire({ error, from: 'project' });
    }
  }

  async #readFirst(): Promise<void> {
    try {
      this.#loaded = await loadSettings({ userFile: this.#file });
    } catch (error) {
      this.#first = undefined;
      throw error;
    }
  }

  async #reload(): Promise<SettingsProblem | undefined> {
    try {
      const loaded = await loadSettings({ userFile: this.#file });
      const wasWrong = this.#problem !== undefined;
      this.#problem = undefined;
      const isNew = await this.#take(loaded, wasWrong);
      if (wasWrong && !isNew) this.#repairs.fire('user');
      return undefined;
    } catch (thrown) {
      const error = toQtuiError(thrown, 'read the settings');
      const problem = { error, from: 'user' } as const;
      if (error.message === this.#problem) return problem;
      this.#problem = error.message;
      this.#log.log('warn', 'settings.wrong', { code: error.code });
      this.#problems.fire(problem);
      return problem;
    }
  }

  /** False when it is what holds already. */
  async #take(now: LoadedSettings, isRepair: boolean): Promise<boolean> {
    const before = this.#loaded;
    if (before.user?.hash === now.user?.hash) return false;
    this.#loaded = now;
    // Only what has a file needs what tells settings apart.
    const { explainSettings } = await import('./explain.js');
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
