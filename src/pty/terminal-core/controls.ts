import { CHARSETS, LATIN_1 } from './charsets.js';
import { alignmentPattern } from './editing.js';
import { backspace, index, lineFeed, reverseIndex, tab } from './movement.js';
import { sequenceKey } from './sequence-key.js';
import type { TerminalState } from './terminal-state.js';

type Control = (terminal: TerminalState) => void;

/** NEL */
function nextLine(terminal: TerminalState): void {
  terminal.buffer.x = 0;
  index(terminal);
}

/** CR */
function carriageReturn({ buffer }: TerminalState): void {
  buffer.x = 0;
}

/** HTS */
function setTab({ tabs, buffer }: TerminalState): void {
  tabs.set(buffer.x);
}

/** C0 and C1, by their codes. ECMA-48 8.2 */
const CONTROLS: ReadonlyMap<number, Control> = new Map<number, Control>([
  [0x07, (terminal) => terminal.ring()],
  [0x08, backspace],
  [0x09, tab],
  [0x0a, lineFeed],
  [0x0b, lineFeed],
  [0x0c, lineFeed],
  [0x0d, carriageReturn],
  [0x0e, ({ charsets }) => charsets.shift(1)],
  [0x0f, ({ charsets }) => charsets.shift(0)],
  [0x84, index],
  [0x85, nextLine],
  [0x88, setTab],
  [0x8d, reverseIndex],
  [0x8e, ({ charsets }) => charsets.shiftOnce(2)],
  [0x8f, ({ charsets }) => charsets.shiftOnce(3)],
]);

/** Levels by the intermediate that designates them; three are of sets of 96 characters. */
const LEVELS: Readonly<Record<string, number>> = { '(': 0, ')': 1, '*': 2, '+': 3, '-': 1, '.': 2 };
const LEVELS_96: Readonly<Record<string, number>> = { '-': 1, '.': 2, '/': 3 };

/** By intermediate and final behind ESC, but for character sets and RIS. */
const ESCAPES: ReadonlyMap<number, Control> = new Map(
  Object.entries<Control>({
    '7': (terminal) => terminal.saveCursor(),
    '8': (terminal) => terminal.restoreCursor(),
    D: index,
    E: nextLine,
    H: setTab,
    M: reverseIndex,
    N: ({ charsets }) => charsets.shiftOnce(2),
    O: ({ charsets }) => charsets.shiftOnce(3),
    n: ({ charsets }) => charsets.shift(2),
    o: ({ charsets }) => charsets.shift(3),
    '=': (terminal) => setKeypad(terminal, true),
    '>': (terminal) => setKeypad(terminal, false),
    '#8': alignmentPattern,
    '%@': selectDefaultCharset,
    '%G': selectDefaultCharset,
    ...designations(),
  }).map(([text, control]) => [sequenceKey(text), control]),
);

/** DECKPAM and DECKPNM */
function setKeypad({ modes }: TerminalState, isApplication: boolean): void {
  modes.applicationKeypad = isApplication;
}

function selectDefaultCharset({ charsets }: TerminalState): void {
  charsets.shift(0);
  charsets.designate(0, undefined);
}

function designations(): Record<string, Control> {
  const all: Record<string, Control> = {};
  for (const [intermediate, level] of Object.entries(LEVELS)) {
    for (const [final, set] of CHARSETS) {
      all[intermediate + final] = ({ charsets }) => charsets.designate(level, set);
    }
  }
  for (const [intermediate, level] of Object.entries(LEVELS_96)) {
    all[`${intermediate}A`] = ({ charsets }) => charsets.designate(level, LATIN_1);
  }
  return all;
}

export function runControl(terminal: TerminalState, code: number): void {
  CONTROLS.get(code)?.(terminal);
  terminal.join = 0;
}

export function runEscape(terminal: TerminalState, key: number): void {
  ESCAPES.get(key)?.(terminal);
}
