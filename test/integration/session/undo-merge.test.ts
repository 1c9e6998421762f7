import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MergeStrategy } from '../../../src/core/merge.js';
import type { Git } from '../../../src/core/ports/git.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { createGit } from '../../../src/git/index.js';
import { caught } from '../../support/caught.js';
import { createWorld, landInSession, type SessionWorld } from '../../support/session-world.js';
import { filesOf } from '../../support/snapshot.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
let session: SessionMetadata;

beforeEach(async () => {
  repo = await createTempRepo({
    files: {
      'changed.txt': 'old\n',
      'gone.txt': 'gone\n',
      'mine.txt': 'mine\n',
      'staged.txt': 's\n',
      '.gitignore': '*.log\n',
    },
  });
  await repo.git('branch', 'release');
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
  session = await open('Please fix the login bug');
});
afterEach(() => repo.dispose());

async function open(message: string): Promise<SessionMetadata> {
  return (await world.service.create(world.request({ message }))).session;
}

async function commit(
  { directory }: SessionMetadata,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await writeFile(join(directory, file), content);
  }
  await repo.gitIn(directory, 'add', '-A');
  await repo.gitIn(directory, 'commit', '-q', '-m', 'work');
}

async function merge(target = 'main', strategy: MergeStrategy = 'merge', of = session) {
  const plan = await world.service.planMerge(of.id, { target, strategy });
  const built = await world.service.buildMerge(plan, { message: 'm' });
  return landInSession(world.service, of.id, built);
}

const undo = async (id?: string) =>
  world.service.undo(await world.service.planUndo(repo.path, id === undefined ? {} : { id }));
const tip = (branch = 'main') => repo.git('rev-parse', branch);
const row = async () => (await world.repository.get(session.id))!.session;

async function work(): Promise<void> {
  await repo.gitIn(session.directory, 'rm', '-q', 'gone.txt');
  await commit(session, { 'changed.txt': 'new\n', 'added.txt': 'added\n' });
}

/** Work of the person's own in the target's worktree that no merge touches. */
async function dirtyTarget(): Promise<void> {
  await repo.write('mine.txt', 'my own edit\n');
  await repo.write('staged.txt', 'staged\n');
  await repo.git('add', 'staged.txt');
  await repo.write('staged.txt', 'staged and edited\n');
  await repo.write('intended.txt', 'intended\n');
  await repo.git('add', '-N', 'intended.txt');
  await repo.write('untracked.txt', 'untracked\n');
  await repo.write('debug.log', 'log\n');
}

async function targetState() {
  return {
    tip: await tip(),
    head: await repo.git('symbolic-ref', 'HEAD'),
    status: await repo.git('status', '--porcelain=v2', '-z', '--ignored'),
    index: await repo.git('ls-files', '-s', '-v', '-t', '-z'),
    files: await filesOf(repo.path),
  };
}

describe.each(['merge', 'squash', 'rebase', 'ff-only'] as const)(
  'undoing a landed %s',
  (strategy) => {
    test("moves the target back under the person's own work", async () => {
      await work();
      await dirtyTarget();
      const before = await targetState();
      const rowBefore = await row();
      const { actId } = await merge('main', strategy);
      expect(await tip()).not.toBe(before.tip);
      expect((await row()).worktreeInfo?.mergedOid).toBeDefined();

      expect(await undo()).toMatchObject({ id: actId, branch: 'main', warnings: [] });

      expect(await targetState()).toEqual(before);
      expect((await row()).worktreeInfo).toEqual(rowBefore.worktreeInfo);
      expect(await repo.git('fsck', '--no-dangling')).toBe('');
      // What the undo has replaced is itself kept.
      expect(await repo.git('rev-parse', `refs/qtui/undone/${actId}/record^2`)).toBeTruthy();
    });
  },
);

test('a target that is checked out nowhere is moved back', async () => {
  await work();
  const before = await tip('release');
  await merge('release');
  await undo();
  expect(await tip('release')).toBe(before);
});

