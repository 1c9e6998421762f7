/** A file's difference as rows, one under the other or in two columns. */
import type { DiffHunk, DiffLine } from '../../../core/diff.js';

export type DiffLayout = 'unified' | 'side-by-side';

export type DiffRow =
  | { readonly kind: 'hunk'; readonly hunk: DiffHunk }
  /** Of one column; `partner` is the line that it took the place of, or that took its. */
  | { readonly kind: 'line'; readonly line: DiffLine; readonly partner?: DiffLine }
  /** Of two columns; both hold the same line where nothing has changed. */
  | { readonly kind: 'pair'; readonly old?: DiffLine; readonly new?: DiffLine }
  /** Something that is said of the line above it. */
  | { readonly kind: 'remark'; readonly line: DiffLine; readonly text: string };

/** The rows of all hunks in order; what `remarksOn` gives for a line stands below it. */
export function diffRows(
  hunks: readonly DiffHunk[],
  layout: DiffLayout,
  remarksOn: (line: DiffLine) => readonly string[] = () => [],
): DiffRow[] {
  const rows: DiffRow[] = [];
  for (const hunk of hunks) {
    rows.push({ kind: 'hunk', hunk });
    for (const run of runsOf(hunk.lines)) {
      for (const row of layout === 'unified' ? unifiedRows(run) : pairRows(run)) {
        rows.push(row);
        for (const line of linesOfRow(row)) {
          for (const text of remarksOn(line)) rows.push({ kind: 'remark', line, text });
        }
      }
    }
  }
  return rows;
}

/** The one or two lines of the file that are in a row. */
export function linesOfRow(row: DiffRow): DiffLine[] {
  if (row.kind === 'line') return [row.line];
  if (row.kind !== 'pair') return [];
  return [...new Set([row.old, row.new])].filter((line) => line !== undefined);
}

/** The line that a row stands for: the later one of a pair. */
export function lineOfRow(row: DiffRow | undefined): DiffLine | undefined {
  if (row?.kind === 'line' || row?.kind === 'remark') return row.line;
  return row?.kind === 'pair' ? (row.new ?? row.old) : undefined;
}

export function isChangeRow(row: DiffRow | undefined): boolean {
  if (row?.kind === 'pair') return row.old !== row.new;
  return row?.kind === 'line' && row.line.kind !== 'context';
}

/** Lines that were taken out with those that were put in their place, or one that stayed. */
interface Run {
  removed: DiffLine[];
  added: DiffLine[];
  context?: DiffLine;
}

function runsOf(lines: readonly DiffLine[]): Run[] {
  const runs: Run[] = [];
  let open: Run | undefined;
  for (const line of lines) {
    if (line.kind === 'context') {
      open = undefined;
      runs.push({ removed: [], added: [], context: line });
      continue;
    }
    if (!open || (line.kind === 'removed' && open.added.length > 0)) {
      open = { removed: [], added: [] };
      runs.push(open);
    }
    open[line.kind].push(line);
  }
  return runs;
}

function unifiedRows({ removed, added, context }: Run): DiffRow[] {
  if (context) return [{ kind: 'line', line: context }];
  const row = (line: DiffLine, partner: DiffLine | undefined): DiffRow => ({
    kind: 'line',
    line,
    ...(partner && { partner }),
  });
  return [
    ...removed.map((line, index) => row(line, added[index])),
    ...added.map((line, index) => row(line, removed[index])),
  ];
}

function pairRows({ removed, added, context }: Run): DiffRow[] {
  if (context) return [{ kind: 'pair', old: context, new: context }];
  const { length } = removed.length > added.length ? removed : added;
  return Array.from({ length }, (_, index): DiffRow => {
    const [before, after] = [removed[index], added[index]];
    return { kind: 'pair', ...(before && { old: before }), ...(after && { new: after }) };
  });
}
