import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { IndexRefresh } from '../../../src/git/index-refresh.js';
import { createRunner, type GitRunner } from '../../../src/git/run.js';
import { readStatusFiles } from '../../../src/git/status.js';
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
