import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../src/core/errors.js';
import type { Loss } from '../../../src/core/repository.js';
import { readMark } from '../../../src/session/registry/mark.js';
import { caught } from '../../support/caught.js';
import type { FakeGit } from '../../support/fake-git.js';
import { createFakeWorld, type SessionWorld } from '../../support/session-world.js';
import { sessionRow } from '../../support/sessions.js';

const KEEP = { backUp: false, deleteBranch: true };
const SAVE = { backUp: true, deleteBranch: true };
const loss = (
  kind: Loss['kind'],
  summary: string,
  backup: Loss['backup'],
  paths: string[] = [],
): Loss => ({ kind, importance: 'important', summary, backup, paths });
const UNTRACKED = loss('untracked', '2 untracked files', 'covered', ['a', 'b']);
const IGNORED = loss('ignored', '1 ignored file', 'named-only', ['.env']);

let world: SessionWorld<FakeGit>;
let id: string;
let path: string;

beforeEach(async () => {
  world = await createFakeWorld();
  const { session } = await world.service.create(world.request());
  id = session.id;
  path = session.directory;
  world.git.calls.length = 0;
});
afterEach(() => world.dispose());

const remove = async (options: Parameters<typeof world.service.remove>[1]) =>
  world.service.remove(await world.service.planRemoval(id), options);
const status = async () => (await world.repository.get(id))?.session.status;

/** Worktree, branch, program and status as they were. */
async function expectUntouched(): Promise<void> {
  await access(path);
  expect(world.git.branchTips.has('fix-login-bug')).toBe(true);
  expect(world.host.panes).toHaveLength(1);
  expect(await status()).toBe('active');
  expect(world.git.calls).toEqual([]);
  expect(world.outputRemoved).toEqual([]);
}

describe('without losses', () => {
  test('saved output that cannot be removed is told, and the rest is done', async () => {
    world.removeOutputError = Object.assign(new Error('EROFS: read-only file system, unlink'), {
      code: 'EROFS',
    });
    const { worktreeRemoved, warnings } = await remove(KEEP);
    expect(worktreeRemoved).toBe(true);
    expect(warnings).toMatchObject([{ code: 'read-only' }]);
    expect(await status()).toBe('archived');
  });

  test('program, worktree and branch go, in that order', async () => {
    world.git.before.set('remove', () => expect(world.host.panes).toEqual([]));
    const outcome = await remove(KEEP);
    const [act] = world.git.acts;
    expect(outcome).toEqual({
      worktreeRemoved: true,
      branchDeleted: true,
      actId: act?.id,
      backupRef: act?.ref,
      unsaved: [],
      warnings: [],
    });
    expect(world.git.calls).toEqual([
      `backup ${id}`,
      `remove ${path}`,
      'delete branch fix-login-bug',
    ]);
    expect(world.outputRemoved).toEqual([id]);
    expect(await status()).toBe('archived');
  });

  test('a worktree that something else removes at the same time is told as that', async () => {
    world.git.before.set('remove', async () => {
      await rm(path, { recursive: true });
      throw new QtuiError('path-missing', 'Could not look at it: not a directory.');
    });
    const error = await caught(remove(KEEP));
    expect(error.message).toContain('was removed meanwhile, not by this command');
    expect(error.hint).toContain('qtui undo --list');
    expect(world.git.acts).toHaveLength(1);
  });

  test('a merged session counts as merged', async () => {
    const row = await world.repository.get(id);
    const worktreeInfo = { ...row!.session.worktreeInfo!, mergedOid: '3'.repeat(40) };
    await world.repository.save({ ...row!.session, worktreeInfo }, row!.revision);
    await remove(KEEP);
    expect(await status()).toBe('merged');
  });

  test('the branch stays when it is not to go', async () => {
    expect((await remove({ backUp: false, deleteBranch: false })).branchDeleted).toBe(false);
    expect(world.git.branchTips.has('fix-login-bug')).toBe(true);
  });

  test('a branch that is not merged stays, and is no loss', async () => {
    world.git.merged = { merged: false, unmergedCommits: 2 };
    world.git.losses = [loss('unmerged-commits', '2 unmerged commits', 'kept')];
    expect((await world.service.planRemoval(id)).branchRemovable).toBe(false);
    expect(await remove(KEEP)).toMatchObject({ worktreeRemoved: true, branchDeleted: false });
    expect(world.git.branchTips.has('fix-login-bug')).toBe(true);
  });

  test('a branch that moved meanwhile stays, and that is said', async () => {
    const plan = await world.service.planRemoval(id);
    world.git.branchTips.set('fix-login-bug', '8'.repeat(40));
    const { branchDeleted, warnings } = await world.service.remove(plan, KEEP);
    expect(branchDeleted).toBe(false);
    expect(warnings).toMatchObject([{ code: 'branch-moved' }]);
  });

  test('a protected branch stays', async () => {
    world.config.branches = { prefix: '', protected: ['fix-login-bug'] };
    expect((await world.service.planRemoval(id)).branchRemovable).toBe(false);
  });

  test('a worktree on another branch does not take that one along', async () => {
    world.git.branchTips.set('other', '1'.repeat(40));
    world.git.entries.at(-1)!.branch = 'other';
    expect((await remove(KEEP)).branchDeleted).toBe(false);
    expect([...world.git.branchTips.keys()].sort()).toEqual(['fix-login-bug', 'main', 'other']);
  });
});

