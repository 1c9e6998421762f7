import { type ChildProcess, spawn } from 'node:child_process';
import { access, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { createGit } from '../../../src/git/index.js';
import { caught } from '../../support/caught.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

const KEEP = { backUp: true, deleteBranch: true };
let repo: TempRepo;
let world: SessionWorld<Git>;
let session: SessionMetadata;
let path: string;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'a\n', '.gitignore': '.env\n' } });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
  session = (await world.service.create(world.request({ name: 'auth' }))).session;
  path = session.worktreeInfo!.path;
});
afterEach(() => repo.dispose());

const inWorktree = (...args: string[]) => repo.gitIn(path, ...args);
const row = async () => (await world.repository.get(session.id))?.session;
const codes = async (directory = repo.path) =>
  (await world.service.recover(directory)).map(({ code }) => code);
const views = async (directory = repo.path) => (await world.service.worktrees(directory)).worktrees;
const states = async (at = path) =>
  (await views()).find((view) => view.path === at)?.findings.map(({ state }) => state);
const commit = async (file: string, text: string) => {
  await writeFile(join(path, file), text);
  await inWorktree('add', '-A');
  await inWorktree('commit', '-q', '-m', text.trim());
  return inWorktree('rev-parse', 'HEAD');
};
const merge = async () => {
  const plan = await world.service.planMerge(session.id);
  const built = await world.service.buildMerge(plan, { message: 'Merge' });
  const verified = await world.git.merges.verify(built);
  return world.service.landMerge(session.id, verified);
};

describe('a worktree of a session', () => {
  test('is listed with its session, and all is well', async () => {
    const [main, own] = await views();
    expect(main).toMatchObject({ path: repo.path, isMain: true, branch: 'main', findings: [] });
    expect(main?.session).toBeUndefined();
    expect(own).toMatchObject({
      path,
      branch: 'auth',
      session: { id: session.id, title: 'auth', branch: 'auth' },
      findings: [],
    });
  });

  test('is not taken by prune or remove while it lives, and opening it locks it again', async () => {
    await expect(repo.git('worktree', 'remove', path)).rejects.toThrow('locked');
    await rename(path, `${path}.aside`);
    await repo.git('worktree', 'prune');
    await rename(`${path}.aside`, path);
    expect(await states()).toEqual([]);
    await repo.git('worktree', 'unlock', path);
    expect(await states()).toEqual(['unlocked']);
    await world.service.close(session.id);
    await world.service.reopen(session.id, { cols: 80, rows: 24 });
    expect(await states()).toEqual([]);
    expect(await repo.git('worktree', 'list', '--porcelain')).toContain(`qtui:${session.id}`);
  });

  test('keeps its lock when it is closed, as it can be opened again', async () => {
    await world.service.close(session.id);
    await expect(repo.git('worktree', 'remove', path)).rejects.toThrow('locked');
    expect(await states()).toEqual([]);
  });

  test('that somebody else has locked stays locked, and is not removed', async () => {
    await repo.git('worktree', 'unlock', path);
    await repo.git('worktree', 'lock', '--reason', 'on a stick', path);
    expect(await states()).toEqual(['locked']);
    const plan = await world.service.planRemoval(session.id);
    expect(plan.refusals.join()).toContain('on a stick');
    const error = await caught(world.service.remove(plan, { backUp: true, deleteBranch: true }));
    expect(error.code).toBe('would-lose-work');
    await access(join(path, 'a.txt'));
    await world.service.reopen(session.id, { cols: 80, rows: 24 });
    expect(await repo.git('worktree', 'list', '--porcelain')).toContain('locked on a stick');
  });

  test('shares the stash with all others, so qtui never uses it', async () => {
    await repo.write('a.txt', 'of the person\n');
    await repo.git('stash', 'push', '-q');
    await commit('b.txt', 'b\n');
    await writeFile(join(path, 'b.txt'), 'changed\n');
    const plan = await world.service.planRemoval(session.id);
    await world.service.remove(plan, { backUp: true, deleteBranch: false });
    await world.service.undo(await world.service.planUndo(repo.path));
    expect(await repo.git('stash', 'list', '--format=%gd')).toBe('stash@{0}');
    await repo.git('stash', 'pop', '-q');
    expect(await repo.read('a.txt')).toBe('of the person\n');
    expect(await readFile(join(path, 'b.txt'), 'utf8')).toBe('changed\n');
  });
});

