import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DiskUsageProgress } from '../../../src/core/disk-usage.js';
import type { Git } from '../../../src/core/ports/git.js';
import { createGit } from '../../../src/git/index.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;

beforeEach(async () => {
  repo = await createTempRepo();
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
});
afterEach(() => repo.dispose());

const KIB = 1024;
const session = async (branch: string) =>
  (
    await world.service.create(
      world.request({ worktree: { kind: 'create', branch, isTemporary: false } }),
    )
  ).session;
const usageOf = async (id: string) => {
  const report = await world.service.diskUsage();
  const found = report.sessions.find((each) => each.session.id === id);
  if (found === undefined) throw new Error(`no usage of ${id}`);
  return { ...found, report };
};

describe('diskUsage', () => {
  test('counts files, hard links once, and follows no link', async () => {
    const { id, directory } = await session('one');
    const before = (await usageOf(id)).worktree;
    await writeFile(join(directory, 'large.bin'), Buffer.alloc(300 * KIB, 1));
    await link(join(directory, 'large.bin'), join(directory, 'twin.bin'));
    await mkdir(join(repo.root, 'outside'));
    await writeFile(join(repo.root, 'outside/huge.bin'), Buffer.alloc(900 * KIB, 1));
    await symlink(join(repo.root, 'outside'), join(directory, 'link'));
    const { worktree, git, report } = await usageOf(id);
    expect(worktree.files).toBe(before.files + 2);
    const more = worktree.apparent - before.apparent;
    expect(more).toBeGreaterThanOrEqual(300 * KIB);
    expect(more).toBeLessThan(301 * KIB);
    expect(worktree.allocated - before.allocated).toBeGreaterThanOrEqual(300 * KIB);
    expect(worktree.unread).toEqual([]);
    expect(git.files).toBeGreaterThan(2);
    expect(report.total.apparent).toBeGreaterThanOrEqual(worktree.apparent + git.apparent);
  });

  test('counts a worktree inside another one only as its own', async () => {
    const outer = await session('outer');
    const { directory } = outer;
    const inner = await session('inner');
    const before = (await usageOf(outer.id)).worktree;
    await repo.git('worktree', 'unlock', inner.directory);
    const inside = join(directory, 'inner');
    await repo.git('worktree', 'move', inner.directory, inside);
    const row = await world.repository.get(inner.id);
    if (!row?.session.worktreeInfo) throw new Error('no row');
    const worktreeInfo = { ...row.session.worktreeInfo, path: inside };
    await world.repository.save({ ...row.session, directory: inside, worktreeInfo }, row.revision);
    await writeFile(join(inside, 'large.bin'), Buffer.alloc(100 * KIB, 1));
    expect((await usageOf(outer.id)).worktree).toEqual(before);
    expect((await usageOf(inner.id)).worktree.apparent).toBeGreaterThan(100 * KIB);
  });

  test('counts saved output, backups and trash', async () => {
    const one = await session('one');
    const two = await session('two');
    const output = await world.deps.savedOutputPath(two.id);
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, 'x'.repeat(5000));
    const noise = Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 9973).join(' ');
    await writeFile(join(one.directory, 'draft.txt'), noise);
    await world.service.remove(await world.service.planRemoval(one.id), {
      backUp: true,
      deleteBranch: false,
    });
    const trash = join(dirname(two.directory), '.gone.qtui-trash-abcd1234');
    await mkdir(trash);
    await writeFile(join(trash, 'left.txt'), 'left');
    const { report, ...usage } = await usageOf(two.id);
    expect(usage.output).toMatchObject({ apparent: 5000, files: 1 });
    expect(report.repositories).toMatchObject([
      { repoRoot: repo.path, trash: { apparent: 4, files: 1 } },
    ]);
    expect(report.repositories[0]?.backups).toBeGreaterThan(10 * KIB);
  });

  test('leaves out what is not the session’s: no worktree, or a repository that is gone', async () => {
    const { session: bare } = await world.service.create(
      world.request({ worktree: { kind: 'none' } }),
    );
    const none = { apparent: 0, allocated: 0, files: 0, unread: [] };
    expect(await usageOf(bare.id)).toMatchObject({ worktree: none, git: none, output: none });
  });

  test('tells how far it is, and stops when it is told to', async () => {
    await session('one');
    const told: DiskUsageProgress[] = [];
    await world.service.diskUsage({ onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)?.files).toBeGreaterThan(5);
    const stop = new AbortController();
    stop.abort();
    await expect(world.service.diskUsage({ signal: stop.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});

describe('archive', () => {
  test('ends the program, keeps everything else, and is taken back', async () => {
    const { id, directory } = await session('one');
    expect(await world.service.archive(id)).toMatchObject({ status: 'archived' });
    expect(world.host.panes).toEqual([]);
    expect(await repo.gitIn(directory, 'branch', '--show-current')).toBe('one');
    expect(await world.service.unarchive(id)).toMatchObject({ status: 'background' });
    expect(await world.service.unarchive(id)).toMatchObject({ status: 'background' });
    await world.service.archive(id);
    const { session: opened } = await world.service.reopen(id, { cols: 80, rows: 24 });
    expect(opened.status).toBe('active');
  });

  test('an archived session can be cleaned up, and removed', async () => {
    const { id, directory } = await session('one');
    await world.service.archive(id);
    const request = { named: [], force: false, allRepositories: false };
    const { plan } = await world.service.planCleanup(repo.path, { ...request, merged: true });
    expect(plan.items.map(({ title, keptBecause }) => [title, keptBecause])).toEqual([['one', []]]);
    const [result] = await world.service.cleanUp(plan);
    expect(result?.state).toBe('removed');
    await expect(world.service.archive(id)).rejects.toMatchObject({ code: 'session-not-found' });
    await expect(world.service.unarchive(id)).rejects.toMatchObject({ code: 'session-not-found' });
    await world.service.undo(await world.service.planUndo(repo.path));
    expect((await world.service.find(id)).session).toMatchObject({ status: 'archived', directory });
  });
});
