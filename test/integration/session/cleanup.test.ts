import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CleanupItem, CleanupRequest, CleanupResult } from '../../../src/core/cleanup.js';
import type { Git } from '../../../src/core/ports/git.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { createGit } from '../../../src/git/index.js';
import { installHook } from '../../support/git-session.js';
import { processesOf, until } from '../../support/processes.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;

beforeEach(async () => {
  repo = await createTempRepo({
    files: { 'README.md': 'hello\n', '.gitignore': '.env\nnode_modules/\n' },
  });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
});
afterEach(() => repo.dispose());

const EVERYTHING = { named: [], force: false, allRepositories: false };

/** A session whose program has ended. */
async function session(branch: string): Promise<SessionMetadata> {
  const { session: made } = await world.service.create(
    world.request({ worktree: { kind: 'create', branch, isTemporary: false } }),
  );
  return world.service.close(made.id);
}

async function commit({ directory }: SessionMetadata, file: string): Promise<void> {
  await writeFile(join(directory, file), `${file}\n`);
  await repo.gitIn(directory, 'add', '-A');
  await repo.gitIn(directory, 'commit', '-qm', `Write ${file}`);
}

async function merged(branch: string): Promise<SessionMetadata> {
  const made = await session(branch);
  await commit(made, `${branch}.txt`);
  await repo.git('merge', '-q', '--no-ff', '-m', `merge ${branch}`, branch);
  return made;
}

async function plan(request: Partial<CleanupRequest>): Promise<readonly CleanupItem[]> {
  const all = { ...EVERYTHING, ...request };
  return (await world.service.planCleanup(repo.path, all)).plan.items;
}

async function cleanUp(request: Partial<CleanupRequest>): Promise<CleanupResult[]> {
  const all = { ...EVERYTHING, ...request };
  const planned = await world.service.planCleanup(repo.path, all);
  return world.service.cleanUp(planned.plan);
}

test('the open sessions are judged as a cleanup would, one look at each repository', async () => {
  const done = await merged('done');
  const fresh = await session('fresh');
  const open = await session('open');
  await commit(open, 'open.txt');
  const gone = await merged('gone');
  expect((await world.service.archive(gone.id)).ended?.summary).toContain('merged into main');
  const verdicts = await world.service.merged();
  expect([...verdicts.keys()].sort()).toEqual([done.id, fresh.id, open.id].sort());
  expect(verdicts.get(done.id)).toMatchObject({ merged: true, evidence: 'ancestor', into: 'main' });
  expect(verdicts.get(fresh.id)).toEqual({ merged: true, evidence: 'no-work' });
  expect(verdicts.get(open.id)).toEqual({ merged: false, unmergedCommits: 1 });
});

const brief = (items: readonly CleanupItem[]) =>
  Object.fromEntries(items.map(({ title, keptBecause }) => [title, keptBecause.join('; ')]));
const states = (results: readonly CleanupResult[]) =>
  Object.fromEntries(results.map(({ item, state }) => [item.title, state]));
const branches = async () =>
  (await repo.git('for-each-ref', '--format=%(refname:short)', 'refs/heads')).split('\n');

