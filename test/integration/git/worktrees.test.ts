import { access, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import { caught } from '../../support/caught.js';
import { gitFor, installHook, openGitSession, wrapGit } from '../../support/git-session.js';
import { isAlive, until } from '../../support/processes.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;
let head: string;
let path: string;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'a\n', 'dir/b.txt': 'b\n' } });
  git = gitFor(repo);
  head = await repo.git('rev-parse', 'HEAD');
  path = join(repo.root, 'worktrees', 'side');
  await git.branches.create(repo.path, 'side', head);
});
afterEach(() => repo.dispose());

const add = (engine = git, branch = 'side') =>
  engine.worktrees.add(repo.path, { path, branch, lockReason: 'qtui:1' });
const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
const registered = async () => (await git.reader.worktrees(repo.path)).map((entry) => entry.path);

describe('add', () => {
  test('registers a locked worktree without files', async () => {
    await add();
    expect(await readdir(path)).toEqual(['.git']);
    const [, entry] = await git.reader.worktrees(repo.path);
    expect(entry).toMatchObject({ path, branch: 'side', locked: 'qtui:1', oid: head });
  });

  test('refuses a path where something is, and leaves it alone', async () => {
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'mine.txt'), 'mine');
    await expect(add()).rejects.toMatchObject({ code: 'path-exists' });
    expect(await readFile(join(path, 'mine.txt'), 'utf8')).toBe('mine');
    expect(await registered()).toEqual([repo.path]);
  });

  test('refuses the path of a worktree that was deleted by hand', async () => {
    await add();
    await rm(path, { recursive: true });
    await git.branches.create(repo.path, 'other', head);
    await expect(add(git, 'other')).rejects.toMatchObject({ code: 'path-exists' });
  });

  test('refuses a branch that is checked out elsewhere', async () => {
    await expect(add(git, 'main')).rejects.toMatchObject({
      code: 'name-taken',
      data: { path: repo.path },
    });
    expect(await isThere(dirname(path))).toBe(false);
  });

  test('leaves nothing behind when the disk is full', async () => {
    const full = await wrapGit(
      repo,
      'for a in "$@"; do if [ "$a" = add ]; then "$REAL_GIT" "$@"; ' +
        'echo "fatal: write error: No space left on device" >&2; exit 128; fi; done; ' +
        'exec "$REAL_GIT" "$@"',
    );
    const engine = gitFor({ ...repo, env: { ...repo.env, PATH: full } });
    await expect(add(engine)).rejects.toMatchObject({
      code: 'disk-full',
      untouched: expect.any(String),
    });
    expect(await registered()).toEqual([repo.path]);
    expect(await isThere(dirname(path))).toBe(false);
    expect(await readdir(join(repo.path, '.git', 'worktrees')).catch(() => [])).toEqual([]);
  });

  test('says that the parent cannot be made', async () => {
    await writeFile(join(repo.root, 'worktrees'), 'a file');
    await expect(add()).rejects.toMatchObject({ untouched: expect.any(String) });
    expect(await registered()).toEqual([repo.path]);
  });
});

