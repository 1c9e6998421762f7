/** The pieces dialogs are made of. A widget holds its own value and draws it as lines. */
import type { KeyEvent } from '../input/events.js';
import { formatKeyName } from '../input/key-name.js';
import {
  clipLine,
  fillLine,
  type Line,
  lineWidth,
  type Role,
  span,
  wrapped,
  wrapText,
} from '../views/line.js';

export interface WidgetContext {
  /** Cells a line may take. */
  readonly width: number;
  /** Lines that are visible of the whole dialog. */
  readonly height: number;
  readonly isFocused: boolean;
  readonly unicode: boolean;
}

export interface WidgetView {
  readonly lines: readonly Line[];
  /** Where the terminal's cursor stands, 0-based within the lines. */
  readonly cursor?: { x: number; y: number };
  /** The line that must stay visible while the widget has the focus. */
  readonly focusLine?: number;
  /** How many lines from that one on belong together, and are visible where they have room. */
  readonly focusHeight?: number;
  /** For one that scrolls by itself: there is more above or below its lines. */
  readonly isCutAbove?: boolean;
  readonly isCutBelow?: boolean;
}

export interface Widget {
  readonly isFocusable: boolean;
  /** Enter does what is marked in it, so that it must be seen before. */
  readonly isChosenByEnter?: boolean;
  view(context: WidgetContext): WidgetView;
  /** True when the key meant something to the widget. */
  key?(event: KeyEvent): boolean;
  paste?(text: string): void;
  /** The wheel, down for positive lines; without it the whole dialog scrolls. */
  wheel?(lines: number): void;
  /** A click on cell `x` of line `y`, the `count`th in one place; true when it acts like Enter. */
  click?(x: number, y: number, count?: number): boolean;
}

/** `ctrl-alt-x` for keys with modifiers and named keys, the typed text for others. */
export function keyName(event: KeyEvent): string {
  const { ctrl, alt, shift } = event;
  const isCharacter = [...event.key].length === 1;
  if (isCharacter && event.text && !ctrl && !alt && !event.super) return event.text;
  const key = event.key.replace(/^keypad-(?=[a-z])/, '');
  return formatKeyName({ key, ctrl, alt, shift, super: event.super });
}

export function isEnter(event: KeyEvent): boolean {
  return keyName(event) === 'enter';
}

/** Lines that are only read; they may depend on the width. */
export class TextBlock implements Widget {
  readonly isFocusable = false;
  readonly #lines: (width: number, unicode: boolean) => readonly Line[];

  constructor(lines: (width: number, unicode: boolean) => readonly Line[]) {
    this.#lines = lines;
  }

  view({ width, unicode }: WidgetContext): WidgetView {
    return { lines: this.#lines(width, unicode).map((line) => clipLine(line, width)) };
  }
}

export function paragraph(text: string, role: Role = 'normal'): TextBlock {
  return new TextBlock((width, unicode) => wrapped(plain(text, unicode), width, role));
}

/** Our own words without Unicode: an ellipsis in one cell would look like a full stop. */
function plain(text: string, unicode: boolean): string {
  return unicode ? text : text.replaceAll('…', '...');
}

/** A widget that is there only while the condition holds. */
export function shownWhile(isShown: () => boolean, widget: Widget): Widget {
  return {
    get isFocusable() {
      return isShown() && widget.isFocusable;
    },
    view: (context) => (isShown() ? widget.view(context) : { lines: [] }),
    key: (event) => widget.key?.(event) ?? false,
    paste: (text) => widget.paste?.(text),
    click: (x, y, count) => widget.click?.(x, y, count) ?? false,
  };
}

export function blankLine(): TextBlock {
  return new TextBlock(() => [[]]);
}

export interface Option<Value> {
  readonly value: Value;
  readonly label: string;
  /** What choosing it means, in one line. */
  readonly note?: string;
}

/** Space for the labels in front of fields, so that they stand in one column. */
export const LABEL_WIDTH = 14;

export function labelSpans(label: string, isFocused: boolean): Line {
  return [span(label.padEnd(LABEL_WIDTH), isFocused ? 'strong' : 'muted')];
}

/** One of a few values, changed by left and right or the space bar. */
export class Choice<Value> implements Widget {
  readonly isFocusable = true;
  readonly #label: string;
  readonly #onChange: ((value: Value) => void) | undefined;
  #options: readonly Option<Value>[];
  #index: number;

  constructor(settings: {
    label: string;
    options: readonly Option<Value>[];
    value?: Value;
    onChange?: (value: Value) => void;
  }) {
    this.#label = settings.label;
    this.#options = settings.options;
    this.#onChange = settings.onChange;
    this.#index = Math.max(
      0,
      settings.options.findIndex((option) => option.value === settings.value),
    );
  }

  get value(): Value | undefined {
    return this.#options[this.#index]?.value;
  }