describe('a worktree that was deleted by hand', () => {
  test('is told as missing; its record is put away and its branch can be used again', async () => {
    await commit('b.txt', 'b\n');
    await rm(path, { recursive: true });
    expect(await states()).toEqual(['missing']);
    await repo.git('worktree', 'prune');
    expect(await states()).toEqual(['missing']);
    const plan = await world.service.planRemoval(session.id);
    expect(plan.refusals).toEqual([]);
    await world.service.remove(plan, { backUp: false, deleteBranch: false });
    expect((await views()).map((view) => view.path)).toEqual([repo.path]);
    await repo.git('worktree', 'add', '-q', path, 'auth');
    expect(await readFile(join(path, 'b.txt'), 'utf8')).toBe('b\n');
  });

  test('whose session has a record that cannot be read is not offered to be adopted', async () => {
    const { session: row, revision } = (await world.repository.get(session.id))!;
    await world.repository.delete(row.id, revision);
    const view = (await views()).find((each) => each.path === path);
    expect(view?.findings.map(({ state }) => state)).toEqual(['lost', 'occupied']);
    expect(view?.findings[0]?.message).toContain(session.id);
    expect(view?.findings[0]?.hint).not.toContain('adopt');
  });

  test('without a session is told with what git can do', async () => {
    const foreign = join(repo.root, 'foreign');
    await repo.git('worktree', 'add', '-q', foreign);
    await rm(foreign, { recursive: true });
    const view = (await views()).find((each) => each.path === foreign);
    expect(view?.findings).toMatchObject([{ state: 'missing' }]);
    expect(view?.findings[0]?.hint).toContain('git worktree prune');
  });

  test('and whose place another session uses now is told so', async () => {
    await rm(path, { recursive: true });
    await repo.git('worktree', 'unlock', path);
    await repo.git('worktree', 'prune');
    await repo.git('branch', '-m', 'auth', 'old');
    const other = (await world.service.create(world.request({ name: 'auth' }))).session;
    expect(other.worktreeInfo?.path).toBe(path);
    const found = await views();
    expect(found.find((view) => view.session?.id === other.id)?.findings).toEqual([]);
    expect(found.find((view) => view.session?.id === session.id)?.findings).toMatchObject([
      { state: 'another-session' },
    ]);
  });
});

describe('a worktree with submodules', () => {
  test('is neither moved nor removed by git, and what only they have keeps it', async () => {
    const inner = join(repo.root, 'inner');
    await repo.gitIn(repo.root, 'clone', '-q', repo.path, inner);
    await inWorktree('submodule', '--quiet', 'add', inner, 'sub');
    await inWorktree('commit', '-q', '-m', 'sub');
    await repo.git('worktree', 'unlock', path);
    await expect(repo.git('worktree', 'remove', path)).rejects.toThrow('submodules');
    await expect(repo.git('worktree', 'move', path, `${path}-x`)).rejects.toThrow('submodules');
    const sub = join(path, 'sub');
    await writeFile(join(sub, 'b.txt'), 'b\n');
    await repo.gitIn(sub, 'add', '-A');
    await repo.gitIn(sub, 'commit', '-q', '-m', 'only here');
    const plan = await world.service.planRemoval(session.id);
    expect(plan.refusals.join()).toContain('submodule');
    expect((await caught(world.service.remove(plan, KEEP))).code).toBe('would-lose-work');
    await access(join(sub, 'b.txt'));
    await rename(path, `${path}-moved`);
    const warnings = await world.service.recover(repo.path);
    expect(warnings.map(({ code }) => code)).toEqual(['worktree-repaired', 'submodules-moved']);
    expect(await repo.gitIn(`${path}-moved`, 'rev-parse', '--show-toplevel')).toBe(`${path}-moved`);
  });
});