describe('what is merged', () => {
  test('goes with its branch, and comes back by undo', async () => {
    const first = await merged('first');
    const second = await merged('second');
    await commit(await session('open'), 'open.txt');
    await rm(second.directory, { recursive: true });
    const results = await cleanUp({ merged: true });
    expect(states(results)).toEqual({ first: 'removed' });
    expect(results[0]).toMatchObject({
      branchDeleted: true,
      done: 'worktree removed, branch deleted',
    });
    expect(existsSync(first.directory)).toBe(false);
    const removed = (await world.repository.get(first.id))?.session;
    expect(removed?.ended?.summary).toBe(
      '1 commit, 1 file +1 -0, merged into main: Write first.txt',
    );
    expect(await branches()).toEqual(['main', 'open', 'second']);
    const undo = await world.service.planUndo(repo.path, { id: results[0]?.actId ?? '' });
    await world.service.undo(undo);
    expect(existsSync(join(first.directory, 'first.txt'))).toBe(true);
    expect((await world.repository.get(first.id))?.session.ended).toBeUndefined();
    expect(await branches()).toContain('first');
  });

  test('stays while it is pinned, forced or not', async () => {
    const { id } = await merged('kept');
    await world.service.pin(id);
    expect(brief(await plan({ merged: true }))).toEqual({ kept: 'it is pinned' });
    expect(states(await cleanUp({ named: ['kept'], force: true }))).toEqual({ kept: 'kept' });
    await world.service.unpin(id);
    expect(brief(await plan({ merged: true }))).toEqual({ kept: '' });
  });

  test('stays while it holds work, is at work, or is made', async () => {
    const dirty = await merged('dirty');
    await writeFile(join(dirty.directory, 'draft.txt'), 'draft');
    const secret = await merged('secret');
    await writeFile(join(secret.directory, '.env'), 'SECRET=1');
    const built = await merged('built');
    await mkdir(join(built.directory, 'node_modules'));
    await writeFile(join(built.directory, 'node_modules/x.js'), '');
    for (const [name, state] of [
      ['busy', 'busy'],
      ['waiting', 'waiting'],
      ['idle', 'idle'],
    ] as const) {
      const made = await merged(name);
      await world.service.reopen(made.id, { cols: 80, rows: 24 });
      const pane = world.host.panes.find(({ paneId }) => paneId === made.id);
      Object.assign(pane ?? {}, { agentState: state });
    }
    const looked = await plan({ merged: true });
    const actionOf = (items: readonly CleanupItem[], name: string) =>
      items.find(({ title }) => title === name)?.action;
    const removes = 'remove the worktree, delete the branch';
    expect(actionOf(looked, 'built')).toBe(removes);
    expect(actionOf(looked, 'idle')).toBe(`end its program (idle), ${removes}`);
    const forced = await plan({ named: ['busy'], force: true });
    expect(actionOf(forced, 'busy')).toBe(`end its program (busy), ${removes}`);
    expect(brief(looked)).toEqual({
      dirty: '1 untracked file',
      secret: '1 ignored file or directory',
      built: '',
      busy: 'its agent is busy',
      waiting: 'its agent is waiting',
      idle: '',
    });
    expect(states(await cleanUp({ merged: true }))).toEqual({
      dirty: 'kept',
      secret: 'kept',
      built: 'removed',
      busy: 'kept',
      waiting: 'kept',
      idle: 'removed',
    });
    expect(existsSync(join(secret.directory, '.env'))).toBe(true);
    expect(existsSync(built.directory)).toBe(false);
  });

  test('is not what has only just begun, unless its program has ended', async () => {
    const fresh = await session('fresh');
    await world.service.reopen(fresh.id, { cols: 80, rows: 24 });
    const pane = world.host.panes.find(({ paneId }) => paneId === fresh.id);
    Object.assign(pane ?? {}, { agentState: 'idle' });
    expect(await plan({ merged: true })).toEqual([]);
    expect(brief(await plan({ all: true }))).toEqual({
      fresh: 'its program runs, and it has no work yet',
    });
    await world.service.close(fresh.id);
    expect(brief(await plan({ merged: true }))).toEqual({ fresh: '' });
  });

  test('stays when it got work after it was shown, and the others go on', async () => {
    const first = await merged('first');
    await merged('second');
    const third = await merged('third');
    const { plan: shown } = await world.service.planCleanup(repo.path, {
      ...EVERYTHING,
      merged: true,
    });
    await writeFile(join(first.directory, 'late.txt'), 'late');
    await commit(third, 'late.txt');
    const results = await world.service.cleanUp(shown);
    expect(states(results)).toEqual({ first: 'kept', second: 'removed', third: 'kept' });
    const problems = results.map(({ item, problem }) => [item.title, problem?.message ?? '']);
    expect(Object.fromEntries(problems)).toMatchObject({
      first: expect.stringContaining('late.txt'),
      third: '"third" has changed: 1 commit is not in main.',
    });
    expect(existsSync(join(first.directory, 'late.txt'))).toBe(true);
  });

  test('leaves the rest untouched when it is interrupted', async () => {
    for (const name of ['one', 'two', 'three']) await merged(name);
    const { plan: shown } = await world.service.planCleanup(repo.path, {
      ...EVERYTHING,
      merged: true,
    });
    const stop = new AbortController();
    const results = await world.service.cleanUp(shown, {
      signal: stop.signal,
      onResult: () => stop.abort(),
    });
    expect(results.map(({ state }) => state)).toEqual(['removed', 'untouched', 'untouched']);
    expect(await branches()).toHaveLength(3);
  });
});

test('an interrupt ends the hook that it waits for, and what was begun is done', async () => {
  await merged('first');
  await merged('second');
  const { plan: planned } = await world.service.planCleanup(repo.path, {
    ...EVERYTHING,
    merged: true,
  });
  await installHook(repo, 'reference-transaction', `touch '${repo.root}/running'; exec sleep 300`);
  const cancelling = new AbortController();
  const cleaning = world.service.cleanUp(planned, { signal: cancelling.signal });
  await until('the hook runs', () => existsSync(join(repo.root, 'running')));
  cancelling.abort();
  const results = await cleaning;
  expect(results.map(({ state }) => state)).toEqual(['removed', 'untouched']);
  expect(results[0]).toMatchObject({ branchDeleted: false, warnings: [{ code: 'aborted' }] });
  await until('the hook has ended', async () => (await processesOf(repo.root)).length === 0);
  expect(await branches()).toContain(results[0]?.item.branch);
});