  /** Chooses from outside, without telling `onChange`. */
  choose(value: Value): void {
    const index = this.#options.findIndex((option) => option.value === value);
    if (index >= 0) this.#index = index;
  }

  /** Offers other options, without telling `onChange`; what was chosen stays where it is there. */
  offer(options: readonly Option<Value>[]): void {
    const { value } = this;
    this.#options = options;
    this.#index = Math.max(
      0,
      options.findIndex((option) => option.value === value),
    );
  }

  #step(step: number): void {
    const count = this.#options.length;
    if (count < 2) return;
    this.#index = (this.#index + step + count) % count;
    const { value } = this;
    if (value !== undefined) this.#onChange?.(value);
  }

  #jump(letter: string): boolean {
    const { length } = this.#options;
    for (let step = 1; step <= length; step += 1) {
      const option = this.#options[(this.#index + step) % length];
      if (option?.label.toLowerCase().startsWith(letter.toLowerCase())) {
        this.#step(step);
        return true;
      }
    }
    return false;
  }

  key(event: KeyEvent): boolean {
    const name = keyName(event);
    if (name === 'left') this.#step(-1);
    else if (name === 'right' || name === 'space') this.#step(1);
    else return name.length === 1 && this.#jump(name);
    return true;
  }

  click(): boolean {
    this.#step(1);
    return false;
  }

  view({ isFocused, unicode, width }: WidgetContext): WidgetView {
    const option = this.#options[this.#index];
    const [left, right] = unicode ? ['‹ ', ' ›'] : ['< ', ' >'];
    const hasMore = this.#options.length > 1;
    const value = option?.label ?? 'none';
    const role: Role = isFocused ? 'selected' : 'normal';
    const line: Line = [
      ...labelSpans(this.#label, isFocused),
      span(hasMore ? left : '  ', 'muted'),
      span(value, role),
      span(hasMore ? right : '', 'muted'),
    ];
    const note = option?.note;
    if (!note) return { lines: [clipLine(line, width)] };
    const inline: Line = [...line, span(`  ${note}`, 'muted')];
    if (lineWidth(inline) <= width) return { lines: [inline] };
    const indent = Math.min(LABEL_WIDTH + 2, Math.floor(width / 4));
    const notes = wrapped(note, width - indent, 'muted').map(
      (each): Line => [span(' '.repeat(indent)), ...each],
    );
    return { lines: [clipLine(line, width), ...notes] };
  }
}

/** What can be done, one under the other, each with what it means. Enter does the marked one. */
export class Menu<Value> implements Widget {
  readonly isFocusable = true;
  #options: readonly Option<Value>[];
  #index: number;
  #lineStarts: number[] = [];

  constructor(options: readonly Option<Value>[], selected?: Value) {
    this.#options = options;
    this.#index = Math.max(
      0,
      options.findIndex((option) => option.value === selected),
    );
  }

  get isChosenByEnter(): boolean {
    return this.#options.length > 0;
  }

  get value(): Value | undefined {
    return this.#options[this.#index]?.value;
  }

  /** Offers other options; the first one is marked. */
  offer(options: readonly Option<Value>[]): void {
    this.#options = options;
    this.#index = 0;
  }

  key(event: KeyEvent): boolean {
    const name = keyName(event);
    const step = name === 'up' ? -1 : name === 'down' ? 1 : 0;
    if (step === 0) return false;
    const next = this.#index + step;
    if (next < 0 || next >= this.#options.length) return false;
    this.#index = next;
    return true;
  }

  click(_x: number, y: number): boolean {
    const index = this.#lineStarts.findLastIndex((start) => start <= y);
    if (index < 0) return false;
    this.#index = index;
    return true;
  }

  view({ isFocused, width, unicode }: WidgetContext): WidgetView {
    const lines: Line[] = [];
    this.#lineStarts = [];
    let focusHeight = 1;
    this.#options.forEach((option, index) => {
      const isMarked = index === this.#index;
      this.#lineStarts.push(lines.length);
      const mark = isMarked ? (unicode ? '› ' : '> ') : '  ';
      const role: Role = isMarked && isFocused ? 'selected' : isMarked ? 'strong' : 'normal';
      // What would be done is read to its end before it is chosen.
      const label = wrapText(plain(option.label, unicode), width - mark.length);
      if (isMarked) focusHeight = label.length;
      label.forEach((text, row) => {
        const before = row === 0 ? mark : ' '.repeat(mark.length);
        lines.push(fillLine([span(before + text, role)], width, role));
      });
      if (option.note) {
        for (const line of wrapped(option.note, width - 4, 'muted')) {
          lines.push([span('    '), ...line]);
        }
      }
    });
    return { lines, focusLine: this.#lineStarts[this.#index] ?? 0, focusHeight };
  }
}