describe('checkout', () => {
  test('writes the files, tells the progress and leaves a clean, refreshed index', async () => {
    await add();
    const seen: string[] = [];
    const { warnings } = await git.worktrees.checkout(path, {
      onProgress: ({ done, total }) => seen.push(`${done}/${total}`),
    });
    expect(warnings).toEqual([]);
    expect(seen.at(-1)).toBe('2/2');
    expect(await readFile(join(path, 'dir/b.txt'), 'utf8')).toBe('b\n');
    expect(await git.reader.status(path)).toMatchObject({ dirty: 0, branch: 'side' });
  });

  test('runs post-checkout once, in the worktree, as git worktree add does', async () => {
    await installHook(repo, 'post-checkout', 'echo "$PWD $1 $2 $3" >> "$PWD/../hook.log"');
    await add();
    await git.worktrees.checkout(path, {});
    expect(await readFile(join(path, '../hook.log'), 'utf8')).toBe(
      `${path} ${'0'.repeat(40)} ${head} 1\n`,
    );
  });

  test('keeps a complete worktree when post-checkout fails, and says so', async () => {
    await installHook(repo, 'post-checkout', 'echo no network >&2; exit 3');
    await add();
    const { warnings } = await git.worktrees.checkout(path, {});
    expect(warnings).toEqual([expect.stringMatching(/post-checkout.*3.*no network/)]);
    expect(await git.reader.status(path)).toMatchObject({ dirty: 0 });
  });

  test('stops a post-checkout hook that hangs, and says so', async () => {
    const pidFile = join(repo.root, 'hook.pid');
    await installHook(repo, 'post-checkout', `echo $$ > ${pidFile}; exec sleep 300`);
    const impatient = gitFor(repo, { hookTimeoutMs: 300 });
    await add();
    const { warnings } = await impatient.worktrees.checkout(path, {});
    expect(warnings).toEqual([expect.stringContaining('was stopped')]);
    const pid = Number(await readFile(pidFile, 'utf8'));
    await until('the hook is gone', () => !isAlive(pid));
    expect(await git.reader.status(path)).toMatchObject({ dirty: 0 });
  });

  test('can be cancelled, and then be undone', async () => {
    await add();
    const signal = AbortSignal.abort();
    await expect(git.worktrees.checkout(path, { signal })).rejects.toMatchObject({
      code: 'aborted',
    });
    await git.worktrees.discardNew(repo.path, path);
    expect(await registered()).toEqual([repo.path]);
    expect(await isThere(path)).toBe(false);
  });

  test('goes on with pointers when the server of Git LFS is away', async () => {
    await repo.git('config', 'filter.lfs.smudge', 'test -n "$GIT_LFS_SKIP_SMUDGE" && cat');
    await repo.git('config', 'filter.lfs.clean', 'cat');
    await repo.git('config', 'filter.lfs.required', 'true');
    await repo.commit('lfs', { '.gitattributes': '*.bin filter=lfs\n' });
    await repo.commit('big', { 'big.bin': 'pointer\n' });
    await repo.git('update-ref', 'refs/heads/side', 'main');
    await add();
    const { warnings } = await git.worktrees.checkout(path, {});
    expect(warnings).toEqual([expect.stringContaining('Git LFS')]);
    expect(await readFile(join(path, 'big.bin'), 'utf8')).toBe('pointer\n');
  });

  test.each(['Permission denied (publickey)', 'write error: No space left on device'])(
    'goes on with pointers when Git LFS fails with words of another failure: %s',
    async (words) => {
      const smudge = `test -n "$GIT_LFS_SKIP_SMUDGE" && cat || { echo '${words}' >&2; exit 2; }`;
      await repo.git('config', 'filter.lfs.smudge', smudge);
      await repo.git('config', 'filter.lfs.clean', 'cat');
      await repo.git('config', 'filter.lfs.required', 'true');
      await repo.commit('lfs', { '.gitattributes': '*.bin filter=lfs\n', 'big.bin': 'pointer\n' });
      await repo.git('update-ref', 'refs/heads/side', 'main');
      await add();
      const { warnings } = await git.worktrees.checkout(path, {});
      expect(warnings).toEqual([expect.stringContaining('Git LFS')]);
      expect(await readFile(join(path, 'big.bin'), 'utf8')).toBe('pointer\n');
    },
  );

  test('does not try again without Git LFS what failed for another reason', async () => {
    await repo.git('config', 'filter.lfs.smudge', 'cat');
    await repo.git('config', 'filter.broken.smudge', 'exit 1');
    await repo.git('config', 'filter.broken.clean', 'cat');
    await repo.git('config', 'filter.broken.required', 'true');
    await repo.commit('filtered', { '.gitattributes': '*.bin filter=broken\n', 'x.bin': 'x' });
    await repo.git('update-ref', 'refs/heads/side', 'main');
    await add();
    const error = await caught(git.worktrees.checkout(path, {}));
    expect(error.code).toBe('git-failed');
    expect(error.message).toContain('smudge filter broken failed');
  });

  test('fails with the reason when a filter fails', async () => {
    await repo.git('config', 'filter.broken.smudge', 'exit 1');
    await repo.git('config', 'filter.broken.clean', 'cat');
    await repo.git('config', 'filter.broken.required', 'true');
    await repo.commit('filtered', { '.gitattributes': '*.bin filter=broken\n', 'x.bin': 'x' });
    await repo.git('update-ref', 'refs/heads/side', 'main');
    await add();
    await expect(git.worktrees.checkout(path, {})).rejects.toMatchObject({ code: 'git-failed' });
  });
});