test('what somebody else removes at the same time is told as that', async () => {
  const { directory } = await merged('first');
  const all = { ...EVERYTHING, merged: true };
  const { plan: planned } = await world.service.planCleanup(repo.path, all);
  world.git.worktrees.scanLoss = async () => {
    await rm(directory, { recursive: true });
    throw Object.assign(new Error('ENOENT'), { code: 'ENOENT', path: directory });
  };
  const [result] = await world.service.cleanUp(planned);
  expect(result).toMatchObject({ state: 'failed', problem: { code: 'path-missing' } });
  expect(result?.problem?.message).toContain('meanwhile');
});

describe('what is named', () => {
  test('goes with force, and everything in it comes back by undo', async () => {
    const open = await session('open');
    await commit(open, 'open.txt');
    await writeFile(join(open.directory, 'draft.txt'), 'draft');
    await writeFile(join(open.directory, '.env'), 'SECRET=1');
    expect(brief(await plan({ named: ['open'] }))).toEqual({
      open: '1 commit is not in main; 1 untracked file; 1 ignored file or directory',
    });
    const [result] = await cleanUp({ named: ['open'], force: true });
    expect(result).toMatchObject({ state: 'removed', branchDeleted: false });
    expect(existsSync(open.directory)).toBe(false);
    expect(await branches()).toContain('open');
    await world.service.undo(await world.service.planUndo(repo.path));
    expect(existsSync(join(open.directory, 'draft.txt'))).toBe(true);
    expect(existsSync(join(open.directory, '.env'))).toBe(true);
  });

  test('goes only itself, and force does not reach the others that were chosen', async () => {
    await commit(await session('one'), 'one.txt');
    await commit(await session('two'), 'two.txt');
    expect(brief(await plan({ named: ['one'], force: true, all: true }))).toEqual({
      one: '',
      two: '1 commit is not in main',
    });
    expect(Object.keys(brief(await plan({ named: ['one'], force: true })))).toEqual(['one']);
    await expect(plan({ named: ['nobody'] })).rejects.toMatchObject({ code: 'session-not-found' });
  });

  test('stays where nobody can lift it: an unfinished rebase', async () => {
    const open = await session('open');
    await commit(open, 'README.md');
    await repo.commit('other', { 'README.md': 'other\n' });
    await expect(repo.gitIn(open.directory, 'rebase', 'main')).rejects.toThrow('CONFLICT');
    const [item] = await plan({ named: ['open'], force: true });
    expect(item?.keptBecause).toEqual(['a rebase is not finished in it']);
  });

  test('stays without force while its worktree is on another branch', async () => {
    const open = await session('open');
    await repo.gitIn(open.directory, 'switch', '-q', '-c', 'other');
    expect(brief(await plan({ all: true }))).toEqual({
      open: 'its worktree is on other, not on open',
    });
  });
});

