import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { MergePlan, Resolution } from '../../../src/core/merge.js';
import { draftOf } from '../../../src/core/merge-draft.js';
import type { Git } from '../../../src/core/ports/git.js';
import { resolutionOf } from '../../../src/core/resolution.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { caught } from '../../support/caught.js';
import { gitFor } from '../../support/git-session.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
let session: SessionMetadata;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'one\n', 'b.txt': 'one\n' } });
  world = createWorld(repo.root, repo.path, gitFor(repo), async () => {});
  session = (await world.service.create(world.request())).session;
  await commit(session.directory, { 'a.txt': 'theirs\n', 'b.txt': 'theirs\n' });
  await commit(repo.path, { 'a.txt': 'ours\n', 'b.txt': 'ours\n' });
});
afterEach(() => repo.dispose());

async function commit(directory: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  await repo.gitIn(directory, 'commit', '-q', '-a', '-m', 'work');
}

const draftFile = () => join(repo.root, 'state/merges', `${session.id}.json`);
const keptRefs = () => repo.git('for-each-ref', '--format=%(refname)', 'refs/qtui/draft');

/** Settles a.txt by content that is given and b.txt by ours, and keeps that as a draft. */
async function saveDraft(): Promise<{ plan: MergePlan; oid: string }> {
  const plan = await world.service.planMerge(session.id);
  const oid = await world.service.writeContent(plan, 'a.txt', Buffer.from('both\n'));
  const [a, b] = plan.conflicts;
  if (!a || !b) throw new Error('There are no conflicts.');
  const resolutions: Resolution[] = [
    resolutionOf(a, { oid, mode: '100644', origin: 'model' }),
    resolutionOf(b, 'ours'),
  ];
  const settled = await world.service.planMerge(session.id, { resolutions });
  const commit = { message: 'half', leftOut: ['c.txt'] };
  const acceptedFailure = { tree: oid, command: ['make'], time: '2026-03-01T10:00:00.000Z' };
  const wanted = { ...draftOf(settled, 'conflicts', 'my words'), commit, acceptedFailure };
  await world.service.saveMergeDraft(session.id, wanted);
  return { plan, oid };
}

async function draft() {
  const { draft: found } = await world.service.mergeDraft(session.id);
  if (!found) throw new Error('There is no draft.');
  return found;
}

test('a draft is kept with its contents, and goes on where it was', async () => {
  const { oid } = await saveDraft();
  expect((await stat(draftFile())).mode & 0o777).toBe(0o600);
  await repo.git('gc', '-q', '--prune=now');
  const found = await draft();
  expect(found).toMatchObject({ step: 'conflicts', message: 'my words', target: 'main' });
  expect(found.commit).toEqual({ message: 'half', leftOut: ['c.txt'] });
  expect(found.acceptedFailure?.tree).toBe(oid);
  expect(found.writer.pid).toBe(process.pid);
  const { plan, lost, moved } = await world.service.resumeMerge(session.id, found);
  expect([plan.conflicts, lost, moved]).toEqual([[], [], []]);
  const settled = plan.resolved.find(({ path }) => path === 'a.txt');
  expect(settled?.resolution).toMatchObject({ take: 'content', origin: 'model' });
  expect(await repo.git('show', `${plan.resultTree}:a.txt`)).toBe('both');
  expect(await repo.git('cat-file', '-t', oid)).toBe('blob');
});

test('of sides that have moved the resolutions that still fit are kept, the others told', async () => {
  await saveDraft();
  await commit(repo.path, { 'a.txt': 'ours, again\n' });
  const { plan, lost, moved } = await world.service.resumeMerge(session.id, await draft());
  expect(moved).toEqual(['target']);
  expect(lost.map(({ path }) => path)).toEqual(['a.txt']);
  expect(plan.conflicts.map(({ path }) => path)).toEqual(['a.txt']);
  expect(plan.resolved.map(({ path }) => path)).toEqual(['b.txt']);
});

test('a resolution whose content is gone is lost alone', async () => {
  await saveDraft();
  await repo.git('update-ref', '-d', `refs/qtui/draft/${session.id}`);
  await repo.git('gc', '-q', '--prune=now');
  const { plan, lost } = await world.service.resumeMerge(session.id, await draft());
  expect(lost.map(({ path }) => path)).toEqual(['a.txt']);
  expect(plan.resolved.map(({ path }) => path)).toEqual(['b.txt']);
});

