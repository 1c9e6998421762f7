/** A place in conflict as rows: its surroundings, the three parts of it, and what it becomes. */
import {
  answerLines,
  type ConflictHunk,
  contextOf,
  type HunkAnswer,
} from '../../../core/conflict/hunks.js';
import { isOpen, withoutEnd } from '../../../core/conflict/lines.js';
import { printable } from '../../../core/text.js';
import { type HunkWork, signsOf } from '../../model/conflicts/hunk-work.js';
import type { Syntax } from '../../model/diff/syntax.js';
import { textWidth } from '../../terminal/text-width.js';
import { fillLine, type Line, shorten, span } from '../../views/line.js';
import { codeLine, markedCellsOf } from '../diff/code-line.js';

/** Branches that the sides are called after. */
export interface SideNames {
  readonly ours: string;
  readonly theirs: string;
}

export const PARTS = ['ours', 'base', 'theirs'] as const;
export type Part = (typeof PARTS)[number];

export type HunkRow =
  /** A line of a file. */
  | {
      readonly kind: 'code';
      readonly text: string;
      readonly sign: string;
      readonly change: 'context' | 'added' | 'removed';
      readonly isUnended?: true;
    }
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'rule'; readonly text: string }
  /** A row of each part, one beside the other. */
  | { readonly kind: 'columns'; readonly cells: readonly (HunkRow | undefined)[] };

/** How rows are drawn: how many cells there are, and how many of each line are left out. */
export interface RowSpace {
  readonly width: number;
  readonly skipped: number;
  readonly unicode: boolean;
  readonly syntax: Syntax | undefined;
}

/** Lines around a hunk: at least, and where there is room. */
const CONTEXT_LINES = { least: 3, most: 12 } as const;
const PART_SIGNS: Readonly<Record<Part, string>> = { ours: '+', base: '-', theirs: '+' };
const PART_CHANGES = { ours: 'added', base: 'removed', theirs: 'added' } as const;

/**
 * The rows of a hunk with these parts of it, one under the other or in columns; of what is around it
 * as much as has room.
 */
export function hunkRows(
  work: HunkWork,
  index: number,
  shown: { names: SideNames; parts: readonly Part[]; isColumns: boolean; room: number },
): HunkRow[] {
  const { names, parts, isColumns, room } = shown;
  const hunk = work.text.hunks[index];
  if (!hunk) return [];
  const given = work.answers.get(index);
  const body = [
    ...(isColumns ? columnRows(hunk, names) : parts.flatMap((part) => partRows(hunk, part, names))),
    ...(given ? resultRows(hunk, given.answer, names) : []),
    rule(''),
  ];
  const { least, most } = CONTEXT_LINES;
  const lines = Math.max(least, Math.min(most, Math.floor((room - body.length) / 2)));
  const context = contextOf(work.text, index, { before: lines, after: lines });
  return [...contextRows(context.before), ...body, ...contextRows(context.after)];
}

function contextRows(lines: readonly string[]): HunkRow[] {
  return lines.map((text) => codeRow(text, ' ', 'context', withoutEnd));
}

/** A part of a hunk under its title. */
export function partRows(hunk: ConflictHunk, part: Part, names: SideNames): HunkRow[] {
  const signs = signsOf(hunk)[part];
  const shown = shownEnds(hunk);
  const lines = hunk[part].map((line, index) =>
    signs.has(index)
      ? codeRow(line, PART_SIGNS[part], PART_CHANGES[part], shown)
      : codeRow(line, ' ', 'context', shown),
  );
  return [rule(titleOf(part, names)), ...(lines.length > 0 ? lines : [NO_LINES])];
}

function columnRows(hunk: ConflictHunk, names: SideNames): HunkRow[] {
  const columns = PARTS.map((part) => partRows(hunk, part, names));
  const length = Math.max(...columns.map((rows) => rows.length));
  return Array.from({ length }, (_, index) => ({
    kind: 'columns',
    cells: columns.map((rows) => rows[index]),
  }));
}

