import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import { createGit } from '../../../src/git/index.js';
import { caught } from '../../support/caught.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
let path: string;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'a\n' } });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
  path = join(repo.path, '.claude/worktrees/fix');
  await repo.git('worktree', 'add', '-q', '-b', 'fix', path);
});
afterEach(() => repo.dispose());

const adopt = (change: object = {}) => world.service.adopt({ path, ...change });
const stateOf = async (at: string) =>
  (await world.service.worktrees(repo.path)).worktrees
    .find((view) => view.path === at)
    ?.findings.map(({ state }) => state);
const rows = async () => (await world.repository.list()).sessions.map(({ session }) => session);

/** Everything that an adoption could have changed. */
const everything = async () => ({
  rows: await rows(),
  worktrees: await repo.git('worktree', 'list', '--porcelain'),
  refs: await repo.git('for-each-ref'),
  files: (await readdir(path)).sort(),
});

describe('adopting', () => {
  test('makes a session with row, lock and mark, and changes no file', async () => {
    const base = await repo.git('rev-parse', 'main');
    await writeFile(join(path, 'a.txt'), 'changed\n');
    await writeFile(join(path, 'new.txt'), 'new\n');
    await repo.gitIn(path, 'commit', '-q', '--allow-empty', '-m', 'work');
    await repo.commit('main went on');
    const before = await repo.gitIn(path, 'status', '--porcelain');
    expect(await stateOf(path)).toEqual(['foreign']);

    const { session, kind } = await adopt({ path: join(path), name: 'The fix' });
    expect(kind).toBe('made');
    expect(session).toMatchObject({
      status: 'background',
      name: 'The fix',
      directory: path,
      repoRoot: repo.path,
      agent: { kind: 'claude', command: ['/bin/true'] },
      worktreeInfo: { path, branch: 'fix', mergeTarget: 'main', baseOid: base, isTemporary: false },
    });
    expect(await stateOf(path)).toEqual([]);
    expect(await repo.gitIn(path, 'status', '--porcelain')).toBe(before);
    expect(await readFile(join(path, 'a.txt'), 'utf8')).toBe('changed\n');
    await access(join(path, '.qtui/session.json'));
    expect(await repo.git('worktree', 'list', '--porcelain')).toContain(
      `locked qtui:${session.id}`,
    );
  });

  test('gives a session that can be opened, merged and removed like any other', async () => {
    await writeFile(join(path, 'b.txt'), 'b\n');
    await repo.gitIn(path, 'add', '-A');
    await repo.gitIn(path, 'commit', '-q', '-m', 'b');
    const { session } = await adopt({ agentKind: 'shell' });
    await world.service.reopen(session.id, { cols: 80, rows: 24 });
    const plan = await world.service.planMerge(session.id);
    const built = await world.service.buildMerge(plan, { message: 'Merge' });
    await world.service.landMerge(session.id, await world.git.merges.verify(built));
    expect(await repo.read('b.txt')).toBe('b\n');
    const outcome = await world.service.remove(await world.service.planRemoval(session.id), {
      backUp: false,
      deleteBranch: true,
    });
    expect(outcome).toMatchObject({ worktreeRemoved: true, branchDeleted: true });
  });

  test('from a directory in it, into the branch that was named', async () => {
    await repo.git('branch', 'release');
    await writeFile(join(path, 'x'), '');
    const { session } = await adopt({ path: join(path, '.'), mergeTarget: 'release' });
    expect(session.worktreeInfo?.mergeTarget).toBe('release');
  });

  test('of a worktree that is a session already is refused, closed or not', async () => {
    const { session } = await adopt();
    const before = await everything();
    for (const status of ['background', 'archived'] as const) {
      const row = (await world.repository.get(session.id))!;
      await world.repository.save({ ...row.session, status }, row.revision);
      const error = await caught(adopt());
      expect(error).toMatchObject({ code: 'adopt-refused' });
      expect(error.hint).toContain(`qtui attach ${session.id}`);
    }
    expect({ ...(await everything()), rows: before.rows }).toEqual(before);
  });

  test('of one that somebody has locked is refused unless asked for, and keeps that lock', async () => {
    await repo.git('worktree', 'lock', '--reason', 'on a stick', path);
    const before = await everything();
    const error = await caught(adopt());
    expect(error).toMatchObject({ code: 'adopt-refused' });
    expect(error.message).toContain('on a stick');
    expect(await everything()).toEqual(before);
    const { session } = await adopt({ despiteLock: true });
    expect(await repo.git('worktree', 'list', '--porcelain')).toContain('locked on a stick');
    expect((await world.service.planRemoval(session.id)).refusals.join()).toContain('on a stick');
  });

  test.each([
    ['the main worktree', async () => repo.path, 'adopt-refused'],
    ['a directory outside git', async () => join(repo.root, 'home'), 'adopt-refused'],
    ['what is not there', async () => join(repo.root, 'nothing'), 'path-missing'],
    ['the git directory', async () => join(repo.path, '.git'), 'adopt-refused'],
    [
      'a detached HEAD',
      async () => {
        await repo.gitIn(path, 'checkout', '-q', '--detach');
        return path;
      },
      'adopt-refused',
    ],
    [
      'a protected branch',
      async () => {
        await repo.git('checkout', '-q', '-b', 'elsewhere');
        await repo.gitIn(path, 'switch', '-q', 'main');
        return path;
      },
      'protected-branch',
    ],
    [
      'a merge in progress',
      async () => {
        await writeFile(
          join(repo.path, '.git/worktrees/fix/MERGE_HEAD'),
          `${await repo.git('rev-parse', 'HEAD')}\n`,
        );
        return path;
      },
      'adopt-refused',
    ],
  ])('of %s is refused, and nothing is changed', async (_what, prepare, code) => {
    const target = await prepare();
    const before = await everything();
    expect((await caught(adopt({ path: target }))).code).toBe(code);
    expect(await everything()).toEqual(before);
  });

  test.each([
    ['an agent that is not there', { agentKind: 'nobody' }, 'agent-not-found'],
    ['a target that is not there', { mergeTarget: 'nowhere' }, 'unknown-revision'],
    ['itself as the target', { mergeTarget: 'fix' }, 'usage'],
    ['a revision as the target', { mergeTarget: 'main~0' }, 'unknown-revision'],
  ])('with %s is refused, and nothing is changed', async (_what, change, code) => {
    const before = await everything();
    expect((await caught(adopt(change))).code).toBe(code);
    expect(await everything()).toEqual(before);
  });

  test('where no mark can be written takes lock and row back', async () => {
    await writeFile(join(path, '.qtui'), 'a file of the project');
    const before = await everything();
    expect(await caught(adopt())).toMatchObject({
      code: 'path-exists',
      untouched: 'Nothing was changed.',
    });
    expect(await everything()).toEqual(before);
  });

  test('of a branch that another session has is refused', async () => {
    const { session } = await world.service.create(world.request({ name: 'other' }));
    await repo.gitIn(session.directory, 'switch', '-q', '--detach');
    await repo.gitIn(path, 'switch', '-q', 'other');
    const error = await caught(adopt());
    expect(error).toMatchObject({ code: 'name-taken' });
    expect(error.message).toContain('"other"');
  });

  test('twice at the same moment makes one session', async () => {
    const results = await Promise.allSettled([adopt(), adopt()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ code: 'adopt-refused' }) }),
    );
    expect(await rows()).toHaveLength(1);
    expect(await stateOf(path)).toEqual([]);
  });
});

