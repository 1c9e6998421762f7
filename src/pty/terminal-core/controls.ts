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

const LF = 0x0a;
const CR = 0x0d;

/** C0 and C1, by their codes. ECMA-48 8.2 */
const CONTROLS: readonly (Control | undefined)[] = table({
  7: (terminal) => terminal.ring(),
  8: backspace,
  9: tab,
  [LF]: lineFeed,
  11: lineFeed,
  12: lineFeed,
  [CR]: carriageReturn,
  14: ({ charsets }) => charsets.shift(1),
  15: ({ charsets }) => charsets.shift(0),
  132: index,
  133: nextLine,
  136: setTab,
  141: reverseIndex,
  142: ({ charsets }) => charsets.shiftOnce(2),
  143: ({ charsets }) => charsets.shiftOnce(3),
});

function table(controls: Readonly<Record<number, Control>>): (Control | undefined)[] {
  return Array.from({ length: 0xa0 }, (_, code) => controls[code]);
}

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
  terminal.join = 0;
  // Called by their names the usual ones become part of the parser's loop.
  if (code === LF) lineFeed(terminal);
  else if (code === CR) carriageReturn(terminal);
  else CONTROLS[code]?.(terminal);
}

export function runEscape(terminal: TerminalState, key: number): void {
  ESCAPES.get(key)?.(terminal);
}
