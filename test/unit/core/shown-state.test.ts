import { expect, test } from '@jest/globals';
import type { AgentState } from '../../../src/core/session.js';
import type { SessionStatus } from '../../../src/core/session-status.js';
import { type ShownState, shownState } from '../../../src/core/shown-state.js';

test.each<[SessionStatus, AgentState | undefined, boolean, ShownState]>([
  ['active', 'waiting', true, 'waiting'],
  ['active', 'unknown', true, 'running'],
  ['active', undefined, true, 'closed'],
  ['background', undefined, true, 'closed'],
  ['creating', undefined, true, 'creating'],
  ['failed', undefined, true, 'failed'],
  ['active', undefined, false, 'missing'],
  ['active', 'busy', false, 'missing'],
  ['creating', undefined, false, 'creating'],
  ['failed', undefined, false, 'missing'],
  ['archived', undefined, false, 'archived'],
  ['merged', undefined, false, 'merged'],
  ['archived', 'idle', true, 'idle'],
])(
  'a session that is %s, with a program that is %s, is shown as it is',
  (status, agentState, directoryExists, shown) => {
    expect(shownState({ status, agentState, isPaused: false, directoryExists })).toBe(shown);
  },
);

test('a session whose program stands still is shown as paused, but not without its directory', () => {
  const paused = { status: 'active', agentState: 'idle', isPaused: true } as const;
  expect(shownState({ ...paused, directoryExists: true })).toBe('paused');
  expect(shownState({ ...paused, directoryExists: false })).toBe('missing');
});
