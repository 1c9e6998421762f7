/** Changed files as lines: a letter for the kind, the name, lines added and removed. */
import type { FileChange } from '../../../core/repository.js';
import { count } from '../../../core/text.js';
import { type Line, span } from '../../views/line.js';
import { clipPath, pathWords } from '../conflicts/path.js';

const FILE_SIGN: Readonly<Record<FileChange['kind'], string>> = {
  added: 'A',
  modified: 'M',
  deleted: 'D',
  renamed: 'R',
  copied: 'C',
  'type-changed': 'T',
  conflicted: 'U',
};

/** Cells for the counts behind a name. */
const COUNTS_WIDTH = 14;

export function fileName({ path, from }: FileChange, unicode: boolean): string {
  const arrow = unicode ? ' → ' : ' -> ';
  return pathWords(from ? `${from}${arrow}${path}` : path);
}

export function fileCounts(file: FileChange): Line {
  if (file.isBinary) return [span(' binary', 'muted')];
  return [
    span(file.added === undefined ? '' : ` +${file.added}`, 'added'),
    span(file.removed === undefined ? '' : ` -${file.removed}`, 'removed'),
  ];
}

export function fileSign({ kind }: FileChange): string {
  return FILE_SIGN[kind];
}

/** A line of at most `width` cells. */
export function fileLine(file: FileChange, width: number, unicode: boolean): Line {
  const room = Math.max(8, width - 4 - COUNTS_WIDTH);
  return [
    span(`  ${fileSign(file)} `, 'muted'),
    span(clipPath(fileName(file, unicode), room, unicode)),
    ...fileCounts(file),
  ];
}

/** How many files, and lines of them. */
export function fileTotals(files: readonly FileChange[]): Line {
  const sum = (key: 'added' | 'removed') =>
    files.reduce((total, file) => total + (file[key] ?? 0), 0);
  return [
    span(count(files.length, 'file')),
    span(` +${sum('added')}`, 'added'),
    span(` -${sum('removed')}`, 'removed'),
  ];
}

/** The first of the items as lines; the rest is counted. */
export function limited<Item>(
  items: readonly Item[],
  most: number,
  draw: (item: Item) => readonly Line[],
): Line[] {
  const lines = items.slice(0, most).flatMap(draw);
  const rest = items.length - most;
  return rest > 0 ? [...lines, [span(`  and ${rest} more`, 'muted')]] : lines;
}