describe('discardNew', () => {
  test('removes half-written files and the registration, and keeps the branch', async () => {
    await add();
    await git.worktrees.checkout(path, {});
    await writeFile(join(path, 'half'), 'x');
    await git.worktrees.discardNew(repo.path, path);
    expect(await isThere(path)).toBe(false);
    expect(await registered()).toEqual([repo.path]);
    await git.branches.delete(repo.path, 'side', head);
  });

  test('removes a worktree that was killed before it was whole', async () => {
    await add();
    await rm(join(path, '.git'));
    await git.worktrees.discardNew(repo.path, path);
    expect(await isThere(path)).toBe(false);
    expect(await registered()).toEqual([repo.path]);
  });

  test('does nothing when there is nothing', async () => {
    await git.worktrees.discardNew(repo.path, path);
    expect(await registered()).toEqual([repo.path]);
  });
});

describe('forget', () => {
  test('lets go of a locked worktree that was deleted by hand', async () => {
    await add();
    await rm(path, { recursive: true });
    await git.worktrees.forget(repo.path, path);
    expect(await registered()).toEqual([repo.path]);
  });

  test('loses no commit and no staged file that was saved before', async () => {
    await add();
    await git.worktrees.checkout(path, {});
    await repo.gitIn(path, 'checkout', '-q', '--detach');
    await writeFile(join(path, 'committed.txt'), 'committed\n');
    await repo.gitIn(path, 'add', '-A');
    await repo.gitIn(path, 'commit', '-qm', 'on no branch');
    const head = await repo.gitIn(path, 'rev-parse', 'HEAD');
    await writeFile(join(path, 'staged.txt'), 'staged\n');
    await repo.gitIn(path, 'add', '-A');
    await rm(path, { recursive: true });

    const facts = { time: '2026-01-31T09:00:00.000Z' };
    const { ref } = await git.undo.saveVanished(repo.path, path, facts);
    await git.worktrees.forget(repo.path, path);
    expect(await registered()).toEqual([repo.path]);
    await repo.git('checkout', '-q', '--detach', head);
    await repo.git('stash', 'apply', '-q', '--index', ref);
    expect(await repo.git('status', '--porcelain')).toBe('A  staged.txt');
  });

  test('refuses a worktree that is there', async () => {
    await add();
    await expect(git.worktrees.forget(repo.path, path)).rejects.toMatchObject({
      code: 'would-lose-work',
    });
    expect(await registered()).toEqual([repo.path, path]);
  });
});

describe('lock', () => {
  test('leaves no lock of nobody behind when the disk is full', async () => {
    await add();
    await git.worktrees.unlock(repo.path, path, 'qtui:1');
    const full = await wrapGit(
      repo,
      `case "$*" in *'worktree lock'*) : >'${repo.path}/.git/worktrees/side/locked'
      echo 'fatal: could not write to .git/worktrees/side/locked: No space left on device' >&2; exit 128;; esac
      exec "$REAL_GIT" "$@"`,
    );
    const engine = gitFor({ ...repo, env: { ...repo.env, PATH: full } });
    const locking = caught(engine.worktrees.lock(repo.path, path, 'qtui:2'));
    expect(await locking).toMatchObject({ code: 'disk-full' });
    expect((await git.reader.worktrees(repo.path))[1]?.locked).toBeUndefined();
  });
});

describe('excludeMark', () => {
  test('adds its line once, after what is there, and for every worktree', async () => {
    const exclude = join(repo.path, '.git/info/exclude');
    await writeFile(exclude, '*.tmp');
    await add();
    await git.worktrees.checkout(path, {});
    await git.worktrees.excludeMark(path);
    await git.worktrees.excludeMark(repo.path);
    expect(await readFile(exclude, 'utf8')).toBe('*.tmp\n/.qtui/session.json*\n');
    await mkdir(join(path, '.qtui'));
    await writeFile(join(path, '.qtui/session.json'), '{}');
    expect(await repo.gitIn(path, 'status', '--porcelain')).toBe('');
  });

  test('makes info/exclude where a template has left it out', async () => {
    await rm(join(repo.path, '.git/info'), { recursive: true });
    await git.worktrees.excludeMark(repo.path);
    expect(await readFile(join(repo.path, '.git/info/exclude'), 'utf8')).toBe(
      '/.qtui/session.json*\n',
    );
  });
});