describe('is refused, with nothing changed,', () => {
  const refused = async (words: RegExp, hint: RegExp, id?: string) => {
    const before = await targetState();
    const plan = await world.service.planUndo(repo.path, id === undefined ? {} : { id });
    expect(plan.refusals).toHaveLength(1);
    const error = await caught(world.service.undo(plan));
    expect(error.code).toBe('undo-refused');
    expect(error.message).toMatch(words);
    expect(error.hint).toMatch(hint);
    expect(await targetState()).toEqual(before);
  };

  test.each([
    ['merge', /git revert -m 1 \w+/],
    ['squash', /git revert \w{12}$/],
    ['rebase', /git revert \w+\.\.\w+/],
  ] as const)('when the target has moved on since a %s', async (strategy, hint) => {
    await work();
    await merge('main', strategy);
    await repo.commit('more', { 'more.txt': 'more\n' });
    await refused(/has moved on since the merge/, hint);
  });

  test('when another merge came after it, which is named', async () => {
    const second = await open('Add tests');
    await work();
    const { actId: first } = await merge();
    await commit(second, { 'test.txt': 'test\n' });
    const { actId: later } = await merge('main', 'merge', second);
    await refused(/moved on/, new RegExp(`first \\(${later}\\)`), first);
    await undo();
    await undo();
    expect(await repo.read('changed.txt')).toBe('old\n');
  });

  test('when a file that has to change back was edited', async () => {
    await work();
    await merge();
    await repo.write('changed.txt', 'new, and edited\n');
    await refused(/changes of its own in changed\.txt/, /Commit them there/);
  });

  test('when a file that has to come back is taken', async () => {
    await work();
    await merge();
    await repo.write('gone.txt', 'something else\n');
    await refused(/gone\.txt/, /move them away/);
  });

  test('when an ignored file would be written over', async () => {
    await commit(session, { 'x.txt': 'x' });
    await repo.gitIn(session.directory, 'rm', '-q', 'gone.txt');
    await repo.gitIn(session.directory, 'commit', '-q', '-m', 'rm');
    await merge();
    await writeFile(join(repo.path, '.git/info/exclude'), 'gone.txt\n');
    await repo.write('gone.txt', 'ignored by now\n');
    await refused(/gone\.txt/, /move them away/);
  });

  test('while a rebase of the target is under way', async () => {
    await work();
    await merge();
    await repo
      .git('-c', 'sequence.editor=sed -i s/pick/edit/', 'rebase', '-q', '-i', 'HEAD~1')
      .catch(() => undefined);
    const plan = await world.service.planUndo(repo.path);
    expect(plan.refusals).toEqual([
      expect.objectContaining({ message: expect.stringContaining('rebase of main') }),
    ]);
    const before = await tip();
    expect((await caught(world.service.undo(plan))).code).toBe('undo-refused');
    expect(await tip()).toBe(before);
  });

  test('when the target moves between the look and the undo', async () => {
    await work();
    await merge();
    const plan = await world.service.planUndo(repo.path);
    expect(plan.refusals).toEqual([]);
    const moved = await repo.commit('more', { 'more.txt': 'more\n' });
    expect((await caught(world.service.undo(plan))).code).toBe('branch-moved');
    expect(await tip()).toBe(moved);
    expect((await world.service.listActs(repo.path)).acts).toMatchObject([{ isUndone: false }]);
  });
});

test('of two undos of a merge at once one wins', async () => {
  await work();
  const before = await tip();
  await merge();
  const plan = await world.service.planUndo(repo.path);
  const results = await Promise.allSettled([world.service.undo(plan), world.service.undo(plan)]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await tip()).toBe(before);
});

test('a merge and the removal after it are undone one after the other', async () => {
  await work();
  const before = await targetState();
  const rowBefore = await row();
  const head = await tip(session.worktreeInfo?.branch);
  await merge();
  const removal = await world.service.planRemoval(session.id);
  expect(removal.branchRemovable).toBe(true);
  await world.service.remove(removal, { backUp: false, deleteBranch: true });
  expect((await row()).status).toBe('merged');
  const { acts } = await world.service.listActs(repo.path);
  expect(acts.map(({ kind }) => kind)).toEqual(['removal', 'landing']);

  expect((await undo()).what).toContain('removal');
  expect((await undo()).what).toContain('merge');

  expect(await targetState()).toEqual(before);
  expect(await tip(session.worktreeInfo?.branch)).toBe(head);
  expect(await row()).toMatchObject({
    status: rowBefore.status,
    worktreeInfo: rowBefore.worktreeInfo,
  });
});

test('a merge whose session is gone, branch and all, is undone and that is said', async () => {
  await work();
  const before = await tip();
  const { actId } = await merge();
  const removal = await world.service.planRemoval(session.id);
  await world.service.remove(removal, { backUp: false, deleteBranch: true });
  const plan = await world.service.planUndo(repo.path, { id: actId });
  expect(plan.notes).toEqual([expect.stringContaining('was deleted since')]);
  await world.service.undo(plan);
  expect(await tip()).toBe(before);
  expect(await row()).toMatchObject({ status: 'archived' });
});

test('a merge that others have already is said to be', async () => {
  await work();
  const { built } = await merge();
  await repo.git('update-ref', 'refs/remotes/origin/main', built.commit);
  const { notes } = await world.service.planUndo(repo.path);
  expect(notes).toEqual([expect.stringContaining('origin/main has the merge already')]);
});
