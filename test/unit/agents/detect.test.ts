import { describe, expect, jest, test } from '@jest/globals';
import { createAgentStateDetector } from '../../../src/agents/detect.js';
import { AGENT_MANIFESTS } from '../../../src/agents/manifests.js';
import type { AgentEvidence, AgentManifest } from '../../../src/core/agent.js';

const detect = createAgentStateDetector(AGENT_MANIFESTS);
const NOW = 100_000;

const judge = (kind: string, evidence: Partial<AgentEvidence> = {}) =>
  judgement(kind, evidence).state;
const judgement = (kind: string, evidence: Partial<AgentEvidence> = {}) =>
  detect({
    kind,
    title: '',
    screen: [],
    lastOutputAt: NOW - 10_000,
    startedAt: 0,
    now: NOW,
    ...evidence,
  });

const INPUT_BOX = ['────────', '❯ ', '────────', '  ? for shortcuts'];
const CLAUDE_QUESTION = [
  '╭────────╮',
  '│ Bash command',
  '│   rm -rf build',
  '│ Do you want to proceed?',
  '│ ❯ 1. Yes',
  '│   2. No, and tell Claude what to do differently (esc)',
  '╰────────╯',
];

describe('markers', () => {
  test.each<[string, string, Partial<AgentEvidence>]>([
    ['claude', 'busy', { title: '⠐ Fixing login' }],
    ['claude', 'busy', { screen: ['✻ Thinking… (12s · ↓ 300 tokens)', ...INPUT_BOX] }],
    ['claude', 'waiting', { title: '✳ Fixing login', screen: CLAUDE_QUESTION }],
    ['claude', 'waiting', { screen: ['Do you trust the files in this folder?', '❯ 1. Yes'] }],
    ['claude', 'waiting', { screen: ['Pick', 'Esc to cancel · Enter to confirm'] }],
    ['claude', 'idle', { title: '✳ Fixing login', screen: ['Worked for 1m 52s', ...INPUT_BOX] }],
    ['codex', 'busy', { title: '⠋ repo' }],
    ['codex', 'busy', { screen: ['• Working (1m 2s • esc to interrupt)', '› '] }],
    ['codex', 'waiting', { title: '[ ! ] Action Required', screen: ['› '] }],
    ['codex', 'waiting', { screen: ['press enter to confirm or esc to cancel'] }],
    ['codex', 'idle', { title: 'repo', screen: ['› Ask Codex'] }],
    ['gemini', 'busy', { title: '✦ working' }],
    ['gemini', 'waiting', { title: '✋ action' }],
    ['gemini', 'waiting', { screen: ['│ ● 1. Yes, allow once'] }],
    ['gemini', 'idle', { title: '◇ Ready', screen: ['> Type your message or @path'] }],
    ['opencode', 'busy', { screen: ['  ■■■■⬝⬝⬝⬝  esc interrupt'] }],
    ['opencode', 'waiting', { screen: ['┃ Allow once   Allow always   Reject'] }],
    ['opencode', 'idle', { screen: ['Ask anything…'] }],
    ['q', 'busy', { screen: ['⠋ Thinking...'] }],
    [
      'q',
      'waiting',
      { screen: ["Allow this action? Use 't' to trust (always allow) this tool. [y/n/t]:"] },
    ],
    ['q', 'idle', { screen: ['[work] 12% λ !> '] }],
    ['q', 'idle', { screen: ['> '] }],
    ['kiro', 'starting', { screen: ['Initializing...'] }],
    ['kiro', 'busy', { screen: ['Kiro is working'] }],
    ['kiro', 'waiting', { screen: ['shell requires approval', 'Yes, single permission'] }],
    ['kiro', 'idle', { screen: ['▸ Credits: 0.1'] }],
    ['aider', 'waiting', { screen: ["Add file? (Y)es/(N)o/(D)on't ask again [Yes]:"] }],
    ['aider', 'idle', { screen: ['aider> '] }],
    ['cursor-agent', 'busy', { screen: ['⬡ Reading..  ctrl+c to stop'] }],
    ['cursor-agent', 'waiting', { screen: ['Run (y) (enter)', 'Skip (esc or n)'] }],
    ['cursor-agent', 'idle', { screen: ['→ Add a follow-up'] }],
    ['copilot', 'busy', { screen: ['Thinking (esc to cancel)'] }],
    ['copilot', 'waiting', { screen: ['│ Do you want to run this?'] }],
  ])('%s is %s', (kind, state, evidence) => {
    expect(judge(kind, evidence)).toBe(state);
  });

  test('a question that was answered, above an input box, waits for nobody', () => {
    expect(judge('claude', { title: '✳ x', screen: [...CLAUDE_QUESTION, ...INPUT_BOX] })).toBe(
      'idle',
    );
  });

  test('text far above the prompt is history', () => {
    const old = ['press enter to confirm or esc to cancel', ...Array(30).fill('text'), '› '];
    expect(judge('codex', { screen: old })).toBe('idle');
  });

  test('a transcript view keeps the state that was', () => {
    const screen = ['✻ Thinking…', 'Showing detailed transcript · ctrl+o to toggle'];
    expect(judge('claude', { screen, previous: 'waiting' })).toBe('waiting');
  });
});

