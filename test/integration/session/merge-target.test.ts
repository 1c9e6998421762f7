import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { landedNotes } from '../../../src/core/landed-words.js';
import type { MergePlan, MergeStrategy } from '../../../src/core/merge.js';
import type { Git } from '../../../src/core/ports/git.js';
import type { SessionMetadata, SessionStatus } from '../../../src/core/session.js';
import { updateRow } from '../../../src/session/registry/rows.js';
import { gitFor } from '../../support/git-session.js';
import { createWorld, landInSession, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
let parent: SessionMetadata;
let child: SessionMetadata;

beforeEach(async () => {
  repo = await createTempRepo();
  world = createWorld(repo.root, repo.path, gitFor(repo), async () => {});
  parent = await open('parent', 'main');
  await work(parent, 'parent.txt');
  child = await open('child', 'parent');
  await work(child, 'child.txt');
});
afterEach(() => repo.dispose());

async function open(branch: string, mergeTarget: string): Promise<SessionMetadata> {
  const worktree = { kind: 'create', branch, mergeTarget, isTemporary: false } as const;
  return (await world.service.create(world.request({ message: branch, worktree }))).session;
}

async function work({ directory }: SessionMetadata, file: string): Promise<void> {
  await writeFile(join(directory, file), `${file}\n`);
  await repo.gitIn(directory, 'add', '-A');
  await repo.gitIn(directory, 'commit', '-q', '-m', file);
}

const plan = (of = child, target?: string) =>
  world.service.planMerge(of.id, target === undefined ? {} : { target });

async function land(of: SessionMetadata, strategy: MergeStrategy = 'merge'): Promise<MergePlan> {
  const seen = await world.service.planMerge(of.id, { strategy });
  const built = await world.service.buildMerge(seen, { message: 'm' });
  await landInSession(world.service, of.id, built);
  return seen;
}

async function putAway(session: SessionMetadata, status: SessionStatus): Promise<void> {
  await updateRow(world.deps, session.id, (row) => ({ ...row, status }));
}

/** Worktree and branch go, as after a merge that was told to clean up. */
async function remove(session: SessionMetadata): Promise<void> {
  const removal = await world.service.planRemoval(session.id);
  await world.service.remove(removal, { backUp: true, deleteBranch: true });
}

const targetInRow = async () =>
  (await world.repository.get(child.id))?.session.worktreeInfo?.mergeTarget;
const subjects = ({ commits }: MergePlan) => commits.map(({ subject }) => subject);
const tip = async (branch: string) => repo.git('rev-parse', branch);
/** What the parent has brought is changed there since: as it is in the child it conflicts. */
const goOn = () => repo.commit('since', { 'parent.txt': 'since\n' });
const targetOf = ({ request, retargeted }: MergePlan) => [request.target, retargeted?.reason];

describe('a session whose parent is a session', () => {
  test('merges into its branch while that is there', async () => {
    expect(targetOf(await land(child))).toEqual(['parent', undefined]);
    expect(await repo.git('show', 'parent:child.txt')).toBe('child.txt');
    expect(await targetInRow()).toBe('parent');
  });

  test('goes on merging into it when it was landed, and lives', async () => {
    await land(parent);
    expect(targetOf(await plan())).toEqual(['parent', undefined]);
  });

  test.each(['merge', 'squash', 'rebase'] as const)(
    'goes where the parent went when that was landed by %s and removed',
    async (strategy) => {
      await repo.commit('meanwhile', { 'other.txt': 'other\n' });
      await land(parent, strategy);
      const landed = await tip('main');
      await remove(parent);
      await goOn();
      const before = await tip('main');
      const parts = [{ name: 'parent', commits: 1, commit: landed }];
      for (const by of ['merge', 'squash', 'rebase'] as const) {
        const seen = await world.service.planMerge(child.id, { strategy: by });
        expect(targetOf(seen)).toEqual([
          'main',
          'parent of session "parent" was merged and is gone.',
        ]);
        expect(seen).toMatchObject({
          retargeted: { from: 'parent', to: 'main' },
          conflicts: [],
          obstacles: [],
          files: [{ path: 'child.txt' }],
        });
        expect(subjects(seen)).toEqual(['child.txt']);
        expect(seen.landedBefore?.parts).toEqual(strategy === 'merge' ? undefined : parts);
        const notes = strategy === 'merge' ? 0 : by === 'merge' ? 2 : 1;
        expect(landedNotes(seen)).toHaveLength(notes);
      }
      // Only who lands it has agreed.
      expect(await targetInRow()).toBe('parent');
      const last = strategy === 'squash' ? 'rebase' : 'merge';
      await land(child, last);
      expect(await repo.git('show', 'main:parent.txt', 'main:child.txt')).toBe('since\nchild.txt');
      // A merge brings the history of what it merges.
      const brought = { merge: '2', squash: '1', rebase: '3' }[strategy];
      expect(await repo.git('rev-list', '--count', `${before}..main`)).toBe(brought);
      expect(await targetInRow()).toBe('main');
      expect((await plan()).retargeted).toBeUndefined();
    },
  );

  test('says that a parent is gone which was never merged', async () => {
    await repo.git('worktree', 'remove', '-f', '-f', parent.directory);
    await repo.git('branch', '-D', 'parent');
    expect(targetOf(await plan())).toEqual(['main', 'parent of session "parent" is gone.']);
  });

  test.each<SessionStatus>(['merged', 'archived'])(
    'goes on to its target when the %s parent has its branch, and that is merged',
    async (status) => {
      await land(parent, 'squash');
      await putAway(parent, status);
      expect(targetOf(await plan())).toEqual([
        'main',
        'parent of session "parent" was merged into main.',
      ]);
    },
  );

  test('stays with the branch of an archived parent that is not merged', async () => {
    await putAway(parent, 'archived');
    expect(targetOf(await plan())).toEqual(['parent', undefined]);
  });

  test('goes to the new name of a branch, however often it was renamed', async () => {
    await repo.git('branch', '-m', 'parent', 'elsewhere');
    expect(targetOf(await plan())).toEqual(['elsewhere', 'parent was renamed to elsewhere.']);
    await repo.git('branch', '-m', 'elsewhere', 'at/last');
    expect(targetOf(await land(child))).toEqual(['at/last', 'parent was renamed to at/last.']);
    expect(await targetInRow()).toBe('at/last');
  });

  test('goes where the person says, whatever became of the parent', async () => {
    await repo.git('branch', 'release', 'main');
    await land(parent);
    await remove(parent);
    expect(targetOf(await plan(child, 'release'))).toEqual(['release', undefined]);
    const gone = await plan(child, 'parent');
    expect(gone.request.target).toBe('parent');
    expect(gone.obstacles).toMatchObject([{ code: 'target-missing' }]);
  });
});

describe('a session on top of work that was landed as other commits', () => {
  test('knows it without a record, by what the commits change', async () => {
    await work(parent, 'later.txt');
    await repo.git('merge', '-q', '--squash', 'parent');
    await repo.git('commit', '-q', '-m', 'by hand');
    const landed = await tip('main');
    await goOn();
    const here = await plan(child, 'main');
    expect(here.landedBefore?.parts).toEqual([{ name: 'parent', commits: 1, commit: landed }]);
    expect([subjects(here), here.conflicts]).toEqual([['child.txt'], []]);
    // Neither row nor branch is left; the commits that the child was made from still tell.
    await repo.git('reset', '-q', '--hard', landed);
    await world.registry.delete(parent.id, (await world.repository.get(parent.id))?.revision ?? '');
    await repo.git('worktree', 'remove', '-f', '-f', parent.directory);
    await repo.git('branch', '-D', 'parent');
    const alone = await plan(child, 'main');
    expect(alone.landedBefore?.parts).toEqual([{ commits: 1 }]);
    expect(subjects(alone)).toEqual(['child.txt']);
    // From an old commit git would look through the whole history for a common ancestor.
    const ground = alone.landedBefore?.groundOid ?? '';
    const dates = (await repo.git('log', '--format=%ct', ground)).split('\n').map(Number);
    expect(dates[0]).toBe(Math.max(...dates));
  });

  test('brings back what was reverted when it is landed again, and of a parent does not', async () => {
    await land(parent, 'squash');
    await repo.git('revert', '--no-edit', 'HEAD');
    expect(subjects(await plan(child, 'main'))).toEqual(['child.txt']);
    await work(parent, 'mended.txt');
    const seen = await plan(parent);
    expect(seen.files).toMatchObject([{ path: 'mended.txt' }, { path: 'parent.txt' }]);
    await repo.git('revert', '--no-edit', 'HEAD');
    expect(subjects(await plan(parent))).toEqual(['mended.txt']);
  });

  test('lists what is new since its own last landing, until that is taken back', async () => {
    await land(parent, 'squash');
    // Whoever has put both together by hand has done what there is to do.
    await repo.gitIn(child.directory, 'merge', '-q', '-m', 'both', 'main');
    expect((await plan(child, 'main')).landedBefore).toBeUndefined();
    await work(parent, 'more.txt');
    const seen = await plan(parent);
    expect(subjects(seen)).toEqual(['more.txt']);
    expect(seen.landedBefore?.parts).toMatchObject([{ name: 'parent', commits: 1 }]);
    await repo.git('reset', '-q', '--hard', 'HEAD^');
    const again = await plan(parent);
    expect(again.landedBefore).toBeUndefined();
    expect(subjects(again)).toEqual(['more.txt', 'parent.txt']);
  });
});

describe('a chain of three', () => {
  let grandchild: SessionMetadata;

  beforeEach(async () => {
    grandchild = await open('grandchild', 'child');
    await work(grandchild, 'grandchild.txt');
  });

  test('goes to the grandparent when the middle one has gone', async () => {
    await land(child, 'squash');
    await remove(child);
    expect(targetOf(await plan(grandchild))).toEqual([
      'parent',
      'child of session "child" was merged and is gone.',
    ]);
  });

  test('brings its own alone when those before it went one into the other', async () => {
    await land(child, 'squash');
    await work(parent, 'more.txt');
    await land(parent, 'squash');
    await repo.commit('since', { 'child.txt': 'since\n', 'parent.txt': 'since\n' });
    for (const session of [child, parent]) await remove(session);
    const seen = await plan(grandchild);
    expect([subjects(seen), seen.conflicts]).toEqual([['grandchild.txt'], []]);
    const commit = await tip('main^');
    expect(seen.landedBefore?.parts).toEqual([
      { name: 'parent', commits: 1, commit },
      { name: 'child', commits: 1, commit },
    ]);
  });

  test('goes to the end of the chain when all before it have gone', async () => {
    await land(child);
    await remove(child);
    await land(parent);
    await remove(parent);
    expect(targetOf(await plan(grandchild))).toEqual([
      'main',
      'child of session "child" was merged and is gone. parent of session "parent" was merged and is gone.',
    ]);
  });

  test('ends where rows name each other', async () => {
    for (const session of [child, parent]) await remove(session).catch(() => undefined);
    await repo.git('worktree', 'prune');
    for (const branch of ['parent', 'child']) {
      await repo.git('update-ref', '-d', `refs/heads/${branch}`);
    }
    await updateRow(world.deps, parent.id, (row) => ({
      ...row,
      ...(row.worktreeInfo && { worktreeInfo: { ...row.worktreeInfo, mergeTarget: 'child' } }),
    }));
    const seen = await plan(grandchild);
    expect(seen.obstacles).toMatchObject([{ code: 'target-missing' }]);
  });
});

test('a target that no session ever had stays what it is', async () => {
  await repo.git('branch', 'topic');
  const other = await open('other', 'topic');
  await repo.git('branch', '-D', 'topic');
  const seen = await plan(other);
  expect(targetOf(seen)).toEqual(['topic', undefined]);
  expect(seen.obstacles).toMatchObject([{ code: 'target-missing' }]);
});
