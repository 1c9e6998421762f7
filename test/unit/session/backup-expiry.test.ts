import { describe, expect, test } from '@jest/globals';
import type { StoredAct } from '../../../src/core/undo.js';
import { expireBackups, expiryOf } from '../../../src/session/undo/backup-expiry.js';
import { createFakeWorld } from '../../support/session-world.js';
import { sessionRow } from '../../support/sessions.js';

const NOW = new Date('2026-03-01T00:00:00.000Z');
const DAY = 24 * 60 * 60_000;

/** An act of a session, so many days before now. */
function act(id: string, days: number, session?: string, isUndone = false): StoredAct {
  return {
    version: 1,
    id,
    kind: 'removal',
    time: new Date(NOW.getTime() - days * DAY).toISOString(),
    commonDir: '/r/.git',
    ...(session && { session: { id: session, title: session, row: '{}' } }),
    ref: `refs/qtui/backup/${id}/record`,
    oid: '1'.repeat(40),
    isUndone,
    isMoved: false,
  };
}

const row = (id: string, status: 'active' | 'archived') => ({
  session: sessionRow({ id, status }),
  revision: '1',
});
const daysLeft = (acts: StoredAct[], change: Partial<Parameters<typeof expiryOf>[1]> = {}) =>
  Object.fromEntries(
    [...expiryOf(acts, { rows: [], now: NOW, keepDays: 30, keepCount: 50, ...change })].map(
      ([id, date]) => [id, (date.getTime() - NOW.getTime()) / DAY],
    ),
  );

describe('backups expire', () => {
  test('by age', () => {
    expect(daysLeft([act('new', 0), act('old', 28), act('due', 31)])).toEqual({
      new: 30,
      old: 2,
      due: -1,
    });
  });

  test('by count, the oldest first', () => {
    const acts = [act('a', 1), act('b', 2), act('c', 3)];
    expect(daysLeft(acts, { keepCount: 2 })).toEqual({ a: 29, b: 28, c: 0 });
  });

  test('but not the newest of a session in use', () => {
    const acts = [
      act('undone', 90, 'live', true),
      act('kept', 100, 'live'),
      act('older', 101, 'live'),
      act('put-away', 102, 'gone'),
    ];
    const rows = [row('live', 'active'), row('gone', 'archived')];
    expect(daysLeft(acts, { rows, keepCount: 1 })).toEqual({
      undone: -60,
      older: -71,
      'put-away': -72,
    });
  });
});

describe('dropping them', () => {
  test('goes by the settings, names each in the log first, and is due once a day', async () => {
    const world = await createFakeWorld();
    try {
      world.config.backups = { keepDays: 10, keepCount: 2 };
      const { git, deps } = world;
      // The world's clock starts with 2026.
      const at = (id: string, days: number) => ({
        ...act(id, 0),
        time: new Date(Date.UTC(2026, 0, 1) - days * DAY).toISOString(),
      });
      git.acts.push(at('a', 1), at('b', 2), at('c', 3), at('d', 11));
      await expireBackups(deps, world.repo);
      expect(git.acts).toHaveLength(4);
      git.isExpiryDue = true;
      await expireBackups(deps, world.repo);
      expect(git.acts.map(({ id }) => id)).toEqual(['a', 'b']);
      expect(world.logged).toEqual(['backup-expired', 'backup-expired']);
    } finally {
      await world.dispose();
    }
  });

  test('that fails is logged and fails nothing', async () => {
    const world = await createFakeWorld();
    try {
      world.git.isExpiryDue = true;
      world.deps.repository.list = () => Promise.reject(new Error('no'));
      await expireBackups(world.deps, world.repo);
      expect(world.logged).toEqual(['backups-not-expired']);
    } finally {
      await world.dispose();
    }
  });
});
