/** What of a list shall be dealt with: each entry is marked or not, with lines that say why. */
import type { KeyEvent } from '../input/events.js';
import { textWidth } from '../terminal/text-width.js';
import {
  fillLine,
  type Line,
  lineWidth,
  type Role,
  shorten,
  span,
  wrapped,
} from '../views/line.js';
import { clipPath } from './conflicts/path.js';
import { listStep, movedBy } from './list-steps.js';
import { keyName, type Widget, type WidgetContext, type WidgetView } from './widget.js';

export interface CheckEntry<Value> {
  readonly value: Value;
  readonly title: string;
  /** It begins the title and stays whole; what follows is a path, which is cut at its start. */
  readonly sign?: string;
  /** At the right end of the title's line. */
  readonly right?: string;
  /** Below the title. */
  readonly notes: readonly { readonly text: string; readonly role: Role }[];
}

const INDENT = 6;

export class CheckList<Value> implements Widget {
  readonly isFocusable = true;
  readonly #onChange: () => void;
  readonly #checked: Set<Value>;
  readonly #most: number;
  #entries: readonly CheckEntry<Value>[];
  #index = 0;
  #first = 0;
  #rows = 1;
  /** Entry of each drawn line, for clicks. */
  #drawn: number[] = [];

  constructor(settings: {
    entries: readonly CheckEntry<Value>[];
    checked: Iterable<Value>;
    /** Lines that it takes at most; else as many as are visible. */
    rows?: number;
    onChange: () => void;
  }) {
    this.#entries = settings.entries;
    this.#checked = new Set(settings.checked);
    this.#onChange = settings.onChange;
    this.#most = settings.rows ?? Number.POSITIVE_INFINITY;
  }

  get checked(): ReadonlySet<Value> {
    return this.#checked;
  }

  /** The value that the mark stands on. */
  get marked(): Value | undefined {
    return this.#entries[this.#index]?.value;
  }

  /** Says something else of the same values, or has them in another order; the mark goes along. */
  setEntries(entries: readonly CheckEntry<Value>[]): void {
    const { marked } = this;
    this.#entries = entries;
    this.#index = Math.max(
      0,
      entries.findIndex(({ value }) => value === marked),
    );
  }

  key(event: KeyEvent): boolean {
    const step = listStep(event, { page: this.#rows });
    if (keyName(event) === 'space') this.#toggle();
    else if (step !== undefined) this.#move(step);
    else return false;
    return true;
  }

  #move(step: number): void {
    this.#index = movedBy(step, this.#index, this.#entries.length);
  }

  #toggle(): void {
    const entry = this.#entries[this.#index];
    if (!entry) return;
    if (!this.#checked.delete(entry.value)) this.#checked.add(entry.value);
    this.#onChange();
  }

  wheel(lines: number): void {
    this.#move(lines);
  }

  click(_x: number, y: number): boolean {
    const index = this.#drawn[y];
    if (index === undefined) return false;
    this.#index = index;
    this.#toggle();
    return false;
  }

  view(context: WidgetContext): WidgetView {
    const drawn = this.#entries.flatMap((entry, index) =>
      this.#entryLines(entry, index === this.#index, context).map((line) => ({ line, index })),
    );
    const rows = Math.max(1, Math.min(context.height, this.#most));
    const begin = drawn.findIndex(({ index }) => index === this.#index);
    const end = drawn.findLastIndex(({ index }) => index === this.#index);
    // All that is said of the marked one is seen, from its title on where it is too long.
    this.#first = Math.min(Math.max(this.#first, end - rows + 1), begin, drawn.length - rows);
    this.#first = Math.max(0, this.#first);
    const shown = drawn.slice(this.#first, this.#first + rows);
    this.#drawn = shown.map(({ index }) => index);
    this.#rows = Math.max(1, new Set(this.#drawn).size - 1);
    return {
      lines: shown.map(({ line }) => line),
      focusLine: Math.max(0, begin - this.#first),
      isCutAbove: this.#first > 0,
      isCutBelow: this.#first + rows < drawn.length,
    };
  }

  #entryLines(
    { value, title, sign, right = '', notes }: CheckEntry<Value>,
    isMarked: boolean,
    { width, unicode, isFocused }: WidgetContext,
  ): Line[] {
    const mark = isMarked && isFocused ? (unicode ? '› ' : '> ') : '  ';
    const box = this.#checked.has(value) ? '[x] ' : '[ ] ';
    const role: Role = isMarked && isFocused ? 'selected' : isMarked ? 'strong' : 'normal';
    const room = width - lineWidth([span(right)]) - 1;
    const start = mark + box + (sign === undefined ? '' : `${sign} `);
    const name =
      sign === undefined ? title : clipPath(title, Math.max(1, room - textWidth(start)), unicode);
    const left = [span(shorten(start + name, room, unicode), role)];
    const head = [...fillLine(left, room + 1, role), span(right, isMarked ? role : 'muted')];
    const below = notes.flatMap((note) => wrapped(note.text, width - INDENT, note.role));
    return [head, ...below.map((line): Line => [span(' '.repeat(INDENT)), ...line])];
  }
}
