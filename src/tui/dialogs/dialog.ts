/**
 * A dialog: widgets one under the other, one of them with the focus, and an answer in the end. It
 * opens at its first line: what is to be decided is read before what can be chosen.
 */
import type { KeyEvent } from '../input/events.js';
import type { Size } from '../model/geometry.js';
import type { Line } from '../views/line.js';
import { RecentLayouts } from './recent-layouts.js';
import { isEnter, keyName, type Widget, type WidgetView } from './widget.js';

/** A function is asked at every drawing, with the cells that there are for it. */
export type DialogTitle = string | ((cells: number, unicode: boolean) => string);

export interface DialogSettings<Answer> {
  title: DialogTitle;
  /** Cells of the widest line, borders not counted; fewer where the screen is small. */
  width: number;
  widgets: readonly Widget[];
  /** Index of the widget that has the focus first; else the first that can have it. */
  focus?: number;
  /** What keys do, shown on the lower border; a function is asked at every drawing. */
  hint?: string | (() => string);
  /** Enter. Calls `finish` when there is an answer. */
  onEnter?: (dialog: Dialog<Answer>, focused: Widget | undefined) => void;
  /** A key no widget wanted; true when it meant something. */
  onKey?: (event: KeyEvent, dialog: Dialog<Answer>) => boolean;
  /** Set where stopping half-way is impossible: Escape then does nothing. */
  isUncancellable?: boolean;
  /** The right button, after what it was pressed on got the focus. */
  onMenu?: (dialog: Dialog<Answer>) => void;
  /** Escape, in place of closing: for work that has to be stopped first. */
  onCancel?: (dialog: Dialog<Answer>) => void;
}

export interface DialogView {
  readonly title: string;
  readonly hint: string;
  /** The lines that are visible now; each is at most `size.cols` wide. */
  readonly lines: readonly Line[];
  readonly size: Size;
  readonly cursor?: { x: number; y: number };
  /** There is more above or below what is visible. */
  readonly isCutAbove: boolean;
  readonly isCutBelow: boolean;
}

/** What keys do while that which Enter would choose is out of sight. */
const UNSEEN_HINTS = { below: 'Down, Enter show more', above: 'Up, Enter go back' } as const;

/** Cells of the width that the upper border keeps from the title. */
const TITLE_MARGIN = 4;

interface LaidOut {
  readonly widget: Widget;
  readonly view: WidgetView;
  /** First line of the widget in the whole. */
  readonly start: number;
}

export class Dialog<Answer = void> {
  readonly answer: Promise<Answer | undefined>;
  #settings: DialogSettings<Answer>;
  #focus: number;
  #scroll = 0;
  #followsFocus = false;
  #isFinished = false;
  #laidOut: LaidOut[] = [];
  readonly #recent = new RecentLayouts();
  #visibleRows = 1;
  #isInSight = true;
  /** Told once the dialog is drawn, while keys are not for it yet. */
  #onDrawn: (() => void) | undefined;
  #isHeld = false;
  readonly #resolve: (answer: Answer | undefined) => void;
  /** Set by the stack that shows the dialog. */
  onChange: () => void = () => {};
  onFinish: () => void = () => {};

  constructor(settings: DialogSettings<Answer>) {
    let resolve: (answer: Answer | undefined) => void = () => {};
    this.answer = new Promise((settle) => {
      resolve = settle;
    });
    this.#resolve = resolve;
    this.#settings = settings;
    this.#focus = settings.focus ?? firstFocusable(settings.widgets);
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** What is typed is not for the dialog yet. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Leaves what is typed to others until it is released; `onDrawn` is told when it is first drawn. */
  hold(onDrawn: () => void): { release(): void } {
    this.#isHeld = true;
    this.#onDrawn = onDrawn;
    return {
      release: () => {
        this.#isHeld = false;
        this.onChange();
      },
    };
  }

  /** Gives the answer and closes; undefined means cancelled. Only the first call counts. */
  finish(answer: Answer | undefined): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.onFinish();
    this.#resolve(answer);
  }

  /** Changes parts of the dialog while it is open; focus goes to the first widget of a new set. */
  change(settings: Partial<DialogSettings<Answer>>): void {
    this.#settings = { ...this.#settings, ...settings };
    if (settings.widgets) {
      this.#focus = settings.focus ?? firstFocusable(settings.widgets);
      this.#scroll = 0;
      this.#followsFocus = false;
    }
    this.onChange();
  }

