/** Searches lines a few at a time, from the one where it begins towards both ends. */
import type { MatchBatch } from '../model/copy-mode/matches.js';
import { toRegExp } from '../model/copy-mode/pattern.js';
import type { SearchDirection, SearchQuery } from '../model/copy-mode/state.js';
import type { SearchedText } from './searched-text.js';
import { positionIn, type WholeLine } from './whole-lines.js';

/** ms that a step should take, so that a new search need not wait for long. */
const STEP_TIME = 8;
const MAX_STEP = 4096;

/** One search; `step` after `step` until `isDone`. */
export class Searcher {
  readonly #text: SearchedText;
  readonly #pattern: RegExp;
  readonly #direction: SearchDirection;
  readonly #origin: number;
  /** Numbers of the lines that have been searched; undefined before the first step. */
  #searched: { from: number; end: number } | undefined;
  /** Lines of the program in one step. */
  #step = 32;

  /**
   * Begins at the line of the row `origin`, in whose `direction` all lines come first. Throws
   * `SyntaxError` where the query is no pattern.
   */
  constructor(text: SearchedText, query: SearchQuery, direction: SearchDirection, origin: number) {
    this.#text = text;
    this.#pattern = toRegExp(query);
    this.#direction = direction;
    this.#origin = origin;
  }

  /** All lines have been searched, and there will be no more. */
  get isDone(): boolean {
    return this.#text.isComplete && !this.hasWork;
  }

  get hasWork(): boolean {
    return this.#hasAbove || this.#hasBelow;
  }

  get #hasAbove(): boolean {
    const first = this.#text.lines[0]?.first ?? Number.POSITIVE_INFINITY;
    return first < (this.#searched?.from ?? Number.POSITIVE_INFINITY);
  }

  get #hasBelow(): boolean {
    return this.#searched !== undefined && this.#searched.end < endOf(this.#text.lines);
  }

  /** Searches the next lines; they are next to those that have been searched before. */
  step(): MatchBatch {
    const { lines } = this.#text;
    const startedAt = performance.now();
    this.#searched ??= this.#start();
    const isDown = this.#direction === 'forward' ? this.#hasBelow : !this.#hasAbove;
    const at = indexAt(lines, isDown ? this.#searched.end : this.#searched.from);
    const first = isDown ? at : Math.max(0, at - this.#step);
    const last = isDown ? Math.min(lines.length, at + this.#step) : at;
    const batch = this.#search(lines.slice(first, last));
    if (isDown) this.#searched.end = batch.end;
    else this.#searched.from = batch.from;
    const took = performance.now() - startedAt;
    if (took > STEP_TIME) this.#step = Math.max(1, this.#step >> 1);
    else if (took < STEP_TIME / 2) this.#step = Math.min(MAX_STEP, this.#step * 2);
    return batch;
  }

  /** Nothing yet, before the line of the origin or, to go up from it, behind that. */
  #start(): { from: number; end: number } {
    const { lines } = this.#text;
    const index = indexAt(lines, this.#origin) + (this.#direction === 'forward' ? 0 : 1);
    const start = lines[index]?.first ?? endOf(lines);
    return { from: start, end: start };
  }

  #search(lines: readonly WholeLine[]): MatchBatch {
    const from = lines[0]?.first ?? 0;
    const cells: number[] = [];
    for (const line of lines) {
      for (const match of line.text.matchAll(this.#pattern)) {
        if (match[0] === '') continue;
        const start = positionIn(line, match.index);
        const end = positionIn(line, match.index + match[0].length - 1);
        cells.push(start.line - from, start.column, end.line - from, end.column);
      }
    }
    return { from, end: endOf(lines), cells: Int32Array.from(cells) };
  }
}

function endOf(lines: readonly WholeLine[]): number {
  const last = lines.at(-1);
  return last ? last.first + last.rows : 0;
}

/** Index of the line that the row belongs to; behind the last for one behind it. */
function indexAt(lines: readonly WholeLine[], row: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const line = lines[middle];
    if (line && line.first + line.rows <= row) low = middle + 1;
    else high = middle;
  }
  return low;
}
