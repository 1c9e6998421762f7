import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { outcomeOf } from '../../../src/core/forecast.js';
import type { MergeRequest, MergeStrategy } from '../../../src/core/merge.js';
import type { Git } from '../../../src/core/ports/git.js';
import { type GitSession, gitFor, landBuilt, openGitSession } from '../../support/git-session.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': '1\n2\n3\n', 'b.txt': 'b\n' } });
  git = gitFor(repo);
});
afterEach(() => repo.dispose());

const open = async (branch: string, files: Record<string, string>, from?: string) => {
  const session = await openGitSession(repo, git, branch, from);
  await session.commit(`work of ${branch}`, files);
  return session;
};

const forecast = async (...requests: MergeRequest[]) => {
  const steps = await git.merges.forecast(requests);
  return steps.map(({ alone, inTurn }) => [outcomeOf(alone), outcomeOf(inTurn)]);
};

/** Everything of the repository that somebody could see or that takes up space. */
const state = async () => [
  await repo.git('for-each-ref'),
  await repo.git('count-objects', '-v'),
  await repo.git('status', '--porcelain'),
  await repo.git('rev-parse', 'HEAD'),
];

test('each is told by itself and after those before it, without one that conflicts', async () => {
  const one = await open('one', { 'a.txt': 'one\n' });
  const two = await open('two', { 'a.txt': 'two\n', 'two.txt': 'two\n' });
  const three = await open('three', { 'two.txt': 'three\n' });
  const none = await openGitSession(repo, git, 'none');
  const before = await state();
  for (const strategy of ['merge', 'squash', 'rebase'] as const) {
    const order = [one, two, three, none].map((session) => session.request(strategy));
    expect(await forecast(...order)).toEqual([
      ['clean', 'clean'],
      ['clean', 'conflicts'],
      // `two` would be in its way, had it been merged.
      ['clean', 'clean'],
      ['up-to-date', 'up-to-date'],
    ]);
  }
  const [, second] = await git.merges.forecast([one, two].map((session) => session.request()));
  expect(second?.inTurn.conflicts).toMatchObject([{ path: 'a.txt', kind: 'contents' }]);
  expect(await state()).toEqual(before);
  expect(await readdir(join(repo.root, 'state/forecasts/scratch'))).toEqual([]);
});

test('what stands in the way only after others is told, with what would be written there', async () => {
  const one = await open('one', { 'one.txt': 'one\n' });
  const two = await open('two', { 'two.txt': 'two\n' });
  await writeFile(join(repo.path, 'two.txt'), 'the person’s own\n');
  expect(await forecast(one.request('ff-only'), two.request('ff-only'))).toEqual([
    ['clean', 'clean'],
    ['obstacle', 'obstacle'],
  ]);
  await rm(join(repo.path, 'two.txt'));
  const steps = await git.merges.forecast([one.request('ff-only'), two.request('ff-only')]);
  expect(steps[1]?.alone.obstacles).toEqual([]);
  expect(steps[1]?.inTurn.obstacles).toMatchObject([{ code: 'not-fast-forward' }]);
});

test('a child goes into its parent, and the parent on with it', async () => {
  const parent = await open('parent', { 'parent.txt': 'p\n' });
  const child = await open('child', { 'child.txt': 'c\n' }, 'parent');
  const steps = await git.merges.forecast([
    child.request('squash', 'parent'),
    parent.request('squash'),
  ]);
  expect(steps.map(({ inTurn }) => outcomeOf(inTurn))).toEqual(['clean', 'clean']);
  expect(steps[1]?.inTurn.files.map(({ path }) => path)).toEqual(['child.txt', 'parent.txt']);
  expect(steps[1]?.alone.files.map(({ path }) => path)).toEqual(['parent.txt']);
});

test('a child of what was squashed before it brings its own work only', async () => {
  const parent = await open('parent', { 'a.txt': 'parent\n' });
  const child = await open('child', { 'a.txt': 'parent\nchild\n' }, 'parent');
  const builtOn = [{ name: 'parent', tip: await parent.git('rev-parse', 'HEAD') }];
  const [, step] = await git.merges.forecast([
    parent.request('squash'),
    { ...child.request('squash'), builtOn },
  ]);
  expect(step?.inTurn).toMatchObject({ conflicts: [], landedBefore: { parts: [{ commits: 1 }] } });
});

test('what was forecast is what comes, for each strategy', async () => {
  const shared = (text: string) => ({ 'shared.txt': text });
  const sessions: Record<string, GitSession> = {
    merge: await open('merge', { 'merge.txt': 'x\n' }),
    squash: await open('squash', { 'squash.txt': 'x\n', ...shared('squash\n') }),
    rebase: await open('rebase', { 'rebase.txt': 'x\n' }),
    last: await open('last', shared('last\n')),
  };
  const strategies: Record<string, MergeStrategy> = { squash: 'squash', rebase: 'rebase' };
  const requests = Object.entries(sessions).map(([name, session]) =>
    session.request(strategies[name] ?? 'merge'),
  );
  const steps = await git.merges.forecast(requests);
  expect(steps.map(({ inTurn }) => outcomeOf(inTurn))).toEqual([
    ...['clean', 'clean', 'clean'],
    'conflicts',
  ]);
  for (const [index, request] of requests.entries()) {
    const plan = await git.merges.plan(request);
    const { files, obstacles, isUpToDate } = plan;
    const conflicts = plan.conflicts.map(({ markedOid: _marked, ...conflict }) => conflict);
    expect(steps[index]?.inTurn).toMatchObject({ files, conflicts, obstacles, isUpToDate });
    if (outcomeOf(plan) !== 'clean') continue;
    await landBuilt(git, await git.merges.build(plan, { message: 'merge' }));
  }
});

test('steps are told as they are known, and a cancel ends it with nothing left', async () => {
  const one = await open('one', { 'one.txt': 'one\n' });
  const two = await open('two', { 'two.txt': 'two\n' });
  const abort = new AbortController();
  const told: number[] = [];
  const before = await state();
  const work = git.merges.forecast([one.request(), two.request()], {
    signal: abort.signal,
    onStep: (_step, index) => {
      told.push(index);
      abort.abort();
    },
  });
  await expect(work).rejects.toMatchObject({ code: 'aborted' });
  expect(told).toEqual([0]);
  expect(await state()).toEqual(before);
  expect(await readdir(join(repo.root, 'state/forecasts/scratch'))).toEqual([]);
});
