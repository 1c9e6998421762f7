import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AgentEvidence, AgentJudgement } from '../../../src/core/agent.js';
import type { AgentState } from '../../../src/core/session.js';
import { Deadlines, monotonicNow } from '../../../src/pty/deadlines.js';
import { AgentWatch } from '../../../src/pty/pane/agent-watch.js';

let deadlines: Deadlines;
let seen: AgentEvidence[];
let states: AgentState[];
let judged: () => void;

beforeEach(() => {
  deadlines = new Deadlines();
  seen = [];
  states = [];
  judged = () => {};
});
afterEach(() => deadlines.dispose());

const watch = (verdicts: (AgentState | AgentJudgement)[]) =>
  new AgentWatch(
    (evidence) => {
      seen.push(evidence);
      judged();
      const verdict = verdicts.shift() ?? 'idle';
      return typeof verdict === 'string' ? { state: verdict } : verdict;
    },
    deadlines,
    { kind: 'claude', title: () => '', lines: () => [] },
    (state) => states.push(state),
  );
const nextJudgement = () =>
  new Promise<void>((resolve) => {
    judged = resolve;
  });

test('tells the detector what was judged before, and when something was typed', async () => {
  const agent = watch(['busy', 'idle']);
  await nextJudgement();
  expect(seen[0]?.previous).toBe('starting');
  expect(seen[0]?.lastInputAt).toBeUndefined();
  agent.typed();
  agent.outputParsed();
  await nextJudgement();
  const [, second] = seen;
  expect(second?.previous).toBe('busy');
  expect(second?.lastInputAt).toBeLessThanOrEqual(second?.lastOutputAt ?? 0);
  agent.end();
  expect(states).toEqual(['busy', 'idle', 'exited']);
});

test('a key that has no echo yet does not hide that the last output was one', async () => {
  const agent = watch(['idle', 'idle']);
  await nextJudgement();
  agent.typed();
  agent.outputParsed();
  agent.typed();
  await nextJudgement();
  const [, second] = seen;
  expect(second?.lastInputAt).toBeLessThanOrEqual(second?.lastOutputAt ?? 0);
  agent.end();
});

test('is judged again in silence when time may change the judgement, and only then', async () => {
  const changesAt = monotonicNow() + 320;
  const agent = watch([{ state: 'busy', changesAt }, 'idle']);
  await nextJudgement();
  expect(deadlines.isIdle).toBe(false);
  await nextJudgement();
  expect(seen[1]?.now).toBeGreaterThanOrEqual(changesAt);
  expect(states).toEqual(['busy', 'idle']);
  expect(deadlines.isIdle).toBe(true);
  agent.end();
});

test('is judged again when its screen comes to show something else without output', async () => {
  const agent = watch(['starting', 'idle']);
  await nextJudgement();
  expect(deadlines.isIdle).toBe(true);
  agent.shown();
  await nextJudgement();
  expect(states).toEqual(['idle']);
  agent.end();
});

test('a program that has ended is judged no more', async () => {
  const agent = watch(['busy']);
  await nextJudgement();
  agent.end();
  agent.outputParsed();
  expect(deadlines.isIdle).toBe(true);
});