describe('with losses', () => {
  test('nothing goes, and the losses are named', async () => {
    world.git.losses = [UNTRACKED, IGNORED];
    const error = await caught(remove(KEEP));
    expect(error.code).toBe('would-lose-work');
    expect(error.message).toContain('2 untracked files (a, b); 1 ignored file (.env)');
    expect(error.data['losses']).toHaveLength(2);
    await expectUntouched();
  });

  test('they are saved first when that is wanted', async () => {
    world.git.losses = [UNTRACKED, IGNORED];
    const { backupRef } = await remove(SAVE);
    expect(backupRef).toBe(world.git.acts[0]?.ref);
    expect(world.git.calls.slice(0, 2)).toEqual([`backup ${id} .env`, `remove ${path}`]);
  });

  test('only the named ignored files are saved when some are named', async () => {
    world.git.losses = [UNTRACKED, IGNORED];
    await remove({ ...SAVE, ignoredPaths: [] });
    expect(world.git.calls[0]).toBe(`backup ${id}`);
  });

  test('what can be made again neither asks nor is saved, and is told', async () => {
    const ordinary = { ...loss('ignored', 'node_modules/', 'named-only', ['node_modules/']) };
    world.git.losses = [{ ...ordinary, importance: 'ordinary' }];
    expect((await remove(KEEP)).unsaved).toEqual(['node_modules/']);
    expect(world.git.calls[0]).toBe(`backup ${id}`);
  });

  test('large ignored files are saved only when they are named', async () => {
    const size = { files: 1, bytes: 200 * 1024 * 1024, isPartial: false };
    world.git.losses = [{ ...IGNORED, size }];
    const error = await caught(remove(SAVE));
    expect(error).toMatchObject({ code: 'would-lose-work', data: { isTooLarge: true } });
    await expectUntouched();
    expect((await remove({ ...SAVE, ignoredPaths: [] })).unsaved).toEqual(['.env']);
  });

  test('a path that is no ignored file is not taken for one', async () => {
    world.git.losses = [{ ...IGNORED, paths: ['.env', 'data/'] }];
    const error = await caught(remove({ ...SAVE, ignoredPaths: ['data/x', '.evn'] }));
    expect(error.code).toBe('usage');
    expect(error.message).toContain('".evn"');
    await expectUntouched();
  });

  test('what an undo needs is saved also where nothing is lost', async () => {
    const row = (await world.repository.get(id))!.session;
    await remove(KEEP);
    const [act] = world.git.acts;
    expect(act).toMatchObject({
      kind: 'removal',
      deletedBranch: { name: 'fix-login-bug' },
      session: { id, title: 'fix-login-bug' },
    });
    expect(JSON.parse(act?.session?.row ?? '')).toEqual(row);
  });

  test('the backup of a removal that is refused after all goes again', async () => {
    world.git.fail.set('remove', () => new QtuiError('would-lose-work', 'More to lose.'));
    expect((await caught(remove(KEEP))).code).toBe('would-lose-work');
    expect(world.git.acts).toEqual([]);
  });

  test('the backup of a removal that fails halfway stays', async () => {
    world.git.before.set('remove', () => rm(path, { recursive: true }));
    world.git.fail.set('remove', () => new QtuiError('permission-denied', 'Some files are left.'));
    expect((await caught(remove(KEEP))).code).toBe('permission-denied');
    expect(world.git.acts).toHaveLength(1);
  });

  test('a backup that fails leaves everything, the program too', async () => {
    world.git.losses = [UNTRACKED];
    world.git.fail.set('backup', () => new QtuiError('disk-full', 'The disk is full.'));
    expect(await caught(remove(SAVE))).toMatchObject({
      code: 'disk-full',
      untouched: 'Worktree, branch and program were left as they are.',
    });
    await expectUntouched();
  });

  test('a worktree that git refuses to remove keeps its branch', async () => {
    world.git.fail.set('remove', () => new QtuiError('would-lose-work', 'It changed.'));
    expect((await caught(remove(KEEP))).code).toBe('would-lose-work');
    expect(world.git.branchTips.has('fix-login-bug')).toBe(true);
    expect(await status()).toBe('active');
  });
});

