import { describe, expect, test } from '@jest/globals';
import type { AgentState } from '../../../src/core/session.js';
import { PaneActivityCounter } from '../../../src/pty/pane/pane-activity.js';

const bytes = (text: string) => Buffer.from(text);

function counter(kind: string, ...states: AgentState[]) {
  const activity = new PaneActivityCounter(kind, 1_000);
  for (const state of states) activity.became(state, 1_000);
  const type = (text: string, now = 2_000) => activity.typed(bytes(text), false, now);
  return { activity, type, prompts: () => activity.info(2_000).prompts };
}

describe('a message to an agent', () => {
  test('counts when an idle agent begins after Enter', () => {
    const { activity, type, prompts } = counter('claude', 'idle');
    type('fix the login\r');
    expect(prompts()).toBe(0);
    activity.became('busy', 2_300);
    expect(prompts()).toBe(1);
    activity.became('idle', 9_000);
    activity.became('busy', 9_500);
    expect(prompts()).toBe(1);
  });

  test("does not count when it begins much later, or after a menu's Enter", () => {
    const { activity, type, prompts } = counter('claude', 'idle');
    type('/model\r\r');
    activity.became('busy', 60_000);
    expect(prompts()).toBe(0);
  });

  test('counts when the agent asks at once', () => {
    const { activity, type, prompts } = counter('codex', 'idle');
    type('remove it\r');
    activity.became('waiting', 2_500);
    expect(prompts()).toBe(1);
  });

  test('is no answer to its question', () => {
    const { activity, type, prompts } = counter('claude', 'busy', 'waiting');
    type('y\r');
    activity.became('busy', 2_100);
    expect(prompts()).toBe(0);
  });

  test('counts at once while the agent works, which queues it', () => {
    const { type, prompts } = counter('claude', 'busy');
    expect(type('and the tests\r')).toBe(true);
    type('\r');
    expect(prompts()).toBe(1);
  });
});

describe('lines to a shell', () => {
  test('count, empty ones do not', () => {
    const { type, prompts } = counter('shell', 'idle');
    type('cd src\r');
    type('\r');
    type('\x1b[A\r');
    expect(prompts()).toBe(2);
  });

  test('do not count in a program that has the screen', () => {
    const { activity, prompts } = counter('shell', 'busy');
    activity.typed(bytes(':wq\r'), true, 2_000);
    expect(prompts()).toBe(0);
  });
});

describe('the last activity', () => {
  test('is that of the keys, of the work and of the start, and never goes back', () => {
    const { activity, type } = counter('claude', 'idle');
    const last = (now: number) => activity.info(now).lastActive;
    expect(last(5_000)).toBe(1_000);
    type('a', 6_000);
    expect(last(7_000)).toBe(6_000);
    activity.became('busy', 8_000);
    expect(last(9_000)).toBe(9_000);
    activity.became('idle', 9_500);
    expect(last(20_000)).toBe(9_500);
    type('b', 4_000);
    expect(last(20_000)).toBe(9_500);
    activity.started(30_000);
    expect(last(31_000)).toBe(30_000);
  });

  test('is not touched by the mouse or the focus', () => {
    const { activity, type } = counter('claude', 'idle');
    expect(type('\x1b[I\x1b[<35;1;1M', 60_000)).toBe(false);
    expect(activity.info(61_000).lastActive).toBe(1_000);
  });

  test('is told to clients now and then while somebody types', () => {
    const { type } = counter('claude', 'idle');
    expect(type('a', 2_000)).toBe(false);
    expect(type('b', 31_000)).toBe(true);
    expect(type('c', 32_000)).toBe(false);
  });
});

test('each life of a pane counts for itself', () => {
  const [one, other] = [counter('shell'), counter('shell')];
  expect(one.activity.info().counterId).not.toBe(other.activity.info().counterId);
});
