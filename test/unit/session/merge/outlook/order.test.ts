import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RadarSession, SessionPair } from '../../../../../src/core/radar.js';
import { AGENT_STATES } from '../../../../../src/core/session.js';
import { suggestMergeOrder } from '../../../../../src/session/merge/outlook/order.js';

function session(id: string, change: Partial<RadarSession> & { lines?: number } = {}) {
  const { lines = 1, ...rest } = change;
  const row: RadarSession = {
    sessionId: id,
    title: `title ${id}`,
    headOid: '1',
    baseOid: '1',
    target: 'main',
    snapshotTree: '1',
    files: [{ path: 'x', kind: 'modified', added: lines, removed: 0 }],
    uncommitted: 0,
    unread: [],
    targetConflicts: [],
    ...rest,
  };
  return row;
}

function conflict(a: string, b: string, files = 1): SessionPair {
  const conflicts = Array.from({ length: files }, (_, index) => ({
    path: `${index}`,
    kind: 'contents',
  }));
  return { a, b, overlaps: [], conflicts };
}

const ids = (...parameters: Parameters<typeof suggestMergeOrder>) =>
  suggestMergeOrder(...parameters).map(({ sessionId }) => sessionId);

describe('the suggested order', () => {
  test('leaves out sessions without work', () => {
    expect(ids([session('a', { files: [] }), session('b')], [])).toEqual(['b']);
  });

  test('begins with those that conflict with nobody, then the smaller ones', () => {
    const sessions = [
      session('a', { lines: 1 }),
      session('b', { lines: 50 }),
      session('c', { lines: 9 }),
    ];
    expect(ids(sessions, [conflict('a', 'c')])).toEqual(['b', 'a', 'c']);
    expect(ids(sessions, [])).toEqual(['a', 'c', 'b']);
  });

  test('puts what is finished before what is busy', () => {
    const sessions = [session('a', { agentState: 'busy' }), session('b', { agentState: 'idle' })];
    expect(ids(sessions, [])).toEqual(['b', 'a']);
  });

  test('goes by priority before size, and after what is busy or conflicts', () => {
    const sessions = [
      session('a', { priority: 'low' }),
      session('b', { lines: 9, priority: 'high' }),
      session('c'),
      session('d', { priority: 'high', agentState: 'busy' }),
    ];
    expect(ids(sessions, [])).toEqual(['b', 'c', 'a', 'd']);
    expect(suggestMergeOrder(sessions, [])[0]?.reason).toContain('high priority');
  });

  test('puts a session before the one that it goes into, however busy or large', () => {
    const sessions = [
      session('parent'),
      session('child', { parentId: 'parent', agentState: 'busy', lines: 999 }),
    ];
    expect(ids(sessions, [])).toEqual(['child', 'parent']);
  });

  test('says why', () => {
    const sessions = [
      session('a', { lines: 3, agentState: 'waiting' }),
      session('b', { targetConflicts: [{ path: 'y', kind: 'contents' }] }),
      session('c', { parentId: 'a' }),
    ];
    expect(suggestMergeOrder(sessions, [conflict('a', 'b', 2)])).toEqual([
      {
        sessionId: 'c',
        reason:
          'goes into title a, so before that one; conflicts with no other session; 1 file, 1 line',
      },
      {
        sessionId: 'b',
        reason:
          'ahead of title a (2 files), which it conflicts with; conflicts with main (1 file); ' +
          '1 file, 1 line',
      },
      {
        sessionId: 'a',
        reason:
          'conflicts with title b (2 files), to be resolved then; its agent waits for an answer; ' +
          '1 file, 3 lines',
      },
    ]);
  });

  test('holds every session once, children before parents, whatever is handed in and how', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const sessions = fc.tuple(
      ...names.map((_, index) =>
        fc.record({
          lines: fc.nat(20),
          agentState: fc.constantFrom(...AGENT_STATES),
          // Only later ones are parents, so that there is no ring.
          parent: fc.option(fc.integer({ min: index + 1, max: names.length })),
        }),
      ),
    );
    const pairs = fc.uniqueArray(
      fc.tuple(
        fc.constantFrom(...names),
        fc.constantFrom(...names),
        fc.integer({ min: 1, max: 3 }),
      ),
      { selector: ([a, b]) => [a, b].sort().join() },
    );
    fc.assert(
      fc.property(sessions, pairs, fc.nat(), (facts, drawn, seed) => {
        const rows = facts.map(({ lines, agentState, parent }, index) => {
          const parentId = parent === null ? undefined : names[parent];
          return session(names[index] ?? '', {
            lines,
            agentState,
            ...(parentId !== undefined && { parentId }),
          });
        });
        const conflicts = drawn
          .filter(([a, b]) => a < b)
          .map(([a, b, files]) => conflict(a, b, files));
        const order = ids(rows, conflicts);
        expect([...order].sort()).toEqual(names);
        for (const { sessionId, parentId } of rows) {
          if (parentId === undefined) continue;
          expect(order.indexOf(sessionId)).toBeLessThan(order.indexOf(parentId));
        }
        const turn = seed % rows.length;
        const turned = [...rows.slice(turn), ...rows.slice(0, turn)];
        expect(ids(turned, [...conflicts].reverse())).toEqual(order);
      }),
    );
  });

  test('names some of very many that it conflicts with, and counts the others', () => {
    const names = Array.from({ length: 6 }, (_, index) => `s${index}`);
    const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => conflict(a, b)));
    const steps = suggestMergeOrder(
      names.map((name) => session(name)),
      pairs,
    );
    expect(steps[0]?.reason).toBe(
      'ahead of title s1 (1 file), title s2 (1 file), title s3 (1 file), title s4 (1 file), ' +
        '1 more, which it conflicts with; 1 file, 1 line',
    );
  });

  test('looks at every conflict a few times only, however many sessions there are', () => {
    const names = Array.from({ length: 40 }, (_, index) => `s${String(index).padStart(2, '0')}`);
    let looks = 0;
    const pairs = names.flatMap((a, index) =>
      names.slice(index + 1).map((b): SessionPair => {
        const pair = conflict(a, b);
        return Object.defineProperty({ ...pair }, 'conflicts', {
          get() {
            looks += 1;
            return pair.conflicts;
          },
        });
      }),
    );
    expect(
      ids(
        names.map((name) => session(name)),
        pairs,
      ),
    ).toEqual(names);
    expect(looks).toBeLessThanOrEqual(2 * pairs.length);
  });

  test('comes to an end where sessions go into each other', () => {
    const ring = [session('a', { parentId: 'b' }), session('b', { parentId: 'a' })];
    expect(ids(ring, [])).toEqual(['a', 'b']);
  });
});
