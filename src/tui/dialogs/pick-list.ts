/** A filter and the entries that match it, for dialogs that let the person pick one of many. */
import type { KeyEvent } from '../input/events.js';
import { fillLine, type Line, lineWidth, shortenLine, span, wrapped } from '../views/line.js';
import { listStep, movedBy } from './list-steps.js';
import { TextField } from './text-field.js';
import { keyName, type Widget, type WidgetContext, type WidgetView } from './widget.js';

export interface PickEntry<Value> {
  readonly value: Value;
  /** What the filter is matched against. */
  readonly text: string;
  /** Drawn at the left and at the right end; the right part goes first where room is short. */
  readonly left: Line;
  readonly right?: Line;
  /** More about it, shown below while it is marked. */
  readonly note?: string;
  /** Entries of one group stand under its heading. */
  readonly group?: string;
  /** Set when it cannot be picked now, with the reason. */
  readonly disabledReason?: string;
  /** Comes before every other kind of entry where its text begins with what is typed. */
  readonly isCommand?: boolean;
}

/** Ranks entries by a typed filter; an empty filter keeps all of them in order. */
export type PickFilter = <Value>(
  entries: readonly PickEntry<Value>[],
  filter: string,
) => readonly PickEntry<Value>[];

/** Beside the keys of every list: the hands stay on the letters that are typed to find. */
const LETTER_STEPS: Readonly<Record<string, number>> = { 'ctrl-p': -1, 'ctrl-n': 1 };

export class PickList<Value> implements Widget {
  readonly isFocusable = true;
  readonly #field: TextField;
  readonly #filter: PickFilter;
  readonly #rows: number;
  readonly #empty: string;
  #entries: readonly PickEntry<Value>[];
  #matches: readonly PickEntry<Value>[];
  #index = 0;
  #first = 0;
  /** Entry of each drawn line below the filter, for clicks. */
  #drawn: (number | undefined)[] = [];

