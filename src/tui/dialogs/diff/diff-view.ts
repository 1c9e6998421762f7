/** One file's difference, to be read in a part of a dialog. */
import type { DiffLine, FileDiff } from '../../../core/diff.js';
import type { KeyEvent } from '../../input/events.js';
import {
  type DiffLayout,
  type DiffRow,
  diffRows,
  isChangeRow,
  lineOfRow,
  linesOfRow,
} from '../../model/diff/rows.js';
import { syntaxOf } from '../../model/diff/syntax.js';
import { type Line, lineWidth, span, wrapped, wrapText } from '../../views/line.js';
import { keyName, type Widget, type WidgetContext, type WidgetView } from '../widget.js';
import { codeLine } from './code-line.js';
import { fileNotes } from './file-notes.js';
import { LineCache, linesOfRows, type RowShape, rowLine, rowShape, textRoom } from './row-line.js';

/** Narrower, two columns would show too little of each. */
export const WIDTH_FOR_COLUMNS = 100;
const SHIFT_STEP = 8;

export interface DiffViewSettings {
  file?: FileDiff;
  /** Two columns where there is room for them; else, and with `unified`, one. */
  layout?: DiffLayout;
  /** Told when a key has chosen a layout, so that the next view can have the same. */
  onLayout?: (layout: DiffLayout) => void;
  /** Arrows move a mark from line to line instead of scrolling: for what can be done with a line. */
  hasLineCursor?: boolean;
  /** Lines that the view takes of those that are visible of its dialog; else all of them. */
  height?: (visible: number) => number;
  /** Takes its height also where there is less to show. */
  fillsHeight?: boolean;
  /** What stands below a line, such as a comment on it. */
  remarksOn?: (line: DiffLine) => readonly string[];
  /** In place of a file: what is waited for, or why there is none. */
  placeholder?: () => Line;
}

/**
 * Scrolls by itself: arrows, Page Up and Down, Home, End and the wheel; n and p go from change to
 * change, s and u choose the layout, left and right shift long lines.
 */
export class DiffView implements Widget {
  /** Its keys in short, for a dialog's hint. */
  static readonly hint = 'n/p next/previous change · s side by side · u unified · ←/→ shift';
  readonly isFocusable = true;
  readonly #settings: DiffViewSettings;
  #file: FileDiff | undefined;
  #layout: DiffLayout;
  #cache = new LineCache(undefined);
  #rows: readonly DiffRow[] = [];
  #lastNumber = 0;
  /** One side has all the lines: the column of the other would stay empty. */
  #isOneSided = false;
  /** What the rows were made for; undefined when they have to be made anew. */
  #drawnShape: RowShape | undefined;
  #notes: readonly Line[] = [];
  /** First row that is visible, the notes above the rows counted. */
  #top = 0;
  #visible = 1;
  #cursor = 0;
  #anchor: number | undefined;
  #shift = 0;

  constructor(settings: DiffViewSettings = {}) {
    this.#settings = settings;
    this.#layout = settings.layout ?? 'side-by-side';
    this.show(settings.file);
  }

  get file(): FileDiff | undefined {
    return this.#file;
  }

  /** What the person wants; whether it is drawn so is a matter of width, and of both sides. */
  get layout(): DiffLayout {
    return this.#layout;
  }

  /** Shows a file from its first line on; at the place where the former one was with `keepsPlace`. */
  show(file: FileDiff | undefined, { keepsPlace = false } = {}): void {
    this.#file = file;
    this.#lastNumber = lastNumberOf(file?.hunks.at(-1)?.lines ?? []);
    this.#isOneSided = isOneSided(file);
    this.#cache = new LineCache(file && syntaxOf(file.path));
    this.#drawnShape = undefined;
    this.#anchor = undefined;
    if (keepsPlace) return;
    // What is pressed before the next drawing must not act on the former file's lines.
    this.#rows = [];
    this.#top = 0;
    this.#cursor = 0;
    this.#shift = 0;
  }

  /** Lays out anew after what `remarksOn` gives has changed; the mark stays at its line. */
  refreshRemarks(): void {
    this.#drawnShape = undefined;
  }

