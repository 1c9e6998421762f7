import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import { createGit } from '../../../src/git/index.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'a\n' } });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
});
afterEach(() => repo.dispose());

const refs = () => repo.git('for-each-ref', '--format=%(refname)', 'refs/qtui');
/** As the world's clock has it, so many days ago. */
const stamp = (daysAgo: number) =>
  new Date(Date.UTC(2026, 0, 1) - daysAgo * 86_400_000).toISOString().replace(/[-:.]/g, '');

/** A backup as versions before records have written it: a stash below a session's id and a time. */
async function olderRemoval(daysAgo: number, session = 'V1StGXR8_Z5jdHi6B-myT'): Promise<string> {
  await writeFile(join(repo.path, 'a.txt'), 'staged\n');
  await repo.git('add', 'a.txt');
  await writeFile(join(repo.path, 'a.txt'), 'edited\n');
  const index = await repo.git(
    'commit-tree',
    '-p',
    'HEAD',
    '-m',
    'index of /w',
    await repo.git('write-tree'),
  );
  await repo.git('add', 'a.txt');
  const tree = await repo.git('write-tree');
  const message = 'backup of /home/ada/work trees/auth';
  const commit = await repo.git('commit-tree', '-p', 'HEAD', '-p', index, '-m', message, tree);
  await repo.git('reset', '-q', '--hard');
  const ref = `refs/qtui/backup/${session}/${stamp(daysAgo)}`;
  await repo.git('update-ref', ref, commit);
  return ref;
}

test('backups of older versions are listed with the commands that restore them', async () => {
  const removal = await olderRemoval(3);
  const landing = `refs/qtui/backup/landed/feature/it's/${stamp(2)}`;
  await repo.git('update-ref', landing, 'HEAD');
  const { acts, older, warnings } = await world.service.listActs(repo.path);
  expect([acts, warnings]).toEqual([[], []]);
  expect(older).toEqual([
    {
      ref: landing,
      time: '2025-12-30T00:00:00.000Z',
      repoRoot: repo.path,
      what: "merge into feature/it's",
      restore: [`git branch NAME '${landing.replace("'", "'\\''")}'`],
      expires: '2026-01-29T00:00:00.000Z',
    },
    expect.objectContaining({ ref: removal, what: 'removal of /home/ada/work trees/auth' }),
  ]);
  const directory = join(repo.root, 'restored');
  for (const command of older[1]?.restore ?? []) {
    const words = command.replaceAll('DIRECTORY', directory).split(' ').slice(1);
    await repo.git(...words.map((word) => word.replace(/^'(.*)'$/, '$1')));
  }
  expect(await readFile(join(directory, 'a.txt'), 'utf8')).toBe('edited\n');
  expect(await repo.gitIn(directory, 'show', ':a.txt')).toBe('staged');
});

test('they expire by the same rules, which a trial tells without dropping them', async () => {
  const due = await olderRemoval(31, 'due');
  const kept = await olderRemoval(5, 'kept');
  const trial = await world.service.expireBackups(repo.path, { isTrial: true });
  expect(trial.older.map(({ ref }) => ref)).toEqual([due]);
  expect(await refs()).toContain(due);
  expect((await world.service.expireBackups(repo.path)).older).toHaveLength(1);
  expect(await refs()).toBe(kept);
  expect(world.logged).toContain('backup-expired');
  world.config.backups = { keepDays: 30, keepCount: 0 };
  await world.service.expireBackups(repo.path);
  expect(await refs()).toBe('');
});

test('no push takes a backup along, and no list of branches shows one', async () => {
  await olderRemoval(1);
  const origin = join(repo.root, 'origin.git');
  await repo.gitIn(repo.root, 'init', '-q', '--bare', origin);
  await repo.git('remote', 'add', 'origin', origin);
  await repo.git('push', '-q', '--all', 'origin');
  await repo.git('push', '-q', '--tags', 'origin');
  expect(await repo.gitIn(origin, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  expect(await repo.git('branch', '--all', '--format=%(refname)')).not.toContain('qtui');
});