test('a mark that info/exclude cannot hide is told, and still no work of anybody’s', async () => {
  const exclude = join(repo.path, '.git/info/exclude');
  await rm(exclude);
  await symlink('/dev/null', exclude);
  const session = await openGitSession(repo, git, 'work');
  await mkdir(join(session.path, '.qtui'), { recursive: true });
  await writeFile(join(session.path, '.qtui/session.json'), '{}');
  const commonDir = join(repo.path, '.git');
  expect(await git.worktrees.excludeMark(repo.path, { commonDir })).toMatchObject([
    { code: 'mark-visible', message: expect.stringContaining(exclude) },
  ]);
  expect(await repo.gitIn(session.path, 'status', '--porcelain')).toContain('.qtui/');
  expect((await git.reader.status(session.path)).dirty).toBe(0);
  expect((await git.worktrees.scanLoss(session.path, {})).losses).toEqual([]);

  await repo.write('.gitignore', '.qtui/session.json*\n');
  expect(await git.worktrees.excludeMark(repo.path)).toEqual([]);
});

describe('remove', () => {
  test('removes a clean worktree, its lock and its registration, and keeps the branch', async () => {
    const session = await openGitSession(repo, git, 'work');
    const report = await git.worktrees.scanLoss(session.path, {});
    const removal = await git.worktrees.remove(session.path, report);
    expect(await isThere(session.path)).toBe(false);
    expect(await readdir(dirname(session.path))).toEqual([
      expect.stringMatching(/^\.work\.qtui-trash-/),
    ]);
    await removal.finish();
    expect(await registered()).toEqual([repo.path]);
    expect(await repo.git('rev-parse', 'work')).toBe(head);
    expect(await readdir(dirname(session.path))).toEqual([]);
  });

  test('refuses the main worktree', async () => {
    await expect(git.worktrees.scanLoss(repo.path, {})).rejects.toMatchObject({
      code: 'would-lose-work',
    });
  });

  test('refuses when the tip has moved since the report', async () => {
    const session = await openGitSession(repo, git, 'work');
    const report = await git.worktrees.scanLoss(session.path, {});
    await session.commit('more', { 'more.txt': 'more' });
    await expect(git.worktrees.remove(session.path, report)).rejects.toMatchObject({
      code: 'would-lose-work',
      untouched: expect.any(String),
    });
    expect(await isThere(join(session.path, 'more.txt'))).toBe(true);
  });

  test('refuses when the branch got another name since the report, and says so', async () => {
    const session = await openGitSession(repo, git, 'work');
    const report = await git.worktrees.scanLoss(session.path, {});
    await repo.git('branch', '-m', 'work', 'play');
    await expect(git.worktrees.remove(session.path, report)).rejects.toMatchObject({
      code: 'would-lose-work',
      message: expect.stringContaining('stands on another branch'),
    });
    expect(await isThere(session.path)).toBe(true);
  });

  test.each([
    ['a new file', 'new.txt', 'new'],
    ['an edit', 'a.txt', 'edited'],
    ['an ignored file', '.env', 'SECRET=1'],
  ])('refuses when %s came since the report', async (_what, file, content) => {
    await repo.commit('ignore', { '.gitignore': '.env\n' });
    const session = await openGitSession(repo, git, 'work');
    const report = await git.worktrees.scanLoss(session.path, {});
    await session.write(file, content);
    await expect(git.worktrees.remove(session.path, report)).rejects.toMatchObject({
      code: 'would-lose-work',
      message: expect.stringContaining(file === '.env' ? 'ignored' : '1 un'),
    });
    expect(await readFile(join(session.path, file), 'utf8')).toBe(content);
  });

  test('refuses when a file that was named changed once more', async () => {
    const session = await openGitSession(repo, git, 'work');
    await session.write('a.txt', 'edited');
    const report = await git.worktrees.scanLoss(session.path, {});
    await session.write('a.txt', 'edited again');
    await expect(git.worktrees.remove(session.path, report)).rejects.toMatchObject({
      code: 'would-lose-work',
    });
    expect(await readFile(join(session.path, 'a.txt'), 'utf8')).toBe('edited again');
  });

  /** A git that acts like a program which writes in the moment of the removal. */
  const writing = async (script: string) => {
    const moment = `case "$PWD" in *.qtui-trash-*) ${script} ;; esac`;
    const PATH = await wrapGit(repo, `${moment}\nexec "$REAL_GIT" "$@"`);
    return gitFor({ ...repo, env: { ...repo.env, PATH } });
  };

  test.each([
    ['a new file', 'late.txt', '', 'echo late > late.txt'],
    ['an ignored file', '.env', '', 'echo late > .env'],
    ['an edit of a file that was named', 'new.txt', 'new\n', 'echo late >> new.txt'],
  ])('puts the worktree back when %s came at the last moment', async (_what, file, had, script) => {
    await repo.commit('ignore', { '.gitignore': '.env\n' });
    const session = await openGitSession(repo, git, 'work');
    await session.write('new.txt', 'new\n');
    const report = await git.worktrees.scanLoss(session.path, {});
    const error = await caught((await writing(script)).worktrees.remove(session.path, report));
    expect(error).toMatchObject({
      code: 'would-lose-work',
      message: expect.stringContaining(file),
    });
    expect(await readFile(join(session.path, file), 'utf8')).toBe(`${had}late\n`);
    expect(await readdir(dirname(session.path))).toEqual(['work']);
    expect(await registered()).toContain(session.path);
  });

  test('looks for late changes in submodules too, and removes one with a clean one', async () => {
    const inner = join(repo.root, 'inner');
    await repo.git('init', '-q', inner);
    await repo.gitIn(inner, 'commit', '-q', '--allow-empty', '-m', 'inner');
    const session = await openGitSession(repo, git, 'work');
    await session.git('submodule', '-q', 'add', inner, 'sub');
    await session.commit('submodule', {});
    const report = await git.worktrees.scanLoss(session.path, {});
    const engine = await writing('[ -e sub ] && echo late > sub/late.txt');
    const error = await caught(engine.worktrees.remove(session.path, report));
    expect(error).toMatchObject({
      code: 'would-lose-work',
      message: expect.stringContaining('sub'),
    });
    expect(await readFile(join(session.path, 'sub/late.txt'), 'utf8')).toBe('late\n');
    await rm(join(session.path, 'sub/late.txt'));
    await git.worktrees.remove(session.path, await git.worktrees.scanLoss(session.path, {}));
    expect(await registered()).not.toContain(session.path);
  });

  test('keeps the files, and says where, when the place was taken meanwhile', async () => {
    const session = await openGitSession(repo, git, 'work');
    const report = await git.worktrees.scanLoss(session.path, {});
    const engine = await writing(`echo late > late.txt; mkdir -p '${session.path}/of-others'`);
    const error = await caught(engine.worktrees.remove(session.path, report));
    const [trash = ''] = await readdir(dirname(session.path));
    expect(error.hint).toContain(join(dirname(session.path), trash));
    expect(await isThere(join(dirname(session.path), trash, 'late.txt'))).toBe(true);
    expect(await isThere(join(session.path, 'of-others'))).toBe(true);
  });

  test('removes what the report has named', async () => {
    await repo.commit('ignore', { '.gitignore': '.env\n' });
    const session = await openGitSession(repo, git, 'work');
    await session.write('.env', 'SECRET=1');
    await session.write('new.txt', 'new');
    const report = await git.worktrees.scanLoss(session.path, {});
    await git.worktrees.remove(session.path, report);
    expect(await isThere(session.path)).toBe(false);
  });

  test('refuses when another worktree lies inside, whatever the report says', async () => {
    const session = await openGitSession(repo, git, 'work');
    const inside = join(session.path, 'inner');
    await repo.git('worktree', 'add', '-q', '-b', 'inner', inside);
    const report = await git.worktrees.scanLoss(session.path, {});
    await expect(git.worktrees.remove(session.path, report)).rejects.toMatchObject({
      code: 'would-lose-work',
      message: expect.stringContaining('worktree inside'),
    });
    expect(await isThere(join(inside, 'a.txt'))).toBe(true);
  });

  test('works for a worktree that was moved and repaired', async () => {
    const session = await openGitSession(repo, git, 'work');
    const moved = join(repo.root, 'moved');
    await rename(session.path, moved);
    await repo.git('worktree', 'repair', moved);
    const report = await git.worktrees.scanLoss(moved, {});
    await git.worktrees.remove(moved, report);
    expect(await registered()).toEqual([repo.path]);
  });
});
