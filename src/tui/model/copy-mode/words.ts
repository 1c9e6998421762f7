/** Words of a document: vi's two kinds, and the one that a double click selects. */
import type { Lines } from './document.js';
import {
  characterAt,
  lastColumn,
  nextInLine,
  type Position,
  previousInLine,
  rightHalf,
} from './position.js';

/** Characters of the same class beside each other are one word; spaces are none. */
type ClassOf = (character: string) => 'space' | 'word' | 'other';

function isSpace(character: string): boolean {
  return character.trim() === '';
}

/** vi's `w`: letters, digits and `_`, or a run of anything else. */
export const WORD: ClassOf = (character) => {
  if (isSpace(character)) return 'space';
  return /^[\p{L}\p{N}\p{M}_]/u.test(character) ? 'word' : 'other';
};

/** vi's `W`: whatever stands between spaces. */
export const BIG_WORD: ClassOf = (character) => (isSpace(character) ? 'space' : 'word');

/** What is picked up as one thing: paths, addresses, names of branches, `file:line`. */
const PICKED: ClassOf = (character) => {
  if (isSpace(character)) return 'space';
  return /^[\p{L}\p{N}\p{M}_\-./~@%+#&=?:]/u.test(character) ? 'word' : 'other';
};

/** Punctuation that ends a sentence rather than a path. */
const SENTENCE_END = /^[.:?]$/;

interface Step {
  readonly position: Position;
  /** The step went to another line of the program. */
  readonly crossesLines: boolean;
}

function forward(lines: Lines, position: Position): Step | undefined {
  const next = nextInLine(lines, position);
  if (next) return { position: next, crossesLines: false };
  const line = position.line + 1;
  return line < lines.end ? { position: { line, column: 0 }, crossesLines: true } : undefined;
}

function backward(lines: Lines, position: Position): Step | undefined {
  const previous = previousInLine(lines, position);
  if (previous) return { position: previous, crossesLines: false };
  const line = position.line - 1;
  if (line < lines.first) return undefined;
  return { position: { line, column: lastColumn(lines, line) }, crossesLines: true };
}

function isEmptyLine(lines: Lines, { line }: Position): boolean {
  return lines.row(line).texts.length === 0;
}

/** Start of the next word, or an empty line; the last character when there is none. */
export function nextWord(lines: Lines, from: Position, classOf: ClassOf): Position {
  const own = classOf(characterAt(lines, from));
  let hasLeft = own === 'space';
  let at = from;
  for (;;) {
    const step = forward(lines, at);
    if (!step) return at;
    at = step.position;
    if (step.crossesLines) {
      if (isEmptyLine(lines, at)) return at;
      hasLeft = true;
    }
    const next = classOf(characterAt(lines, at));
    if (next === 'space') hasLeft = true;
    else if (hasLeft || next !== own) return at;
  }
}

/** End of the word, or of the next one when the position is at an end. */
export function wordEnd(lines: Lines, from: Position, classOf: ClassOf): Position {
  let at = from;
  for (;;) {
    const step = forward(lines, at);
    if (!step) return at;
    at = step.position;
    if (classOf(characterAt(lines, at)) !== 'space') break;
  }
  return runEdge(lines, at, classOf, nextInLine);
}

/** Start of the word, or of the one before when the position is at a start; or an empty line. */
export function previousWord(lines: Lines, from: Position, classOf: ClassOf): Position {
  let at = from;
  for (;;) {
    const step = backward(lines, at);
    if (!step) return at;
    at = step.position;
    if (step.crossesLines && isEmptyLine(lines, at)) return at;
    if (classOf(characterAt(lines, at)) !== 'space') break;
  }
  return runEdge(lines, at, classOf, previousInLine);
}

/** The last character of the same class in the line, going by `step`. */
function runEdge(
  lines: Lines,
  from: Position,
  classOf: ClassOf,
  step: (lines: Lines, from: Position) => Position | undefined,
): Position {
  const own = classOf(characterAt(lines, from));
  let at = from;
  for (;;) {
    const next = step(lines, at);
    if (!next || classOf(characterAt(lines, next)) !== own) return at;
    at = next;
  }
}

export interface Span {
  readonly start: Position;
  /** Last cell that belongs to it. */
  readonly end: Position;
}

/**
 * What a double click picks up at a position: a path, an address, a name, without the punctuation
 * of a sentence behind it; elsewhere the run of spaces or of other characters.
 */
export function pickedWordAt(lines: Lines, at: Position): Span {
  const start = runEdge(lines, at, PICKED, previousInLine);
  let end = runEdge(lines, at, PICKED, nextInLine);
  while (
    SENTENCE_END.test(characterAt(lines, end)) &&
    (end.line !== at.line || end.column !== at.column)
  ) {
    const previous = previousInLine(lines, end);
    if (!previous) break;
    end = previous;
  }
  return {
    start,
    end: { line: end.line, column: rightHalf(lines.row(end.line), end.column) },
  };
}
