import { execFile } from 'node:child_process';
import { link, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { IndexRefresh } from '../../../src/git/index-refresh.js';
import { createRunner, type GitRunner } from '../../../src/git/run.js';
import { readStatusFiles } from '../../../src/git/status.js';
import { bundleScript } from '../../support/bundle.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

const THEN = new Date(1_700_000_000_000);

let repo: TempRepo;
let git: GitRunner;
let index: string;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'old\n', 'b.txt': 'b\n' } });
  git = createRunner({ env: repo.env });
  index = join(repo.path, '.git/index');
  // Nobody can set the time of change.
  await repo.git('config', 'core.trustCtime', 'false');
});
afterEach(() => repo.dispose());

/** Makes the files and the index of one second. */
async function age(): Promise<void> {
  for (const name of ['a.txt', 'b.txt']) await utimes(join(repo.path, name), THEN, THEN);
  await repo.git('update-index', '--refresh');
  await utimes(index, THEN, THEN);
}

/** By a clock that is ahead, so that nothing is taken for fresh. */
const later = () => new IndexRefresh(git, () => Date.now() + 60_000);

const look = (refresh: IndexRefresh, during = async () => {}) =>
  refresh.look(repo.path, async (env) => {
    const { files } = await readStatusFiles(git, repo.path, env ? { env } : {});
    await during();
    return { files, isOnCopy: env !== undefined };
  });

const leftovers = async () =>
  (await readdir(join(repo.path, '.git'))).filter((name) => /^qtui|lock$/.test(name));

test('brings an index up to date whose files are of the second in which it was written', async () => {
  await age();
  const refresh = later();
  expect(await look(refresh)).toEqual({ files: [], isOnCopy: true });
  expect((await stat(index)).mtime.getTime()).toBeGreaterThan(THEN.getTime());
  expect(await repo.git('status', '--porcelain')).toBe('');
  expect(await look(refresh)).toMatchObject({ isOnCopy: false });
  expect(await leftovers()).toEqual([]);
});

test('sees an edit of that second, and leaves it to be seen', async () => {
  await age();
  await writeFile(join(repo.path, 'a.txt'), 'new\n');
  await utimes(join(repo.path, 'a.txt'), THEN, THEN);
  const { files } = await look(later());
  expect(files).toMatchObject([{ path: 'a.txt', worktree: 'M' }]);
  expect(await repo.git('status', '--porcelain')).toBe(' M a.txt');
});

test('keeps what somebody stages meanwhile', async () => {
  await age();
  await writeFile(join(repo.path, 'c.txt'), 'c\n');
  await look(later(), async () => void (await repo.git('add', 'c.txt')));
  expect(await repo.git('status', '--porcelain')).toBe('A  c.txt');
  expect(await leftovers()).toEqual([]);
});

test('leaves the index and its lock to whoever is at work on it', async () => {
  await age();
  const before = await readFile(index);
  const lock = `${index}.lock`;
  await look(later(), () => writeFile(lock, 'theirs'));
  expect(await readFile(index)).toEqual(before);
  expect(await readFile(lock, 'utf8')).toBe('theirs');
  await rm(lock);
});

test('leaves an index that has parts elsewhere as it is', async () => {
  await repo.git('update-index', '--split-index');
  await age();
  expect(await look(later())).toEqual({ files: [], isOnCopy: false });
});

test('does not touch an index that was written just now', async () => {
  await repo.git('update-index', '--force-write-index');
  expect(await look(new IndexRefresh(git))).toEqual({ files: [], isOnCopy: false });
});

/** As a process that was killed before it could replace the index; none has such an id. */
async function leaveLock(): Promise<void> {
  const directory = join(repo.path, '.git', `qtui-git-${2 ** 22 + 1}~1~abcdef`);
  await mkdir(directory);
  await writeFile(join(directory, 'index'), await readFile(index));
  await link(join(directory, 'index'), `${index}.lock`);
}

/** Looks in a process of its own, which is killed right before the `nth` time that it changes something. */
function lookKilled(program: string, nth: number): Promise<{ signal: string; moments: string[] }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, repo.path, String(nth)], { env: repo.env }, (error, out) =>
      resolve({ signal: String(error?.signal ?? ''), moments: out ? JSON.parse(out) : [] }),
    );
  });
}

test.each([
  ['', async () => {}],
  [', also where one was killed before it', leaveLock],
])(
  'killed at any moment it leaves a lock at most, which the next look takes away%s',
  async (_, before) => {
    const program = join(repo.root, 'refresh.mjs');
    await bundleScript('fixtures/git/refresh.ts', program);
    let locks = 0;
    for (let nth = 1; ; nth += 1) {
      await age();
      await before();
      const { signal, moments } = await lookKilled(program, nth);
      if ((await leftovers()).includes('index.lock')) locks += 1;
      await look(later());
      expect(await leftovers()).toEqual([]);
      await repo.git('update-index', '--refresh');
      if (signal === 'SIGKILL') continue;
      expect(moments).toHaveLength(nth - 1);
      break;
    }
    expect(locks).toBeGreaterThan(0);
  },
);

test('a lock is left alone that is no copy of a killed process of ours', async () => {
  await age();
  await leaveLock();
  await rm(`${index}.lock`);
  await writeFile(`${index}.lock`, 'theirs');
  await look(later());
  expect(await readFile(`${index}.lock`, 'utf8')).toBe('theirs');
  expect(await leftovers()).toEqual(['index.lock']);
});

test('a lock of a process of ours that is at work stays', async () => {
  await age();
  const lock = `${index}.lock`;
  const inside = async () => {
    const [directory = ''] = (await leftovers()).filter((name) => name.startsWith('qtui'));
    await link(join(repo.path, '.git', directory, 'index'), lock);
    await look(later());
    expect(await leftovers()).toContain('index.lock');
  };
  await look(later(), inside);
  await rm(lock);
});
