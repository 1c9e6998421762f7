import { mkdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { NewSessionRequest } from '../../../src/core/ports/sessions.js';
import type { SessionMetadata, SessionType } from '../../../src/core/session.js';
import type { TypePolicy } from '../../../src/core/session-type.js';
import { caught } from '../../support/caught.js';
import type { FakeGit } from '../../support/fake-git.js';
import { createFakeWorld, type SessionWorld } from '../../support/session-world.js';
import { sessionRow } from '../../support/sessions.js';

let world: SessionWorld<FakeGit>;

beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.dispose());

function policy(type: SessionType, change: Partial<TypePolicy>): void {
  Object.assign(world.config.types[type], change);
}

const create = async (change: Partial<NewSessionRequest>) =>
  (await world.service.create(world.request(change))).session;

describe('a new session', () => {
  test('has the branch prefix of its type, also where it is only suggested', async () => {
    policy('hotfix', { prefix: 'hotfix/' });
    const wish = { directory: world.repo, message: '', name: 'login' };
    const { suggestBranch } = world.service;
    expect(await suggestBranch({ ...wish, type: 'hotfix' })).toEqual({ branch: 'hotfix/login' });
    expect(await suggestBranch({ ...wish, type: 'feature' })).toEqual({ branch: 'login' });
    const session = await create({ name: 'login', type: 'hotfix' });
    expect(session.worktreeInfo?.branch).toBe('hotfix/login');
  });

  test('starts from the base of its type, unless another is given', async () => {
    world.git.branchTips.set('production', '2'.repeat(40));
    world.git.branchTips.set('other', '3'.repeat(40));
    policy('hotfix', { base: 'production' });
    const worktree = { kind: 'create', isTemporary: false } as const;
    const baseOf = async (change: Partial<NewSessionRequest>) =>
      (await create(change)).worktreeInfo?.baseOid[0];
    expect(await baseOf({ type: 'hotfix' })).toBe('2');
    expect(await baseOf({ type: 'hotfix', worktree: { ...worktree, base: 'other' } })).toBe('3');
    expect(await baseOf({ type: 'feature' })).toBe('1');
  });

  test('is refused where that base is missing, and the setting is named', async () => {
    policy('hotfix', { base: 'production' });
    const error = await caught(create({ type: 'hotfix' }));
    expect(error).toMatchObject({ code: 'unknown-revision', untouched: 'Nothing was created.' });
    expect(error.hint).toContain('types.hotfix.base');
    expect(world.git.calls).toEqual([]);
  });
});

describe('the proposed type', () => {
  test('is not the last one where that needs a worktree and none can be made', async () => {
    world.preferences.push({ type: 'feature' });
    expect((await world.service.defaults(world.repo)).type).toBe('feature');
    world.git.context = { kind: 'none', directory: world.repo };
    const { type, gitState } = await world.service.defaults(world.repo);
    expect({ type, gitState }).toEqual({ type: 'development', gitState: 'no-repository' });
    world.preferences.push({ type: 'planning' });
    expect((await world.service.defaults(world.repo)).type).toBe('planning');
  });

  test('is not the last one where that goes without a worktree and one can be made', async () => {
    world.preferences.push({ type: 'planning' });
    expect((await world.service.defaults(world.repo)).type).toBe('development');
    policy('planning', { worktree: 'required' });
    expect((await world.service.defaults(world.repo)).type).toBe('planning');
  });
});

describe('a merge', () => {
  test('has the strategy and the check of the type, unless others are asked for', async () => {
    policy('experiment', { strategy: 'squash', check: false });
    Object.assign(world.config.merge, { check: ['make'] });
    const [one, other] = [await create({ type: 'experiment' }), await create({ type: 'feature' })];
    const planned: unknown[] = [];
    const { plan } = world.git.merges;
    world.git.merges.plan = (request, options) => {
      planned.push(request.strategy);
      return plan(request, options);
    };
    const checkOf = async (id: string, wish = {}) =>
      (await world.service.planMerge(id, wish)).check?.command;
    expect(await checkOf(one.id)).toBeUndefined();
    expect(await checkOf(one.id, { check: true, strategy: 'rebase' })).toEqual(['make']);
    expect(await checkOf(other.id)).toEqual(['make']);
    expect(planned).toEqual(['squash', 'rebase', 'merge']);
  });
});

const OLD = '2025-10-01T00:00:00.000Z';

