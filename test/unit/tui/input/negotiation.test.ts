import { describe, expect, test } from '@jest/globals';
import {
  endNegotiationSequence,
  kittyFlagsSequence,
  type Negotiation,
  negotiateKey,
  negotiateReply,
  negotiateTimeout,
  startNegotiation,
} from '../../../../src/tui/input/negotiation.js';
import { collectEvents } from './collect.js';

interface Outcome {
  state: Negotiation;
  written: string[];
}

/** The negotiation as the terminal's bytes drive it; `timeout` stands for a second of silence. */
function negotiate(...inputs: string[]): Outcome {
  const start = startNegotiation(true);
  const outcome: Outcome = { state: start.state, written: [] };
  const take = (step: { state: Negotiation; write: string }) => {
    outcome.state = step.state;
    if (step.write !== '') outcome.written.push(step.write);
  };
  for (const input of inputs) {
    if (input === 'timeout') take(negotiateTimeout(outcome.state));
    else {
      for (const event of collectEvents([Buffer.from(input)])) {
        if (event.type === 'reply') take(negotiateReply(outcome.state, event.reply));
        if (event.type === 'key') take(negotiateKey(outcome.state, event.event));
      }
    }
  }
  return outcome;
}

const PUSH = '\x1b[>5u';
const OTHER_KEYS = '\x1b[>4;2m\x1b[?4m';

describe('negotiation', () => {
  test('asks for kitty before the device attributes that every terminal knows', () => {
    const { write } = startNegotiation(true);
    expect(write).toBe('\x1b[?u\x1b[?2026$p\x1b[c');
    expect(startNegotiation(false).write).toBe('\x1b[?u\x1b[c');
  });

  test.each<[string, string[], Partial<Negotiation>, string[]]>([
    [
      'kitty answers before DA1',
      ['\x1b[?0u\x1b[?62c'],
      { stage: 'kitty', distinguishesCtrlM: true },
      [PUSH],
    ],
    [
      'xterm proves modifyOtherKeys',
      ['\x1b[?64;1c', '\x1b[>4;2m'],
      { stage: 'modify-other-keys', distinguishesCtrlM: true },
      [OTHER_KEYS],
    ],
    [
      'a terminal that only answers DA1',
      ['\x1b[?6c'],
      { stage: 'modify-other-keys', distinguishesCtrlM: false },
      [OTHER_KEYS],
    ],
    [
      'a terminal that keeps silent',
      ['timeout'],
      { stage: 'modify-other-keys', distinguishesCtrlM: false },
      [OTHER_KEYS],
    ],
    [
      'a terminal that did not take level 2',
      ['\x1b[?6c\x1b[>4;0m'],
      { stage: 'modify-other-keys', distinguishesCtrlM: false },
      [OTHER_KEYS],
    ],
    [
      'tmux with extended keys, proven by one',
      ['\x1b[?6c', '\x1b[27;5;97~'],
      { distinguishesCtrlM: true },
      [OTHER_KEYS],
    ],
    [
      'an extended Ctrl with a letter of another layout',
      ['\x1b[?6c', '\x1b[1092::97;5u'],
      { distinguishesCtrlM: true },
      [OTHER_KEYS],
    ],
    [
      'tmux 3.3 and 3.4: an extended Shift-Enter proves nothing',
      ['\x1b[?6c', '\x1b[13;2u'],
      { distinguishesCtrlM: false },
      [OTHER_KEYS],
    ],
    [
      'Ctrl-Shift with a letter proves nothing',
      ['\x1b[?6c', '\x1b[27;6;77~'],
      { distinguishesCtrlM: false },
      [OTHER_KEYS],
    ],
    [
      'keys of the legacy encoding prove nothing',
      ['\x1b[?6c', '\x01\r'],
      { distinguishesCtrlM: false },
      [OTHER_KEYS],
    ],
    [
      'a slow kitty whose answer comes after a second',
      ['timeout', '\x1b[?0u\x1b[?62c'],
      { stage: 'kitty', distinguishesCtrlM: true },
      [OTHER_KEYS, `\x1b[>4;0m${PUSH}`],
    ],
    [
      'answers twice',
      ['\x1b[?0u\x1b[?62c\x1b[?5u\x1b[?62c', 'timeout'],
      { stage: 'kitty' },
      [PUSH],
    ],
    [
      'synchronized updates are known',
      ['\x1b[?2026;2$y\x1b[?6c'],
      { synchronizedUpdates: true },
      [OTHER_KEYS],
    ],
    [
      'synchronized updates are not',
      ['\x1b[?2026;0$y\x1b[?6c'],
      { synchronizedUpdates: false },
      [OTHER_KEYS],
    ],
    [
      'they can never be on',
      ['\x1b[?2026;4$y\x1b[?6c'],
      { synchronizedUpdates: false },
      [OTHER_KEYS],
    ],
  ])('%s', (_, inputs, state, written) => {
    const outcome = negotiate(...inputs);
    expect(outcome.state).toMatchObject(state);
    expect(outcome.written).toEqual(written);
  });

  test('gives back exactly what it took', () => {
    expect(endNegotiationSequence(startNegotiation(true).state)).toBe('');
    expect(endNegotiationSequence(negotiate('\x1b[?0u').state)).toBe('\x1b[<u');
    expect(endNegotiationSequence(negotiate('\x1b[?6c').state)).toBe('\x1b[>4;0m');
  });

  test("asks for a pane's flags beside its own", () => {
    expect(kittyFlagsSequence(0)).toBe('\x1b[=5;1u');
    expect(kittyFlagsSequence(10)).toBe('\x1b[=15;1u');
  });
});
