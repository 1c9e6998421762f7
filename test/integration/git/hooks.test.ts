import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BuiltMerge } from '../../../src/core/merge.js';
import type { Git } from '../../../src/core/ports/git.js';
import type { ActLanding, StoredAct } from '../../../src/core/undo.js';
import { caught } from '../../support/caught.js';
import { gitFor, installHook, landBuilt, openGitSession } from '../../support/git-session.js';
import { processesOf, until } from '../../support/processes.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

const LIMIT = 700;

let repo: TempRepo;
/** Hooks have no time with this one. */
let hasty: Git;
let patient: Git;
let built: BuiltMerge;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'a\n' } });
  await repo.git('branch', 'release');
  hasty = gitFor(repo, { hookTimeoutMs: LIMIT });
  patient = gitFor(repo);
});
afterEach(async () => {
  await until('every hook has ended', async () => (await processesOf(repo.root)).length === 0);
  expect(await readdir(join(repo.root, 'state/landings')).catch(() => [])).toEqual([]);
  expect(existsSync(join(repo.path, '.git/index.lock'))).toBe(false);
  await repo.dispose();
});

async function build(target: string): Promise<void> {
  const session = await openGitSession(repo, patient, 'work');
  await session.commit('one', { 'a.txt': 'changed\n', 'new.txt': 'new\n' });
  const plan = await patient.merges.plan(session.request('merge', target));
  built = await patient.merges.build(plan, { message: 'm' });
}

/** Hangs for as long as it moves this branch, in this state of its move. */
const hang = (branch: string, state: string) =>
  installHook(
    repo,
    'reference-transaction',
    `test "$1" = ${state} || exit 0
     grep -q 'refs/heads/${branch}$' || exit 0
     touch '${repo.root}/running'; exec sleep 300`,
  );
const running = () => existsSync(join(repo.root, 'running'));
const tip = (branch: string) => repo.git('rev-parse', branch);

describe.each(['main', 'release'])('a reference-transaction hook that hangs on %s', (target) => {
  beforeEach(async () => {
    await build(target);
  });

  test('before the move is not waited for, and nothing has changed', async () => {
    const before = await tip(target);
    await hang(target, 'prepared');
    const error = await caught(landBuilt(hasty, built));
    expect(error).toMatchObject({ code: 'timeout', untouched: expect.stringContaining('Nothing') });
    expect(await tip(target)).toBe(before);
    expect(await repo.read('a.txt')).toBe('a\n');
    expect(await repo.git('status', '--porcelain')).toBe('');
    expect(await repo.git('for-each-ref', 'refs/qtui/backup')).toBe('');
  });

  test('before the move can be cancelled, and nothing has changed', async () => {
    const before = await tip(target);
    await hang(target, 'prepared');
    const cancelling = new AbortController();
    const landing = caught(landBuilt(patient, built, { signal: cancelling.signal }));
    await until('the hook runs', running);
    cancelling.abort();
    expect((await landing).code).toBe('aborted');
    expect(await tip(target)).toBe(before);
    expect(await repo.git('status', '--porcelain')).toBe('');
  });

  test('after the move is not waited for, and the merge stands', async () => {
    await hang(target, 'committed');
    expect((await landBuilt(hasty, built)).built.commit).toBe(built.commit);
    expect(await tip(target)).toBe(built.commit);
    expect(await repo.git('status', '--porcelain')).toBe('');
  });

  test('holds up an undo no longer, which can be done later', async () => {
    await landBuilt(patient, built);
    const { acts } = await patient.undo.list(repo.path);
    const [act] = acts as (StoredAct & { landing: ActLanding })[];
    await hang(target, 'prepared');
    expect((await caught(hasty.merges.takeBack(repo.path, act!))).code).toBe('timeout');
    expect(await tip(target)).toBe(built.commit);
    const cancelling = new AbortController();
    const undoing = caught(patient.merges.takeBack(repo.path, act!, { signal: cancelling.signal }));
    await until('the hook runs', running);
    cancelling.abort();
    expect((await undoing).code).toBe('aborted');
    expect(await tip(target)).toBe(built.commit);
    expect(await repo.git('status', '--porcelain')).toBe('');
    await installHook(repo, 'reference-transaction', 'exit 0');
    await patient.merges.takeBack(repo.path, act!);
    expect(await tip(target)).toBe(built.plan.targetOid);
  });
});

describe.each(['prepared', 'committed'])('a branch whose hook hangs when it is %s', (state) => {
  const isDone = state === 'committed';
  const branches = () => repo.git('branch', '--list', 'side');

  test('is made or not when that is cancelled, and that is told', async () => {
    await hang('side', state);
    const cancelling = new AbortController();
    const making = patient.branches
      .create(repo.path, 'side', await tip('main'), { signal: cancelling.signal })
      .then(
        () => 'made',
        ({ code }) => code,
      );
    await until('the hook runs', running);
    cancelling.abort();
    expect(await making).toBe(isDone ? 'made' : 'aborted');
    expect((await branches()) !== '').toBe(isDone);
  });

  test('is deleted or not when that is cancelled, and that is told', async () => {
    await repo.git('branch', 'side');
    await hang('side', state);
    const cancelling = new AbortController();
    const deleting = patient.branches
      .delete(repo.path, 'side', await tip('main'), { signal: cancelling.signal })
      .then(
        () => 'deleted',
        ({ code }) => code,
      );
    await until('the hook runs', running);
    cancelling.abort();
    expect(await deleting).toBe(isDone ? 'deleted' : 'aborted');
    expect((await branches()) === '').toBe(isDone);
  });
});

test('a hook has no part in the refs and worktrees of qtui’s own', async () => {
  await build('main');
  const side = await openGitSession(repo, patient, 'side');
  await side.write('a.txt', 'edited\n');
  await installHook(
    repo,
    'reference-transaction',
    `grep -q refs/qtui/ && touch '${repo.root}/running'; exit 0`,
  );
  await installHook(repo, 'post-checkout', `touch '${repo.root}/running'`);
  await installHook(
    repo,
    'post-index-change',
    `case "$GIT_INDEX_FILE" in *qtui-git-*) touch '${repo.root}/running';; esac`,
  );
  await patient.undo.saveWorktree(side.path, { time: new Date().toISOString() }, []);
  expect(running()).toBe(false);
  const plan = await patient.merges.plan(built.plan.request);
  const again = await patient.merges.build(plan, { message: 'm' });
  const verified = await patient.merges.verify(again, { command: ['true'] });
  await patient.merges.land(verified);
  await patient.merges.discard(built);
  expect(running()).toBe(false);
});

test('a hook that refuses the move is told, and nothing has changed', async () => {
  await build('release');
  await installHook(repo, 'reference-transaction', 'echo "not on a Friday" >&2; exit 1');
  const error = await caught(landBuilt(patient, built));
  expect(error.code).toBe('merge-refused');
  expect(error.message).toContain('not on a Friday');
  expect(await tip('release')).toBe(built.plan.targetOid);
});
