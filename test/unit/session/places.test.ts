import { describe, expect, test } from '@jest/globals';
import type { RepositoryContext } from '../../../src/core/repository.js';
import { worktreePath } from '../../../src/session/creation/worktree-path.js';
import {
  isSessionId,
  newSessionId,
  repositoryName,
  resolveSessionId,
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
  const reader = (context: RepositoryContext) => ({ context: async () => context });
  const repository = (head: 'branch' | 'detached'): RepositoryContext => ({
    kind: 'repository',
    repository: {
      directory: '/r/project/src',
      commonDir: '/r/project/.git',
      gitDir: '/r/project/.git',
      root: '/r/project',
      isBare: false,
      isLinkedWorktree: false,
      isInsideGitDir: false,
      isShallow: false,
      objectFormat: 'sha1',
      head: head === 'branch' ? { kind: head, branch: 'a/b', oid: '1' } : { kind: head, oid: '1' },
    },
  });

  test.each<[string, RepositoryContext, string | undefined, string]>([
    ['the override', repository('branch'), 'mine', 'mine'],
    ['repository and branch', repository('branch'), undefined, 'project/a/b'],
    ['the path with a detached HEAD', repository('detached'), undefined, '/r/project/src'],
    ['the path outside git', { kind: 'none', directory: '/d' }, '', '/r/project/src'],
  ])('is %s', async (_what, context, override, id) => {
    expect(await resolveSessionId(reader(context), '/r/project/src', override)).toBe(id);
  });
});
