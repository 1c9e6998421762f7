import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSyntaxRunner } from '../../src/cli/syntax-runner.js';
import { DEFAULT_CONFIG } from '../../src/config/defaults.js';
import type { Preferences } from '../../src/core/config.js';
import { QtuiError } from '../../src/core/errors.js';
import type { BuiltMerge, LandedMerge } from '../../src/core/merge.js';
import type { Forge } from '../../src/core/ports/forge.js';
import type { Git } from '../../src/core/ports/git.js';
import type {
  SessionRepository,
  WorktreeSessionRepository,
} from '../../src/core/ports/session-repository.js';
import type { NewSessionRequest, SessionService } from '../../src/core/ports/sessions.js';
import type { SkillStore } from '../../src/core/ports/skills.js';
import { createMergeModel } from '../../src/llm/merge/merge-model.js';
import { createFileCheckStore } from '../../src/session/checks/check-files.js';
import { createFileCommentStore } from '../../src/session/comment-files.js';
import type { SessionConfig, SessionDependencies } from '../../src/session/dependencies.js';
import { createFileDraftStore } from '../../src/session/drafts/draft-files.js';
import { createMemorySessionRepository } from '../../src/session/registry/memory-repository.js';
import { createWorktreeSessionRepository } from '../../src/session/registry/worktree-repository.js';
import { createSessionService } from '../../src/session/service.js';
import { createFileTrustStore } from '../../src/session/trust-store.js';
import { FakeGit } from './fake-git.js';
import { FakeHost } from './fake-host.js';
import { PRESENT } from './registry.js';
import { SYNTAX_ENTRY } from './syntax-entry.js';

export interface SessionWorld<G extends Git> {
  readonly root: string;
  /** The repository's main worktree. */
  readonly repo: string;
  readonly git: G;
  readonly host: FakeHost;
  readonly repository: WorktreeSessionRepository;
  /** The rows of `repository` alone: what changes here changes no mark. */
  readonly registry: SessionRepository;
  readonly config: SessionConfig;
  readonly deps: SessionDependencies;
  readonly service: SessionService;
  readonly preferences: Preferences[];
  readonly logged: string[];
  /** What `connectHost` does without a running host. */
  isHostRunning: boolean;
  hostError: Error | undefined;
  /** Sessions whose saved output was removed. */
  readonly outputRemoved: string[];
  removeOutputError: Error | undefined;
  request(change?: Partial<NewSessionRequest>): NewSessionRequest;
  dispose(): Promise<void>;
}

/** A hosting service that nobody is signed in to. */
const NO_FORGE: Forge = {
  obstacle: async () => 'gh is not signed in.',
  view: async () => Promise.reject(new QtuiError('pull-request-failed', 'Not signed in.')),
  findOpen: async () => undefined,
  create: async () => Promise.reject(new QtuiError('pull-request-failed', 'Not signed in.')),
};

const NO_SKILLS: SkillStore = {
  list: async () => ({ skills: [], warnings: [] }),
  get: async () => Promise.reject(new QtuiError('skill-not-found', 'There is none.')),
  create: async () => Promise.reject(new QtuiError('path-exists', 'There is one.')),
};

/** A service over fakes at every port, in a temporary directory. */
export async function createFakeWorld(): Promise<SessionWorld<FakeGit>> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'qtui-test-')));
  const repo = join(root, 'repo');
  await mkdir(repo);
  return createWorld(root, repo, new FakeGit(repo), () => rm(root, { recursive: true }));
}

/** A service over a real git, or any, with a fake host and a registry in memory. */
export function createWorld<G extends Git>(
  root: string,
  repo: string,
  git: G,
  dispose: () => Promise<void>,
): SessionWorld<G> {
  const host = new FakeHost();
  const log = { log: (_level: string, event: string) => void logged.push(event) };
  const registry = createMemorySessionRepository();
  const repository = createWorktreeSessionRepository(registry, log, () => PRESENT);
  const preferences: Preferences[] = [];
  const logged: string[] = [];
  // A copy, as tests change it.
  const defaults = structuredClone(DEFAULT_CONFIG);
  const config: SessionConfig = {
    ...defaults,
    sessions: { ports: [20_000, 20_099], portCount: 10 },
  };
  let seconds = 0;
  const deps: SessionDependencies = {
    git,
    forge: NO_FORGE,
    repository,
    async connectHost({ start }) {
      if (world.hostError) throw world.hostError;
      if (!start && !world.isHostRunning) {
        throw new QtuiError('host-not-running', 'No host runs.');
      }
      world.isHostRunning = true;
      return host;
    },
    savedOutputPath: async (id) => join(root, 'output', id),
    removeSavedOutput: async (id) => {
      world.outputRemoved.push(id);
      if (world.removeOutputError) throw world.removeOutputError;
    },
    agents: {
      find: async () => [
        { kind: 'claude', label: 'Claude', program: '/bin/true' },
        { kind: 'shell', label: 'Shell', program: '/bin/sh' },
      ],
      plan({ kind, program }, { message, command }) {
        const own = command?.length ? [...command] : [program];
        if (message === '' || kind === 'shell') return { command: own, argv: own };
        return { command: own, argv: [...own, '--', message] };
      },
    },
    names: { suggest: async () => undefined },
    skills: NO_SKILLS,
    model: createMergeModel(defaults.llm, { env: {}, cwd: root }),
    syntax: createSyntaxRunner({ PATH: process.env['PATH'] ?? '' }, SYNTAX_ENTRY),
    config: async () => config,
    trust: createFileTrustStore(join(root, 'state', 'trust.json'), {
      log: { log: (_level, event) => logged.push(event) },
      now: () => new Date(0),
    }),
    preferences: {
      load: async () => Object.assign({}, ...preferences) as Preferences,
      save: async (change) => {
        preferences.push(change);
      },
    },
    drafts: createFileDraftStore(join(root, 'state', 'merges')),
    comments: createFileCommentStore(join(root, 'state', 'comments')),
    checks: createFileCheckStore(
      join(root, 'state', 'check-runs'),
      () => new Date(Date.UTC(2026, 0, 1)),
    ),
    paths: {
      stateDirectory: join(root, 'state'),
      dataDirectory: join(root, 'data'),
      socket: join(root, 'host.sock'),
    },
    environment: { PATH: '/usr/bin:/bin', USER: 'ada' },
    log: { log: (_level, event) => logged.push(event) },
    now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds++)),
  };
  const world: SessionWorld<G> = {
    ...{ root, repo, git, host, repository, registry, config, deps, preferences, logged, dispose },
    service: createSessionService(deps),
    isHostRunning: false,
    hostError: undefined,
    outputRemoved: [],
    removeOutputError: undefined,
    request: (change = {}) => ({
      directory: repo,
      message: 'Please fix the login bug',
      type: 'feature',
      agentKind: 'claude',
      worktree: { kind: 'create', isTemporary: false },
      size: { cols: 80, rows: 24 },
      ...change,
    }),
  };
  return world;
}

/** Lands a built merge of a session as its user would have it. */
export async function landInSession(
  service: SessionService,
  id: string,
  built: BuiltMerge,
): Promise<LandedMerge> {
  return service.landMerge(id, await service.verifyMerge(built));
}
