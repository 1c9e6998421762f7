import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConfigSources } from '../config/config.js';
import { type Environment, paneEnvironment } from '../config/env.js';
import { createFileLogger, type FileLogger } from '../config/logger.js';
import type { Paths } from '../config/paths.js';
import { createPreferenceStore } from '../config/preferences.js';
import { UserSettings } from '../config/user-settings.js';
import type { Config } from '../core/config.js';
import type { Disposable } from '../core/lifecycle.js';
import type { Git } from '../core/ports/git.js';
import type { HostConnection, HostConnector } from '../core/ports/host.js';
import type { MergeModel } from '../core/ports/merge-model.js';
import type { NameSuggester } from '../core/ports/naming.js';
import type { AgentChoice, SessionService } from '../core/ports/sessions.js';
import type { LiveSettings } from '../core/ports/settings.js';
import type { SkillStore } from '../core/ports/skills.js';
import type { SyntaxChecker } from '../core/ports/syntax-checker.js';
import type { TrustStore } from '../core/ports/trust.js';
import type { SavedScrollback } from '../pty/scrollback/scrollback-files.js';
import type { AgentCatalog } from '../session/dependencies.js';
import { watchRegistry } from '../session/registry/watch.js';
import { hostArguments } from './host-options.js';
import { lazily } from './lazily.js';
import { once, oncePer } from './once.js';
import { pathsOf } from './paths-of.js';
import { ProjectPlaces } from './project-places.js';
import { SharedHost } from './shared-host.js';
import { VERSION } from './version.js';

export interface ApplicationOptions {
  env: Environment;
  cwd: string;
  /** Absolute path of the host's entry, dist/host-main.js. */
  hostMain: string;
  /** Value of `--host-socket`. */
  hostSocket?: string;
  kind: 'tui' | 'cli';
}

/**
 * Everything a command can use, each part loaded when it is first asked for: a command pays only
 * for what it needs.
 */
export interface Application {
  readonly env: Environment;
  readonly cwd: string;
  readonly paths: Paths;
  readonly logger: FileLogger;
  /** Built entry of the thread that searches scrollback; it lies beside the host's. */
  readonly searchEntry: URL;
  /** The person's own settings, for what goes on while they change. */
  readonly settings: UserSettings;
  /** Settings without those of any repository. */
  userConfig(): Promise<Config>;
  /** The files whose settings hold in `directory`, by default the one the command runs in. */
  settingsSources(directory?: string): Promise<ConfigSources>;
  /** Settings as they hold in `directory`, by default the one the command runs in. */
  config(directory?: string): Promise<Config>;
  git(): Promise<Git>;
  /** Throws `git-missing` or `git-too-old`. */
  requireGit(): Promise<void>;
  /** Which project files' commands may run. */
  trust(): Promise<TrustStore>;
  sessions(): Promise<SessionService>;
  /** Tells of changes of rows by any process, until it is disposed. */
  watchSessions(onChange: () => void): Disposable;
  /** Who suggests names; sends nothing where the settings do not say so. */
  names(): Promise<NameSuggester>;
  /** Skills of the person and of repositories. */
  skills(): Promise<SkillStore>;
  /** Agents found on this machine; the shell is always among them, last. */
  agents(): Promise<AgentChoice[]>;
  /** The shared link to the host; throws `host-not-running` where none runs and none may start. */
  connect(options: { start: boolean }): Promise<HostConnection>;
  /** What a pane showed when its host last saved it; undefined when nothing was saved. */
  savedOutput(paneId: string): Promise<SavedScrollback | undefined>;
  /** Ends a host of any version, and every program in it; false when none was running. */
  stopHost(): Promise<boolean>;
  /** Throws when pseudo-terminals cannot be made on this machine. */
  probePty(): Promise<void>;
  /** Ends the link to the host and writes what is left of the log. */
  dispose(): Promise<void>;
}

