import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { createGit } from '../../../src/git/index.js';
import { caught } from '../../support/caught.js';
import { installHook } from '../../support/git-session.js';
import { processesOf, until } from '../../support/processes.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { filesOf, snapshotOf } from '../../support/snapshot.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
let session: SessionMetadata;
let path: string;

beforeEach(async () => {
  repo = await createTempRepo({
    files: {
      'README.md': 'hello\n',
      'a.txt': 'a\n',
      'b.txt': 'b\n',
      'run.sh': '#!/bin/sh\n',
      '.gitignore': '.env\nbuild/\n*.log\n',
    },
  });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
  session = (await world.service.create(world.request())).session;
  path = session.directory;
});
afterEach(() => repo.dispose());

const inWorktree = (...args: string[]) => repo.gitIn(path, ...args);
const write = async (file: string, content: string | Buffer) => {
  await mkdir(join(path, file, '..'), { recursive: true });
  await writeFile(join(path, file), content);
};
const row = async () => (await world.repository.get(session.id))?.session;
const refs = () => repo.git('for-each-ref', '--format=%(refname)', 'refs/qtui');

async function remove(ignoredPaths?: readonly string[], deleteBranch = true) {
  const plan = await world.service.planRemoval(session.id);
  return world.service.remove(plan, {
    backUp: true,
    deleteBranch,
    ...(ignoredPaths && { ignoredPaths }),
  });
}

async function undo(options: Parameters<typeof world.service.planUndo>[1] = {}) {
  return world.service.undo(await world.service.planUndo(repo.path, options));
}

async function commit(file: string, content: string): Promise<string> {
  await write(file, content);
  await inWorktree('add', '-A');
  await inWorktree('commit', '-q', '-m', file);
  return inWorktree('rev-parse', 'HEAD');
}

