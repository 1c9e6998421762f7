import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MergeRequest } from '../../../src/core/merge.js';
import type { Git } from '../../../src/core/ports/git.js';
import { type GitSession, gitFor, openGitSession } from '../../support/git-session.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;
let session: GitSession;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': '1\n2\n3\n', 'b.txt': 'b\n' } });
  git = gitFor(repo);
  session = await openGitSession(repo, git, 'work');
});
afterEach(() => repo.dispose());

const plan = (change: Partial<MergeRequest> = {}) =>
  git.merges.plan({ ...session.request(), ...change });

describe('plan', () => {
  test('shows commits, files with their lines, and what is uncommitted', async () => {
    await session.commit('first', { 'a.txt': '1\n2\n3\n4\n' });
    const tip = await session.commit('second', { 'dir/new.txt': 'n\n' });
    await session.write('b.txt', 'not committed\n');
    const base = session.base;
    const other = await repo.commit('other', { 'other.txt': 'o\n' });
    expect(await plan()).toMatchObject({
      sourceOid: tip,
      targetOid: other,
      baseOid: base,
      commits: [{ oid: tip, subject: 'second', author: 'Test Person' }, { subject: 'first' }],
      files: [
        { path: 'a.txt', kind: 'modified', added: 1, removed: 0, isBinary: false },
        { path: 'dir/new.txt', kind: 'added', added: 1, removed: 0 },
      ],
      uncommitted: [{ path: 'b.txt' }],
      conflicts: [],
      obstacles: [],
      isUpToDate: false,
      targetWorktree: repo.path,
      suggestedMessage: "Merge branch 'work' into main",
    });
  });

  test('names a submodule that moves, also one that git is told to ignore', async () => {
    const at = (digit: string) => ['--cacheinfo', `160000,${digit.repeat(40)},sub`];
    const rule = '[submodule "sub"]\n\tpath = sub\n\turl = ./sub\n\tignore = all\n';
    for (const root of [repo.path, session.path]) await writeFile(join(root, '.gitmodules'), rule);
    await session.git('add', '.gitmodules');
    await session.git('update-index', '--add', ...at('1'));
    await session.git('commit', '-qm', 'Add a submodule');
    expect((await plan()).files.map(({ path }) => path)).toEqual(['.gitmodules', 'sub']);
  });

  test('changes no ref, index or file', async () => {
    await session.commit('first', { 'a.txt': 'x\n' });
    const state = async () => [
      await repo.git('for-each-ref'),
      await repo.git('status', '--porcelain'),
      await session.git('status', '--porcelain'),
    ];
    const before = await state();
    for (const strategy of ['merge', 'squash', 'ff-only', 'rebase'] as const) {
      await plan({ strategy });
    }
    expect(await state()).toEqual(before);
  });

  test('names conflicts by their kind', async () => {
    await session.git('rm', '-q', 'b.txt');
    await session.commit('ours', { 'a.txt': 'ours\n', 'bin.dat': 'a\0b' });
    await repo.commit('theirs', { 'a.txt': 'theirs\n', 'b.txt': 'changed\n', 'bin.dat': 'a\0c' });
    for (const strategy of ['merge', 'squash'] as const) {
      const { conflicts, resultTree, obstacles } = await plan({ strategy });
      expect(conflicts).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ path: 'a.txt', kind: 'contents' }),
          expect.objectContaining({ path: 'b.txt', kind: 'modify/delete' }),
          expect.objectContaining({ path: 'bin.dat', kind: 'binary' }),
        ]),
      );
      expect(resultTree).toBeUndefined();
      expect(obstacles).toEqual([]);
    }
    expect((await plan({ strategy: 'rebase' })).conflicts.length).toBeGreaterThan(0);
    await expect(git.merges.build(await plan(), { message: 'm' })).rejects.toMatchObject({
      code: 'merge-conflicts',
      untouched: expect.any(String),
    });
  });

  test('is up to date when the target has it all', async () => {
    expect(await plan()).toMatchObject({ isUpToDate: true, commits: [], files: [] });
    await session.commit('one', { 'x.txt': 'x' });
    await repo.git('merge', '-q', '--squash', 'work');
    await repo.commit('squashed');
    expect(await plan({ strategy: 'squash' })).toMatchObject({ isUpToDate: true });
    expect(await plan({ strategy: 'rebase' })).toMatchObject({ isUpToDate: true });
    await expect(
      git.merges.build(await plan({ strategy: 'squash' }), { message: 'm' }),
    ).rejects.toMatchObject({ code: 'merge-refused' });
  });

  test('proposes the only commit’s message for a squash, else a list', async () => {
    await session.commit('Subject\n\nBody', { 'x.txt': 'x' });
    expect((await plan({ strategy: 'squash' })).suggestedMessage).toBe('Subject\n\nBody');
    await session.commit('Second', { 'y.txt': 'y' });
    expect((await plan({ strategy: 'squash' })).suggestedMessage).toBe(
      'Squash work\n\n* Subject\n* Second',
    );
  });

  test('throws for a source that is gone', async () => {
    await expect(plan({ source: 'gone' })).rejects.toMatchObject({ code: 'unknown-revision' });
  });
});