test('a rebase takes the resolutions of one commit after the other', async () => {
  await commit(session.directory, { 'a.txt': 'theirs, again\n' });
  const { planMerge, resumeMerge, saveMergeDraft } = world.service;
  let plan = await planMerge(session.id, { strategy: 'rebase' });
  const resolutions: Resolution[] = [];
  while (plan.conflicts.length > 0) {
    resolutions.push(...plan.conflicts.map((each) => resolutionOf(each, 'ours')));
    plan = await planMerge(session.id, { strategy: 'rebase', resolutions });
  }
  expect(new Set(resolutions.map((each) => each.commit)).size).toBeGreaterThan(1);
  await saveMergeDraft(session.id, draftOf(plan, 'verify'));
  const resumed = await resumeMerge(session.id, await draft());
  expect(resumed.lost).toEqual([]);
  expect(resumed.plan.resultTree).toBe(plan.resultTree);
});

test('a landing, a removal and an archiving let it go', async () => {
  await saveDraft();
  const { plan } = await world.service.resumeMerge(session.id, await draft());
  const built = await world.service.buildMerge(plan, { message: 'm' });
  await world.service.landMerge(session.id, await world.service.verifyMerge(built));
  expect([await readdir(join(repo.root, 'state/merges')), await keptRefs()]).toEqual([[], '']);
  // A second screen that still was at this merge.
  expect(await world.service.saveMergeDraft(session.id, draftOf(plan, 'conflicts'))).toBe(false);
  expect([await readdir(join(repo.root, 'state/merges')), await keptRefs()]).toEqual([[], '']);
  await repo.git('reset', '-q', '--hard', plan.targetOid);
  expect(await world.service.saveMergeDraft(session.id, draftOf(plan, 'conflicts'))).toBe(true);
  expect(await keptRefs()).not.toBe('');
  await world.service.archive(session.id);
  expect([await readdir(join(repo.root, 'state/merges')), await keptRefs()]).toEqual([[], '']);
});

test('what is damaged is put aside, what is newer is left, and nothing is fatal', async () => {
  await saveDraft();
  await writeFile(draftFile(), '{"version": 1, "resolutions": [');
  const { draft: none, warnings } = await world.service.mergeDraft(session.id);
  expect(none).toBeUndefined();
  expect(warnings.map(({ code }) => code)).toEqual(['file-put-aside']);
  expect(await readFile(`${draftFile()}.unreadable`, 'utf8')).toContain('"version": 1');
  const newer = '{"version": 2}';
  await writeFile(draftFile(), newer);
  expect((await world.service.mergeDraft(session.id)).warnings).toHaveLength(1);
  const plan = await world.service.planMerge(session.id);
  const error = await caught(world.service.saveMergeDraft(session.id, draftOf(plan, 'preview')));
  expect(error.code).toBe('metadata-newer');
  expect(await readFile(draftFile(), 'utf8')).toBe(newer);
});

test('a recovery sweeps what is left of sessions that are gone, and half-written files', async () => {
  await saveDraft();
  const directory = join(repo.root, 'state/merges');
  await writeFile(join(directory, `${session.id}.json.999999~1~x-y.tmp`), 'half');
  await mkdir(join(repo.root, 'state/check-runs/gone'), { recursive: true });
  await world.service.recover(repo.path);
  expect(await readdir(directory)).toEqual([`${session.id}.json`]);
  expect(await readdir(join(repo.root, 'state/check-runs'))).toEqual([]);
  const row = await world.registry.get(session.id);
  await world.registry.delete(session.id, row?.revision ?? '');
  await repo.git('worktree', 'unlock', session.directory);
  await repo.git('worktree', 'remove', '--force', session.directory);
  await rm(session.directory, { recursive: true, force: true });
  await world.service.recover(repo.path);
  expect([await readdir(directory), await keptRefs()]).toEqual([[], '']);
});

test('a recovery lets go of contents that no draft tells of, and of no others', async () => {
  await saveDraft();
  const ref = `refs/qtui/draft/${session.id}`;
  const elsewhere = 'refs/qtui/draft/sessionofanother';
  await repo.git('update-ref', elsewhere, ref);
  await world.service.recover(repo.path);
  expect((await keptRefs()).split('\n')).toEqual([ref, elsewhere].sort());
  // A save that comes between the two steps of a drop leaves its contents without a file.
  await rm(draftFile());
  await world.service.recover(repo.path);
  expect(await keptRefs()).toBe(elsewhere);
});
