import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { DiffPart } from '../../../src/core/ports/session-diff.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { caught } from '../../support/caught.js';
import { gitFor } from '../../support/git-session.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
let session: SessionMetadata;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n' } });
  world = createWorld(repo.root, repo.path, gitFor(repo), async () => {});
  const worktree = { kind: 'create' as const, branch: 'work', isTemporary: false };
  ({ session } = await world.service.create(world.request({ name: 'work', worktree })));
  await commit('one', { 'a.txt': 'mine\n' });
});
afterEach(async () => {
  await world.dispose();
  await repo.dispose();
});

async function commit(message: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(session.directory, name), text);
  }
  await repo.gitIn(session.directory, 'add', '-A');
  await repo.gitIn(session.directory, 'commit', '-qm', message);
}

const paths = async (part?: DiffPart) =>
  (await world.service.diff(session.id, part && { part })).files.map(({ path }) => path);

test('what the target got meanwhile is no part of it, taken over or not', async () => {
  await repo.commit('the target goes on', { 'b.txt': 'theirs\n', 'c.txt': 'c\n' });
  await writeFile(join(session.directory, 'new.txt'), 'new\n');
  expect(await paths()).toEqual(['a.txt', 'new.txt']);
  await repo.gitIn(session.directory, 'merge', '-q', '--no-edit', 'main');
  expect(await paths()).toEqual(['a.txt', 'new.txt']);
  expect(await paths('committed')).toEqual(['a.txt']);
  expect(await paths('uncommitted')).toEqual(['new.txt']);
  expect(await world.service.diff(session.id)).toMatchObject({
    base: { branch: 'main' },
    notes: [],
  });
});

test('what has landed by a squash is no part of what comes after it', async () => {
  const plan = await world.service.planMerge(session.id, { strategy: 'squash' });
  const built = await world.service.buildMerge(plan, { message: 'squashed' });
  await world.service.landMerge(session.id, await world.service.verifyMerge(built));
  expect(await paths('committed')).toEqual([]);
  await commit('two', { 'b.txt': 'mine too\n' });
  expect(await paths()).toEqual(['b.txt']);
});

test('a target that is gone, a worktree that is gone: what is there is compared, and said', async () => {
  await repo.git('branch', '-m', 'main', 'gone');
  await repo.git('reflog', 'expire', '--expire=now', '--all');
  await repo.git('checkout', '-q', '--detach');
  await repo.git('branch', '-D', 'gone');
  const orphan = await world.service.diff(session.id);
  expect(orphan.files.map(({ path }) => path)).toEqual(['a.txt']);
  expect(orphan.notes).toEqual([expect.stringContaining('main is gone')]);
  await writeFile(join(session.directory, 'new.txt'), 'new\n');
  await rm(session.directory, { recursive: true });
  const left = await world.service.diff(session.id);
  expect(left.files.map(({ path }) => path)).toEqual(['a.txt']);
  expect(left.notes[0]).toContain('Its worktree is gone');
});

test('of a session in place, what is uncommitted; outside of a repository nothing can be', async () => {
  const place = await world.service.create(
    world.request({ name: 'in place', worktree: { kind: 'none' } }),
  );
  await repo.write('b.txt', 'edited\n');
  const diff = await world.service.diff(place.session.id);
  expect(diff.files.map(({ path }) => path)).toEqual(['b.txt']);
  expect(diff.base.branch).toBeUndefined();
  await rm(join(repo.path, '.git'), { recursive: true });
  expect((await caught(world.service.diff(place.session.id))).code).toBe('not-a-repository');
});