  /** The lines that are chosen: that of the mark, or all from where a choice was begun. */
  get chosen(): readonly DiffLine[] {
    if (!this.#settings.hasLineCursor) return [];
    const [first, last] = this.#chosenRows;
    return linesOfRows(this.#rows.slice(first, last + 1));
  }

  key(event: KeyEvent): boolean {
    const name = keyName(event);
    const page = Math.max(1, this.#visible - 1);
    const moves: Readonly<Record<string, () => boolean>> = {
      up: () => this.#move(-1),
      down: () => this.#move(1),
      'shift-up': () => this.#extend(-1),
      'shift-down': () => this.#extend(1),
      v: () => this.#toggleChoice(),
      pageup: () => this.#move(-page) || true,
      pagedown: () => this.#move(page) || true,
      home: () => this.#move(-this.#length) || true,
      end: () => this.#move(this.#length) || true,
      n: () => this.#toChange(1),
      p: () => this.#toChange(-1),
      s: () => this.#setLayout('side-by-side'),
      u: () => this.#setLayout('unified'),
      left: () => this.#shiftBy(-SHIFT_STEP),
      right: () => this.#shiftBy(SHIFT_STEP),
    };
    return moves[name]?.() ?? false;
  }

  wheel(lines: number): void {
    this.#scrollTo(this.#top + lines);
    const first = Math.max(0, this.#top - this.#notes.length);
    const last = this.#top + this.#visible - 1 - this.#notes.length;
    this.#cursor = Math.max(first, Math.min(last, this.#cursor));
  }

  click(_x: number, y: number): boolean {
    if (!this.#settings.hasLineCursor) return false;
    this.#cursor = this.#within(this.#top + y - this.#notes.length);
    this.#anchor = undefined;
    return false;
  }

  view(context: WidgetContext): WidgetView {
    const wanted = this.#settings.height?.(context.height) ?? context.height;
    const shape = this.#shape(context);
    this.#layOut(shape);
    const height = Math.max(
      1,
      this.#settings.fillsHeight ? wanted : Math.min(wanted, this.#length),
    );
    this.#visible = height;
    this.#scrollTo(this.#settings.hasLineCursor ? this.#topForCursor(height) : this.#top);
    const [first, last] = this.#chosenRows;
    const lines = Array.from({ length: height }, (_, index): Line => {
      const at = this.#top + index;
      const note = this.#notes[at];
      if (note) return note;
      const place = at - this.#notes.length;
      const row = this.#rows[place];
      if (!row) return [span(' '.repeat(context.width))];
      const state = {
        isCurrent: place === this.#cursor,
        isChosen: place >= first && place <= last && this.#settings.hasLineCursor === true,
        isFocused: context.isFocused,
      };
      return rowLine(row, state, shape, this.#cache);
    });
    const cursorLine = this.#cursor + this.#notes.length - this.#top;
    return {
      lines,
      focusLine: this.#settings.hasLineCursor ? Math.max(0, Math.min(height - 1, cursorLine)) : 0,
      isCutAbove: this.#top > 0,
      isCutBelow: this.#top + height < this.#length,
    };
  }

  get #length(): number {
    return this.#notes.length + this.#rows.length;
  }

  get #chosenRows(): [number, number] {
    const anchor = this.#anchor ?? this.#cursor;
    return [Math.min(anchor, this.#cursor), Math.max(anchor, this.#cursor)];
  }

  #shape({ width, unicode }: WidgetContext): RowShape {
    const isNarrow = width < WIDTH_FOR_COLUMNS;
    const layout = isNarrow || this.#isOneSided ? 'unified' : this.#layout;
    const hasMark = this.#settings.hasLineCursor === true;
    return rowShape({
      layout,
      width,
      hasMark,
      shift: this.#shift,
      unicode,
      lastNumber: this.#lastNumber,
    });
  }

  #layOut(shape: RowShape): void {
    const drawn = this.#drawnShape;
    this.#drawnShape = shape;
    const isSameWidth = drawn?.width === shape.width;
    if (!isSameWidth) this.#notes = this.#noteLines(shape.width);
    const { remarksOn } = this.#settings;
    if (drawn?.layout === shape.layout && (isSameWidth || !remarksOn)) return;
    const line = lineOfRow(this.#rows[this.#cursor]);
    const remarkWidth = Math.max(8, shape.width - 12);
    this.#rows = diffRows(this.#file?.hunks ?? [], shape.layout, (each) =>
      (remarksOn?.(each) ?? []).flatMap((text) => wrapText(text, remarkWidth)),
    );
    this.#anchor = undefined;
    const kept = line ? this.#rows.findIndex((row) => lineOfRow(row) === line) : -1;
    this.#cursor = kept >= 0 ? kept : this.#within(this.#cursor);
  }

  #noteLines(width: number): Line[] {
    const placeholder = this.#settings.placeholder?.();
    if (!this.#file) return placeholder ? [placeholder] : [];
    return fileNotes(this.#file).flatMap(({ text, role }) => wrapped(text, width, role));
  }

  #within(row: number): number {
    return Math.max(0, Math.min(this.#rows.length - 1, row));
  }

  #topForCursor(height: number): number {
    const at = this.#cursor === 0 ? 0 : this.#cursor + this.#notes.length;
    return Math.max(at - height + 1, Math.min(this.#top, at));
  }

  #scrollTo(top: number): void {
    this.#top = Math.max(0, Math.min(this.#length - this.#visible, top));
  }

  /** False where there is nothing more in that direction. */
  #move(rows: number): boolean {
    if (this.#settings.hasLineCursor) {
      const before = this.#cursor;
      this.#cursor = this.#within(before + rows);
      return this.#cursor !== before;
    }
    const before = this.#top;
    this.#scrollTo(before + rows);
    return this.#top !== before;
  }

  #extend(step: 1 | -1): boolean {
    if (!this.#settings.hasLineCursor) return false;
    this.#anchor ??= this.#cursor;
    this.#move(step);
    return true;
  }

  #toggleChoice(): boolean {
    if (!this.#settings.hasLineCursor) return false;
    this.#anchor = this.#anchor === undefined ? this.#cursor : undefined;
    return true;
  }

  /** To the first line of a change; false where there is none further on. */
  #toChange(step: 1 | -1): boolean {
    const isStart = (row: number) =>
      isChangeRow(this.#rows[row]) && !isChangeRow(this.#rows[row - 1]);
    const from = this.#settings.hasLineCursor ? this.#cursor : this.#changeInSight;
    for (let row = from + step; row >= 0 && row < this.#rows.length; row += step) {
      if (!isStart(row)) continue;
      this.#cursor = row;
      // With what leads to it.
      this.#scrollTo(Math.max(0, row + this.#notes.length - CONTEXT_ABOVE));
      return true;
    }
    return false;
  }

  /** Where the last step went to, as long as that is what the view begins with. */
  get #changeInSight(): number {
    const top = this.#top - this.#notes.length;
    const isThere = this.#cursor >= top && this.#cursor <= top + CONTEXT_ABOVE;
    const isAtEnd = this.#top + this.#visible >= this.#length && this.#cursor >= top;
    return isThere || isAtEnd ? this.#cursor : top + CONTEXT_ABOVE;
  }

  #setLayout(layout: DiffLayout): boolean {
    this.#layout = layout;
    this.#settings.onLayout?.(layout);
    return true;
  }

  /** As far as the longest line in sight has more to show. */
  #shiftBy(cells: number): boolean {
    const wanted = Math.max(0, this.#shift + cells);
    if (cells < 0 || !this.#drawnShape) {
      this.#shift = wanted;
      return true;
    }
    const first = Math.max(0, this.#top - this.#notes.length);
    const inSight = this.#rows.slice(first, first + this.#visible).flatMap(linesOfRow);
    const widest = Math.max(0, ...inSight.map((line) => lineWidth(codeLine(line))));
    const farthest = Math.max(0, widest - textRoom(this.#drawnShape));
    this.#shift = Math.max(this.#shift, Math.min(wanted, farthest));
    return true;
  }
}

/** Lines that stay visible above a change that was gone to. */
const CONTEXT_ABOVE = 4;

function isOneSided(file: FileDiff | undefined): boolean {
  const lines = file?.hunks.flatMap((hunk) => hunk.lines) ?? [];
  const [first] = lines;
  return first?.kind !== 'context' && lines.every(({ kind }) => kind === first?.kind);
}

function lastNumberOf(lines: readonly DiffLine[]): number {
  return lines.reduce((most, line) => Math.max(most, line.old ?? 0, line.new ?? 0), 0);
}