describe('a branch of a worktree', () => {
  test('cannot be that of another session, be its directory there or not', async () => {
    const again = () =>
      caught(
        world.service.create(
          world.request({ worktree: { kind: 'create', branch: 'auth', isTemporary: false } }),
        ),
      );
    expect((await again()).code).toBe('name-taken');
    await rm(path, { recursive: true });
    expect((await again()).code).toBe('name-taken');
    await expect(
      world.git.worktrees.add(repo.path, {
        path: join(repo.root, 'x'),
        branch: 'auth',
        lockReason: 'x',
      }),
    ).rejects.toMatchObject({ code: 'name-taken' });
  });
});

describe('a worktree that was moved by hand', () => {
  const move = async (to: string) => {
    await mkdir(join(to, '..'), { recursive: true });
    await rename(path, to);
    return to;
  };

  test('beside its place is found, and git and the record follow', async () => {
    await writeFile(join(path, 'a.txt'), 'staged\n');
    await inWorktree('add', 'a.txt');
    const place = await move(`${path}-moved`);
    expect(await states()).toEqual(['moved']);
    expect((await views())[1]).toMatchObject({ movedTo: place, session: { id: session.id } });
    expect(await codes()).toEqual(['worktree-repaired']);
    expect(await codes()).toEqual([]);
    expect(await row()).toMatchObject({ directory: place, worktreeInfo: { path: place } });
    expect(await states(place)).toEqual([]);
    expect(await repo.git('worktree', 'list', '--porcelain')).not.toContain('prunable');
    expect(await repo.gitIn(place, 'diff', '--cached', '--name-only')).toBe('a.txt');
  });

  test('far away is found when qtui runs in it', async () => {
    const place = await move(join(repo.root, 'far/away/auth'));
    expect(await codes()).toEqual([]);
    expect(await codes(join(place))).toEqual(['worktree-repaired']);
    expect(await row()).toMatchObject({ worktreeInfo: { path: place } });
  });

  test('far away is repaired by its new path', async () => {
    const place = await move(join(repo.root, 'far/away/auth'));
    const { repaired } = await world.service.repair(repo.path, place);
    expect(repaired).toEqual([
      { path: place, from: path, session: { id: session.id, title: 'auth' } },
    ]);
    await commitAt(place);
    expect(await states(place)).toEqual([]);
  });

  test('and repaired by git itself is followed by the session', async () => {
    const place = await move(join(repo.root, 'far/auth'));
    await repo.git('worktree', 'repair', place);
    expect(await codes()).toEqual(['worktree-repaired']);
    expect(await row()).toMatchObject({ directory: place, worktreeInfo: { path: place } });
    const again = join(repo.root, 'farther');
    await repo.git('worktree', 'unlock', place);
    await repo.git('worktree', 'move', place, again);
    expect(await codes()).toEqual(['worktree-repaired']);
    expect(await row()).toMatchObject({ directory: again, worktreeInfo: { path: again } });
  });

  test('is not put away as one that is gone: git has its staged work', async () => {
    const place = await move(`${path}-moved`);
    const plan = await world.service.planRemoval(session.id);
    expect(plan.refusals.join()).toContain(`qtui sessions repair ${place}`);
    expect(
      (await caught(world.service.remove(plan, { backUp: true, deleteBranch: true }))).code,
    ).toBe('would-lose-work');
  });

  test('without a session is only told, and repaired when it is asked for', async () => {
    const foreign = join(repo.root, 'foreign');
    await repo.git('worktree', 'add', '-q', foreign);
    await rename(foreign, `${foreign}-moved`);
    expect(await codes()).toEqual(['worktree-moved']);
    const [warning] = await world.service.recover(repo.path);
    expect(warning?.hint).toContain(`qtui sessions repair ${foreign}-moved`);
    const { repaired } = await world.service.repair(repo.path);
    expect(repaired).toEqual([{ path: `${foreign}-moved`, from: foreign }]);
    expect(await codes()).toEqual([]);
  });

  test('and was copied before is not guessed at', async () => {
    await cp(path, `${path}-copy`, { recursive: true });
    const place = await move(`${path}-moved`);
    expect(await codes()).toEqual(['worktree-moved']);
    expect((await row())?.worktreeInfo?.path).toBe(path);
    expect((await world.service.repair(repo.path)).warnings).toMatchObject([
      { code: 'worktree-moved' },
    ]);
    await world.service.repair(repo.path, place);
    expect(await row()).toMatchObject({ worktreeInfo: { path: place } });
  });

  test('is not mistaken for its copy while it stands where it was', async () => {
    await cp(path, `${path}-copy`, { recursive: true });
    expect(await codes()).toEqual([]);
    expect(await states()).toEqual([]);
    expect((await world.service.repair(repo.path, `${path}-copy`)).repaired).toEqual([]);
  });

  const commitAt = async (place: string) => {
    await writeFile(join(place, 'b.txt'), 'b\n');
    await repo.gitIn(place, 'add', '-A');
    await repo.gitIn(place, 'commit', '-q', '-m', 'b');
  };
});

