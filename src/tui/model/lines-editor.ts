/**
 * Text of a file in the hands of a person: lines that are edited one at a time, so that a long text
 * costs no more than its line. Tabs, control characters and each line's own end stay as they are.
 */
import { EDIT_COMMANDS, type EditCommand, type EditedText, splitGraphemes } from './text-editor.js';

export interface EditedLine {
  /** Without its end. */
  readonly text: string;
  /** `\n`, `\r\n`, or '' of the last one. */
  readonly end: string;
}

/** Always ends with a line that has no end, which is empty where the text ends with a line end. */
export interface EditedLines {
  readonly lines: readonly EditedLine[];
  readonly row: number;
  /** Graphemes before the cursor in its line. */
  readonly column: number;
}

/** Starts editing lines that have their ends, with the cursor before the first. */
export function editLines(lines: readonly string[]): EditedLines {
  const edited = lines.map(lineOf);
  const last = edited.at(-1);
  return {
    lines: last?.end === '' ? edited : [...edited, { text: '', end: '' }],
    row: 0,
    column: 0,
  };
}

/** The lines with their ends; one that was typed behind the last line end gets `end` for its own. */
export function linesOf({ lines }: EditedLines, end: string): string[] {
  return lines.flatMap((line, index) => {
    if (index < lines.length - 1) return [line.text + line.end];
    return line.text === '' ? [] : [line.text + end];
  });
}

/** Inserts at the cursor; every line break in `text` becomes `end`. */
export function insertInLines(edited: EditedLines, text: string, end: string): EditedLines {
  const { before, line, after } = atCursor(edited);
  const pieces = text.split(/\r\n|\r|\n/);
  const made = pieces.map((piece, index): EditedLine => {
    const isFirst = index === 0;
    const isLast = index === pieces.length - 1;
    return {
      text: (isFirst ? before : '') + piece + (isLast ? after : ''),
      // A break in the middle of a line has its end; one behind the last line is new.
      end: isLast ? line.end : line.end || end,
    };
  });
  const reached = (pieces.length === 1 ? before : '') + (pieces.at(-1) ?? '');
  return {
    lines: edited.lines.toSpliced(edited.row, 1, ...made),
    row: edited.row + pieces.length - 1,
    column: splitGraphemes(reached).length,
  };
}

/** Puts whole lines before the cursor's line, and the cursor behind them. */
export function insertWholeLines(edited: EditedLines, lines: readonly string[]): EditedLines {
  const made = lines.map(lineOf).map(({ text, end }) => ({ text, end: end || '\n' }));
  return {
    lines: edited.lines.toSpliced(edited.row, 0, ...made),
    row: edited.row + made.length,
    column: 0,
  };
}

/** Takes the cursor's line away. */
export function deleteLine(edited: EditedLines): EditedLines {
  const isLast = edited.row === edited.lines.length - 1;
  const lines = isLast
    ? edited.lines.toSpliced(edited.row, 1, { text: '', end: '' })
    : edited.lines.toSpliced(edited.row, 1);
  return { lines, row: edited.row, column: 0 };
}

/** Does to the cursor's line what the command does to a text; at a line's ends it goes on beyond. */
export function editLine(edited: EditedLines, command: EditCommand): EditedLines {
  const line = edited.lines[edited.row];
  if (!line) return edited;
  const text = textOfLine(edited, line);
  const isAtStart = text.cursor === 0;
  const isAtEnd = text.cursor === text.graphemes.length;
  if (isAtStart && BACKWARDS.has(command)) return beforeLine(edited, command);
  if (isAtEnd && FORWARDS.has(command)) return behindLine(edited, command);
  const changed = EDIT_COMMANDS[command](text);
  const lines =
    changed.graphemes === text.graphemes
      ? edited.lines
      : edited.lines.with(edited.row, { ...line, text: changed.graphemes.join('') });
  return { ...edited, lines, column: changed.cursor };
}

/** Moves by lines; undefined where there is none. */
export function moveLines(edited: EditedLines, step: number): EditedLines | undefined {
  const row = Math.max(0, Math.min(edited.lines.length - 1, edited.row + step));
  if (row === edited.row) return undefined;
  const length = splitGraphemes(edited.lines[row]?.text ?? '').length;
  return { ...edited, row, column: Math.min(edited.column, length) };
}

const BACKWARDS: ReadonlySet<EditCommand> = new Set([
  'left',
  'wordLeft',
  'deleteBefore',
  'deleteWordBefore',
  'deleteArgumentBefore',
]);
const FORWARDS: ReadonlySet<EditCommand> = new Set([
  'right',
  'wordRight',
  'deleteAfter',
  'deleteWordAfter',
  'deleteToEnd',
]);

function lineOf(line: string): EditedLine {
  const end = /\r?\n$/.exec(line)?.[0] ?? '';
  return { text: line.slice(0, line.length - end.length), end };
}

function textOfLine({ column }: EditedLines, { text }: EditedLine): EditedText {
  const graphemes = splitGraphemes(text);
  return { graphemes, cursor: Math.min(column, graphemes.length) };
}

function atCursor(edited: EditedLines): { before: string; line: EditedLine; after: string } {
  const line = edited.lines[edited.row] ?? { text: '', end: '' };
  const { graphemes, cursor } = textOfLine(edited, line);
  return {
    before: graphemes.slice(0, cursor).join(''),
    line,
    after: graphemes.slice(cursor).join(''),
  };
}

function beforeLine(edited: EditedLines, command: EditCommand): EditedLines {
  if (edited.row === 0) return edited;
  const row = edited.row - 1;
  const column = splitGraphemes(edited.lines[row]?.text ?? '').length;
  const moved = { ...edited, row, column };
  return command.startsWith('delete') ? joined(moved) : moved;
}

function behindLine(edited: EditedLines, command: EditCommand): EditedLines {
  if (edited.row === edited.lines.length - 1) return edited;
  return command.startsWith('delete')
    ? joined(edited)
    : { ...edited, row: edited.row + 1, column: 0 };
}

/** The cursor's line with the one behind it as one. */
function joined(edited: EditedLines): EditedLines {
  const line = edited.lines[edited.row];
  const next = edited.lines[edited.row + 1];
  if (!line || !next) return edited;
  const one = { text: line.text + next.text, end: next.end };
  return { ...edited, lines: edited.lines.toSpliced(edited.row, 2, one) };
}