function resultRows(hunk: ConflictHunk, answer: HunkAnswer, names: SideNames): HunkRow[] {
  const shown = shownEnds(hunk);
  const lines = answerLines(hunk, answer).map((line) => codeRow(line, '=', 'context', shown));
  const title = `Result: ${answerWords(answer, names)}`;
  return [rule(title), ...(lines.length > 0 ? lines : [NO_LINES])];
}

function rule(text: string): HunkRow {
  return { kind: 'rule', text };
}

function codeRow(
  line: string,
  sign: string,
  change: 'context' | 'added' | 'removed',
  shown: (line: string) => string,
): HunkRow {
  return {
    kind: 'code',
    text: shown(line),
    sign,
    change,
    ...(isOpen(line) && { isUnended: true }),
  };
}

/** An empty part must not look like one that is not drawn. */
const NO_LINES: HunkRow = { kind: 'words', text: '(no lines)' };

/** Lines without their ends; with a carriage return where that is what tells lines apart. */
function shownEnds(hunk: ConflictHunk): (line: string) => string {
  const ended = PARTS.flatMap((part) => hunk[part]).filter((line) => !isOpen(line));
  const carriage = ended.filter((line) => line.endsWith('\r\n')).length;
  const isMixed = carriage > 0 && carriage < ended.length;
  return (line) => (isMixed ? line.replace(/\n$/, '') : withoutEnd(line));
}

function titleOf(part: Part, names: SideNames): string {
  return part === 'base' ? 'before both (base)' : `${printable(names[part])} (${part})`;
}

/** An answer in words, as the rest of a sentence. */
export function answerWords(answer: HunkAnswer, { ours, theirs }: SideNames): string {
  switch (answer) {
    case 'ours':
      return `the lines of ${printable(ours)}`;
    case 'theirs':
      return `the lines of ${printable(theirs)}`;
    case 'both':
      return `both, ${printable(ours)} first`;
    case 'both-reversed':
      return `both, ${printable(theirs)} first`;
    default:
      return answer.lines.length === 0 ? 'no lines' : 'lines of its own';
  }
}

export function rowLine(row: HunkRow, space: RowSpace): Line {
  const { width, unicode } = space;
  switch (row.kind) {
    case 'rule':
      return ruleLine(row.text, width, unicode);
    case 'words':
      return [span(`  ${row.text}`, 'muted')];
    case 'code':
      return codeRowLine(row, space);
    default: {
      const { length } = row.cells;
      const each = Math.floor((width - length + 1) / length);
      return row.cells.flatMap((cell, column): Line => {
        const cells = column < length - 1 ? each : width - (each + 1) * (length - 1);
        const line = cell ? rowLine(cell, { ...space, width: cells }) : [];
        const separator = column > 0 ? [span(unicode ? '│' : '|', 'border')] : [];
        return [...separator, ...fillLine(line, cells)];
      });
    }
  }
}

function ruleLine(text: string, width: number, unicode: boolean): Line {
  const across = unicode ? '─' : '-';
  if (text === '') return [span(across.repeat(width), 'border')];
  const words = shorten(text, Math.max(1, width - 4), unicode);
  const rest = Math.max(0, width - textWidth(words) - 3);
  return [
    span(`${across} `, 'border'),
    span(words, 'strong'),
    span(` ${across.repeat(rest)}`, 'border'),
  ];
}

function codeRowLine(
  { text, sign, change, isUnended }: Extract<HunkRow, { kind: 'code' }>,
  { width, skipped, unicode, syntax }: RowSpace,
): Line {
  const role = change === 'context' ? 'normal' : change;
  const line = codeLine({ kind: change, text, ...(isUnended && { isUnended }) }, undefined, syntax);
  const room = Math.max(1, width - 2);
  return [span(`${sign} `, role), ...markedCellsOf(line, skipped, room, unicode)];
}
