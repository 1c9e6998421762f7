import { expect, test } from '@jest/globals';
import type { App } from '../../../../../src/tui/app/app.js';
import { checkAtRest } from '../../../../../src/tui/app/idle/check-at-rest.js';
import { sessionRow } from '../../../../support/sessions.js';

/** A screen with one session whose agent is at rest, and a check that passes. */
function restingApp() {
  const info = { sessionId: 'auth', agentState: 'idle', stateSince: 1 };
  const metadata = sessionRow({ id: 'auth' });
  let state = {
    panes: new Map([['auth', { info }]]),
    sessions: new Map([['auth', { metadata, git: { status: { oid: 'a' } } }]]),
  };
  const app = {
    leader: '^B',
    store: {
      get state() {
        return state;
      },
      update: (change: (before: typeof state) => typeof state) => {
        state = change(state);
      },
    },
    sessions: {
      checkWhenIdle: async () => ({
        tip: state.sessions.get('auth')?.git.status.oid,
        record: { outcome: 'passed', command: ['true'] },
        lastLine: '',
      }),
    },
    notify: () => undefined,
  };
  return {
    app: app as unknown as App,
    isReady: () => 'isReady' in (state.sessions.get('auth') ?? {}),
    moveTo: (oid: string) => {
      const sessions = [...state.sessions].map(
        ([id, session]) => [id, { ...session, git: { status: { oid } } }] as const,
      );
      state = { ...state, sessions: new Map(sessions) };
    },
  };
}

test('a check that has passed says nothing of commits that came while the agent rested, which are checked too', async () => {
  const { app, isReady, moveTo } = restingApp();
  const task = checkAtRest(app);
  await task.run(new AbortController().signal);
  expect(isReady()).toBe(true);
  await task.look?.();
  expect(isReady()).toBe(true);
  expect(task.hasMore?.()).toBe(false);
  moveTo('b');
  await task.look?.();
  expect(isReady()).toBe(false);
  expect(task.hasMore?.()).toBe(true);
  await task.run(new AbortController().signal);
  expect(isReady()).toBe(true);
  expect(task.hasMore?.()).toBe(false);
});