  constructor(settings: {
    label: string;
    placeholder: string;
    entries: readonly PickEntry<Value>[];
    filter: PickFilter;
    /** Lines of the list. */
    rows: number;
    /** Said where there is nothing to pick from. */
    empty?: string;
  }) {
    this.#filter = settings.filter;
    this.#rows = settings.rows;
    this.#empty = settings.empty ?? 'There is nothing.';
    this.#entries = settings.entries;
    this.#matches = settings.entries;
    this.#field = new TextField({
      label: settings.label,
      placeholder: settings.placeholder,
      onChange: () => this.#search(),
    });
  }

  #search(): void {
    this.#matches = this.#filter(this.#entries, this.#field.value.trim());
    this.#index = 0;
    this.#first = 0;
  }

  /** Replaces the entries; what is marked stays marked when it is still there. */
  setEntries(entries: readonly PickEntry<Value>[]): void {
    const marked = this.selected?.value;
    this.#entries = entries;
    this.#matches = this.#filter(entries, this.#field.value.trim());
    this.#index = Math.max(
      0,
      this.#matches.findIndex((entry) => entry.value === marked),
    );
  }

  /** Cells that the longest entry takes on one line. */
  get naturalWidth(): number {
    return Math.max(0, ...this.#entries.map((entry) => naturalWidth(entry)));
  }

  get selected(): PickEntry<Value> | undefined {
    return this.#matches[this.#index];
  }

  key(event: KeyEvent): boolean {
    const step = LETTER_STEPS[keyName(event)] ?? listStep(event, { page: this.#rows - 1 });
    if (step === undefined) return this.#field.key(event);
    this.#move(step);
    return true;
  }

  #move(step: number): void {
    this.#index = movedBy(step, this.#index, this.#matches.length);
  }

  wheel(lines: number): void {
    this.#move(lines);
  }

  paste(text: string): void {
    this.#field.paste(text);
  }

  click(_x: number, y: number): boolean {
    const index = this.#drawn[y];
    if (index === undefined) return false;
    this.#index = index;
    return true;
  }

  view(context: WidgetContext): WidgetView {
    const field = this.#field.view(context);
    const rows = Math.max(1, Math.min(this.#rows, context.height - field.lines.length));
    const hasGroups = this.#matches.some((entry) => entry.group !== undefined);
    const drawn: { line: Line; index?: number }[] = [];
    let group: string | undefined;
    this.#matches.forEach((entry, index) => {
      if (hasGroups && entry.group !== group) {
        group = entry.group;
        drawn.push({ line: [span(group ?? '', 'muted')] });
      }
      const isMarked = index === this.#index;
      const lines = [
        ...entryLines(entry, isMarked, context),
        ...noteLines(entry, isMarked, context),
      ];
      for (const line of lines) drawn.push({ line, index });
    });
    if (drawn.length === 0) {
      const words = this.#entries.length === 0 ? this.#empty : 'Nothing matches.';
      drawn.push({ line: [span(words, 'muted')] });
    }
    const at = Math.max(
      0,
      drawn.findIndex(({ index }) => index === this.#index),
    );
    const withHeading = drawn[at - 1]?.index === undefined ? Math.max(0, at - 1) : at;
    this.#first = Math.min(this.#first, withHeading);
    const end = drawn.findLastIndex(({ index }) => index === this.#index);
    this.#first = Math.max(Math.min(this.#first, drawn.length - rows), end - rows + 1, 0);
    const shown = drawn.slice(this.#first, this.#first + rows);
    this.#drawn = [...field.lines.map(() => undefined), ...shown.map(({ index }) => index)];
    return {
      ...field,
      lines: [...field.lines, ...shown.map(({ line }) => line)],
      isCutAbove: this.#first > 0,
      isCutBelow: this.#first + rows < drawn.length,
    };
  }
}

const MARK_WIDTH = 2;

function rightOf<Value>({ disabledReason, right = [] }: PickEntry<Value>): Line {
  if (disabledReason) return [span(disabledReason, 'muted')];
  return lineWidth(right) > 0 ? right : [];
}

function naturalWidth<Value>(entry: PickEntry<Value>): number {
  const right = lineWidth(rightOf(entry));
  return MARK_WIDTH + lineWidth(entry.left) + (right > 0 ? right + 2 : 0);
}

function noteLines<Value>(
  { note, disabledReason }: PickEntry<Value>,
  isMarked: boolean,
  { width }: WidgetContext,
): Line[] {
  if (!isMarked || note === undefined || disabledReason !== undefined) return [];
  const indent = span(' '.repeat(2 * MARK_WIDTH));
  return wrapped(note, width - 2 * MARK_WIDTH, 'muted').map((line) => [indent, ...line]);
}

/** One line, or a second one for the right part where both do not fit beside each other. */
function entryLines<Value>(
  entry: PickEntry<Value>,
  isMarked: boolean,
  { width, unicode }: WidgetContext,
): Line[] {
  const mark = isMarked ? (unicode ? '› ' : '> ') : '  ';
  const right = rightOf(entry);
  const isTwo = naturalWidth(entry) > width && right.length > 0;
  const rightWidth = isTwo ? 0 : lineWidth(right);
  const left = shortenLine([span(mark, 'strong'), ...entry.left], width - rightWidth, unicode);
  const indent = span(' '.repeat(2 * MARK_WIDTH));
  const room = width - 2 * MARK_WIDTH;
  // A reason is there to be read to its end.
  const below =
    entry.disabledReason === undefined
      ? [shortenLine(right, room, unicode)]
      : wrapped(entry.disabledReason, room, 'muted');
  const lines: Line[] = isTwo
    ? [left, ...below.map((line) => [indent, ...line])]
    : [[...fillLine(left, width - rightWidth), ...right]];
  if (!isMarked) return lines;
  return lines.map((line) =>
    fillLine(
      line.map(({ text }) => span(text, 'selected')),
      width,
      'selected',
    ),
  );
}