  /** Draws again after a widget was changed from outside. */
  refresh(): void {
    this.onChange();
  }

  /** Gives a widget of the dialog the focus, so that what is typed next goes there. */
  focusOn(widget: Widget): void {
    const index = this.#settings.widgets.indexOf(widget);
    if (index >= 0) this.#focus = index;
  }

  /** What Enter would choose was in sight when the present key was pressed: all above it was read. */
  get isInSight(): boolean {
    return this.#isInSight;
  }

  /** The widget that gets the keys. */
  get focused(): Widget | undefined {
    return this.#settings.widgets[this.#focus];
  }

  key(event: KeyEvent): void {
    if (event.kind === 'release') return;
    this.#recent.expect();
    const unseen = this.#unseen;
    this.#isInSight = unseen === undefined;
    if (!unseen || !this.#readOn(keyName(event))) {
      this.#followsFocus = true;
      this.#handleKey(event);
    }
    this.onChange();
  }

  /** Where what Enter would choose is, when it is not in what was drawn last. */
  get #unseen(): 'above' | 'below' | undefined {
    const focused = this.#laidOut[this.#focus];
    if (this.#followsFocus || !focused?.widget.isChosenByEnter) return undefined;
    const line = lineOf(focused);
    if (line < this.#scroll) return 'above';
    return line < this.#scroll + this.#visibleRows ? undefined : 'below';
  }

  /** Reads on by lines, or goes to the focus: nothing is chosen unseen. False for other keys. */
  #readOn(name: string): boolean {
    if (name === 'down') this.scrollBy(1);
    else if (name === 'up') this.scrollBy(-1);
    else if (name === 'enter') this.#followsFocus = true;
    else return false;
    return true;
  }

  #handleKey(event: KeyEvent): void {
    const name = keyName(event);
    if (name === 'escape' || name === 'ctrl-c' || name === 'ctrl-[') {
      const { isUncancellable, onCancel } = this.#settings;
      if (onCancel) onCancel(this);
      else if (!isUncancellable) this.finish(undefined);
      return;
    }
    if (this.focused?.key?.(event)) return;
    if (this.#settings.onKey?.(event, this)) return;
    if (isEnter(event)) {
      this.#settings.onEnter?.(this, this.focused);
      return;
    }
    this.#moveByKey(name);
  }

  #moveByKey(name: string): void {
    if (name === 'tab' || name === 'ctrl-i') this.#moveFocus(1, true);
    else if (name === 'shift-tab') this.#moveFocus(-1, true);
    else if (name === 'down') this.#moveFocus(1, false);
    else if (name === 'up') this.#moveFocus(-1, false);
    else if (name === 'pagedown') this.scrollBy(this.#visibleRows - 1);
    else if (name === 'pageup') this.scrollBy(1 - this.#visibleRows);
  }

  /** At the ends, arrows scroll what is left to read; Tab goes round. */
  #moveFocus(step: 1 | -1, goesRound: boolean): void {
    const { widgets } = this.#settings;
    const count = widgets.length;
    for (let distance = 1; distance <= count; distance += 1) {
      const next = this.#focus + step * distance;
      const index = goesRound ? ((next % count) + count) % count : next;
      if (widgets[index]?.isFocusable) {
        this.#focus = index;
        return;
      }
    }
    this.scrollBy(step);
  }

  /** Moves what is visible by lines, away from the focus where needed. */
  scrollBy(lines: number): void {
    this.#followsFocus = false;
    this.#scroll = Math.max(0, this.#scroll + lines);
    this.onChange();
  }

  /** The wheel, down for positive lines: a list moves its mark, all else is scrolled. */
  wheel(lines: number): void {
    this.#recent.expect();
    const focused = this.focused;
    if (!focused?.wheel) {
      this.scrollBy(lines);
      return;
    }
    focused.wheel(lines);
    this.#followsFocus = true;
    this.onChange();
  }

  paste(text: string): void {
    this.#recent.expect();
    this.focused?.paste?.(text);
    this.#followsFocus = true;
    this.onChange();
  }

