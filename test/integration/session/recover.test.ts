import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../src/core/errors.js';
import type { SessionMetadata, WorktreeInfo } from '../../../src/core/session.js';
import { writeMark } from '../../../src/session/registry/mark.js';
import { identifyProcess } from '../../../src/session/registry/process-identity.js';
import type { FakeGit } from '../../support/fake-git.js';
import { createFakeWorld, type SessionWorld } from '../../support/session-world.js';
import { sessionRow } from '../../support/sessions.js';

const ID = 'abcdefghij';
const BASE = '1'.repeat(40);
const DEAD = { creator: { pid: 2 ** 22 + 1, host: hostname() } };
let world: SessionWorld<FakeGit>;
let path: string;

beforeEach(async () => {
  world = await createFakeWorld();
  path = join(world.root, 'data', 'fix');
});
afterEach(() => world.dispose());

/** What a creation that was killed leaves, up to the given step. */
async function leave(
  step: 'row' | 'branch' | 'worktree' | 'mark',
  customFields: Record<string, unknown> = DEAD,
): Promise<SessionMetadata> {
  const row = sessionRow({
    status: 'creating',
    directory: path,
    repoRoot: world.repo,
    worktreeInfo: {
      path,
      branch: 'fix',
      repoRoot: world.repo,
      isTemporary: false,
      mergeTarget: 'main',
      baseOid: BASE,
    },
    customFields,
  });
  await world.repository.save(row, null);
  if (step !== 'row') await world.git.branches.create(world.repo, 'fix', BASE);
  if (step === 'worktree' || step === 'mark') {
    await world.git.worktrees.add(world.repo, { path, branch: 'fix', lockReason: `qtui:${ID}` });
  }
  if (step === 'mark') await writeMark(path, row);
  world.git.calls.length = 0;
  return row;
}

const recover = () => world.service.recover(world.repo);
const row = async () => (await world.repository.get(ID))?.session;
const codes = async () => (await recover()).map(({ code }) => code);

async function expectUndone(): Promise<void> {
  expect(await row()).toBeUndefined();
  expect([...world.git.branchTips.keys()]).toEqual(['main']);
  expect(world.git.entries).toHaveLength(1);
  await expect(access(path)).rejects.toThrow();
}

