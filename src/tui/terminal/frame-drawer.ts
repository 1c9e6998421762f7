import type { Disposable } from '../../core/lifecycle.js';
import type { ScreenInternals } from './blessed-internals.js';
import { Painter } from './draw.js';
import type { PaneBox } from './pane-box.js';
import {
  BEGIN_FRAME,
  cursorShapeSequence,
  END_FRAME,
  HIDE_CURSOR,
  type OuterCursor,
  SHOW_CURSOR,
} from './sequences.js';
import type { TerminalWriter } from './streams.js';
import type { StyleTable } from './style-table.js';
import type { ShownScreen } from './taken.js';

export interface FrameDrawerOptions {
  internals: ScreenInternals;
  styles: StyleTable;
  unicode: boolean;
  writer: TerminalWriter;
  /** Whether the terminal shows a frame between its marks at once. */
  synchronizesUpdates: () => boolean;
}

/**
 * Draws what blessed rendered: one write per frame, and none while the terminal is behind; what is
 * then left out stays marked and goes with the next frame.
 */
export class FrameDrawer implements Disposable {
  readonly #options: FrameDrawerOptions;
  readonly #painter: Painter;
  /** The record of the screen that was drawn last; another one means that nothing is known. */
  #shown: unknown;
  #body = '';
  #cursor: OuterCursor | null = null;
  /** The cursor as the terminal shows it; undefined when unknown. */
  #shownCursor: OuterCursor | null | undefined;
  #isPaused = false;
  #isAllWanted = false;
  readonly #wanted = new Set<PaneBox>();

  readonly #onPrerender = () => {
    const { styles, internals } = this.#options;
    if (!styles.isFull) return;
    styles.keepOnly([...internals.lines, ...internals.olines]);
    if (!styles.isFull) return;
    styles.reset();
    internals.alloc();
  };
  readonly #onRender = () => this.#finish();

  constructor(options: FrameDrawerOptions) {
    this.#options = options;
    this.#painter = new Painter(options);
    const { internals } = options;
    internals.draw = (first, last) => this.#draw(first, last);
    internals.on('prerender', this.#onPrerender);
    internals.on('render', this.#onRender);
  }

  /** Something outside of panes' boxes, or their places, may have changed. */
  want(): void {
    this.#isAllWanted = true;
  }

  /** A frame has changed rows of a pane's box. */
  wantChanges(box: PaneBox): void {
    this.#wanted.add(box);
  }

  /** Renders and draws what is wanted, and no more than that where it can. */
  render(): void {
    const { internals, styles } = this.#options;
    const isAll = this.#isAllWanted || styles.isFull || !this.#renderChanges();
    this.#isAllWanted = false;
    this.#wanted.clear();
    if (isAll) {
      internals.render();
    } else {
      this.#draw(0, internals.lines.length - 1);
      this.#finish();
    }
  }

  /**
   * Renders and draws what frames brought to this box, ahead of all else that is wanted; false where
   * more than that has to be rendered.
   */
  renderOnly(box: PaneBox): boolean {
    const { internals, styles } = this.#options;
    if (this.#isAllWanted || styles.isFull || !this.#mayDraw || !box.renderChanges()) return false;
    this.#wanted.delete(box);
    this.#draw(0, internals.lines.length - 1);
    this.#finish();
    return true;
  }

  #renderChanges(): boolean {
    for (const box of this.#wanted) if (!box.renderChanges()) return false;
    return true;
  }

  setCursor(cursor: OuterCursor | null): void {
    this.#cursor = cursor;
  }

  /**
   * Takes over what the terminal shows, without a cursor, where it has the size of the screen: the
   * next frame writes only what differs.
   */
  adopt({ size, rows }: ShownScreen): void {
    const { olines } = this.#options.internals;
    if (size.rows !== olines.length || size.cols !== olines[0]?.length) return;
    rows.forEach((line, y) => {
      line.forEach(([attribute, text], x) => {
        const cell = olines[y]?.[x];
        if (cell) [cell[0], cell[1]] = [attribute, text];
      });
    });
    this.#shown = olines;
    this.#shownCursor = null;
  }

  /** While paused nothing is drawn and nothing forgotten. */
  setPaused(paused: boolean): void {
    this.#isPaused = paused;
  }

  /** Holds from the next full frame on. */
  setUnicode(unicode: boolean): void {
    this.#painter.setUnicode(unicode);
  }

  /** Nothing is known of what the terminal shows. */
  forget(): void {
    this.#options.internals.alloc();
    this.#shownCursor = undefined;
  }

  get #mayDraw(): boolean {
    return !this.#isPaused && !this.#options.writer.isBlocked;
  }

  #draw(first: number, last: number): void {
    if (!this.#mayDraw) return;
    const { lines, olines } = this.#options.internals;
    const clear = this.#shown === olines ? '' : Painter.CLEAR;
    this.#shown = olines;
    this.#body = clear + this.#painter.paint(lines, olines, first, last);
  }

  #finish(): void {
    if (!this.#mayDraw) return;
    const body = this.#body;
    this.#body = '';
    const wasShown = this.#shownCursor !== null;
    const cursor = this.#cursorSequence(body !== '');
    if (body === '' && cursor === '') return;
    const { writer, synchronizesUpdates } = this.#options;
    if (body === '') {
      writer.write(cursor);
      return;
    }
    const frame = wasShown ? HIDE_CURSOR + body + cursor : body + cursor;
    writer.write(synchronizesUpdates() ? BEGIN_FRAME + frame + END_FRAME : frame);
  }

  /** The cursor as it shall be; the body moved and hid it. */
  #cursorSequence(wasMoved: boolean): string {
    const cursor = this.#cursor;
    const shown = this.#shownCursor;
    this.#shownCursor = cursor;
    if (cursor === null) return wasMoved || shown === null ? '' : HIDE_CURSOR;
    const isPlaced = shown?.x === cursor.x && shown.y === cursor.y;
    const isShaped = shown?.shape === cursor.shape && shown.blink === cursor.blink;
    const place = isPlaced && !wasMoved ? '' : `\x1b[${cursor.y + 1};${cursor.x + 1}H`;
    const shape = isShaped ? '' : cursorShapeSequence(cursor.shape, cursor.blink);
    const show = wasMoved || shown === null || shown === undefined ? SHOW_CURSOR : '';
    return place + shape + show;
  }

  dispose(): void {
    const { internals } = this.#options;
    internals.draw = () => {};
    internals.removeListener('prerender', this.#onPrerender);
    internals.removeListener('render', this.#onRender);
  }
}