describe('undoing a removal', () => {
  /** Removes and undoes, and expects everything as it was. */
  async function expectExact(ignoredPaths?: readonly string[]): Promise<void> {
    const before = await snapshotOf(repo, path);
    const rowBefore = await row();
    const { actId } = await remove(ignoredPaths);
    expect(existsSync(path)).toBe(false);
    const outcome = await undo();
    expect(outcome).toMatchObject({ id: actId, path, branch: session.worktreeInfo?.branch });
    expect(outcome.warnings).toEqual([]);
    expect(await snapshotOf(repo, path)).toEqual(before);
    expect(await row()).toEqual(rowBefore);
    expect(await repo.git('fsck', '--no-dangling')).toBe('');
    expect(existsSync(join(path, '..', `.qtui-undo-${actId}`))).toBe(false);
    expect(await refs()).toBe(`refs/qtui/undone/${actId}/record`);
  }

  test('brings a clean worktree back, with its branch and the upstream of that', async () => {
    await repo.git('config', `branch.${session.worktreeInfo?.branch}.remote`, 'origin');
    await repo.git('config', `branch.${session.worktreeInfo?.branch}.merge`, 'refs/heads/a b');
    await expectExact();
  });

  test('brings staged, unstaged, deleted, untracked and intended files back', async () => {
    await write('a.txt', 'staged\n');
    await inWorktree('add', 'a.txt');
    await write('a.txt', 'staged and edited\n');
    await rm(join(path, 'b.txt'));
    await inWorktree('mv', 'README.md', 'READ ME');
    await write('later.txt', 'later\n');
    await inWorktree('add', '-N', 'later.txt');
    await write('sp ace/"quo\nted" ü\t.txt', 'odd\n');
    await write('"starts with a quote', 'odd\n');
    await symlink('../nowhere', join(path, 'dangling'));
    await write('binary', Buffer.from([0, 255, 13, 10, 0]));
    await chmod(join(path, 'run.sh'), 0o755);
    await write('secret', 's\n');
    await chmod(join(path, 'secret'), 0o400);
    await chmod(join(path, 'sp ace'), 0o700);
    await expectExact();
  });

  test.each([
    ['as they are', ''],
    ['with their line ends converted', '* text=auto\n'],
  ])('brings many files, and one that git calls large, back %s', async (_how, attributes) => {
    await repo.git('config', 'core.bigFileThreshold', '1k');
    await write('.gitattributes', attributes);
    await write('large', 'x'.repeat(5_000));
    await expectExact();
    for (let number = 0; number < 120; number += 1) await write(`many/${number}`, `${number}\r\n`);
    await write('large', 'y'.repeat(5_000));
    await repo.git('update-ref', '-d', await refs());
    await expectExact();
  });

  test('brings a conflicted index back, whose sides no other ref has', async () => {
    const blob = async (text: string) => {
      await writeFile(join(repo.root, 'blob'), text);
      return repo.git('hash-object', '-w', join(repo.root, 'blob'));
    };
    const lines = [];
    for (const stage of [1, 2, 3])
      lines.push(`100644 ${await blob(`side ${stage}\n`)} ${stage}\ta.txt`);
    await writeFile(join(repo.root, 'lines'), `${lines.join('\n')}\n`);
    await inWorktree('rm', '-q', '--cached', 'a.txt');
    const input = `git -C '${path}' update-index --index-info < '${join(repo.root, 'lines')}'`;
    await repo.git('-c', `alias.feed=!${input}`, 'feed');
    await write('a.txt', '<<<<<<<\nside 2\n=======\nside 3\n>>>>>>>\n');
    const before = await snapshotOf(repo, path);
    expect(before.status).toContain('u UU');
    await remove();
    await repo.git('gc', '-q', '--prune=now');
    await undo();
    expect(await snapshotOf(repo, path)).toEqual(before);
    expect(await inWorktree('show', ':3:a.txt')).toBe('side 3');
  });

  test('brings flags of the index and the edits that they hide back', async () => {
    await inWorktree('update-index', '--assume-unchanged', 'a.txt');
    await inWorktree('update-index', '--skip-worktree', 'b.txt');
    await write('a.txt', 'hidden a\n');
    await write('b.txt', 'hidden b\n');
    await expectExact();
  });

  test('brings the bytes of files back that git would convert', async () => {
    await commit('.gitattributes', '*.txt text=auto\n');
    await repo.git('config', 'core.autocrlf', 'input');
    await write('a.txt', 'mixed\r\nline\nends\r\n');
    await write('new.txt', 'crlf\r\n');
    await write('odd\nname.txt', 'crlf\r\n');
    await expectExact();
  });

  test('brings named ignored files back with their modes, and no others', async () => {
    await write('.env', 'SECRET=1\n');
    await chmod(join(path, '.env'), 0o600);
    await write('build/bin/tool', 'binary');
    await chmod(join(path, 'build/bin/tool'), 0o755);
    await mkdir(join(path, 'build/empty/inner'), { recursive: true });
    await symlink('bin/tool', join(path, 'build/link'));
    await chmod(join(path, 'build'), 0o750);
    await chmod(join(path, 'build/bin'), 0o555);
    await write('debug.log', 'log\n');
    const before = await snapshotOf(repo, path);
    await remove(['.env', 'build/']);
    await undo();
    const after = await snapshotOf(repo, path);
    const { 'debug.log': _gone, ...files } = before.files;
    expect(after.files).toEqual(files);
    expect(after.index).toBe(before.index);
  });

  test('brings a sparse checkout back as sparse as it was', async () => {
    await write('x/1.txt', '1');
    await commit('y/2.txt', '2');
    await inWorktree('sparse-checkout', 'set', '--cone', 'x');
    await write('x/1.txt', 'edited');
    await expectExact();
    expect(existsSync(join(path, 'y'))).toBe(false);
    expect(await inWorktree('sparse-checkout', 'list')).toBe('x');
  });

  test('brings a detached HEAD with commits on no branch back', async () => {
    await inWorktree('checkout', '-q', '--detach');
    const loose = await commit('loose.txt', 'loose\n');
    const before = await snapshotOf(repo, path);
    await remove();
    await repo.git('reflog', 'expire', '--expire=now', '--all');
    await repo.git('gc', '-q', '--prune=now');
    await undo();
    expect(await snapshotOf(repo, path)).toEqual(before);
    expect(await inWorktree('rev-parse', 'HEAD')).toBe(loose);
  });

  test('brings a worktree with a submodule back, which is to be initialised again', async () => {
    const inner = join(repo.root, 'inner');
    await repo.git('init', '-q', inner);
    await repo.gitIn(inner, 'commit', '-q', '--allow-empty', '-m', 'inner');
    await inWorktree('submodule', '-q', 'add', inner, 'sub');
    await inWorktree('commit', '-q', '-m', 'submodule');
    await write('new.txt', 'new\n');
    const index = await inWorktree('ls-files', '-s', '-z');
    await remove();
    await undo();
    expect(await inWorktree('ls-files', '-s', '-z')).toBe(index);
    expect(await inWorktree('status', '--porcelain')).toBe('?? new.txt');
    await inWorktree('submodule', '-q', 'update', '--init');
    expect(existsSync(join(path, 'sub/.git'))).toBe(true);
  });

  test('keeps the lock as it was: none, or without a reason', async () => {
    await repo.git('worktree', 'unlock', path);
    await expectExact();
  });

  test('survives gc and the loss of the whole registry', async () => {
    await commit('work.txt', 'work\n');
    await write('dirty.txt', 'dirty\n');
    const before = await snapshotOf(repo, path);
    const rowBefore = await row();
    await remove();
    await repo.git('branch', '-D', session.worktreeInfo?.branch ?? '');
    await repo.git('reflog', 'expire', '--expire=now', '--all');
    await repo.git('gc', '-q', '--prune=now');
    const { revision } = (await world.repository.get(session.id))!;
    await world.repository.delete(session.id, revision);
    await undo();
    expect(await snapshotOf(repo, path)).toEqual(before);
    expect(await row()).toEqual(rowBefore);
  });

  test('works from a bare repository', async () => {
    const bare = join(repo.root, 'bare.git');
    await repo.gitIn(repo.root, 'clone', '-q', '--bare', repo.path, bare);
    const made = await world.service.create(
      world.request({ directory: bare, message: 'From the bare one' }),
    );
    session = made.session;
    path = session.directory;
    await write('new.txt', 'new\n');
    const before = await filesOf(path);
    await remove();
    await world.service.undo(await world.service.planUndo(bare));
    expect(await filesOf(path)).toEqual(before);
    expect(await inWorktree('status', '--porcelain')).toBe('?? new.txt');
  });

  test('a stash command brings the files back as well', async () => {
    await write('a.txt', 'edited\n');
    await write('new.txt', 'new\n');
    const { backupRef = '' } = await remove();
    await repo.git('checkout', '-q', '--detach', `${backupRef}^1`);
    await repo.git('stash', 'apply', '-q', '--index', backupRef);
    expect(await repo.read('a.txt')).toBe('edited\n');
    expect(await repo.read('new.txt')).toBe('new\n');
  });
});

