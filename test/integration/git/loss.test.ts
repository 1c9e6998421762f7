import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { Loss } from '../../../src/core/repository.js';
import { type GitSession, gitFor, openGitSession } from '../../support/git-session.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;
let session: GitSession;

beforeEach(async () => {
  repo = await createTempRepo({
    files: { 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': '.env*\nnode_modules/\n*.log\n' },
  });
  git = gitFor(repo);
  session = await openGitSession(repo, git, 'work');
});
afterEach(() => repo.dispose());

const losses = async (): Promise<Loss[]> => (await git.worktrees.scanLoss(session.path, {})).losses;

describe('scanLoss', () => {
  test('finds nothing in a fresh worktree with its mark', async () => {
    await session.write('.qtui/session.json', '{}');
    expect(await losses()).toEqual([]);
  });

  test('does not count the mark where the project ignores all of .qtui', async () => {
    await session.commit('ignore', { '.gitignore': '.qtui/\n' });
    await session.write('.qtui/session.json', '{}');
    expect(await losses()).toEqual([]);
    await session.write('.qtui/notes.md', 'mine');
    expect(await losses()).toMatchObject([{ kind: 'ignored', paths: ['.qtui/notes.md'] }]);
  });

  test('does not pass over a history of HEAD that it cannot read', async () => {
    const { gitDir } = (await git.reader.worktrees(repo.path)).find((each) => !each.isMain) ?? {};
    const file = join(gitDir ?? '', 'logs/HEAD');
    await rm(file);
    expect(await losses()).toEqual([]);
    await mkdir(file);
    await expect(losses()).rejects.toMatchObject({
      message: `Could not read ${file}: it is a directory.`,
    });
  });

  test('finds staged, unstaged and untracked files', async () => {
    await session.write('a.txt', 'staged\n');
    await session.git('add', 'a.txt');
    await session.write('b.txt', 'edited\n');
    await session.write('new file.txt', 'new\n');
    expect(await losses()).toEqual([
      {
        kind: 'uncommitted',
        importance: 'important',
        summary: '2 uncommitted files',
        paths: ['a.txt', 'b.txt'],
        backup: 'covered',
      },
      {
        kind: 'untracked',
        importance: 'important',
        summary: '1 untracked file',
        paths: ['new file.txt'],
        backup: 'covered',
      },
    ]);
  });

  test('names .env first, and what can be made again apart, whole directories once', async () => {
    await session.write('node_modules/x/index.js', '1');
    await session.write('node_modules/y/index.js', '1');
    await session.write('debug.log', '1');
    await session.write('.env.local', '1');
    await session.write('.env', '1');
    expect(await losses()).toEqual([
      {
        kind: 'ignored',
        importance: 'important',
        summary: '3 ignored files or directories (3 files, 3 bytes)',
        paths: ['.env', '.env.local', 'debug.log'],
        backup: 'named-only',
        size: { files: 3, bytes: 3, isPartial: false },
      },
      {
        kind: 'ignored',
        importance: 'ordinary',
        summary: '1 ignored file or directory that can be made again (2 files, 2 bytes)',
        paths: ['node_modules/'],
        backup: 'named-only',
        size: { files: 2, bytes: 2, isPartial: false },
      },
    ]);
  });

  test.each(['--assume-unchanged', '--skip-worktree'])(
    'finds an edit hidden by %s',
    async (flag) => {
      await session.git('update-index', flag, 'a.txt');
      expect(await losses()).toEqual([]);
      await session.write('a.txt', 'hidden\n');
      expect(await losses()).toMatchObject([
        { kind: 'hidden-edit', paths: ['a.txt'], backup: 'covered' },
      ]);
    },
  );

  test('does not take what a sparse checkout leaves out for an edit', async () => {
    await session.commit('dirs', { 'x/1.txt': '1', 'y/2.txt': '2' });
    await session.git('sparse-checkout', 'set', 'x');
    expect(await losses()).toEqual([]);
  });

  test('finds commits that only a detached HEAD has', async () => {
    await session.git('checkout', '-q', '--detach');
    expect(await losses()).toEqual([]);
    const oid = await session.commit('loose', { 'a.txt': 'loose\n' });
    expect(await losses()).toMatchObject([
      { kind: 'detached-commits', paths: [oid], backup: 'covered' },
    ]);
    await repo.git('branch', 'kept', oid);
    expect(await losses()).toEqual([]);
  });

  test('finds an operation that is not finished', async () => {
    await session.commit('one', { 'a.txt': 'one\n' });
    await repo.commit('two', { 'a.txt': 'two\n' });
    await expect(session.git('merge', 'main')).rejects.toThrow('CONFLICT');
    expect(await losses()).toMatchObject([
      { kind: 'operation-in-progress', backup: 'never' },
      { kind: 'uncommitted', paths: ['a.txt'] },
    ]);
  });

  test('finds worktrees and repositories inside', async () => {
    const inner = join(session.path, 'inner');
    await repo.git('worktree', 'add', '-q', '-b', 'inner', inner);
    await session.git('init', '-q', 'own');
    await writeFile(join(session.path, 'own/x.txt'), 'x');
    const found = await losses();
    expect(found.find(({ kind }) => kind === 'nested-worktree')).toMatchObject({
      paths: [inner],
      backup: 'never',
    });
    expect(found.find(({ kind }) => kind === 'nested-repository')).toMatchObject({
      paths: expect.arrayContaining(['own/']),
      backup: 'never',
    });
  });

  test('finds work in a submodule that no remote has, and only then', async () => {
    const origin = join(repo.root, 'origin');
    await repo.gitIn(repo.root, 'clone', '-q', repo.path, origin);
    await session.git('submodule', '--quiet', 'add', origin, 'sub');
    await session.git('commit', '-q', '-m', 'submodule');
    expect(await losses()).toEqual([]);
    const sub = join(session.path, 'sub');
    await repo.gitIn(sub, 'commit', '-q', '--allow-empty', '-m', 'own');
    expect((await losses()).find(({ kind }) => kind === 'submodule')).toMatchObject({
      paths: ['sub'],
      backup: 'never',
    });
  });

  test('tells how the branch relates to its target', async () => {
    const scan = () =>
      git.worktrees.scanLoss(session.path, { mergeTarget: 'main', baseOid: session.base });
    expect((await scan()).merged).toEqual({ merged: true, evidence: 'no-work' });
    await session.commit('work', { 'w.txt': 'w' });
    expect(await scan()).toMatchObject({
      branch: 'work',
      merged: { merged: false, unmergedCommits: 1 },
      losses: [{ kind: 'unmerged-commits', summary: '1 commit not merged', backup: 'kept' }],
    });
  });
});

/** A worktree at the backup's first parent with the backup applied. */
async function restore(ref: string): Promise<string> {
  const path = join(await mkdtemp(join(repo.root, 'restored-')), 'tree');
  await repo.git('worktree', 'add', '-q', '--detach', path, `${ref}^1`);
  await repo.gitIn(path, 'stash', 'apply', '-q', '--index', ref);
  return path;
}

describe('backup', () => {
  const backUp = (ignored: string[] = []) =>
    git.undo.saveWorktree(session.path, { time: '2026-01-31T09:00:00.000Z' }, ignored);

  test('brings staged, unstaged and untracked work, links and odd names back', async () => {
    await session.write('a.txt', 'staged\n');
    await session.git('add', 'a.txt');
    await session.write('a.txt', 'staged and edited\n');
    await session.git('rm', '-q', 'b.txt');
    await session.write('sp ace/"quo\nted" ü.txt', 'odd\n');
    await symlink('a.txt', join(session.path, 'link'));
    await session.write('.qtui/session.json', '{}');
    const before = await session.git('status', '--porcelain=v2', '-z');
    const index = await readFile(join(repo.path, '.git/worktrees/work/index'));

    const { ref } = await backUp();

    expect(ref).toMatch(/^refs\/qtui\/backup\/[a-z0-9]{5}\/record$/);
    expect(await session.git('status', '--porcelain=v2', '-z')).toBe(before);
    expect(await readFile(join(repo.path, '.git/worktrees/work/index'))).toEqual(index);
    const path = await restore(ref);
    const read = (file: string) => readFile(join(path, file), 'utf8');
    expect(await read('a.txt')).toBe('staged and edited\n');
    expect(await repo.gitIn(path, 'show', ':a.txt')).toBe('staged');
    expect(await read('sp ace/"quo\nted" ü.txt')).toBe('odd\n');
    expect(await readlink(join(path, 'link'))).toBe('a.txt');
    expect(await repo.gitIn(path, 'diff', '--cached', '--name-status')).toContain('D\tb.txt');
    await expect(read('.qtui/session.json')).rejects.toThrow('ENOENT');
  });

  test('saves the named ignored files and no others', async () => {
    await session.write('.env', 'SECRET=1\n');
    await session.write('debug.log', 'log\n');
    await session.write('node_modules/x/index.js', 'x\n');
    const { ref } = await backUp(['.env', 'node_modules/']);
    const path = await restore(ref);
    expect(await readFile(join(path, '.env'), 'utf8')).toBe('SECRET=1\n');
    expect(await readFile(join(path, 'node_modules/x/index.js'), 'utf8')).toBe('x\n');
    await expect(readFile(join(path, 'debug.log'))).rejects.toThrow('ENOENT');
  });

  test('saves hidden edits', async () => {
    await session.git('update-index', '--assume-unchanged', 'a.txt');
    await session.git('update-index', '--skip-worktree', 'b.txt');
    await session.write('a.txt', 'hidden a\n');
    await session.write('b.txt', 'hidden b\n');
    const { ref } = await backUp();
    expect(await repo.git('show', `${ref}:a.txt`)).toBe('hidden a');
    expect(await repo.git('show', `${ref}:b.txt`)).toBe('hidden b');
  });

  test('saves the files of a conflict with their markers', async () => {
    await session.commit('one', { 'a.txt': 'one\n' });
    await repo.commit('two', { 'a.txt': 'two\n' });
    await expect(session.git('merge', 'main')).rejects.toThrow('CONFLICT');
    const { ref } = await backUp();
    expect(await repo.git('show', `${ref}:a.txt`)).toContain('<<<<<<<');
  });

  test('keeps the commits of a detached HEAD', async () => {
    await session.git('checkout', '-q', '--detach');
    const oid = await session.commit('loose', { 'a.txt': 'loose\n' });
    const { ref } = await backUp();
    expect(await repo.git('rev-parse', `${ref}^1`)).toBe(oid);
  });

  test('does not call what a sparse checkout leaves out deleted', async () => {
    await session.commit('dirs', { 'x/1.txt': '1', 'y/2.txt': '2' });
    await session.git('sparse-checkout', 'set', 'x');
    await session.write('x/1.txt', 'edited');
    const { ref } = await backUp();
    expect(await repo.git('diff', '--name-status', 'work', ref)).toBe('M\tx/1.txt');
  });

  test('needs no identity of the user', async () => {
    await writeFile(repo.env['GIT_CONFIG_GLOBAL'] ?? '', '[user]\nuseConfigOnly = true\n');
    await session.write('a.txt', 'edited\n');
    const { ref } = await backUp();
    expect(await repo.git('show', `${ref}:a.txt`)).toBe('edited');
  });

  test('refuses to save a repository inside as a bare pointer', async () => {
    const inner = join(session.path, 'node_modules', 'own');
    await mkdir(inner, { recursive: true });
    await repo.gitIn(inner, 'init', '-q');
    await repo.gitIn(inner, 'commit', '-q', '--allow-empty', '-m', 'own');
    await expect(backUp(['node_modules/'])).rejects.toMatchObject({
      code: 'would-lose-work',
      message: expect.stringContaining('node_modules/own'),
    });
    expect(await repo.git('for-each-ref', 'refs/qtui')).toBe('');
  });

  test('fails when a named file is missing, and makes no ref', async () => {
    await expect(backUp(['gone'])).rejects.toMatchObject({
      code: 'git-failed',
    });
    expect(await repo.git('for-each-ref', 'refs/qtui')).toBe('');
  });
});
