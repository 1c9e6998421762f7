import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AgentEvidence } from '../../../src/core/agent.js';
import type { AgentState } from '../../../src/core/session.js';
import { Deadlines } from '../../../src/pty/deadlines.js';
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

const watch = (verdicts: AgentState[]) =>
  new AgentWatch(
    (evidence) => {
      seen.push(evidence);
      judged();
      return verdicts.shift() ?? 'idle';
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

test('a program that has ended is judged no more', async () => {
  const agent = watch(['busy']);
  await nextJudgement();
  agent.end();
  agent.outputParsed();
  expect(deadlines.isIdle).toBe(true);
});
