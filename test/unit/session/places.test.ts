import { describe, expect, test } from '@jest/globals';
import type { Repository, RepositoryContext } from '../../../src/core/repository.js';
import { worktreePath } from '../../../src/session/creation/worktree-path.js';
import {
  isSessionId,
  newSessionId,
  readSessionId,
  repositoryName,
  resolveSessionId,
  type SessionPlace,
} from '../../../src/session/registry/ids.js';

describe('worktreePath', () => {
  const values = { dataDirectory: '/data', root: '/home/me/My Repo', branch: 'ada/fix-login' };

  test.each([
    ['{data}/worktrees/{repo}/{name}', '/data/worktrees/my-repo/ada-fix-login'],
    ['{root}/../{repo}.{name}', '/home/me/my-repo.ada-fix-login'],
    ['.worktrees/{name}', '/home/me/My Repo/.worktrees/ada-fix-login'],
    ['/x/{unknown}/{name}', '/x/{unknown}/ada-fix-login'],
  ])('%p is %p', (pattern, path) => {
    expect(worktreePath(pattern, values)).toBe(path);
  });

  test('does not expand placeholders of a branch name or root', () => {
    const odd = { ...values, root: '/r/{name}', branch: '{data}' };
    expect(worktreePath('{root}/{name}', odd)).toBe('/r/{name}/{data}');
  });
});

test.each([
  ['/home/me/project', 'project'],
  ['/srv/project.git', 'project'],
  ['/home/me/project/.bare', 'project'],
  ['/home/me/project/.git', 'project'],
  ['/', 'repository'],
])('the repository %p is called %p', (root, name) => {
  expect(repositoryName(root)).toBe(name);
});

describe('ids', () => {
  test('are ten lower-case letters and digits, and do not repeat', () => {
    const ids = Array.from({ length: 1_000 }, newSessionId);
    expect(ids.every((id) => /^[a-z0-9]{10}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(1_000);
  });

  test.each(['', '.', '..', '.trash', 'a/b', 'A', 'a'.repeat(65), 'a\n'])('%j is none', (text) => {
    expect(isSessionId(text)).toBe(false);
  });
});

describe('resolveSessionId', () => {
  const path = '/r/project/src';
  const onBranch = { path, repoRoot: '/r/project', branch: 'a/b' };

  test.each<[string, SessionPlace, string | undefined, string]>([
    ['the override', onBranch, 'mine', 'mine'],
    ['the override outside git', { path }, 'mine', 'mine'],
    ['repository and branch', onBranch, undefined, 'project/a/b'],
    ['repository and branch for an empty override', onBranch, '', 'project/a/b'],
    ['those of a bare one', { ...onBranch, repoRoot: '/r/x.git' }, undefined, 'x/a/b'],
    ['the path with a detached HEAD', { path, repoRoot: '/r/project' }, undefined, path],
    ['the path outside git', { path }, undefined, path],
    ['the path outside git for an empty override', { path }, '', path],
  ])('is %s', (_what, place, override, id) => {
    expect(resolveSessionId(place, override)).toBe(id);
  });

  const repository = (head: Repository['head']): RepositoryContext => ({
    kind: 'repository',
    repository: {
      directory: path,
      commonDir: '/r/project/.git',
      gitDir: '/r/project/.git',
      root: '/r/project',
      isBare: false,
      isLinkedWorktree: false,
      isInsideGitDir: false,
      isShallow: false,
      objectFormat: 'sha1',
      head,
    },
  });

  test.each<[RepositoryContext, string]>([
    [repository({ kind: 'branch', branch: 'a/b', oid: '1' }), 'project/a/b'],
    [repository({ kind: 'unborn', branch: 'main' }), 'project/main'],
    [repository({ kind: 'detached', oid: '1' }), path],
    [{ kind: 'none', directory: path }, path],
  ])('is read of the place', async (context, id) => {
    expect(await readSessionId({ context: async () => context }, path)).toBe(id);
  });

  test('asks git nothing for an override', async () => {
    const reader = { context: async () => Promise.reject(new Error('asked')) };
    expect(await readSessionId(reader, path, 'mine')).toBe('mine');
  });
});