/** A closed session that was not used for three months. */
async function oldSession(change: Partial<SessionMetadata> = {}): Promise<SessionMetadata> {
  const made = sessionRow(change);
  const path = `${world.root}/${made.id}`;
  await mkdir(path);
  const info = { ...made.worktreeInfo!, path, repoRoot: world.repo };
  const row = { ...made, status: 'background' as const, lastActive: OLD, ...change };
  const placed = { ...row, directory: path, repoRoot: world.repo, worktreeInfo: info };
  return (await world.repository.save(placed, null)).session;
}

describe('a cleanup by the ages of types', () => {
  const plan = async () => {
    const request = { byTypeAge: true, named: [], force: false, allRepositories: false };
    const found = await world.service.planCleanup(world.repo, request);
    return found.plan.items.map(({ session, reasons }) => [session?.id, reasons.at(-1)]);
  };

  test('takes what was not used for longer than its type allows', async () => {
    policy('feature', { cleanupDays: 90 });
    policy('debug', { cleanupDays: 100 });
    policy('planning', { cleanupDays: 0 });
    await oldSession({ id: 'one', type: 'feature' });
    await oldSession({ id: 'two', type: 'debug' });
    await oldSession({ id: 'three', type: 'planning' });
    expect(await plan()).toEqual([['one', 'unused for 92 days (the type feature allows 90 days)']]);
  });
});

describe('sessions that nobody uses', () => {
  const statuses = async () =>
    Object.fromEntries(
      (await world.repository.list()).sessions.map(({ session }) => [session.id, session.status]),
    );
  const recover = async () =>
    (await world.service.recover(world.repo)).filter(({ code }) => code === 'auto-archived');

  beforeEach(() => {
    policy('feature', { archiveDays: 90 });
    world.git.reader.branches = async () =>
      ['branch-old', 'branch-other'].map((name) => ({
        ...{ name, oid: '1'.repeat(40), isRemote: false, date: OLD },
      }));
  });

  test('are archived with one line, and opened again as they were', async () => {
    await oldSession({ id: 'old' });
    await oldSession({ id: 'other', name: 'the other' });
    const told = await recover();
    expect(told.map(({ message }) => message)).toEqual([
      '2 sessions that were not used for a long time were archived: "branch-old", "the other".',
    ]);
    expect(await statuses()).toEqual({ old: 'archived', other: 'archived' });
    expect(await recover()).toEqual([]);
    await world.service.reopen('old', { cols: 80, rows: 24 });
    await world.service.close('old');
    await world.service.unarchive('other');
    expect(await recover()).toEqual([]);
    expect(await statuses()).toEqual({ old: 'background', other: 'background' });
  });

  test.each<[string, (session: SessionMetadata) => unknown]>([
    ['is of a type that is not archived', () => policy('feature', { archiveDays: 0 })],
    ['is younger than its type allows', () => policy('feature', { archiveDays: 93 })],
    ['is pinned', ({ id }) => world.service.pin(id)],
    [
      'has uncommitted work',
      () => {
        world.git.losses = [
          { kind: 'untracked', importance: 'important', summary: '1 file', paths: ['a'] } as never,
        ];
      },
    ],
    [
      'has new commits',
      () => {
        const date = '2025-12-30T00:00:00.000Z';
        world.git.reader.branches = async () => [
          { name: 'branch-old', oid: '1'.repeat(40), isRemote: false, date },
        ];
      },
    ],
    [
      'has a program',
      async ({ id, directory }) => {
        const host = await world.deps.connectHost({ start: true });
        await host.launch({ paneId: id, sessionId: id, cwd: directory, title: '' } as never);
      },
    ],
  ])('stay where one %s', async (_what, arrange) => {
    const session = await oldSession({ id: 'old' });
    await arrange(session);
    expect(await recover()).toEqual([]);
    expect(await statuses()).toEqual({ old: 'background' });
  });

  test('stay while somebody stands in their worktree', async () => {
    const { directory } = await oldSession({ id: 'old' });
    await world.service.recover(directory);
    expect(await statuses()).toEqual({ old: 'background' });
  });

  test('cost git nothing where none is old', async () => {
    await oldSession({ id: 'old', lastActive: world.deps.now().toISOString() });
    world.git.reader.branches = () => Promise.reject(new Error('git was asked'));
    expect(await world.service.recover(world.repo)).toEqual([]);
  });
});