describe('what is orphaned', () => {
  test('a row without a worktree is put away; a branch with work stays', async () => {
    const gone = await session('gone');
    await commit(gone, 'gone.txt');
    await rm(gone.directory, { recursive: true });
    const [item] = await plan({ orphaned: true });
    expect(item).toMatchObject({ kind: 'record', action: 'put its record away, keep the branch' });
    expect(states(await cleanUp({ orphaned: true }))).toEqual({ gone: 'removed' });
    expect(await branches()).toContain('gone');
    expect(await repo.git('worktree', 'list')).not.toContain('\n');
    expect(states(await cleanUp({ orphaned: true }))).toEqual({ gone: 'kept' });
  });

  /** The row and the mark are gone: only git's lock tells of the session. */
  async function loseRow({ id, directory }: SessionMetadata): Promise<void> {
    const row = await world.repository.get(id);
    await world.repository.delete(id, row?.revision ?? '');
    await rm(join(directory, '.qtui'), { recursive: true, force: true });
  }

  test('a worktree without a row goes when it holds nothing, with an undo', async () => {
    const clean = await merged('clean');
    const dirty = await merged('dirty');
    await writeFile(join(dirty.directory, 'draft.txt'), 'draft');
    for (const lost of [clean, dirty]) await loseRow(lost);
    await repo.git('worktree', 'add', '-q', '-b', 'mine', join(repo.root, 'mine'));
    const results = await cleanUp({ orphaned: true });
    expect(states(results)).toEqual({ clean: 'removed', dirty: 'kept' });
    expect(existsSync(clean.directory)).toBe(false);
    expect(existsSync(join(dirty.directory, 'draft.txt'))).toBe(true);
    expect(await branches()).toEqual(['dirty', 'main', 'mine']);
    await world.service.undo(await world.service.planUndo(repo.path));
    expect(existsSync(join(clean.directory, 'clean.txt'))).toBe(true);
    expect(await branches()).toContain('clean');
  });

  test("git's record of a worktree without files and row is dropped", async () => {
    const lost = await session('lost');
    await loseRow(lost);
    await rm(lost.directory, { recursive: true });
    const results = await cleanUp({ orphaned: true });
    expect(results.map(({ item, state }) => [item.kind, state])).toEqual([
      ['registration', 'removed'],
    ]);
    expect(await repo.git('worktree', 'list')).not.toContain('\n');
    const after = await cleanUp({ orphaned: true });
    expect(after.map(({ item, state }) => [item.kind, state])).toEqual([['branch', 'removed']]);
  });

  test('a branch of ours without both goes when it is merged; others are nobody’s', async () => {
    const done = await merged('done');
    const open = await session('open');
    await commit(open, 'open.txt');
    for (const made of [done, open]) {
      await world.service.remove(await world.service.planRemoval(made.id), {
        backUp: false,
        deleteBranch: false,
      });
    }
    await repo.git('branch', 'mine');
    await repo.git('config', 'branch.done.description', 'kept too');
    const results = await cleanUp({ orphaned: true });
    expect(states(results)).toEqual({ done: 'removed', open: 'kept' });
    expect(await branches()).toEqual(['main', 'mine', 'open']);
    const [act] = (await world.service.listActs(repo.path)).acts;
    expect(act).toMatchObject({ what: 'deletion of branch done', bringsBack: ['branch done'] });
    await world.service.undo(await world.service.planUndo(repo.path));
    expect(await branches()).toContain('done');
    expect(await repo.git('config', 'branch.done.description')).toBe('kept too');
  });

  test('a branch that a session goes back to is nobody’s left-over', async () => {
    const parent = await merged('parent');
    const { session: child } = await world.service.create(
      world.request({
        worktree: { kind: 'create', branch: 'child', mergeTarget: 'parent', isTemporary: false },
      }),
    );
    expect(child.worktreeInfo?.mergeTarget).toBe('parent');
    await world.service.remove(await world.service.planRemoval(parent.id), {
      backUp: false,
      deleteBranch: false,
    });
    expect(await plan({ orphaned: true })).toEqual([]);
  });
});

describe('what is old', () => {
  test('is chosen by its last use and its last commit, alone or among others', async () => {
    const old = await merged('old');
    const fresh = await merged('fresh');
    const age = async ({ id }: SessionMetadata, lastActive: string) => {
      const row = await world.repository.get(id);
      if (row) await world.repository.save({ ...row.session, lastActive }, row.revision);
    };
    // The world's clock stands in January 2026, the commits were made now.
    await age(old, '2020-01-01T00:00:00.000Z');
    await age(fresh, '2020-01-01T00:00:00.000Z');
    expect(await plan({ olderThanMs: 1_000 })).toEqual([]);
    const env = { GIT_COMMITTER_DATE: '2020-01-02T00:00:00Z', ...repo.env };
    await repo.gitIn(old.directory, 'reset', '-q', '--soft', 'HEAD~1');
    Object.assign(repo.env, { GIT_COMMITTER_DATE: env.GIT_COMMITTER_DATE });
    await repo.gitIn(old.directory, 'commit', '-qm', 'old');
    delete (repo.env as Record<string, string | undefined>)['GIT_COMMITTER_DATE'];
    await repo.git('merge', '-q', '-m', 'again', 'old');
    const items = await plan({ olderThanMs: 1_000 });
    expect(brief(items)).toEqual({ old: '' });
    expect(items[0]?.reasons.at(-1)).toMatch(/^unused for \d+ days$/);
    expect(brief(await plan({ merged: true, olderThanMs: 1_000 }))).toEqual({ old: '' });
    expect(brief(await plan({ merged: true, olderThanMs: 1e13 }))).toEqual({});
  });
});

describe('where nothing can be told', () => {
  test('a host that does not answer keeps everything', async () => {
    await merged('first');
    world.hostError = new Error('no answer');
    await expect(plan({ merged: true })).rejects.toThrow('no answer');
  });

  test('outside of a repository only all of them can be meant', async () => {
    await merged('first');
    const outside = dirname(repo.path);
    const request = { ...EVERYTHING, merged: true };
    await expect(world.service.planCleanup(outside, request)).rejects.toMatchObject({
      code: 'not-a-repository',
    });
    const { plan: all } = await world.service.planCleanup(outside, {
      ...request,
      allRepositories: true,
    });
    expect(all.items.map(({ title }) => title)).toEqual(['first']);
  });
});
