/** What a search has found so far, while it goes on in the background. */
import { comparePositions, type Position } from './position.js';
import type { Span } from './words.js';

/** Numbers that make one match in `MatchBatch.cells`. */
const MATCH_NUMBERS = 4;

/** The matches of a stretch of lines that has been searched. */
export interface MatchBatch {
  /** First line. */
  readonly from: number;
  /** Behind the last line. */
  readonly end: number;
  /**
   * In order, for each match: line, counted from `from`, and column of its first cell, then the
   * same of its last cell.
   */
  readonly cells: Int32Array;
}

function countOf({ cells }: MatchBatch): number {
  return cells.length / MATCH_NUMBERS;
}

function matchIn({ from, cells }: MatchBatch, index: number): Span {
  const at = index * MATCH_NUMBERS;
  const number = (offset: number) => cells[at + offset] ?? 0;
  return {
    start: { line: from + number(0), column: number(1) },
    end: { line: from + number(2), column: number(3) },
  };
}

/** Index of the first match that starts at the position or behind it. */
function firstAtOrBehind(batch: MatchBatch, position: Position): number {
  let low = 0;
  let high = countOf(batch);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comparePositions(matchIn(batch, middle).start, position) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A match that was looked for; `unknown` while lines in between have not been searched. */
export type Found = Span | 'unknown' | undefined;

/** A value; a further batch makes another one. */
export class MatchList {
  static readonly EMPTY = new MatchList([]);
  /** In order of their lines, which do not overlap. */
  readonly #batches: readonly MatchBatch[];
  readonly count: number;

  private constructor(batches: readonly MatchBatch[]) {
    this.#batches = batches;
    this.count = batches.reduce((sum, batch) => sum + countOf(batch), 0);
  }

  with(batch: MatchBatch): MatchList {
    const at = this.#batches.findLastIndex(({ from }) => from < batch.from) + 1;
    return new MatchList([...this.#batches.slice(0, at), batch, ...this.#batches.slice(at)]);
  }

  /** The matches that have a cell on the lines from `from` to before `end`. */
  between(from: number, end: number): Span[] {
    const found: Span[] = [];
    for (const batch of this.#batches) {
      if (batch.end <= from || batch.from >= end) continue;
      for (let index = this.#firstOverlapping(batch, from); index < countOf(batch); index++) {
        const match = matchIn(batch, index);
        if (match.start.line >= end) break;
        if (match.end.line >= from) found.push(match);
      }
    }
    return found;
  }

  /** A match may begin above the line; no two overlap, so only one does. */
  #firstOverlapping(batch: MatchBatch, line: number): number {
    return Math.max(0, firstAtOrBehind(batch, { line, column: 0 }) - 1);
  }

  /** The match that starts at the position, and which one it is, counted from 1. */
  startingAt(position: Position): { match: Span; ordinal: number } | undefined {
    let before = 0;
    for (const batch of this.#batches) {
      if (position.line >= batch.from && position.line < batch.end) {
        const index = firstAtOrBehind(batch, position);
        if (index >= countOf(batch)) return undefined;
        const match = matchIn(batch, index);
        if (comparePositions(match.start, position) !== 0) return undefined;
        return { match, ordinal: before + index + 1 };
      }
      before += countOf(batch);
    }
    return undefined;
  }

  /** The first match that starts at the position or behind it. */
  atOrBehind(position: Position): Found {
    let line = position.line;
    for (const batch of this.#batches) {
      if (batch.end <= line) continue;
      if (batch.from > line) return 'unknown';
      const index = firstAtOrBehind(batch, position);
      if (index < countOf(batch)) return matchIn(batch, index);
      line = batch.end;
    }
    return undefined;
  }

  /** The last match that starts before the position. */
  before(position: Position): Found {
    let end = position.line + 1;
    for (const batch of this.#batches.toReversed()) {
      if (batch.from >= end) continue;
      if (batch.end < end) return 'unknown';
      const index = firstAtOrBehind(batch, position) - 1;
      if (index >= 0) return matchIn(batch, index);
      end = batch.from;
    }
    return undefined;
  }

  get first(): Span | undefined {
    const batch = this.#batches.find((each) => countOf(each) > 0);
    return batch && matchIn(batch, 0);
  }

  get last(): Span | undefined {
    const batch = this.#batches.findLast((each) => countOf(each) > 0);
    return batch && matchIn(batch, countOf(batch) - 1);
  }
}
