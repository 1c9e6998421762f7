/** Rows of cells as the client keeps them: as they came, and as texts. */
import { type CellRow, CLUSTER_FLAG, CODE_MASK, codeWidth, type Style } from '../../core/frame.js';

/** A row with the tables that its cells refer to. */
export interface RowSource {
  readonly cells: CellRow;
  readonly styles: readonly Style[];
  readonly clusters: readonly string[];
}

const ASCII: readonly string[] = Array.from({ length: 128 }, (_, code) =>
  String.fromCharCode(code),
);

function textOf(word: number, clusters: readonly string[]): string {
  const value = word & CODE_MASK;
  if ((word & CLUSTER_FLAG) !== 0) return clusters[value] ?? ' ';
  if (value === 0) return ' ';
  return ASCII[value] ?? String.fromCodePoint(value);
}

function isBlank(word: number): boolean {
  return (word & CODE_MASK) === 0 && (word & CLUSTER_FLAG) === 0;
}

function isRightHalf(word: number): boolean {
  return codeWidth(word) === 0 && isBlank(word);
}

/**
 * A text for each cell, empty for the right half of a wide character; a half that lacks the other
 * one is a space.
 */
export function cellTexts(codes: Uint32Array, clusters: readonly string[]): string[] {
  const texts: string[] = new Array(codes.length);
  for (let x = 0; x < codes.length; x++) {
    const word = codes[x] ?? 0;
    const width = codeWidth(word);
    const next = codes[x + 1];
    if (width === 2 && next !== undefined && codeWidth(next) === 0 && isRightHalf(next)) {
      texts[x] = textOf(word, clusters);
      texts[++x] = '';
    } else {
      texts[x] = width === 1 || isBlank(word) ? textOf(word, clusters) : ' ';
    }
  }
  return texts;
}