describe('time', () => {
  test('silence is not idle for an agent with idle marks', () => {
    expect(judge('claude', { screen: ['compiling'] })).toBe('unknown');
  });

  test('an agent is starting until it shows its first mark', () => {
    expect(judge('claude', { startedAt: NOW - 2_000, lastOutputAt: NOW - 100 })).toBe('starting');
  });

  test('idle is believed once the output has settled for 1.5 s', () => {
    const screen = INPUT_BOX;
    expect(judge('claude', { screen, previous: 'busy', lastOutputAt: NOW - 1_400 })).toBe('busy');
    expect(judge('claude', { screen, previous: 'busy', lastOutputAt: NOW - 1_500 })).toBe('idle');
  });

  test('typing at an idle prompt keeps it idle', () => {
    expect(judge('claude', { screen: INPUT_BOX, previous: 'idle', lastOutputAt: NOW })).toBe(
      'idle',
    );
  });

  test('a visible question beats a report older than two seconds, not a fresh one', () => {
    const at = (age: number) => ({
      screen: CLAUDE_QUESTION,
      reported: { state: 'busy' as const, at: NOW - age },
    });
    expect(judge('claude', at(1_999))).toBe('busy');
    expect(judge('claude', at(2_000))).toBe('waiting');
  });

  test.each<[string, Partial<AgentEvidence>, number | undefined]>([
    ['output that settles', { lastOutputAt: NOW - 200 }, NOW + 1_300],
    ['a start that takes long', { startedAt: NOW - 2_000 }, NOW + 13_000],
    ['a report that grows old', { reported: { state: 'busy', at: NOW - 500 } }, NOW + 1_500],
    ['the next of them', { startedAt: NOW - 14_000, lastOutputAt: NOW }, NOW + 1_000],
    ['nothing once all is old', { reported: { state: 'busy', at: NOW - 2_000 } }, undefined],
  ])('tells when time changes the judgement: %s', (_, evidence, changesAt) => {
    expect(judgement('claude', { screen: INPUT_BOX, ...evidence }).changesAt).toBe(changesAt);
  });

  test('an old report beats other marks', () => {
    const reported = { state: 'idle' as const, at: 0 };
    expect(judge('codex', { title: '⠋ repo', reported })).toBe('idle');
  });
});

describe.each(['shell', 'never-heard-of'])('%s', (kind) => {
  test('is busy while it prints and idle a second later', () => {
    expect(judge(kind, { lastOutputAt: NOW - 999 })).toBe('busy');
    expect(judge(kind, { lastOutputAt: NOW - 1_000 })).toBe('idle');
  });

  test('is judged anew when a second has passed, and no more in silence', () => {
    expect(judgement(kind, { lastOutputAt: NOW - 300 }).changesAt).toBe(NOW + 700);
    expect(judgement(kind, { lastOutputAt: NOW - 1_000 }).changesAt).toBeUndefined();
    const reported = { state: 'waiting' as const, at: NOW };
    expect(judgement(kind, { lastOutputAt: NOW, reported }).changesAt).toBeUndefined();
  });

  test('is not busy with the echo of typing', () => {
    expect(judge(kind, { lastOutputAt: NOW - 10, lastInputAt: NOW - 20 })).toBe('idle');
    expect(judge(kind, { lastOutputAt: NOW - 10, lastInputAt: NOW - 900 })).toBe('busy');
  });

  test('is believed when it reports itself', () => {
    expect(judge(kind, { reported: { state: 'waiting', at: 0 } })).toBe('waiting');
  });
});

test('a bad pattern of a user is named', () => {
  const bad: AgentManifest = {
    ...AGENT_MANIFESTS[0]!,
    kind: 'mine',
    markers: { busy: { screen: ['('] } },
  };
  expect(() => createAgentStateDetector([bad])).toThrow('The agent "mine" has a bad pattern: (');
});

test('a judgement tries no pattern twice, and on no more than the lines of a prompt', () => {
  const screen = Array.from({ length: 50 }, (_, row) => `${row} ${'lorem ipsum '.repeat(16)}`);
  const tried = jest.spyOn(RegExp.prototype, 'test');
  judge('claude', { screen });
  const patterns = tried.mock.contexts.map(String);
  const lines = tried.mock.calls.map(([text]) => text.split('\n').length);
  tried.mockRestore();
  expect(patterns.length).toBeGreaterThan(0);
  expect(new Set(patterns).size).toBe(patterns.length);
  expect(Math.max(...lines)).toBe(20);
});