/** Wires the ports to their implementations. Throws `usage` for a relative socket path. */
export function compose(options: ApplicationOptions): Application {
  const { env, cwd } = options;
  const paths = pathsOf(options);
  const logger = createFileLogger(paths.logFile);
  const host = new SharedHost(() => connector(), options.kind);

  const registryDirectory = join(paths.stateDirectory, 'sessions');

  const hostAddress = {
    socketPath: paths.socket,
    recordFile: paths.hostRecordFile,
    version: VERSION,
  };

  const git = once(async () => {
    const { createGit } = await import('./engine.js');
    const made = createGit({
      ...{ env, stateDirectory: paths.stateDirectory, log: logger },
      startDeleter: async () => {
        const { startDetached } = await import('./detached.js');
        const entry = join(dirname(options.hostMain), 'delete-removed.js');
        const command = [process.execPath, entry, paths.stateDirectory, paths.logFile];
        // Nothing is lost when it does not start: the next qtui tries again.
        await startDetached(command, { env, cwd: paths.home }).catch((error: Error) =>
          logger.log('warn', 'deleter-not-started', { message: error.message }),
        );
      },
    });
    return places.listeningTo(made);
  });
  const places = new ProjectPlaces(git);
  // What a repository may not set is known without asking git.
  const settings = new UserSettings(paths.configFile, logger, () => projectOf(cwd));
  const userConfig = () => settings.load();
  const projectOf = (directory: string) => places.of(directory);
  const settingsSources = async (directory: string): Promise<ConfigSources> => {
    const project = await projectOf(directory);
    return { userFile: paths.configFile, ...(project && { project }) };
  };
  const config = async (directory: string) => {
    const project = await projectOf(directory);
    return project === undefined ? userConfig() : settings.configIn(project);
  };
  const catalog = once(async () => {
    await userConfig();
    return agentCatalog(settings, env);
  });
  const hostCommand = async () => {
    const { terminal, agents } = await userConfig();
    const settingsForHost = {
      scrollback: terminal.scrollback,
      ...(terminal.saveScrollback && { scrollbackDirectory: paths.scrollbackDirectory }),
      manifests: agents.manifests,
    };
    const files = { recordFile: paths.hostRecordFile, logFile: paths.hostLogFile };
    const args = hostArguments({ socketPath: paths.socket, ...files, ...settingsForHost });
    return [process.execPath, options.hostMain, ...args];
  };
  const connector = once(async (): Promise<HostConnector> => {
    const { createDetachedStarter, createHostConnector } = await import('./host-engine.js');
    // A running host is reached, and ended, also while the settings are wrong.
    const starter = createDetachedStarter({
      ...{ command: hostCommand, logFile: paths.hostOutputFile },
      ...{ env, cwd: paths.home },
    });
    return createHostConnector({ ...hostAddress, starter });
  });
  const savedScrollback = once(async () => {
    const { ScrollbackFiles } = await import('../pty/scrollback/scrollback-files.js');
    return new ScrollbackFiles(paths.scrollbackDirectory);
  });
  const trust = once(async () => {
    const { createFileTrustStore } = await import('./engine.js');
    return createFileTrustStore(paths.trustFile, { log: logger, now: () => new Date() });
  });
  // Nobody waits at the end of a program for a name.
  const ending = new AbortController();
  const names = oncePer(userConfig, async (config): Promise<NameSuggester> => {
    // Most people have none, and pay for none.
    if (config.names.suggest === 'off') return { suggest: async () => undefined };
    const { createNameSuggester } = await import('../llm/name-suggester.js');
    // Not in the repository: a command could take settings, and commands, from there.
    const place = { env: paneEnvironment(env), cwd: paths.home, ending: ending.signal };
    return createNameSuggester(config, place);
  });
  const skills = once(async () => {
    const { createSkillStore } = await import('../skills/store.js');
    return createSkillStore({
      ...{ configDirectory: dirname(paths.configFile), home: paths.home },
      worktreeOf: async (directory) => (await projectOf(directory))?.worktree,
    });
  });
  const model = oncePer(userConfig, async ({ llm }): Promise<MergeModel> => {
    const { createMergeModel } = await import('../llm/merge/merge-model.js');
    const place = { env: paneEnvironment(env), cwd: paths.home, ending: ending.signal };
    return createMergeModel(llm, place);
  });
  const syntax = once(async (): Promise<SyntaxChecker> => {
    const { createSyntaxRunner } = await import('./syntax-runner.js');
    const entry = new URL('syntax-worker.js', pathToFileURL(options.hostMain));
    return createSyntaxRunner(paneEnvironment(env), entry);
  });
  const sessions = once(async (): Promise<SessionService> => {
    const [engine, ownGit, agents] = await Promise.all([import('./engine.js'), git(), catalog()]);
    const { createFileSessionRepository, createGitHub, createSessionService } = engine;
    const { createFileCheckStore, createFileCommentStore, createFileDraftStore } = engine;
    const { createWorktreeSessionRepository } = engine;
    const registry = createFileSessionRepository(registryDirectory, logger);
    return createSessionService({
      git: ownGit,
      forge: createGitHub(env),
      repository: createWorktreeSessionRepository(registry, logger),
      connectHost: (wish) => host.connect(wish),
      savedOutputPath: async (id) => (await savedScrollback()).pathOf(id),
      removeSavedOutput: async (id) => (await savedScrollback()).remove(id),
      agents,
      names: lazily(names),
      skills: lazily(skills),
      model: lazily(model),
      syntax: lazily(syntax),
      config,
      trust: lazily(trust),
      preferences: createPreferenceStore(paths.preferencesFile, logger),
      drafts: createFileDraftStore(join(paths.stateDirectory, 'merges')),
      comments: createFileCommentStore(join(paths.stateDirectory, 'comments')),
      checks: createFileCheckStore(join(paths.stateDirectory, 'check-runs'), () => new Date()),
      paths: {
        stateDirectory: paths.stateDirectory,
        dataDirectory: paths.dataDirectory,
        socket: paths.socket,
      },
      environment: paneEnvironment(env),
      log: logger,
      now: () => new Date(),
    });
  });

  return {
    env,
    cwd,
    paths,
    logger,
    searchEntry: new URL('search-worker.js', pathToFileURL(options.hostMain)),
    settings,
    userConfig,
    settingsSources: (directory = cwd) => settingsSources(directory),
    config: (directory = cwd) => config(directory),
    git,
    async requireGit() {
      await (await git()).reader.version();
    },
    trust,
    sessions,
    watchSessions: (onChange) => watchRegistry(registryDirectory, logger, onChange),
    names,
    skills,
    agents: async () => (await catalog()).find(),
    connect: (wish) => host.connect(wish),
    savedOutput: async (paneId) => (await savedScrollback()).read(paneId),
    async stopHost() {
      const { stopHost } = await import('./host-engine.js');
      return stopHost(hostAddress);
    },
    async probePty() {
      const { probePty } = await import('../pty/probe.js');
      await probePty();
    },
    async dispose() {
      ending.abort();
      host.dispose();
      settings.dispose();
      await logger.flush();
    },
  };
}

/** For a command of the person's own under a kind that no manifest describes. */
const BARE_MANIFEST = { programs: [], args: [], prompt: { how: 'none' }, markers: {} } as const;

async function agentCatalog(settings: LiveSettings, env: Environment): Promise<AgentCatalog> {
  const { findAgents, planLaunch, resolveManifests } = await import('./engine.js');
  const manifests = () => {
    const { agents } = settings.current;
    return resolveManifests(agents.manifests, agents.requiresWorktree);
  };
  return {
    find: async () => findAgents(manifests(), { path: env['PATH'] ?? '', shell: env['SHELL'] }),
    plan({ kind, program }, wish) {
      const manifest = manifests().find((candidate) => candidate.kind === kind);
      return planLaunch(manifest ?? { ...BARE_MANIFEST, kind, label: kind }, { program, ...wish });
    },
  };
}