test('an undo that is cancelled while a hook hangs takes back what it made', async () => {
  await write('a.txt', 'edited\n');
  const before = await snapshotOf(repo, path);
  await remove();
  const kept = await refs();
  await installHook(repo, 'reference-transaction', `touch '${repo.root}/running'; exec sleep 300`);
  const cancelling = new AbortController();
  const planned = await world.service.planUndo(repo.path);
  const undoing = caught(world.service.undo(planned, { signal: cancelling.signal }));
  await until('the hook runs', () => existsSync(join(repo.root, 'running')));
  cancelling.abort();
  expect(await undoing).toMatchObject({
    code: 'aborted',
    untouched: expect.stringContaining('taken back'),
  });
  await until('the hook has ended', async () => (await processesOf(repo.root)).length === 0);
  expect(existsSync(path)).toBe(false);
  expect(await refs()).toBe(kept);
  await rm(join(repo.path, '.git/hooks'), { recursive: true });
  await undo();
  expect(await snapshotOf(repo, path)).toEqual(before);
});

describe('where things have changed since', () => {
  test('something in its place is left alone; another place can be named', async () => {
    await write('new.txt', 'new\n');
    await remove();
    await mkdir(path);
    await writeFile(join(path, 'mine'), 'mine');
    const error = await caught(undo());
    expect(error.code).toBe('undo-refused');
    expect(error.message).toContain(path);
    expect(error.hint).toContain('--path');
    const elsewhere = join(repo.root, 'else where');
    const outcome = await undo({ path: elsewhere });
    expect(outcome.path).toBe(elsewhere);
    expect(await readFile(join(elsewhere, 'new.txt'), 'utf8')).toBe('new\n');
    expect(await filesOf(path)).toMatchObject({ mine: '644 mine' });
    expect(await row()).toMatchObject({
      status: 'active',
      directory: elsewhere,
      worktreeInfo: { path: elsewhere },
    });
  });

  test('a branch that moved keeps its tip; the former one comes back under a free name', async () => {
    const branch = session.worktreeInfo?.branch ?? '';
    await commit('kept.txt', 'kept\n');
    const head = await inWorktree('rev-parse', 'HEAD');
    await write('dirty.txt', 'dirty\n');
    await remove(undefined, false);
    await repo.git('branch', '-f', branch, 'main');
    const plan = await world.service.planUndo(repo.path);
    expect(plan.notes).toEqual([expect.stringContaining(`comes back as ${branch}-undo`)]);
    await world.service.undo(plan);
    expect(await repo.git('rev-parse', branch)).toBe(await repo.git('rev-parse', 'main'));
    expect(await repo.git('rev-parse', `${branch}-undo`)).toBe(head);
    expect(await inWorktree('status', '--porcelain', '-b')).toBe(`## ${branch}-undo\n?? dirty.txt`);
    expect((await row())?.worktreeInfo?.branch).toBe(`${branch}-undo`);
  });

  test('a branch that is checked out elsewhere stays there', async () => {
    const branch = session.worktreeInfo?.branch ?? '';
    await commit('kept.txt', 'kept\n');
    await remove(undefined, false);
    await repo.git('worktree', 'add', '-q', join(repo.root, 'other'), branch);
    const outcome = await undo();
    expect(outcome.branch).toBe(`${branch}-undo`);
    expect(await inWorktree('branch', '--show-current')).toBe(`${branch}-undo`);
  });

  test('a row that was changed keeps the change', async () => {
    await remove();
    await world.service.rename(session.id, 'Another name');
    const { warnings } = await undo();
    expect(warnings).toMatchObject([{ code: 'session-changed' }]);
    expect(await row()).toMatchObject({ name: 'Another name', status: 'active' });
  });

  test('an act is undone once', async () => {
    const { actId = '' } = await remove();
    await undo();
    expect(await caught(undo({ id: actId }))).toMatchObject({ code: 'undo-refused' });
    expect(await caught(undo())).toMatchObject({ code: 'act-not-found' });
    expect(await caught(undo({ id: 'zzzzz' }))).toMatchObject({ code: 'act-not-found' });
  });

  test('of two undos at once one wins, and the worktree is whole', async () => {
    await write('new.txt', 'new\n');
    const before = await snapshotOf(repo, path);
    await remove();
    const plan = await world.service.planUndo(repo.path);
    const results = await Promise.allSettled([
      world.service.undo(plan),
      world.service.undo(plan),
      world.service.undo(plan),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason.code).toBe('undo-refused');
    }
    expect(await snapshotOf(repo, path)).toEqual(before);
  });

  test('a removal that never happened is not in the list', async () => {
    const facts = { time: new Date().toISOString() };
    await world.deps.git.undo.saveWorktree(path, facts, []);
    expect((await world.service.listActs(repo.path)).acts).toEqual([]);
  });

  test('a copy of the repository does not take the acts for its own', async () => {
    await remove();
    const copy = join(repo.root, 'copy');
    await repo.git('clone', '-q', '--mirror', repo.path, copy);
    expect((await world.service.listActs(copy)).acts).toEqual([]);
    await rename(repo.path, join(repo.root, 'moved'));
    expect((await world.service.listActs(copy)).acts).toHaveLength(1);
  });

  test('a record that a mirror brought along makes no session that nobody here has made', async () => {
    await write('new.txt', 'new\n');
    await remove();
    const copy = join(repo.root, 'copy');
    await repo.git('clone', '-q', '--mirror', repo.path, copy);
    await rm(repo.path, { recursive: true });
    const { revision } = (await world.repository.get(session.id))!;
    await world.repository.delete(session.id, revision);
    const plan = await world.service.planUndo(copy);
    expect(plan.notes).toEqual([expect.stringContaining(repo.path)]);
    const { warnings } = await world.service.undo(plan);
    expect(warnings).toMatchObject([{ code: 'session-not-restored' }]);
    expect(await row()).toBeUndefined();
    expect(await readFile(join(path, 'new.txt'), 'utf8')).toBe('new\n');
  });

  test('a removal that was killed halfway is undone as well', async () => {
    await commit('kept.txt', 'kept\n');
    await write('new.txt', 'new\n');
    const before = await snapshotOf(repo, path);
    const rowBefore = (await row())!;
    const { title, row: stored } = { title: 'x', row: JSON.stringify(rowBefore) };
    const facts = {
      time: new Date().toISOString(),
      session: { id: session.id, title, row: stored },
    };
    await world.deps.git.undo.saveWorktree(path, facts, []);
    await rename(path, join(repo.root, 'trash'));
    const { warnings } = await undo();
    expect(warnings).toEqual([]);
    expect(await snapshotOf(repo, path)).toEqual(before);
    expect(await row()).toEqual(rowBefore);
  });
});

describe('a worktree that was deleted by hand', () => {
  test('comes back with what was committed and staged', async () => {
    const head = await commit('kept.txt', 'kept\n');
    await write('staged.txt', 'staged\n');
    await inWorktree('add', 'staged.txt');
    await write('lost.txt', 'lost\n');
    await rm(path, { recursive: true });
    await remove();
    const plan = await world.service.planUndo(repo.path);
    expect(plan.notes.join()).toContain('not staged');
    await world.service.undo(plan);
    expect(await inWorktree('rev-parse', 'HEAD')).toBe(head);
    expect(await inWorktree('status', '--porcelain')).toBe('A  staged.txt');
    expect((await row())?.status).toBe('active');
  });
});
