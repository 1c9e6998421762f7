/** Where the cursor goes: every motion as a function over the lines. */
import { ROW } from '../../../core/frame.js';
import { firstRowOf, isContinuation, type Lines, lastRowOf } from './document.js';
import {
  characterAt,
  clampPosition,
  lastColumn,
  nextInLine,
  type Position,
  previousInLine,
} from './position.js';
import { BIG_WORD, nextWord, previousWord, WORD, wordEnd } from './words.js';

/** One step; undefined when there is nowhere to go. */
export type Motion = (lines: Lines, from: Position) => Position | undefined;

/** Goes on until the count is done or nothing moves any more. */
export function repeated(
  lines: Lines,
  from: Position,
  motion: Motion,
  count: number,
): Position | undefined {
  let at: Position | undefined;
  for (let left = count; left > 0; left--) {
    const next = motion(lines, at ?? from);
    if (!next) break;
    at = next;
  }
  return at;
}

export const left: Motion = (lines, from) => previousInLine(lines, from);
export const right: Motion = (lines, from) => nextInLine(lines, from);

export const wordForward: Motion = (lines, from) => nextWord(lines, from, WORD);
export const wordBackward: Motion = (lines, from) => previousWord(lines, from, WORD);
export const wordEndForward: Motion = (lines, from) => wordEnd(lines, from, WORD);
export const bigWordForward: Motion = (lines, from) => nextWord(lines, from, BIG_WORD);
export const bigWordBackward: Motion = (lines, from) => previousWord(lines, from, BIG_WORD);
export const bigWordEndForward: Motion = (lines, from) => wordEnd(lines, from, BIG_WORD);

export const lineStart: Motion = (lines, { line }) => {
  return { line: firstRowOf(lines, line), column: 0 };
};

export const lineEnd: Motion = (lines, { line }) => {
  const last = lastRowOf(lines, line);
  return { line: last, column: lastColumn(lines, last) };
};

/** The first character of the line that is not a blank. */
export const lineText: Motion = (lines, from) => {
  let at: Position | undefined = lineStart(lines, from);
  while (at && characterAt(lines, at).trim() === '') at = nextInLine(lines, at);
  return at ?? lineStart(lines, from);
};

export const start: Motion = (lines) => ({ line: lines.first, column: 0 });

/** The last line that is not empty. */
export const end: Motion = (lines) => ({ line: lastText(lines), column: 0 });

function isEmpty(lines: Lines, line: number): boolean {
  return lines.row(line).texts.length === 0;
}

/** The empty line behind the paragraph, else the last line. */
export const paragraphForward: Motion = (lines, { line }) => {
  let at = line;
  while (at < lines.end - 1 && isEmpty(lines, at)) at += 1;
  while (at < lines.end - 1 && !isEmpty(lines, at)) at += 1;
  return at === line ? undefined : { line: at, column: 0 };
};

/** The empty line before the paragraph, else the first line. */
export const paragraphBackward: Motion = (lines, { line }) => {
  let at = line;
  while (at > lines.first && isEmpty(lines, at)) at -= 1;
  while (at > lines.first && !isEmpty(lines, at)) at -= 1;
  return at === line ? undefined : { line: at, column: 0 };
};

function hasFlag(lines: Lines, line: number, flag: number): boolean {
  return (lines.flags(line) & flag) !== 0;
}

export const previousPrompt: Motion = (lines, { line }) => {
  for (let at = line - 1; at >= lines.first; at--) {
    if (hasFlag(lines, at, ROW.prompt)) return { line: at, column: 0 };
  }
  return undefined;
};

export const nextPrompt: Motion = (lines, { line }) => {
  for (let at = line + 1; at < lines.end; at++) {
    if (hasFlag(lines, at, ROW.prompt)) return { line: at, column: 0 };
  }
  return undefined;
};

/**
 * First and last line of a command's output: that in which the line is, or that of the command
 * whose prompt it belongs to. Undefined where nothing is marked or the command wrote nothing.
 */
