import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { caught } from '../../support/caught.js';
import { gitFor } from '../../support/git-session.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;

beforeEach(async () => {
  repo = await createTempRepo();
  world = createWorld(repo.root, repo.path, gitFor(repo), async () => {});
});
afterEach(() => repo.dispose());

/** A session that has written its name into README.md. */
async function working(name: string, mergeTarget?: string): Promise<SessionMetadata> {
  const worktree = {
    kind: 'create' as const,
    branch: name,
    isTemporary: false,
    ...(mergeTarget !== undefined && { base: mergeTarget, mergeTarget }),
  };
  const { session } = await world.service.create(world.request({ name, worktree }));
  await writeFile(join(session.directory, 'README.md'), `${name}\n`);
  return session;
}

const titlesOf = async () =>
  (await world.service.radar(repo.path)).sessions.map(({ title }) => title);

test('compares the live sessions of the repository that have a worktree', async () => {
  const [one, two, gone] = [await working('one'), await working('two'), await working('gone')];
  await world.service.create(world.request({ name: 'in place', worktree: { kind: 'none' } }));
  await rm(gone.directory, { recursive: true });
  const report = await world.service.radar(one.directory);
  expect(report).toMatchObject({
    repoRoot: repo.path,
    sessions: [{ title: 'one' }, { title: 'two' }],
    pairs: [{ conflicts: [{ path: 'README.md' }] }],
    warnings: [],
  });
  expect(report.order.map(({ sessionId }) => sessionId).sort()).toEqual([one.id, two.id].sort());
  const row = await world.repository.get(two.id);
  await world.repository.save({ ...two, status: 'archived' }, row?.revision ?? null);
  expect(await titlesOf()).toEqual(['one']);
});

test('knows which session goes into which', async () => {
  const parent = await working('parent');
  const child = await working('child', 'parent');
  const { sessions, order } = await world.service.radar(repo.path);
  expect(sessions.map(({ title, parentId }) => [title, parentId])).toEqual([
    ['child', parent.id],
    ['parent', undefined],
  ]);
  expect(order[0]).toMatchObject({ sessionId: child.id });
});

test('tells by name which session could not be looked at', async () => {
  const session = await working('broken');
  await writeFile(join(session.directory, '.git'), 'gitdir: /nowhere\n');
  const { sessions, warnings } = await world.service.radar(repo.path);
  expect(sessions).toEqual([]);
  expect(warnings[0]?.message).toMatch(/^Session "broken": /);
});

test('refuses outside of a repository', async () => {
  expect(await caught(world.service.radar(repo.root))).toMatchObject({ code: 'not-a-repository' });
});