describe('refused whatever is wanted', () => {
  test.each([
    loss('nested-worktree', '1 worktree inside this one', 'never'),
    loss('operation-in-progress', 'a rebase that is not finished', 'never'),
  ])('for $summary', async (impossible) => {
    world.git.losses = [impossible];
    expect((await world.service.planRemoval(id)).refusals).toHaveLength(1);
    const error = await caught(remove(SAVE));
    expect(error.code).toBe('would-lose-work');
    expect(error.message).toContain(impossible.summary);
    await expectUntouched();
  });

  test('for the main worktree', async () => {
    const info = { ...sessionRow().worktreeInfo!, path: world.repo, repoRoot: world.repo };
    const row = sessionRow({ directory: world.repo, worktreeInfo: info });
    await world.repository.save(row, null);
    const plan = await world.service.planRemoval(row.id);
    expect(plan.refusals).toEqual([`${world.repo} is the repository's main worktree.`]);
    expect((await caught(world.service.remove(plan, SAVE))).code).toBe('would-lose-work');
    await access(world.repo);
  });

  test('for a session that is being made', async () => {
    await world.repository.save(sessionRow({ status: 'creating' }), null);
    expect((await world.service.planRemoval('abcdefghij')).refusals).toHaveLength(1);
  });
});

describe('while another program runs in the worktree', () => {
  const launchIn = (cwd: string, sessionId = 'other') =>
    world.host.launch({
      paneId: `pane-of-${sessionId}`,
      sessionId,
      agentKind: 'shell',
      title: 'shell',
      argv: ['/bin/sh'],
      cwd,
      env: {},
      cols: 80,
      rows: 24,
    });

  test('nothing goes, and the program is named', async () => {
    await launchIn(join(path, 'docs'));
    const plan = await world.service.planRemoval(id);
    expect(plan.report?.losses).toEqual([
      loss('process', '1 other program runs in it: shell (pid 4194305)', 'never'),
    ]);
    const error = await caught(world.service.remove(plan, SAVE));
    expect(error.code).toBe('would-lose-work');
    expect(error.message).toContain('1 other program runs in it: shell (pid 4194305).');
    expect(world.host.closed).toEqual([]);
    expect(world.git.calls).toEqual([]);
    await access(path);
    expect(await status()).toBe('active');
  });

  test('one that was started after the plan was made is found as well', async () => {
    const plan = await world.service.planRemoval(id);
    await launchIn(path);
    expect((await caught(world.service.remove(plan, KEEP))).message).toContain(
      'shell (pid 4194305)',
    );
    expect(world.git.calls).toEqual([]);
  });

  test('it goes as soon as that one has ended', async () => {
    await launchIn(path);
    world.host.exit('pane-of-other', 0);
    expect(await remove(KEEP)).toMatchObject({ worktreeRemoved: true });
  });

  test('programs elsewhere and further panes of the session itself do not count', async () => {
    await launchIn(`${path}-2`);
    await launchIn(path, id);
    expect((await world.service.planRemoval(id)).refusals).toEqual([]);
  });

  test('one that has gone there by itself counts where the system tells', async () => {
    const child = spawn('cat', { cwd: path, stdio: ['pipe', 'ignore', 'ignore'] });
    await once(child, 'spawn');
    try {
      const pane = await launchIn(world.root);
      world.host.panes = [...world.host.panes.slice(0, -1), { ...pane, pid: child.pid ?? 0 }];
      const isTold = existsSync(`/proc/${child.pid}/cwd`);
      expect((await world.service.planRemoval(id)).refusals).toHaveLength(isTold ? 1 : 0);
    } finally {
      child.stdin.end();
      await once(child, 'exit');
    }
  });
});

