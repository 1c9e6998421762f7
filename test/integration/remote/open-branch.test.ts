import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { BranchSource, CreatedSession } from '../../../src/core/ports/sessions.js';
import { caught } from '../../support/caught.js';
import { gitFor } from '../../support/git-session.js';
import { addRemote, type Remote } from '../../support/remote.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let remote: Remote;
let world: SessionWorld<Git>;

beforeEach(async () => {
  repo = await createTempRepo();
  remote = await addRemote(repo);
  world = createWorld(repo.root, repo.path, gitFor(repo), async () => {});
});
afterEach(() => repo.dispose());

const open = (source: BranchSource, more: { fetch?: boolean } = {}): Promise<CreatedSession> =>
  world.service.create(
    world.request({ worktree: { kind: 'create', isTemporary: false, open: source, ...more } }),
  );
const branch = (name: string, more: { fetch?: boolean } = {}) =>
  open({ kind: 'branch', name }, more);
const setting = (key: string) => repo.git('config', '--get', key).catch(() => undefined);

/** A local branch with a commit of its own, checked out nowhere. */
async function localBranch(name: string): Promise<string> {
  await repo.git('switch', '-q', '-c', name);
  const commit = await repo.commit(`Work on ${name}`, { [`${name}.txt`]: name });
  await repo.git('switch', '-q', 'main');
  return commit;
}

describe('a session on a branch that is there', () => {
  test('goes on with it as it is', async () => {
    const tip = await localBranch('mine');
    const base = await repo.git('rev-parse', 'main');
    const { session, warnings } = await branch('mine');
    expect(session.worktreeInfo).toMatchObject({
      branch: 'mine',
      mergeTarget: 'main',
      baseOid: base,
      startOid: tip,
      branchExisted: true,
    });
    expect(await repo.gitIn(session.directory, 'symbolic-ref', '--short', 'HEAD')).toBe('mine');
    expect(await repo.git('rev-parse', 'mine')).toBe(tip);
    expect(warnings).toEqual([]);
  });

  test('leaves it when the session cannot be made', async () => {
    const tip = await localBranch('mine');
    world.host.launchError = new Error('no pty');
    await expect(branch('mine')).rejects.toMatchObject({
      untouched: expect.not.stringContaining('branch'),
    });
    expect(await repo.git('rev-parse', 'mine')).toBe(tip);
    expect(await repo.git('worktree', 'list', '--porcelain')).not.toContain(
      'branch refs/heads/mine',
    );
  });

  test('is removed without it, unless it is merged', async () => {
    const tip = await localBranch('mine');
    const { session } = await branch('mine');
    const plan = await world.service.planRemoval(session.id);
    expect(plan.branchRemovable).toBe(false);
    await world.service.remove(plan, { backUp: true, deleteBranch: true });
    expect(await repo.git('rev-parse', 'mine')).toBe(tip);
  });

  test('is refused where it is checked out, protected or unknown', async () => {
    await localBranch('mine');
    await repo.git('worktree', 'add', '-q', join(repo.root, 'elsewhere'), 'mine');
    expect(await caught(branch('mine'))).toMatchObject({
      code: 'name-taken',
      message: expect.stringContaining('elsewhere'),
      untouched: 'Nothing was created.',
    });
    await repo.git('checkout', '-q', '--detach');
    expect(await caught(branch('main'))).toMatchObject({ code: 'protected-branch' });
    for (const name of ['gone', 'origin/gone', '', '-x', 'a..b', 'origin/']) {
      const { code } = await caught(branch(name));
      expect(['unknown-revision', 'remote-not-found', 'git-failed']).toContain(code);
    }
    expect(await repo.git('for-each-ref', '--format=%(refname:short)', 'refs/heads')).toBe(
      'main\nmine',
    );
  });
});

