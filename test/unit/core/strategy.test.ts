import { describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import { decideWorktree, type WorktreeWish } from '../../../src/core/decide-worktree.js';
import type { Repository, RepositoryContext } from '../../../src/core/repository.js';
import { SESSION_TYPES, type SessionType } from '../../../src/core/session.js';
import { WORKTREE_NEEDS, type WorktreeNeed } from '../../../src/core/session-type.js';
import {
  decisionWords,
  type GitState,
  gitStateOf,
  resolveWorktreeStrategy,
  type StrategyLayer,
  type WorktreeFlags,
  type WorktreeRequirement,
  type WorktreeStrategy,
} from '../../../src/core/strategy.js';

type Kind = WorktreeStrategy['kind'];

const FLAGS: readonly [WorktreeFlags, Kind | undefined][] = [
  [{}, undefined],
  [{ noWorktree: false }, undefined],
  [{ worktree: 'x' }, 'create'],
  [{ worktree: 'x', temporary: true, implying: '--temporary' }, 'create'],
  [{ noWorktree: true }, 'never'],
  [{ temporary: true, implying: '--temporary' }, 'createTemp'],
  [{ implying: '--base' }, 'create'],
];

const BY_NEED: Record<WorktreeNeed, Kind | undefined> = {
  required: 'create',
  temporary: 'createTemp',
  ask: 'ask',
  none: 'never',
  undecided: undefined,
};

/** As the types are shipped. */
const BY_TYPE: Record<SessionType, Kind | undefined> = {
  feature: 'create',
  refactor: 'create',
  experiment: 'createTemp',
  hotfix: 'ask',
  debug: 'never',
  planning: 'never',
  'code-review': 'never',
  exploration: 'never',
  development: undefined,
};

const REQUIREMENTS: readonly [WorktreeRequirement, Kind | undefined][] = [
  [{}, undefined],
  [{ agent: true }, 'create'],
  [{ agent: false }, 'never'],
  [{ skill: { name: 's', requiresWorktree: true } }, 'create'],
  [{ skill: { name: 's', requiresWorktree: true }, agent: false }, 'create'],
  [{ skill: { name: 's', requiresWorktree: false } }, 'never'],
  [{ skill: { name: 's', requiresWorktree: false }, agent: true }, 'never'],
];

const BY_STATE: Record<GitState, Kind | undefined> = {
  'no-repository': 'never',
  unborn: 'never',
  'linked-worktree': 'useExisting',
  'default-branch': 'ask',
  'other-branch': 'useExisting',
  detached: undefined,
};

const STATES = Object.keys(BY_STATE) as GitState[];

const TYPES = [
  ...SESSION_TYPES.map((name) => {
    const { worktree } = DEFAULT_CONFIG.types[name];
    return [{ name, worktree }, BY_TYPE[name]] as const;
  }),
  // As the settings may say otherwise of any.
  ...WORKTREE_NEEDS.map(
    (worktree) => [{ name: 'debug' as const, worktree }, BY_NEED[worktree]] as const,
  ),
];

describe.each(TYPES)('the type %j', (type, byType) => {
  describe.each(FLAGS)('with %j', (flags, byFlags) => {
    const cases = REQUIREMENTS.flatMap(([requirement, byRequirement]) =>
      STATES.flatMap((git) =>
        [true, false].map((interactive) => ({ requirement, byRequirement, git, interactive })),
      ),
    );

    test('is answered by the first layer that answers, in every place', () => {
      expect(cases).toHaveLength(REQUIREMENTS.length * STATES.length * 2);
      for (const { requirement, byRequirement, git, interactive } of cases) {
        const layers: [StrategyLayer, Kind | undefined][] = [
          ['flags', byFlags],
          ['type', byType],
          ['requirement', byRequirement],
          ['git', BY_STATE[git]],
          ['ask', 'ask'],
        ];
        const [layer, kind] = layers.find(([, answer]) => answer !== undefined) ?? [];
        const isAskedInVain = kind === 'ask' && !interactive;
        const { reason, ...decision } = resolveWorktreeStrategy(flags, type, requirement, git, {
          interactive,
        });
        expect(decision).toEqual({
          kind: isAskedInVain ? 'create' : kind,
          ...(kind === 'create' && flags.worktree !== undefined && { name: 'x' }),
          layer: isAskedInVain ? 'ask' : layer,
        });
        expect(reason).toMatch(/^[\w-].*\w$/);
        expect(reason.endsWith('nobody can be asked')).toBe(isAskedInVain);
      }
    });
  });
});

describe('the reason', () => {
  const words = (
    flags: WorktreeFlags,
    type: SessionType,
    requirement: WorktreeRequirement = {},
    git: GitState = 'default-branch',
    interactive = true,
  ) => {
    const { worktree } = DEFAULT_CONFIG.types[type];
    const rest = [requirement, git, { interactive }] as const;
    return decisionWords(resolveWorktreeStrategy(flags, { name: type, worktree }, ...rest));
  };

  test.each([
    [words({ worktree: 'x' }, 'debug'), 'a worktree of its own, because --worktree asks for it'],
    [words({ noWorktree: true }, 'feature'), 'no worktree, because --no-worktree says so'],
    [words({ implying: '--base' }, 'debug'), 'a worktree of its own, because --base asks for it'],
    [words({}, 'feature'), 'a worktree of its own, because the type feature requires one'],
    [
      words({}, 'experiment'),
      'a temporary worktree, because the type experiment gets a temporary one',
    ],
    [words({}, 'hotfix'), 'yours to choose, because the type hotfix asks each time'],
    [
      words({}, 'hotfix', {}, 'detached', false),
      'a worktree of its own, because the type hotfix asks each time, and nobody can be asked',
    ],
    [words({}, 'debug'), 'no worktree, because the type debug needs none'],
    [
      words({}, 'development', { agent: true }),
      'a worktree of its own, because the agent requires one',
    ],
    [
      words({}, 'development', { skill: { name: 'tidy', requiresWorktree: false }, agent: true }),
      'no worktree, because the skill tidy needs none',
    ],
    [words({}, 'development'), 'yours to choose, because you are on the default branch'],
    [
      words({}, 'development', {}, 'linked-worktree'),
      'no new worktree, because you are in a worktree already',
    ],
    [words({}, 'development', {}, 'detached'), 'yours to choose, because HEAD is detached'],
  ])('%s', (said, expected) => {
    expect(said).toBe(expected);
  });
});

describe('the decision in a place', () => {
  const obstacle = {
    code: 'unborn-head',
    level: 'obstacle',
    message: 'No commit.',
    hint: 'Make one.',
  } as const;
  const decide = (
    change: Partial<WorktreeWish>,
    place: { gitState?: GitState; hasObstacle?: boolean } = {},
  ) =>
    decideWorktree(
      {
        types: DEFAULT_CONFIG.types,
        agents: [
          { kind: 'claude', label: 'Claude', program: '/bin/claude', requiresWorktree: true },
          { kind: 'shell', label: 'Shell', program: '/bin/sh', requiresWorktree: false },
          { kind: 'codex', label: 'Codex', program: '/bin/codex' },
        ],
        gitState: place.gitState ?? 'default-branch',
        ...(place.hasObstacle && { worktreeObstacle: obstacle }),
      },
      { flags: {}, type: 'development', agentKind: 'codex', interactive: true, ...change },
    );

  test.each<[Partial<WorktreeWish>, Kind, StrategyLayer]>([
    [{}, 'ask', 'git'],
    [{ agentKind: 'claude' }, 'create', 'requirement'],
    [{ agentKind: 'shell' }, 'never', 'requirement'],
    [{ agentKind: 'gone' }, 'ask', 'git'],
    [{ agentKind: 'shell', skill: { name: 's', requiresWorktree: true } }, 'create', 'requirement'],
    [
      { agentKind: 'claude', skill: { name: 's', requiresWorktree: false } },
      'never',
      'requirement',
    ],
    [{ agentKind: 'claude', skill: { name: 's' } }, 'create', 'requirement'],
    [{ type: 'feature', skill: { name: 's', requiresWorktree: false } }, 'create', 'type'],
    [{ agentKind: 'shell', type: 'feature' }, 'create', 'type'],
    [{ agentKind: 'claude', flags: { noWorktree: true } }, 'never', 'flags'],
  ])('with %j is %s by the %s', (change, kind, layer) => {
    expect(decide(change)).toMatchObject({ kind, layer });
  });

  test.each<[Partial<WorktreeWish>, Kind]>([
    [{ type: 'hotfix' }, 'never'],
    [{ type: 'hotfix', interactive: false }, 'never'],
    [{ type: 'development' }, 'never'],
    [{ type: 'feature' }, 'create'],
    [{ agentKind: 'claude' }, 'create'],
    [{ flags: { worktree: 'x' } }, 'create'],
  ])('where none can be made, with %j is %s', (change, kind) => {
    expect(decide(change, { gitState: 'no-repository', hasObstacle: true }).kind).toBe(kind);
  });
});

describe('gitStateOf', () => {
  const inRepository = (change: Partial<Repository>): RepositoryContext => ({
    kind: 'repository',
    repository: {
      directory: '/r',
      commonDir: '/r/.git',
      gitDir: '/r/.git',
      root: '/r',
      isBare: false,
      isLinkedWorktree: false,
      isInsideGitDir: false,
      isShallow: false,
      objectFormat: 'sha1',
      head: { kind: 'branch', branch: 'main', oid: '1' },
      ...change,
    },
  });

  test.each<[GitState, RepositoryContext]>([
    ['no-repository', { kind: 'none', directory: '/' }],
    ['unborn', inRepository({ head: { kind: 'unborn', branch: 'main' } })],
    ['default-branch', inRepository({})],
    ['other-branch', inRepository({ head: { kind: 'branch', branch: 'x', oid: '1' } })],
    ['detached', inRepository({ head: { kind: 'detached', oid: '1' } })],
    ['default-branch', inRepository({ isLinkedWorktree: true })],
    [
      'linked-worktree',
      inRepository({
        isLinkedWorktree: true,
        head: { kind: 'branch', branch: 'x', oid: '1' },
      }),
    ],
    [
      'linked-worktree',
      inRepository({ isLinkedWorktree: true, head: { kind: 'detached', oid: '1' } }),
    ],
  ])('%s', (state, context) => {
    expect(gitStateOf(context, 'main')).toBe(state);
  });
});