describe('a registry that takes no writes', () => {
  test('is found out before anything is removed', async () => {
    const plan = await world.service.planRemoval(id);
    world.repository.save = async () => {
      throw new QtuiError('read-only', 'No.');
    };
    await expect(world.service.remove(plan, KEEP)).rejects.toMatchObject({ code: 'read-only' });
    await expectUntouched();
  });
});

describe('a directory put in the place of the worktree', () => {
  test('stays as it is', async () => {
    await rm(path, { recursive: true });
    await mkdir(path);
    await writeFile(join(path, 'precious'), 'mine\n');
    expect(await remove(KEEP)).toMatchObject({
      worktreeRemoved: false,
      branchDeleted: false,
      warnings: [{ code: 'directory-kept' }],
    });
    expect(existsSync(join(path, 'precious'))).toBe(true);
    expect(world.git.calls).toEqual([]);
  });
});

describe('a worktree that was deleted by hand', () => {
  beforeEach(() => rm(path, { recursive: true }));

  test("loses only git's record of it and an empty branch", async () => {
    const plan = await world.service.planRemoval(id);
    expect(plan.report).toBeUndefined();
    expect(plan.branchRemovable).toBe(true);
    expect(await world.service.remove(plan, KEEP)).toMatchObject({ branchDeleted: true });
    expect(world.git.calls).toEqual([
      `save record of ${id}`,
      `forget ${path}`,
      'delete branch fix-login-bug',
    ]);
    expect(await status()).toBe('archived');
  });

  test('keeps a branch with work', async () => {
    world.git.merged = { merged: false, unmergedCommits: 1 };
    expect(await remove(KEEP)).toMatchObject({ branchDeleted: false });
    expect(world.git.branchTips.has('fix-login-bug')).toBe(true);
  });

  test('can be removed although the repository is gone too', async () => {
    await rm(world.repo, { recursive: true });
    expect(await remove(KEEP)).toMatchObject({ branchDeleted: false });
    expect(await status()).toBe('archived');
  });
});

describe('a directory that is not its worktree any more', () => {
  test('stays when another session has taken the name since', async () => {
    await remove(KEEP);
    const { session: second } = await world.service.create(world.request());
    expect(second.directory).toBe(path);
    world.git.calls.length = 0;
    const { worktreeRemoved, branchDeleted, warnings } = await remove(KEEP);
    expect({ worktreeRemoved, branchDeleted }).toEqual({
      worktreeRemoved: false,
      branchDeleted: false,
    });
    expect(warnings).toMatchObject([{ code: 'directory-kept' }]);
    expect(world.git.calls).toEqual([]);
    expect((await readMark(path))?.id).toBe(second.id);
    const reopening = world.service.reopen(id, { cols: 80, rows: 24 });
    expect((await caught(reopening)).message).toContain('another session');
  });

  test('stays when git does not know it', async () => {
    world.git.entries.pop();
    expect(await remove(KEEP)).toMatchObject({ worktreeRemoved: false, branchDeleted: false });
    await access(path);
    expect(await status()).toBe('archived');
  });
});

test('a session without a worktree is only put away', async () => {
  const { session } = await world.service.create(world.request({ worktree: { kind: 'none' } }));
  const plan = await world.service.planRemoval(session.id);
  expect(await world.service.remove(plan, KEEP)).toEqual({
    worktreeRemoved: false,
    branchDeleted: false,
    unsaved: [],
    warnings: [],
  });
  expect((await world.repository.get(session.id))?.session.status).toBe('archived');
  expect(world.host.closed).toEqual([session.id]);
  await access(world.repo);
});