describe('a repository that was moved', () => {
  test('finds the worktrees of its sessions again', async () => {
    await commit('b.txt', 'b\n');
    const moved = join(repo.root, 'moved');
    await rename(repo.path, moved);
    expect(await codes(moved)).toEqual(['worktree-repaired']);
    expect(await row()).toMatchObject({ repoRoot: moved, worktreeInfo: { path, repoRoot: moved } });
    expect(await inWorktree('status', '--porcelain')).toBe('');
    expect((await views(moved)).map(({ findings }) => findings)).toEqual([[], []]);
    expect((await merge()).built.plan.request.repoRoot).toBe(moved);
  });

  test('with its worktrees in it finds them as well', async () => {
    world.config.worktrees = { ...world.config.worktrees, path: '{root}/.worktrees/{name}' };
    const inner = (await world.service.create(world.request({ name: 'inner' }))).session;
    const moved = join(repo.root, 'moved');
    await rename(repo.path, moved);
    const place = join(moved, '.worktrees', 'inner');
    expect((await codes(moved)).sort()).toEqual(['worktree-repaired', 'worktree-repaired']);
    expect((await world.repository.get(inner.id))?.session).toMatchObject({
      directory: place,
      worktreeInfo: { path: place, repoRoot: moved },
    });
    expect(await repo.gitIn(place, 'status', '--porcelain')).toBe('');
  });

  test('with worktrees that no session has tells the command that repairs them', async () => {
    const foreign = join(repo.root, 'foreign');
    await repo.git('worktree', 'add', '-q', foreign);
    await world.service.remove(await world.service.planRemoval(session.id), {
      backUp: false,
      deleteBranch: true,
    });
    const moved = join(repo.root, 'moved');
    await rename(repo.path, moved);
    expect(await codes(moved)).toEqual(['worktree-broken']);
    expect(await world.service.repair(moved)).toMatchObject({
      repaired: [{ path: foreign, from: foreign }],
    });
    expect(await repo.gitIn(foreign, 'status', '--porcelain')).toBe('');
  });

  test('is followed by every session, whichever one was repaired, and by git itself', async () => {
    const other = (await world.service.create(world.request({ name: 'other' }))).session;
    const moved = join(repo.root, 'moved');
    await rename(repo.path, moved);
    const { repaired } = await world.service.repair(moved, path);
    expect(repaired.map((each) => each.session?.id).sort()).toEqual([session.id, other.id].sort());
    const again = join(repo.root, 'again');
    await rename(moved, again);
    await repo.gitIn(again, 'worktree', 'repair');
    expect(await codes(again)).toEqual(['worktree-repaired', 'worktree-repaired']);
    expect(await codes(again)).toEqual([]);
    expect(await row()).toMatchObject({ worktreeInfo: { repoRoot: again } });
  });

  test('is told from a copy, which takes no worktree of the original', async () => {
    const copy = join(repo.root, 'copy');
    await cp(repo.path, copy, { recursive: true });
    expect(await codes(copy)).toEqual([]);
    expect((await views(copy)).flatMap(({ findings }) => findings)).toMatchObject([
      { state: 'broken' },
    ]);
    expect((await world.service.repair(copy)).repaired).toEqual([]);
    expect(await row()).toMatchObject({ worktreeInfo: { repoRoot: repo.path } });
    expect((await caught(world.git.worktrees.repair(copy, [path]))).code).toBe('would-lose-work');
    expect(await inWorktree('rev-parse', '--path-format=absolute', '--git-common-dir')).toBe(
      join(repo.path, '.git'),
    );
  });
});