describe('a scan', () => {
  test('brings back what the registry has lost, from the mark', async () => {
    const { session } = await adopt({ name: 'The fix' });
    await world.registry.delete(
      session.id,
      (await world.repository.get(session.id))?.revision ?? '',
    );
    const { restored, warnings } = await world.service.scan(repo.path);
    expect(restored).toEqual([session]);
    expect(warnings).toEqual([]);
    expect((await world.service.scan(repo.path)).restored).toEqual([]);
  });

  test('goes by the mark where the lock is gone, but not by that of a copy', async () => {
    const { session } = await adopt();
    await repo.git('worktree', 'unlock', path);
    const copy = join(repo.root, 'copy');
    await repo.git('worktree', 'add', '-q', copy);
    await repo.gitIn(repo.root, 'init', '-q', 'unrelated');
    await writeFile(
      join(repo.root, 'mark'),
      await readFile(join(path, '.qtui/session.json'), 'utf8'),
    );
    const { revision } = (await world.repository.get(session.id))!;
    await world.registry.delete(session.id, revision);
    expect((await world.service.scan(repo.path)).restored.map(({ id }) => id)).toEqual([
      session.id,
    ]);
  });

  test('makes the row of what git knows where the mark is gone too', async () => {
    await repo.gitIn(path, 'commit', '-q', '--allow-empty', '-m', 'work');
    const { session } = await adopt();
    const { revision } = (await world.repository.get(session.id))!;
    await world.registry.delete(session.id, revision);
    await rm(join(path, '.qtui'), { recursive: true });
    expect((await world.service.recover(repo.path)).map(({ code }) => code)).toEqual([
      'session-lost',
    ]);
    expect(await rows()).toEqual([]);
    const { restored } = await world.service.scan(repo.path);
    expect(restored).toMatchObject([
      {
        id: session.id,
        status: 'background',
        worktreeInfo: { path, branch: 'fix', mergeTarget: 'main' },
      },
    ]);
    expect(restored[0]?.worktreeInfo?.baseOid).toBe(await repo.git('rev-parse', 'main'));
  });

  test('leaves worktrees alone that never had a session', async () => {
    expect(await world.service.scan(repo.path)).toMatchObject({ restored: [], warnings: [] });
    expect(await stateOf(path)).toEqual(['foreign']);
  });
});
