/** Editable text as data. Positions count grapheme clusters; `\n` is one and separates lines. */
import { graphemesOf } from '../../core/graphemes.js';

export interface EditedText {
  readonly graphemes: readonly string[];
  /** 0 … number of graphemes. */
  readonly cursor: number;
}

/** Every segment comes with a copy of its whole input, so a long text is cut first. UTF-16 units. */
const SEGMENTED_AT_ONCE = 1024;

/** What a person sees as characters; any length in linear time. */
export function splitGraphemes(text: string): string[] {
  const graphemes: string[] = [];
  let rest = '';
  let end = 0;
  for (let start = 0; start < text.length; start = end) {
    end = start + SEGMENTED_AT_ONCE;
    // Not between the halves of a surrogate pair.
    if ((text.codePointAt(end - 1) ?? 0) > 0xffff) end += 1;
    const piece = rest + text.slice(start, end);
    for (const { segment } of graphemesOf(piece)) graphemes.push(segment);
    // The last one may go on behind the cut.
    rest = end < text.length ? (graphemes.pop() ?? '') : '';
  }
  return graphemes;
}

/** The text that may be typed or pasted: tabs become spaces, other control characters go. */
export function cleanText(text: string, allowLines: boolean): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\t/g, '  ');
  const kept = allowLines ? lines : lines.replace(/\n+/g, ' ');
  return kept.replace(/(?!\n)\p{Cc}/gu, '');
}

/** Starts editing `text`, with the cursor behind it. */
export function editText(text: string): EditedText {
  const graphemes = splitGraphemes(text);
  return { graphemes, cursor: graphemes.length };
}

/** The text without its cursor. */
export function textOf({ graphemes }: EditedText): string {
  return graphemes.join('');
}

/** Inserts at the cursor; joins with what is there, so a combining mark lands on its base. */
export function insertText(edited: EditedText, text: string): EditedText {
  const before = edited.graphemes.slice(0, edited.cursor).join('') + text;
  const graphemes = splitGraphemes(before + edited.graphemes.slice(edited.cursor).join(''));
  let length = 0;
  let cursor = 0;
  while (cursor < graphemes.length && length < before.length) {
    length += graphemes[cursor]?.length ?? 0;
    cursor += 1;
  }
  return { graphemes, cursor };
}

function cut(edited: EditedText, from: number, to: number): EditedText {
  const graphemes = [...edited.graphemes.slice(0, from), ...edited.graphemes.slice(to)];
  return { graphemes, cursor: from };
}

function moved(edited: EditedText, to: number): EditedText {
  return { ...edited, cursor: Math.max(0, Math.min(edited.graphemes.length, to)) };
}

function isWordPart(grapheme: string | undefined): boolean {
  return grapheme !== undefined && /[\p{L}\p{N}_]/u.test(grapheme);
}

function isSpace(grapheme: string | undefined): boolean {
  return grapheme !== undefined && grapheme.trim() === '';
}

function wordStart({ graphemes, cursor }: EditedText): number {
  let at = cursor;
  while (at > 0 && !isWordPart(graphemes[at - 1])) at -= 1;
  while (at > 0 && isWordPart(graphemes[at - 1])) at -= 1;
  return at;
}

function wordEnd({ graphemes, cursor }: EditedText): number {
  let at = cursor;
  while (at < graphemes.length && !isWordPart(graphemes[at])) at += 1;
  while (at < graphemes.length && isWordPart(graphemes[at])) at += 1;
  return at;
}

/** The start of the run of non-spaces before the cursor, as Ctrl-w of a shell has it. */
function argumentStart({ graphemes, cursor }: EditedText): number {
  let at = cursor;
  while (at > 0 && isSpace(graphemes[at - 1])) at -= 1;
  while (at > 0 && !isSpace(graphemes[at - 1])) at -= 1;
  return at;
}

function lineStart({ graphemes, cursor }: EditedText): number {
  return cursor === 0 ? 0 : graphemes.lastIndexOf('\n', cursor - 1) + 1;
}

