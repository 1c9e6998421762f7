import * as edit from './editing.js';
import * as mode from './mode-switches.js';
import * as movement from './movement.js';
import type { Params } from './params.js';
import { selectRendition } from './rendition.js';
import { sequenceKey } from './sequence-key.js';
import { PROTECTED } from './styles.js';
import type { TerminalState } from './terminal-state.js';

type Sequence = (terminal: TerminalState, params: Params) => void;

/** DECSCA */
function selectProtection({ pen }: TerminalState, params: Params): void {
  const value = params.at(0);
  if (value === 1) pen.flags |= PROTECTED;
  if (value === 0 || value === 2) pen.flags &= ~PROTECTED;
  pen.changed();
}

/** SCOSC; with parameters it is DECSLRM, which does not exist here. */
function saveCursor(terminal: TerminalState, params: Params): void {
  if (params.length === 1 && params.at(0) === 0) terminal.saveCursor();
}

/** CSI sequences that the core acts on, by prefix, intermediate and final. */
const SEQUENCES: Readonly<Record<string, Sequence>> = {
  '@': edit.insertCharacters,
  A: movement.cursorUp,
  B: movement.cursorDown,
  C: movement.cursorForward,
  D: movement.cursorBackward,
  E: movement.nextLine,
  F: movement.precedingLine,
  G: movement.toColumn,
  H: movement.toPosition,
  I: movement.forwardTabs,
  J: edit.eraseInDisplay,
  K: edit.eraseInLine,
  L: edit.insertLines,
  M: edit.deleteLines,
  P: edit.deleteCharacters,
  S: edit.scrollUp,
  T: edit.scrollDown,
  X: edit.eraseCharacters,
  Z: movement.backwardTabs,
  '^': edit.scrollDownEcma,
  '`': movement.toColumn,
  a: movement.cursorForward,
  d: movement.toRow,
  e: movement.rowsDown,
  f: movement.toPosition,
  g: movement.clearTabs,
  h: mode.setModes,
  l: mode.resetModes,
  m: selectRendition,
  r: movement.setMargins,
  s: saveCursor,
  u: (terminal) => terminal.restoreCursor(),
  '?J': edit.eraseInDisplaySelectively,
  '?K': edit.eraseInLineSelectively,
  '?W': movement.resetTabs,
  '?h': mode.setPrivateModes,
  '?l': mode.resetPrivateModes,
  ' @': edit.scrollLeft,
  ' A': edit.scrollRight,
  ' q': mode.setCursorShape,
  '!p': (terminal) => terminal.softReset(),
  '"q': selectProtection,
  "'}": edit.insertColumns,
  "'~": edit.deleteColumns,
};

const SGR = sequenceKey('m');

/** Those of one byte by that, because they are the usual ones. */
const PLAIN: (Sequence | undefined)[] = Array.from({ length: 128 }, (_, code) =>
  Object.hasOwn(SEQUENCES, String.fromCharCode(code))
    ? SEQUENCES[String.fromCharCode(code)]
    : undefined,
);

const OTHERS: ReadonlyMap<number, Sequence> = new Map(
  Object.entries(SEQUENCES)
    .filter(([text]) => text.length > 1)
    .map(([text, sequence]) => [sequenceKey(text), sequence]),
);

export function runSequence(terminal: TerminalState, key: number, params: Params): void {
  // Called by its name the usual one becomes part of the parser's loop.
  if (key === SGR) {
    selectRendition(terminal, params);
    return;
  }
  const sequence = key >= 0 && key < PLAIN.length ? PLAIN[key] : OTHERS.get(key);
  sequence?.(terminal, params);
}