export function outputAround(
  lines: Lines,
  line: number,
): { first: number; last: number } | undefined {
  const promptAbove = hasFlag(lines, line, ROW.prompt)
    ? line
    : previousPrompt(lines, { line, column: 0 })?.line;
  const nextPromptLine = nextPrompt(lines, { line, column: 0 })?.line ?? lines.end;
  let first = promptAbove ?? lines.first;
  while (first < nextPromptLine && !hasFlag(lines, first, ROW.output)) first += 1;
  let last = nextPromptLine - 1;
  while (last > first && isEmpty(lines, last)) last -= 1;
  return first <= last && first < nextPromptLine ? { first, last } : undefined;
}

/** How `f`, `F`, `t` and `T` look for a character. */
export interface CharacterFind {
  readonly character: string;
  readonly direction: 'forward' | 'backward';
  /** Stops one character before it. */
  readonly isTill: boolean;
}

/** The character on the same line of the program; undefined when it is not there. */
export function findCharacter(
  lines: Lines,
  from: Position,
  { character, direction, isTill }: CharacterFind,
): Position | undefined {
  const step = direction === 'forward' ? nextInLine : previousInLine;
  let before = from;
  let at = step(lines, from);
  // Again from right before it, `t` goes on to the next one.
  if (isTill && at && characterAt(lines, at) === character) {
    before = at;
    at = step(lines, at);
  }
  while (at && characterAt(lines, at) !== character) {
    before = at;
    at = step(lines, at);
  }
  if (!at) return undefined;
  return isTill ? before : at;
}

const PAIRS = ['()', '[]', '{}', '<>'];

/** The bracket that belongs to the first one at or behind the position, on the same line. */
export const matchingBracket: Motion = (lines, from) => {
  let open: Position | undefined = from;
  let pair: string | undefined;
  for (; open; open = nextInLine(lines, open)) {
    const character = characterAt(lines, open);
    pair = PAIRS.find((each) => each.includes(character));
    if (pair) break;
  }
  if (!open || !pair) return undefined;
  const own = characterAt(lines, open);
  const isForward = pair[0] === own;
  const other = isForward ? pair[1] : pair[0];
  let depth = 0;
  let at: Position | undefined = open;
  while (at) {
    const character = characterAt(lines, at);
    if (character === own) depth += 1;
    else if (character === other) depth -= 1;
    if (depth === 0) return at;
    at = isForward ? across(lines, at, 1) : across(lines, at, -1);
  }
  return undefined;
};

/** The next or previous character, also on another line; brackets of programs span lines. */
function across(lines: Lines, at: Position, step: 1 | -1): Position | undefined {
  const inLine = step === 1 ? nextInLine(lines, at) : previousInLine(lines, at);
  if (inLine) return inLine;
  const line = at.line + step;
  if (line < lines.first || line >= lines.end) return undefined;
  return { line, column: step === 1 ? 0 : lastColumn(lines, line) };
}

/** `count` rows down, or up; the column is `goal` where the row is long enough. */
export function rowsAway(
  lines: Lines,
  from: Position,
  count: number,
  goal: number,
  isFree: boolean,
): Position {
  return clampPosition(lines, { line: from.line + count, column: goal }, isFree);
}

/** The last row that is not empty. */
function lastText(lines: Lines): number {
  let line = lines.end - 1;
  while (line > lines.first && isEmpty(lines, line)) line -= 1;
  return line;
}

/**
 * Lines of the program between this row's and the last that says something; negative in the blank
 * rows below that, which come and go with the height of a pane.
 */
export function linesBelow(lines: Lines, line: number): number {
  const last = lastText(lines);
  if (line > last) return last - line;
  let count = 0;
  for (let at = line + 1; at <= last; at++) if (!isContinuation(lines, at)) count += 1;
  return count;
}

/** The first row of the line with so many lines below it; undefined when it is not loaded. */
export function lineWithBelow(lines: Lines, count: number): number | undefined {
  const last = lastText(lines);
  if (count < 0) return Math.min(lines.end - 1, last - count);
  let left = count;
  for (let at = last; at >= lines.first; at--) {
    if (isContinuation(lines, at)) continue;
    if (left === 0) return at;
    left -= 1;
  }
  return undefined;
}
