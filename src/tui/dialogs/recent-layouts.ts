/** What was drawn where a moment ago, so that a click is not for what has just moved under the pointer. */
import { type Line, lineText } from '../views/line.js';
import type { Widget } from './widget.js';

/** ms in which a press of the button may still be meant for what stood there before. */
const REACTION = 300;

/** The visible rows of a dialog, from the top. */
export interface DrawnRows {
  /** Rows of the screen above the first, counted from the same place in each drawing. */
  readonly top: number;
  readonly rows: readonly DrawnRow[];
}

export interface DrawnRow {
  readonly widget: Widget;
  /** Which of the widget's lines. */
  readonly index: number;
  readonly line: Line;
}

export class RecentLayouts {
  #present: DrawnRows | undefined;
  #former: { readonly drawn: DrawnRows; readonly until: number }[] = [];
  #isAskedFor = false;

  /** What is drawn next is what the person has asked for by a key or a click: they expect it. */
  expect(): void {
    this.#isAskedFor = true;
  }

  drawn(rows: DrawnRows): void {
    const now = performance.now();
    const former = this.#present;
    this.#former = this.#isAskedFor ? [] : this.#former.filter(({ until }) => isRecent(until, now));
    if (former && !this.#isAskedFor) this.#former.push({ drawn: former, until: now });
    this.#present = rows;
    this.#isAskedFor = false;
  }

  /** Whether a visible row, from 0, is where it was a moment ago; of choices the same one. */
  isSettled(row: number): boolean {
    const present = this.#present;
    if (!present) return true;
    const now = performance.now();
    const at = present.top + row;
    const here = wordsAt(present, at);
    return this.#former.every(
      ({ drawn, until }) => !isRecent(until, now) || isSame(wordsAt(drawn, at), here),
    );
  }
}

function isRecent(time: number, now: number): boolean {
  return now - time < REACTION;
}

function wordsAt({ top, rows }: DrawnRows, at: number): DrawnRow | undefined {
  return rows[at - top];
}

function isSame(one: DrawnRow | undefined, other: DrawnRow | undefined): boolean {
  if (one === other) return true;
  if (one?.widget !== other?.widget || one?.index !== other?.index) return false;
  if (!one || !other?.widget.isChosenByEnter) return true;
  // Its choices may have changed in their place.
  return lineText(one.line) === lineText(other.line);
}
