import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createRunner } from '../../../src/git/run.js';
import { readWorktreeListing } from '../../../src/git/worktree-listing.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let cacheDirectory: string;
let work: string;

beforeEach(async () => {
  repo = await createTempRepo();
  cacheDirectory = join(repo.root, 'cache');
  work = join(repo.root, 'work');
  await repo.git('worktree', 'add', '-q', work);
});
afterEach(() => repo.dispose());

/** As a look at a time when every file of now is old. */
const later = () => Date.now() + 10_000;
const look = (now = later, directory = repo.path) =>
  readWorktreeListing(createRunner({ env: repo.env }), directory, { cacheDirectory, now });
const uncached = () =>
  readWorktreeListing(createRunner({ env: repo.env }), repo.path, {
    cacheDirectory: join(repo.root, 'nowhere-kept'),
    now: () => 0,
  });
const files = () => readdir(cacheDirectory).catch(() => []);

/** What is kept says so, so that an answer tells whether it was used. */
async function brand(): Promise<void> {
  await rewrite((kept) => {
    kept.listing.entries[0].branch = 'kept';
  });
}
// biome-ignore lint/suspicious/noExplicitAny: the file may hold anything
async function rewrite(change: (kept: any) => void): Promise<void> {
  const [name = ''] = await files();
  const file = join(cacheDirectory, name);
  const kept = JSON.parse(await readFile(file, 'utf8'));
  change(kept);
  await writeFile(file, JSON.stringify(kept));
}
async function isKeptUsed(): Promise<boolean> {
  return (await look())?.entries[0]?.branch === 'kept';
}

test('a listing is used again, for every way into the repository', async () => {
  const first = await look();
  expect(first?.entries.map(({ path }) => path)).toEqual([repo.path, work]);
  expect(await look()).toEqual(first);
  expect((await stat(join(cacheDirectory, (await files())[0] ?? ''))).mode & 0o777).toBe(0o600);
  await brand();
  expect(await isKeptUsed()).toBe(true);
  expect((await look(later, work))?.entries[0]?.branch).toBe('kept');
});

test('a listing of files that have changed since, or by a clock that went back, is not kept', async () => {
  await look(() => 0);
  expect(await files()).toEqual([]);
});

describe('a listing is made anew once', () => {
  const changes: Record<string, () => Promise<unknown>> = {
    'a worktree was added': () => repo.git('worktree', 'add', '-q', join(repo.root, 'more')),
    'one was removed': () => repo.git('worktree', 'remove', work),
    'its directory is gone': () => rm(work, { recursive: true }),
    'it was moved by hand': () => rename(work, join(repo.root, 'moved')),
    'it was moved by git': () => repo.git('worktree', 'move', work, join(repo.root, 'moved')),
    'it was locked': () => repo.git('worktree', 'lock', work),
    'its branch was switched': () => repo.gitIn(work, 'switch', '-q', '-c', 'other'),
    'its HEAD was detached': () => repo.gitIn(work, 'checkout', '-q', '--detach'),
    'the main branch was switched': () => repo.git('switch', '-q', '-c', 'other'),
    'a rebase has begun': async () => {
      await writeFile(join(work, 'a'), 'a\n');
      await repo.gitIn(work, 'add', '-A');
      await repo.gitIn(work, 'commit', '-q', '-m', 'a');
      const sequence = { GIT_SEQUENCE_EDITOR: 'sed -i s/^pick/edit/' };
      Object.assign(repo.env, sequence);
      await repo.gitIn(work, 'rebase', '-q', '-i', 'HEAD~1');
    },
    'a worktree has become another repository': async () => {
      await rm(join(work, '.git'));
      await repo.gitIn(work, 'init', '-q');
    },
    'the repository was replaced': async () => {
      await rename(repo.path, join(repo.root, 'former'));
      await mkdir(repo.path);
      await repo.git('init', '-q', '-b', 'fresh');
    },
  };

  test.each(Object.keys(changes))('%s', async (what) => {
    await look();
    await brand();
    await changes[what]?.();
    const now = await look();
    expect(now?.entries[0]?.branch).not.toBe('kept');
    expect(now).toEqual(await uncached());
  });
});

test('what is kept and cannot be right is passed over', async () => {
  const right = await look();
  // biome-ignore lint/suspicious/noExplicitAny: the file may hold anything
  const wrong: Record<string, (kept: any) => void> = {
    version: (kept) => (kept.version = 99),
    stamp: (kept) => (kept.stamp = 7),
    entries: (kept) => (kept.listing.entries = [{}]),
    'an entry': (kept) => (kept.listing.entries[1].locked = 3),
    operation: (kept) => (kept.listing.entries[0].operation = 'dance'),
    links: (kept) => (kept.listing.links = null),
    'a link': (kept) => (kept.listing.links[0].path = 'relative'),
    'another repository': (kept) => (kept.listing.commonDir = '/elsewhere/.git'),
    'no listing': (kept) => delete kept.listing,
  };
  for (const change of Object.values(wrong)) {
    await look();
    await brand();
    await rewrite(change);
    expect(await look()).toEqual(right);
  }
  const [name = ''] = await files();
  for (const text of ['', '{', 'null', '[]', '7']) {
    await writeFile(join(cacheDirectory, name), text);
    expect(await look()).toEqual(right);
  }
  await rm(cacheDirectory, { recursive: true });
  await writeFile(cacheDirectory, 'a file');
  expect(await look()).toEqual(right);
});

test('a listing that more than files of git decides is not kept', async () => {
  await rm(work, { recursive: true });
  expect((await look())?.links).toMatchObject([{ state: 'missing' }]);
  expect(await files()).toEqual([]);
});
