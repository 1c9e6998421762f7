import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { caught } from '../../support/caught.js';
import { gitFor } from '../../support/git-session.js';
import { createWorld, landInSession, type SessionWorld } from '../../support/session-world.js';
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

test('looks once at a worktree that several sessions share, and tells each of them', async () => {
  const [one, two] = [await working('one'), await working('two')];
  const shared = { ...one, id: 'zz-shared', name: 'shared' };
  await world.repository.save(shared, null);
  const { sessions, pairs } = await world.service.radar(repo.path);
  expect(sessions.map(({ title }) => title)).toEqual(['one', 'shared', 'two']);
  const { agentState: _, ...first } = sessions[0] ?? {};
  expect(sessions[1]).toEqual({ ...first, sessionId: shared.id, title: 'shared' });
  // Those two have the same work, so only the third meets them.
  const met = pairs.map(({ a, b, conflicts = [] }) => [a, b, conflicts.length]);
  const expected = [one.id, shared.id].map((id) => [...[id, two.id].sort(), 1]);
  expect(met.sort()).toEqual(expected.sort());
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

test('takes what was squashed into the target for merged, also against others', async () => {
  const file = (lines: Record<number, string>) =>
    Array.from({ length: 30 }, (_, index) => `${lines[index] ?? index}\n`).join('');
  await repo.commit('file', { 'README.md': file({}) });
  const commit = async ({ directory }: SessionMetadata, lines: Record<number, string>) => {
    await writeFile(join(directory, 'README.md'), file(lines));
    await repo.gitIn(directory, 'commit', '-q', '-a', '-m', 'work');
  };
  const [session, other] = [await working('session'), await working('other')];
  await commit(session, { 3: 'first' });
  const plan = await world.service.planMerge(session.id, { strategy: 'squash' });
  const built = await world.service.buildMerge(plan, { message: 'm' });
  await landInSession(world.service, session.id, built);
  await repo.commit('since', { 'README.md': file({ 3: 'since' }) });
  await commit(session, { 3: 'first', 15: 'second' });
  await commit(other, { 27: 'other' });
  for (const round of ['found', 'known']) {
    const { sessions, pairs } = await world.service.radar(repo.path);
    const own = sessions.find(({ title }) => title === 'session');
    expect([round, own?.targetConflicts, own?.baseNote]).toEqual([round, [], undefined]);
    expect(own?.files).toMatchObject([{ path: 'README.md', added: 1, removed: 1 }]);
    expect(pairs).toMatchObject([{ conflicts: [] }]);
  }
  const subject = { target: 'main', startOid: await repo.git('rev-parse', 'main') };
  const builtOn = [{ name: 'session', tip: plan.sourceOid, landedOid: built.commit }];
  for (const [first, second] of ['ab', 'ba']) {
    const { pairs } = await world.deps.git.radar.scan(repo.path, [
      { ...subject, sessionId: first ?? '', path: session.directory, builtOn },
      { ...subject, sessionId: second ?? '', path: other.directory },
    ]);
    expect(pairs).toMatchObject([{ a: 'a', b: 'b', conflicts: [] }]);
  }
  await commit(other, { 15: 'other' });
  const { pairs } = await world.service.radar(repo.path);
  expect(pairs).toMatchObject([{ conflicts: [{ path: 'README.md' }] }]);
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
