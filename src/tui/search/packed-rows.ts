/** Rows in few pieces, as they are cheap to send to another thread. */
import { CLUSTER_FLAG, CODE_MASK } from '../../core/frame.js';
import type { RowSource } from '../model/cell-row.js';
import { type TextRow, textRow } from '../model/copy-mode/document.js';

export interface PackedRows {
  /** Number of the first row's line. */
  readonly from: number;
  /** The rows' code words, one row behind the other. */
  readonly codes: Uint32Array;
  /** Cells of each row. */
  readonly lengths: Uint32Array;
  /** Bits of `ROW` of each row. */
  readonly flags: Uint8Array;
  readonly clusters: readonly string[];
}

/** Copies of rows that follow each other, the first of them line `from`. */
export function packRows(from: number, rows: readonly RowSource[]): PackedRows {
  const lengths = Uint32Array.from(rows, ({ cells }) => cells.codes.length);
  const codes = new Uint32Array(lengths.reduce((sum, length) => sum + length, 0));
  const clusters: string[] = [];
  /** Where each row's table begins in the common one. */
  const bases = new Map<readonly string[], number>();
  let at = 0;
  for (const row of rows) {
    codes.set(row.cells.codes, at);
    const end = at + row.cells.codes.length;
    if (row.clusters.length > 0) {
      let base = bases.get(row.clusters);
      if (base === undefined) {
        base = clusters.length;
        bases.set(row.clusters, base);
        clusters.push(...row.clusters);
      }
      moveClusters(codes, at, end, base);
    }
    at = end;
  }
  return {
    from,
    codes,
    lengths,
    flags: Uint8Array.from(rows, ({ cells }) => cells.flags),
    clusters,
  };
}

function moveClusters(codes: Uint32Array, from: number, end: number, base: number): void {
  for (let at = from; at < end; at++) {
    const word = codes[at] ?? 0;
    if ((word & CLUSTER_FLAG) === 0) continue;
    codes[at] = ((word & ~CODE_MASK) | ((word & CODE_MASK) + base)) >>> 0;
  }
}

export interface UnpackedRow {
  readonly row: TextRow;
  readonly flags: number;
}

/** The rows as texts; styles are not searched. */
export function unpackRows({ codes, lengths, flags, clusters }: PackedRows): UnpackedRow[] {
  let at = 0;
  return Array.from(lengths, (length, index) => {
    const cells = codes.subarray(at, at + length);
    at += length;
    return { row: textRow(cells, clusters), flags: flags[index] ?? 0 };
  });
}