describe('a branch that was switched by hand', () => {
  const change = async (...args: string[]) => inWorktree('switch', '-q', ...args);

  test('is told, and nothing of either branch is merged', async () => {
    await commit('b.txt', 'b\n');
    await change('-c', 'other');
    await commit('c.txt', 'c\n');
    expect(await states()).toEqual(['switched']);
    const plan = await world.service.planMerge(session.id);
    expect(plan.obstacles[0]).toMatchObject({ code: 'branch-switched' });
    expect(plan.obstacles[0]?.message).toContain('stands on the branch other');
    const error = await caught(world.service.buildMerge(plan, { message: 'm' }));
    expect(error.code).toBe('merge-refused');
    await writeFile(join(path, 'd.txt'), 'd\n');
    const refusal = await caught(world.service.commitForMerge(session.id, { message: 'm' }));
    expect(refusal).toMatchObject({ code: 'merge-refused', untouched: 'Nothing was committed.' });
    await change('auth');
    expect((await merge()).built.plan.request.source).toBe('auth');
    expect(await repo.git('log', '--format=%s', 'main')).not.toContain('c');
  });

  test('between the preview and the landing stops the landing', async () => {
    await commit('b.txt', 'b\n');
    const plan = await world.service.planMerge(session.id);
    const verified = await world.git.merges.verify(
      await world.service.buildMerge(plan, { message: 'Merge' }),
    );
    await change('-c', 'other');
    const error = await caught(world.service.landMerge(session.id, verified));
    expect(error.code).toBe('merge-refused');
    expect(await repo.git('rev-parse', 'main')).toBe(plan.targetOid);
  });

  test("can be taken as the session's, which merges it then", async () => {
    const old = await commit('b.txt', 'b\n');
    await change('-c', 'other');
    const tip = await commit('c.txt', 'c\n');
    const adopted = await world.service.adopt({ path });
    expect(adopted).toMatchObject({ kind: 'branch-taken', session: { id: session.id } });
    expect(await row()).toMatchObject({
      worktreeInfo: { branch: 'other', baseOid: await repo.git('rev-parse', 'main') },
    });
    expect(await states()).toEqual([]);
    expect((await merge()).built.plan.sourceOid).toBe(tip);
    expect(await repo.git('rev-parse', 'auth')).toBe(old);
  });

  test('to the merge target is not taken', async () => {
    await repo.git('branch', 'release');
    const { session: made } = await world.service.create(
      world.request({
        name: 'fix',
        worktree: { kind: 'create', isTemporary: false, mergeTarget: 'release' },
      }),
    );
    await repo.gitIn(made.directory, 'switch', '-q', 'release');
    const error = await caught(world.service.adopt({ path: made.directory }));
    expect(error).toMatchObject({ code: 'adopt-refused' });
    expect(error.hint).toContain('switch fix');
  });

  test('by renaming it is told in the same words', async () => {
    await inWorktree('branch', '-m', 'renamed');
    const error = await caught(world.service.planMerge(session.id));
    expect(error).toMatchObject({ code: 'merge-refused' });
    expect(error.hint).toContain('qtui sessions adopt');
    await world.service.adopt({ path });
    expect((await world.service.planMerge(session.id)).request.source).toBe('renamed');
  });

  test('to a detached HEAD is told, and its commits are kept by a removal', async () => {
    await inWorktree('checkout', '-q', '--detach');
    const tip = await commit('b.txt', 'b\n');
    expect(await states()).toEqual(['switched']);
    expect((await caught(world.service.adopt({ path }))).code).toBe('adopt-refused');
    const plan = await world.service.planRemoval(session.id);
    expect(plan.branchRemovable).toBe(false);
    await world.service.remove(plan, { backUp: true, deleteBranch: true });
    expect(await repo.git('rev-parse', 'auth')).toBe(session.worktreeInfo?.baseOid);
    await world.service.undo(await world.service.planUndo(repo.path));
    expect(await inWorktree('rev-parse', 'HEAD')).toBe(tip);
    expect(await states()).toEqual(['switched']);
  });

  test('keeps both branches when the worktree is removed, and comes back by undo', async () => {
    const own = await commit('b.txt', 'b\n');
    await change('-c', 'other');
    const other = await commit('c.txt', 'c\n');
    const plan = await world.service.planRemoval(session.id);
    expect(plan.branchRemovable).toBe(false);
    const outcome = await world.service.remove(plan, { backUp: true, deleteBranch: true });
    expect(outcome).toMatchObject({ worktreeRemoved: true, branchDeleted: false });
    expect(outcome.warnings).toMatchObject([{ code: 'branch-switched' }]);
    expect(await repo.git('rev-parse', 'auth', 'other')).toBe(`${own}\n${other}`);
    await world.service.undo(await world.service.planUndo(repo.path));
    expect(await inWorktree('branch', '--show-current')).toBe('other');
    expect(await row()).toMatchObject({ status: 'active', worktreeInfo: { branch: 'auth' } });
  });

  test('is not what a rebase of the own branch does', async () => {
    await commit('a.txt', 'one\n');
    await repo.commit('two', { 'a.txt': 'two\n' });
    await expect(inWorktree('rebase', 'main')).rejects.toThrow('CONFLICT');
    expect(await states()).toEqual(['operation-in-progress']);
    const { obstacles } = await world.service.planMerge(session.id);
    expect(obstacles.map(({ code }) => code)).toContain('operation-in-progress');
    expect(obstacles.map(({ code }) => code)).not.toContain('branch-switched');
  });

  test('after a merge leaves the undo of the merge as it is', async () => {
    await commit('b.txt', 'b\n');
    const landed = await merge();
    await change('-c', 'other');
    await world.service.undo(await world.service.planUndo(repo.path, { id: landed.actId }));
    expect(await repo.git('rev-parse', 'main')).toBe(landed.built.plan.targetOid);
    expect(await inWorktree('branch', '--show-current')).toBe('other');
  });
});

describe('a worktree that another program is in', () => {
  let program: ChildProcess;
  beforeEach(async () => {
    // Not of this process's own making: a grandchild whose parent has ended.
    program = spawn('sh', ['-c', 'sleep 600 & echo $!'], { cwd: path, detached: true });
  });

  test('is told with its name, and is not removed until it has ended', async () => {
    const [line] = (await program.stdout!.take(1).toArray()) as Buffer[];
    const pid = Number(line?.toString());
    await new Promise((resolve) => program.once('exit', resolve));
    try {
      expect(await states()).toEqual(['occupied']);
      const view = (await views()).find((each) => each.path === path);
      expect(view?.findings[0]?.message).toBe(`1 other program runs in it: sleep (pid ${pid}).`);
      const plan = await world.service.planRemoval(session.id);
      expect(plan.refusals.join()).toContain(`sleep (pid ${pid})`);
      const error = await caught(world.service.remove(plan, { backUp: true, deleteBranch: true }));
      expect(error.code).toBe('would-lose-work');
      await access(join(path, 'a.txt'));
    } finally {
      process.kill(pid, 'SIGKILL');
    }
  });
});
