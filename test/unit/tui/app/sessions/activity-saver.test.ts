import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Emitter } from '../../../../../src/core/lifecycle.js';
import type { PaneInfo } from '../../../../../src/core/ports/host.js';
import type { App } from '../../../../../src/tui/app/app.js';
import { ActivitySaver } from '../../../../../src/tui/app/sessions/activity-saver.js';

const HALF_MINUTE = 30_000;
const changed = new Emitter<readonly PaneInfo[]>();
const saveActivity = jest.fn<(options: object) => Promise<void>>();
let panes: Partial<PaneInfo>[];
let connection: object | undefined;
let saver: ActivitySaver;

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
  saveActivity.mockReset().mockResolvedValue();
  panes = [{ agentState: 'idle', activity: { counterId: 'a', prompts: 0, lastActive: 0 } }];
  connection = {
    get panes() {
      return panes;
    },
  };
  const link = {
    get connection() {
      return connection;
    },
    onPanesChanged: changed.event,
  };
  const git = { status: { changedFiles: 3 } };
  const store = {
    state: {
      sessions: new Map([
        ['auth', { git }],
        ['docs', {}],
      ]),
    },
  };
  saver = new ActivitySaver({ link, store, sessions: { saveActivity } } as unknown as App);
});
afterEach(() => {
  saver.dispose();
  jest.useRealTimers();
});

function tell(change: Partial<PaneInfo>): void {
  panes = [{ ...panes[0], ...change }];
  changed.fire(panes as PaneInfo[]);
}
const prompts = (count: number) =>
  tell({ activity: { counterId: 'a', prompts: count, lastActive: 0 } });

test('saves all that has changed in half a minute at once, with the changed files', () => {
  for (const count of [1, 2, 3]) prompts(count);
  jest.advanceTimersByTime(HALF_MINUTE - 1);
  expect(saveActivity).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(saveActivity.mock.calls).toEqual([[{ fileCounts: new Map([['auth', 3]]) }]]);
});

test('saves nothing, and keeps no timer, where there is nothing new', () => {
  prompts(1);
  jest.advanceTimersByTime(HALF_MINUTE);
  for (const programTitle of ['one', 'two']) tell({ programTitle });
  expect(jest.getTimerCount()).toBe(0);
  prompts(2);
  jest.advanceTimersByTime(HALF_MINUTE);
  expect(saveActivity).toHaveBeenCalledTimes(2);
});

test('an agent that works for long is news once a minute', () => {
  tell({ agentState: 'busy' });
  jest.advanceTimersByTime(HALF_MINUTE);
  for (let spins = 0; spins < 600; spins += 1) {
    tell({ programTitle: `${spins}` });
    jest.advanceTimersByTime(500);
  }
  expect(saveActivity.mock.calls.length).toBeGreaterThan(4);
  expect(saveActivity.mock.calls.length).toBeLessThan(8);
});

test('leaving saves what is left, and does not wait for long', async () => {
  saveActivity.mockReturnValue(new Promise<void>(() => {}));
  const left = saver.finish();
  await jest.advanceTimersByTimeAsync(1_000);
  await left;
  expect(saveActivity).toHaveBeenCalledWith({ fileCounts: new Map([['auth', 3]]), isLast: true });
  expect(jest.getTimerCount()).toBe(0);
});

test('asks nobody at the end where no host has answered yet', async () => {
  connection = undefined;
  await saver.finish();
  expect(saveActivity).not.toHaveBeenCalled();
});