describe('a session on a branch of a remote', () => {
  test.each(['origin/theirs', 'theirs'])('named %s has it as it is there now', async (name) => {
    await remote.push('theirs', { 'old.txt': 'o' });
    await repo.git('fetch', '-q');
    const tip = await remote.push('theirs', { 'new.txt': 'n' });
    const { session } = await branch(name);
    expect(session.worktreeInfo).toMatchObject({ branch: 'theirs', startOid: tip });
    expect(await repo.git('rev-parse', 'theirs')).toBe(tip);
    expect(await setting('branch.theirs.merge')).toBe('refs/heads/theirs');
    expect(await setting('branch.theirs.remote')).toBe('origin');
  });

  test('takes the local branch of that name, and says what it lacks', async () => {
    await remote.push('theirs', { 'old.txt': 'o' });
    await repo.git('fetch', '-q');
    await repo.git('branch', '-q', '--no-track', 'theirs', 'origin/theirs');
    const own = await repo.git('rev-parse', 'theirs');
    await remote.push('theirs', { 'new.txt': 'n' });
    const { session, warnings } = await branch('origin/theirs');
    expect(session.worktreeInfo).toMatchObject({ startOid: own, branchExisted: true });
    expect(warnings).toMatchObject([
      { message: 'theirs lacks 1 commit of origin/theirs; it was left as it is.' },
    ]);
    expect(await setting('branch.theirs.merge')).toBeUndefined();
  });

  test('goes by what was fetched last without the remote, and says so', async () => {
    const tip = await remote.push('theirs', { 'old.txt': 'o' });
    await repo.git('fetch', '-q');
    await rm(remote.path, { recursive: true });
    const offline = await caught(branch('origin/theirs'));
    expect(offline.code).toBe('remote-not-found');
    await repo.git('config', 'remote.origin.url', 'http://127.0.0.1:1/app.git');
    const { session, warnings } = await branch('origin/theirs');
    expect(session.worktreeInfo?.startOid).toBe(tip);
    expect(warnings).toMatchObject([{ code: 'remote-unreachable' }]);
  });

  test('asks no remote where that is not wanted', async () => {
    const tip = await remote.push('theirs', { 'old.txt': 'o' });
    await repo.git('fetch', '-q');
    await remote.push('theirs', { 'new.txt': 'n' });
    const { session } = await branch('origin/theirs', { fetch: false });
    expect(session.worktreeInfo?.startOid).toBe(tip);
  });

  test('is undone with the branch that was made for it', async () => {
    await remote.push('theirs', { 'old.txt': 'o' });
    world.host.launchError = new Error('no pty');
    await expect(branch('origin/theirs')).rejects.toThrow();
    expect(await repo.git('branch', '--list', 'theirs')).toBe('');
    expect(await setting('branch.theirs.merge')).toBeUndefined();
  });
});

describe('a session on a pull request', () => {
  async function pull(number: number): Promise<string> {
    const tip = await remote.push('from-a-fork', { 'fork.txt': 'f' });
    await remote.git('update-ref', `refs/pull/${number}/head`, tip);
    await remote.git('update-ref', '-d', 'refs/heads/from-a-fork');
    return tip;
  }

  test('has its commits on a branch of its own that follows nothing', async () => {
    const tip = await pull(7);
    const { session } = await open({ kind: 'pull-request', number: 7 });
    expect(session.worktreeInfo).toMatchObject({ branch: 'pr/7', startOid: tip });
    expect(await repo.git('rev-parse', 'pr/7')).toBe(tip);
    expect(await setting('branch.pr/7.merge')).toBeUndefined();
    expect(await repo.git('for-each-ref', 'refs/qtui/fetch')).toBe('');
  });

  test('goes on with the branch of an earlier one', async () => {
    const first = await pull(7);
    await repo.git('fetch', '-q', 'origin', 'pull/7/head:pr/7');
    await pull(7);
    const { session, warnings } = await open({ kind: 'pull-request', number: 7 });
    expect(session.worktreeInfo).toMatchObject({ startOid: first, branchExisted: true });
    expect(warnings).toMatchObject([{ code: 'branch-behind' }]);
  });

  test('that is none, or without a remote, says so', async () => {
    expect(await caught(open({ kind: 'pull-request', number: 9 }))).toMatchObject({
      code: 'remote-not-found',
      message: 'origin has no pull request 9.',
    });
    await repo.git('remote', 'remove', 'origin');
    expect(await caught(open({ kind: 'pull-request', number: 9 }))).toMatchObject({
      code: 'remote-not-found',
      untouched: 'Nothing was created.',
    });
  });
});
