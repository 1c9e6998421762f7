import { describe, expect, test } from '@jest/globals';
import type { Repository, RepositoryContext } from '../../../src/core/repository.js';
import { SESSION_TYPES, type SessionType } from '../../../src/core/session.js';
import {
  type GitState,
  gitStateOf,
  resolveWorktreeStrategy,
  type StrategyQuestion,
} from '../../../src/session/strategy/strategy.js';
import { TYPE_POLICIES } from '../../../src/session/strategy/types.js';

const STATES: GitState[] = [
  'no-repository',
  'linked-worktree',
  'default-branch',
  'other-branch',
  'detached',
];
const ask = (change: Partial<StrategyQuestion>) =>
  resolveWorktreeStrategy({
    flags: {},
    type: 'development',
    git: 'default-branch',
    interactive: true,
    ...change,
  });

const everything = SESSION_TYPES.flatMap((type) =>
  STATES.flatMap((git) =>
    [undefined, true, false].flatMap((requiresWorktree) =>
      [true, false].map((interactive) => ({
        type,
        git,
        interactive,
        ...(requiresWorktree === undefined ? {} : { requiresWorktree }),
      })),
    ),
  ),
);

test.each(everything)('flags win over %j', (question) => {
  expect(ask({ ...question, flags: { worktree: 'x' } })).toEqual({ kind: 'create', name: 'x' });
  expect(ask({ ...question, flags: { noWorktree: true } })).toEqual({ kind: 'never' });
});

describe('without flags', () => {
  const BY_TYPE: Partial<Record<SessionType, string>> = {
    feature: 'create',
    refactor: 'create',
    experiment: 'createTemp',
    hotfix: 'ask',
    debug: 'never',
    planning: 'never',
    'code-review': 'never',
    exploration: 'never',
  };
  const BY_STATE: Record<GitState, string> = {
    'no-repository': 'never',
    'linked-worktree': 'useExisting',
    'default-branch': 'ask',
    'other-branch': 'useExisting',
    detached: 'ask',
  };

  test.each(everything)('%j', ({ type, git, interactive, requiresWorktree }) => {
    const byRequirement =
      requiresWorktree === undefined ? undefined : requiresWorktree ? 'create' : 'never';
    const expected =
      git === 'no-repository' ? 'never' : (BY_TYPE[type] ?? byRequirement ?? BY_STATE[git]);
    const kind = expected === 'ask' && !interactive ? 'create' : expected;
    expect(
      ask({
        type,
        git,
        interactive,
        ...(requiresWorktree === undefined ? {} : { requiresWorktree }),
      }),
    ).toEqual({ kind });
  });
});

test('only development runs in the background', () => {
  const types = SESSION_TYPES.filter((type) => TYPE_POLICIES[type].mayRunInBackground);
  expect(types).toEqual(['development']);
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
