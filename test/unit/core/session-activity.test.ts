import { describe, expect, test } from '@jest/globals';
import type { PaneActivity } from '../../../src/core/ports/host.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { isWorthSaving, laterOf, useOf, withUse } from '../../../src/core/session-activity.js';
import { sessionRow } from '../../support/sessions.js';

const START = Date.parse(sessionRow().lastActive);
const at = (ms: number) => new Date(START + ms).toISOString();
const used = (counterId: string, prompts: number, ms = 0): { main: PaneActivity } => ({
  main: { counterId, prompts, lastActive: START + ms },
});

describe('withUse', () => {
  test('adds what a counter has told since the last time', () => {
    let row = withUse(sessionRow({ messageCount: 1 }), used('a', 2));
    expect(row).toMatchObject({
      messageCount: 3,
      countedPrompts: [{ counterId: 'a', prompts: 2 }],
    });
    row = withUse(row, used('a', 5));
    expect(row.messageCount).toBe(6);
  });

  test('counts nothing twice, whoever tells it in whatever order', () => {
    const first = withUse(sessionRow({ messageCount: 0 }), used('a', 2));
    expect(withUse(first, used('a', 2))).toBe(first);
    expect(withUse(first, used('a', 1))).toBe(first);
    const next = withUse(first, used('b', 1));
    expect(next.messageCount).toBe(3);
    // A client that has not heard of the new host yet.
    expect(withUse(next, used('a', 2))).toBe(next);
    expect(withUse(next, used('a', 3)).messageCount).toBe(4);
  });

  test('remembers the last counters only', () => {
    const row = ['a', 'b', 'c', 'd', 'e'].reduce(
      (each, id) => withUse(each, used(id, 1)),
      sessionRow({ messageCount: 0 }),
    );
    expect(row.messageCount).toBe(5);
    expect(row.countedPrompts?.map(({ counterId }) => counterId)).toEqual(['b', 'c', 'd', 'e']);
  });

  test('never puts the last activity back', () => {
    const row = sessionRow();
    expect(withUse(row, { lastActive: START + 5 }).lastActive).toBe(at(5));
    expect(withUse(row, { lastActive: START - 5 })).toBe(row);
  });

  test('takes over what is known of the files', () => {
    expect(withUse(sessionRow({ fileCount: 4 }), { fileCount: 2 }).fileCount).toBe(2);
    const row = sessionRow({ fileCount: 4 });
    expect(withUse(row, { fileCount: 4 })).toBe(row);
  });
});

describe('useOf', () => {
  const pane = (paneId: string, ms: number, agentState: 'busy' | 'idle' = 'idle') => ({
    ...{ paneId, sessionId: 's', agentState },
    activity: { counterId: paneId, prompts: 1, lastActive: ms },
  });

  test("counts the session's own pane, and is active as the last of all", () => {
    expect(useOf('s', [pane('s', 1), pane('beside', 9)], 50)).toEqual({
      main: { counterId: 's', prompts: 1, lastActive: 1 },
      lastActive: 9,
    });
    expect(useOf('s', [pane('beside', 9)], 50)).toEqual({ lastActive: 9 });
  });

  test('an agent at work is active now', () => {
    expect(useOf('s', [pane('s', 1, 'busy')], 50)?.lastActive).toBe(50);
  });

  test('is unknown without a pane, and of a host that does not count', () => {
    expect(useOf('other', [pane('s', 1)], 50)).toBeUndefined();
    const { activity: _activity, ...older } = pane('s', 1);
    expect(useOf('s', [older], 50)).toBeUndefined();
  });
});

test('a row is written for news, and at the end for little of it', () => {
  const row = sessionRow();
  const later = (ms: number): SessionMetadata => ({ ...row, lastActive: at(ms) });
  expect(isWorthSaving(row, row)).toBe(false);
  expect(isWorthSaving(row, { ...row, messageCount: 2 })).toBe(true);
  expect(isWorthSaving(row, { ...row, fileCount: 2 })).toBe(true);
  expect(isWorthSaving(row, later(59_000))).toBe(false);
  expect(isWorthSaving(row, later(60_000))).toBe(true);
  expect(isWorthSaving(row, later(2_000), { isLast: true })).toBe(true);
  expect(isWorthSaving(row, later(500), { isLast: true })).toBe(false);
});

test('laterOf keeps the later time', () => {
  expect(laterOf(at(0), START + 1)).toBe(at(1));
  expect(laterOf(at(0), START - 1)).toBe(at(0));
  expect(laterOf(at(0), undefined)).toBe(at(0));
  expect(laterOf(at(0), Number.NaN)).toBe(at(0));
});