  /**
   * A click on a cell of the visible lines, 0-based; `count` 2 is the second of a double click. Where
   * something else stood a moment ago, it was meant for that, and does nothing.
   */
  click(x: number, y: number, count = 1): void {
    if (!this.#recent.isSettled(y)) return;
    this.#recent.expect();
    const line = y + this.#scroll;
    const index = this.#laidOut.findLastIndex((each) => each.start <= line);
    const hit = this.#laidOut[index];
    if (!hit?.widget.isFocusable || line >= hit.start + hit.view.lines.length) return;
    this.#focus = index;
    const acts = hit.widget.click?.(x, line - hit.start, count) ?? false;
    if (acts) this.#settings.onEnter?.(this, hit.widget);
    this.onChange();
  }

  /** The right button on a cell of the visible lines, 0-based. */
  menu(x: number, y: number): void {
    const { onMenu } = this.#settings;
    if (!onMenu) return;
    this.click(x, y);
    onMenu(this);
  }

  /** Draws into at most `room` cells, borders not counted. */
  view(room: Size, unicode: boolean): DialogView {
    const width = Math.max(1, Math.min(this.#settings.width, room.cols));
    let start = 0;
    this.#laidOut = this.#settings.widgets.map((widget, index) => {
      const view = widget.view({
        width,
        height: room.rows,
        unicode,
        isFocused: index === this.#focus,
      });
      const placed = { widget, view, start };
      start += view.lines.length;
      return placed;
    });
    const lines = this.#laidOut.flatMap(({ view }) => view.lines);
    const rows = Math.max(1, Math.min(lines.length, room.rows));
    this.#visibleRows = rows;
    this.#scroll = this.#scrollFor(lines.length, rows);
    this.#recent.drawn({
      // The box stands in the middle of the screen.
      top: Math.floor((room.rows - rows) / 2),
      rows: this.#laidOut
        .flatMap(({ widget, view }) => view.lines.map((line, index) => ({ widget, index, line })))
        .slice(this.#scroll, this.#scroll + rows),
    });
    const { cursor } = this.#laidOut[this.#focus]?.view ?? {};
    const cursorRow = cursor && (this.#laidOut[this.#focus]?.start ?? 0) + cursor.y - this.#scroll;
    this.#onDrawn?.();
    this.#onDrawn = undefined;
    const isShown = cursorRow !== undefined && cursorRow >= 0 && cursorRow < rows;
    const { title } = this.#settings;
    return {
      title: typeof title === 'string' ? title : title(width - TITLE_MARGIN, unicode),
      hint: this.#hint(),
      lines: lines.slice(this.#scroll, this.#scroll + rows),
      size: { cols: width, rows },
      ...(cursor && isShown && { cursor: { x: cursor.x, y: cursorRow } }),
      isCutAbove: this.#scroll > 0 || this.#laidOut.some(({ view }) => view.isCutAbove),
      isCutBelow:
        this.#scroll + rows < lines.length || this.#laidOut.some(({ view }) => view.isCutBelow),
    };
  }

  /** Says nothing of keys while they are not for the dialog. */
  #hint(): string {
    if (this.#isHeld) return '';
    return this.#unseen ? UNSEEN_HINTS[this.#unseen] : textOf(this.#settings.hint ?? '');
  }

  #scrollFor(total: number, rows: number): number {
    const highest = Math.max(0, total - rows);
    const focused = this.#laidOut[this.#focus];
    if (!this.#followsFocus || !focused) return Math.min(this.#scroll, highest);
    const line = lineOf(focused);
    const isFirst = this.#laidOut.every(
      (each) => each.start >= focused.start || !each.widget.isFocusable,
    );
    const wanted = isFirst && line < rows ? 0 : this.#scroll;
    const end = line + (focused.view.focusHeight ?? 1);
    const lowest = Math.min(line, Math.max(end - rows, Math.min(wanted, line)));
    return Math.max(0, Math.min(highest, lowest));
  }
}

/** The line of the whole that must be visible while the widget has the focus. */
function lineOf({ start, view }: LaidOut): number {
  return start + (view.focusLine ?? 0);
}

function firstFocusable(widgets: readonly Widget[]): number {
  return Math.max(
    0,
    widgets.findIndex((widget) => widget.isFocusable),
  );
}

function textOf(text: string | (() => string)): string {
  return typeof text === 'string' ? text : text();
}