describe('an obstacle', () => {
  const obstacles = async (change: Partial<MergeRequest> = {}) => (await plan(change)).obstacles;

  beforeEach(() => session.commit('one', { 'a.txt': '1\n2\n3\n4\n', 'new.txt': 'n\n' }));

  test('is a target that does not exist', async () => {
    expect(await obstacles({ target: 'gone' })).toMatchObject([{ code: 'target-missing' }]);
    expect(await plan({ target: 'gone' })).toMatchObject({ targetOid: '0'.repeat(40) });
  });

  test('is a target without a commit', async () => {
    await repo.git('checkout', '-q', '--orphan', 'empty');
    expect(await obstacles({ target: 'empty' })).toMatchObject([{ code: 'target-unborn' }]);
  });

  test('is the branch itself', async () => {
    expect(await obstacles({ target: 'work' })).toMatchObject([{ code: 'same-branch' }]);
  });

  test('is a history without a common commit', async () => {
    const tree = await repo.git('rev-parse', 'HEAD^{tree}');
    const alien = await repo.git('commit-tree', tree, '-m', 'alien');
    await repo.git('branch', 'alien', alien);
    expect(await obstacles({ target: 'alien' })).toMatchObject([{ code: 'unrelated-histories' }]);
  });

  test('is a target with commits of its own, for ff-only', async () => {
    expect(await obstacles({ strategy: 'ff-only' })).toEqual([]);
    await repo.commit('own');
    expect(await obstacles({ strategy: 'ff-only' })).toMatchObject([{ code: 'not-fast-forward' }]);
  });

  test('is a merge commit, for rebase', async () => {
    await repo.commit('own', { 'own.txt': 'o' });
    await session.git('merge', '-q', '-m', 'merge', 'main');
    expect(await obstacles({ strategy: 'rebase' })).toMatchObject([{ code: 'rebase-has-merges' }]);
  });

  test('is a missing identity, where a commit is made', async () => {
    await writeFile(repo.env['GIT_CONFIG_GLOBAL'] ?? '', '[user]\nuseConfigOnly = true\n');
    expect(await obstacles()).toMatchObject([
      { code: 'identity-missing', hint: expect.stringContaining('user.email') },
    ]);
    expect(await obstacles({ strategy: 'ff-only' })).toEqual([]);
  });

  test('is a rebase of the target, although git then calls it detached', async () => {
    await repo.git('checkout', '-q', '-b', 'upstream', 'HEAD');
    await repo.commit('theirs', { 'b.txt': 'theirs\n' });
    await repo.git('checkout', '-q', 'main');
    await repo.commit('ours', { 'b.txt': 'ours\n' });
    await expect(repo.git('rebase', 'upstream')).rejects.toThrow('CONFLICT');
    expect(await obstacles()).toMatchObject([
      {
        code: 'operation-in-progress',
        paths: [repo.path],
        message: expect.stringContaining('rebase'),
      },
    ]);
  });

  test('is a rebase of the source', async () => {
    await repo.commit('ours', { 'a.txt': 'other\n' });
    await expect(session.git('rebase', 'main')).rejects.toThrow('CONFLICT');
    expect(await obstacles()).toMatchObject([
      { code: 'operation-in-progress', paths: [session.path] },
    ]);
  });

  test('is a target that two worktrees have checked out', async () => {
    const twin = join(repo.root, 'twin');
    await repo.git('worktree', 'add', '-q', '-f', twin, 'main');
    expect(await obstacles()).toMatchObject([
      { code: 'target-worktree-unusable', paths: [repo.path, twin] },
    ]);
  });

  test('is a target whose worktree cannot be found', async () => {
    const lost = join(repo.root, 'lost');
    await repo.git('worktree', 'add', '-q', '-b', 'target', lost);
    await rm(lost, { recursive: true });
    expect(await obstacles({ target: 'target' })).toMatchObject([
      { code: 'target-worktree-unusable', paths: [lost] },
    ]);
  });

  test.each<[string, string, () => Promise<unknown>]>([
    ['an edit', 'a.txt', () => repo.write('a.txt', 'edited\n')],
    [
      'a staged change',
      'a.txt',
      async () => {
        await repo.write('a.txt', 'staged\n');
        await repo.git('add', 'a.txt');
      },
    ],
    ['an untracked file', 'new.txt', () => repo.write('new.txt', 'mine\n')],
    [
      'an ignored file',
      'new.txt',
      async () => {
        await writeFile(join(repo.path, '.git/info/exclude'), 'new.txt\n');
        await repo.write('new.txt', 'mine\n');
      },
    ],
    ['a directory in a file’s place', 'new.txt/mine', () => repo.write('new.txt/mine', 'mine\n')],
  ])('is %s in the target’s worktree that the merge would write', async (_what, path, spoil) => {
    await spoil();
    expect(await obstacles()).toMatchObject([
      { code: 'target-dirty-overlap', paths: [path], message: expect.stringContaining(path) },
    ]);
  });

  test('is an ignored directory only where a file of it is in the way', async () => {
    await session.git('checkout', '-q', 'work');
    await session.write('build/out.js', 'built\n');
    await session.git('add', '-f', 'build/out.js');
    await session.git('commit', '-q', '-m', 'build');
    await writeFile(join(repo.path, '.git/info/exclude'), 'build/\n');
    await repo.write('build/else.js', 'mine\n');
    expect(await obstacles()).toEqual([]);
    await repo.write('build/out.js', 'mine\n');
    expect(await obstacles()).toMatchObject([{ paths: ['build/out.js'] }]);
  });

  test('is no file that the merge leaves alone', async () => {
    await repo.write('b.txt', 'edited\n');
    await repo.write('mine.txt', 'mine\n');
    expect(await obstacles()).toEqual([]);
  });
});