function lineEnd({ graphemes, cursor }: EditedText): number {
  const end = graphemes.indexOf('\n', cursor);
  return end < 0 ? graphemes.length : end;
}

export const EDIT_COMMANDS = {
  left: (text) => moved(text, text.cursor - 1),
  right: (text) => moved(text, text.cursor + 1),
  start: (text) => moved(text, lineStart(text)),
  end: (text) => moved(text, lineEnd(text)),
  wordLeft: (text) => moved(text, wordStart(text)),
  wordRight: (text) => moved(text, wordEnd(text)),
  deleteBefore: (text) => cut(text, Math.max(0, text.cursor - 1), text.cursor),
  deleteAfter: (text) => cut(text, text.cursor, text.cursor + 1),
  deleteWordBefore: (text) => cut(text, wordStart(text), text.cursor),
  deleteWordAfter: (text) => cut(text, text.cursor, wordEnd(text)),
  deleteArgumentBefore: (text) => cut(text, argumentStart(text), text.cursor),
  deleteToStart: (text) => cut(text, lineStart(text), text.cursor),
  deleteToEnd: (text) => cut(text, text.cursor, lineEnd(text)),
} satisfies Record<string, (text: EditedText) => EditedText>;

export type EditCommand = keyof typeof EDIT_COMMANDS;

/** Tells the cells of a grapheme. */
export type WidthOf = (grapheme: string) => number;

/** The part of a single line that fits a field. */
export interface LineWindow {
  readonly text: string;
  /** Column of the cursor within the field, 0-based. */
  readonly cursorColumn: number;
  /** Index of the first grapheme shown. */
  readonly first: number;
}

/** What to show in a field of `width` cells so that the cursor, a cell of its own, is inside. */
export function lineWindow(edited: EditedText, width: number, widthOf: WidthOf): LineWindow {
  const { graphemes, cursor } = edited;
  const widths = graphemes.map(widthOf);
  let first = cursor;
  let cursorColumn = 0;
  while (first > 0 && cursorColumn + (widths[first - 1] ?? 0) < width) {
    first -= 1;
    cursorColumn += widths[first] ?? 0;
  }
  let last = first;
  let used = 0;
  while (last < graphemes.length && used + (widths[last] ?? 0) <= width) {
    used += widths[last] ?? 0;
    last += 1;
  }
  return { text: graphemes.slice(first, last).join(''), cursorColumn, first };
}

/** A line as wrapped on the screen: graphemes from `start` to before `end`. */
export interface WrappedRow {
  readonly start: number;
  readonly end: number;
}

/** Wraps at `width` cells and at line breaks; there is always at least one row. */
export function wrapRows({ graphemes }: EditedText, width: number, widthOf: WidthOf): WrappedRow[] {
  const rows: WrappedRow[] = [];
  let start = 0;
  let used = 0;
  graphemes.forEach((grapheme, index) => {
    if (grapheme === '\n') {
      rows.push({ start, end: index });
      start = index + 1;
      used = 0;
      return;
    }
    const cells = widthOf(grapheme);
    if (used + cells > width && index > start) {
      rows.push({ start, end: index });
      start = index;
      used = 0;
    }
    used += cells;
  });
  rows.push({ start, end: graphemes.length });
  return rows;
}

/** The wrapped row the cursor is in, 0-based; at a wrap it is the later one. */
export function cursorRow(rows: readonly WrappedRow[], cursor: number): number {
  return Math.max(
    0,
    rows.findLastIndex((row) => row.start <= cursor),
  );
}

/** Moves the cursor by wrapped rows, keeping its column; undefined when there is no such row. */
export function moveRows(
  edited: EditedText,
  rows: readonly WrappedRow[],
  step: number,
): EditedText | undefined {
  const from = cursorRow(rows, edited.cursor);
  const target = rows[from + step];
  const current = rows[from];
  if (!target || !current) return undefined;
  const column = edited.cursor - current.start;
  return moved(edited, Math.min(target.start + column, target.end));
}