describe('a creation whose process died', () => {
  test.each(['row', 'branch', 'worktree', 'mark'] as const)(
    'is undone when it came as far as the %s and holds nothing',
    async (step) => {
      await leave(step);
      expect(await codes()).toEqual(['session-undone']);
      await expectUndone();
      expect(await recover()).toEqual([]);
    },
  );

  /** The row that was left, with other facts of its branch. */
  async function rewrite(change: Partial<WorktreeInfo>): Promise<void> {
    const stored = await world.repository.get(ID);
    const info = stored?.session.worktreeInfo;
    if (!stored || !info) throw new Error('no row');
    const worktreeInfo = { ...info, ...change };
    await world.repository.save({ ...stored.session, worktreeInfo }, stored.revision);
  }

  test.each(['branch', 'worktree', 'mark'] as const)(
    'leaves a branch that was there before it, at the %s too',
    async (step) => {
      await leave(step);
      await rewrite({ baseOid: '8'.repeat(40), startOid: BASE, branchExisted: true });
      expect(await codes()).toEqual(['session-undone']);
      expect(await row()).toBeUndefined();
      expect(world.git.branchTips.get('fix')).toBe(BASE);
      expect(world.git.entries).toHaveLength(1);
    },
  );

  test.each(['branch', 'worktree'] as const)(
    'is undone with a branch of a remote that it had made, at the %s too',
    async (step) => {
      await leave(step);
      await rewrite({ baseOid: '8'.repeat(40), startOid: BASE });
      expect(await codes()).toEqual(['session-undone']);
      await expectUndone();
    },
  );

  test('is undone when only its checkout was cut off', async () => {
    await leave('worktree');
    world.git.losses = [
      {
        kind: 'uncommitted',
        importance: 'important' as const,
        summary: '2 files',
        paths: ['a', 'b'],
        backup: 'covered',
      },
    ];
    world.git.changes = [
      { path: 'a', kind: 'deleted', isBinary: false },
      { path: 'b', kind: 'deleted', isBinary: false },
      { path: 'b', kind: 'added', isBinary: false },
    ];
    expect(await codes()).toEqual(['session-undone']);
    await expectUndone();
  });

  test.each([
    ['worktree', 'notes.txt'],
    ['mark', 'a'],
  ] as const)('is kept past the %s with a file %s of the person', async (step, file) => {
    await leave(step);
    world.git.losses = [
      {
        kind: 'untracked',
        importance: 'important' as const,
        summary: '1 file',
        paths: [file],
        backup: 'covered',
      },
    ];
    world.git.changes = [
      { path: 'a', kind: 'deleted', isBinary: false },
      { path: file, kind: 'added', isBinary: false },
    ];
    const [warning] = await recover();
    expect(warning).toMatchObject({ code: 'session-kept', hint: expect.stringContaining(ID) });
    expect(warning?.message).toContain('it holds 1 file');
    expect(warning?.message).toContain(path);
    expect(await row()).toMatchObject({ status: 'background', customFields: {} });
    expect(world.git.branchTips.has('fix')).toBe(true);
    await access(path);
    const mark = JSON.parse(await readFile(join(path, '.qtui', 'session.json'), 'utf8'));
    expect(mark.status).toBe('background');
  });

  test('is kept when it has commits', async () => {
    await leave('mark');
    world.git.entries.at(-1)!.oid = '2'.repeat(40);
    expect((await recover())[0]?.message).toContain('it has commits');
    await access(path);
  });

  test('is finished when its program runs', async () => {
    const session = await leave('mark');
    world.isHostRunning = true;
    await world.host.launch({
      ...{ paneId: ID, sessionId: ID, agentKind: 'claude', title: 'x', argv: ['x'] },
      ...{ cwd: path, env: {}, cols: 80, rows: 24 },
    });
    expect(await codes()).toEqual(['session-finished']);
    expect(await row()).toMatchObject({ ...session, status: 'active', customFields: {} });
  });

  test('without a worktree is only forgotten', async () => {
    const { worktreeInfo: _info, ...plain } = sessionRow({
      status: 'creating',
      directory: world.repo,
      customFields: DEAD,
    });
    await world.repository.save(plain, null);
    expect(await codes()).toEqual(['session-undone']);
    expect(await row()).toBeUndefined();
    await access(world.repo);
  });

  test('whose repository is gone is only forgotten', async () => {
    await leave('row');
    await rm(world.repo, { recursive: true });
    world.git.context = { kind: 'none', directory: world.repo };
    expect(await codes()).toEqual(['session-undone']);
  });

  test('leaves a branch that has moved, is used or belongs to another session', async () => {
    for (const change of [
      () => world.git.branchTips.set('fix', '7'.repeat(40)),
      () => {
        world.git.entries[0]!.branch = 'fix';
      },
      () => {
        const { worktreeInfo } = sessionRow();
        const info = { ...worktreeInfo!, repoRoot: world.repo, branch: 'fix' };
        return world.repository.save(sessionRow({ id: 'other', worktreeInfo: info }), null);
      },
    ]) {
      await leave('branch');
      await change();
      expect(await codes()).toEqual(['session-undone']);
      expect(world.git.branchTips.has('fix')).toBe(true);
      world.git.branchTips.delete('fix');
      world.git.entries[0]!.branch = 'main';
    }
  });

  test("leaves another session's worktree at its path", async () => {
    await leave('worktree');
    world.git.entries.at(-1)!.locked = 'qtui:somebody';
    expect(await codes()).toEqual(['session-undone', 'session-lost']);
    await access(path);
    expect(world.git.branchTips.has('fix')).toBe(true);
  });

  test('leaves files where git has no worktree', async () => {
    await leave('branch');
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'mine'), '');
    expect(await codes()).toEqual(['session-undone']);
    await access(join(path, 'mine'));
  });

  test('that cannot be undone is a warning and does not stop the rest', async () => {
    await leave('worktree');
    world.git.landings = [{ code: 'merge-recovered', message: 'Finished the merge of x.' }];
    world.git.fail.set('discard', () => new QtuiError('permission-denied', 'Not permitted.'));
    expect(await codes()).toEqual(['permission-denied', 'merge-recovered']);
    expect((await row())?.status).toBe('creating');
  });
});

describe('left alone', () => {
  test('is a creation that goes on', async () => {
    await leave('worktree', { creator: await identifyProcess(process.pid) });
    expect(await recover()).toEqual([]);
    await access(path);
  });

  test.each([{}, { creator: { pid: 1, host: 'elsewhere' } }, { creator: 'odd' }])(
    'is a creation of which nobody can tell: %j',
    async (customFields) => {
      await leave('worktree', customFields);
      expect(await recover()).toEqual([]);
      await access(path);
    },
  );
});

describe('a row that was lost', () => {
  test("comes back from the mark of its worktree, which git's lock names", async () => {
    const { session } = await world.service.create(world.request());
    const stored = await world.repository.get(session.id);
    await world.registry.delete(session.id, stored!.revision);
    expect(await codes()).toEqual(['session-restored']);
    expect((await world.repository.get(session.id))?.session).toEqual(session);
    expect(await recover()).toEqual([]);
  });

  test('is not taken from the mark of another session', async () => {
    const { session } = await world.service.create(world.request());
    const stored = await world.repository.get(session.id);
    await world.registry.delete(session.id, stored!.revision);
    await writeMark(session.directory, { ...session, id: 'other' });
    expect(await recover()).toMatchObject([{ code: 'session-lost' }]);
    expect((await world.repository.list()).sessions).toEqual([]);
  });

  test('with a mark that cannot be read is a warning', async () => {
    const { session } = await world.service.create(world.request());
    const stored = await world.repository.get(session.id);
    await world.registry.delete(session.id, stored!.revision);
    await writeFile(join(session.directory, '.qtui', 'session.json'), 'garbage');
    expect(await codes()).toEqual(['metadata-corrupt', 'session-lost']);
  });
});

test('landings are recovered, and said', async () => {
  world.git.landings = [{ code: 'merge-recovered', message: 'Finished the merge of fix.' }];
  expect(await recover()).toEqual(world.git.landings);
});

test('outside a repository there is nothing to recover', async () => {
  world.git.context = { kind: 'none', directory: world.repo };
  world.git.landings = [{ code: 'merge-recovered', message: 'never asked' }];
  expect(await recover()).toEqual([]);
});
