/** Selecting with the mouse. */
import type { MouseEvent } from '../../input/events.js';
import { isWheel } from '../../input/mouse.js';
import { comparePositions, type Position } from '../../model/copy-mode/position.js';
import type { Selection, SelectionKind } from '../../model/copy-mode/selection.js';
import { isAtBottom } from '../../model/copy-mode/state.js';
import { contains, type Rect } from '../../model/geometry.js';
import { programRect, visiblePlace, visibleRows } from '../../model/state.js';
import type { App } from '../app.js';
import type { CopyMode } from '../copy-mode/copy-mode.js';
import { EdgeScroll } from './edge-scroll.js';
import { type Gesture, isReleaseOf } from './gesture.js';
import type { KeptSelections } from './kept-selections.js';
import { wheelLines } from './pane-wheel.js';

export interface SelectionParts {
  readonly app: App;
  readonly copyMode: CopyMode;
  readonly kept: KeptSelections;
  /** Else what was selected waits in copy mode for a key. */
  readonly copiesOnSelect: boolean;
}

export interface SelectionStart {
  readonly paneId: string;
  readonly press: MouseEvent;
  readonly kind: SelectionKind;
  /** What was selected before; a click with Shift draws it to where it is. */
  readonly former: Selection | undefined;
  /** The button went up where it had gone down, and that selects nothing. */
  readonly onClick: (position: Position) => void;
}

/** Cells of what a pane shows, without the line on an ended program; undefined while it is not seen. */
function roomOf(app: App, paneId: string): Rect | undefined {
  const { state } = app.store;
  const place = visiblePlace(state, paneId);
  return place && programRect(state, place, true);
}

/**
 * Selects from the press to the pointer. The pane is frozen meanwhile, so that what is selected
 * stays where it is; beyond the upper or lower edge the view scrolls.
 */
export class SelectionDrag implements Gesture {
  readonly #parts: SelectionParts;
  readonly #start: SelectionStart;
  readonly #anchor: Position;
  readonly #wasLive: boolean;
  readonly #edge: EdgeScroll;
  #pointer: MouseEvent;
  #isSelecting = false;

  private constructor(parts: SelectionParts, start: SelectionStart, anchor: Position) {
    this.#parts = parts;
    this.#start = start;
    this.#anchor = anchor;
    this.#pointer = start.press;
    this.#wasLive = parts.copyMode.state(start.paneId) === undefined;
    this.#edge = new EdgeScroll((lines) => this.#scroll(lines));
    if (start.kind === 'words' || start.kind === 'lines') this.#draw(anchor);
  }

  /** Undefined where there is nothing to select from. */
  static begin(parts: SelectionParts, start: SelectionStart): SelectionDrag | undefined {
    const { paneId, press } = start;
    const room = roomOf(parts.app, paneId);
    if (!room || !contains(room, press.x, press.y)) return undefined;
    const anchor = parts.copyMode.positionAt(paneId, press.x - room.x, press.y - room.y);
    return anchor && new SelectionDrag(parts, start, anchor);
  }

  handle(event: MouseEvent): boolean {
    const room = roomOf(this.#parts.app, this.#start.paneId);
    if (!room) {
      this.cancel();
      return false;
    }
    if (isWheel(event)) this.#scroll(-wheelLines(event));
    else if (event.action === 'move') {
      this.#pointer = event;
      this.#follow();
      this.#edge.setDistance(beyond(room, event.y));
    } else if (isReleaseOf(this.#start.press, event)) {
      this.#edge.stop();
      this.#finish();
      return false;
    }
    return true;
  }

  /** What was selected so far is given up. */
  cancel(): void {
    const { copyMode } = this.#parts;
    const { paneId } = this.#start;
    this.#edge.stop();
    if (!this.#isSelecting) return;
    if (this.#wasLive) copyMode.leave(paneId);
    else copyMode.select(paneId, undefined);
  }

  #scroll(lines: number): void {
    if (!roomOf(this.#parts.app, this.#start.paneId)) this.#edge.stop();
    else if (lines !== 0) {
      this.#parts.copyMode.scrollBy(this.#start.paneId, lines);
      this.#follow();
    }
  }

  /** Draws the selection to the pointer, once that has left the cell it began in. */
  #follow(): void {
    const { app, copyMode } = this.#parts;
    const { paneId } = this.#start;
    const room = roomOf(app, paneId);
    const { x, y } = this.#pointer;
    const head = room && copyMode.positionAt(paneId, x - room.x, y - room.y);
    if (!head) return;
    const hasLeft = comparePositions(head, this.#anchor) !== 0 || beyond(room, y) !== 0;
    if (this.#isSelecting || hasLeft) this.#draw(head);
  }

  #draw(head: Position): void {
    const { paneId, kind } = this.#start;
    this.#isSelecting = true;
    this.#parts.copyMode.select(paneId, { kind, anchor: this.#anchor, head });
  }

  #finish(): void {
    const { copyMode } = this.#parts;
    const { paneId, press, former, onClick } = this.#start;
    if (!this.#isSelecting && press.shift && former) {
      this.#isSelecting = true;
      copyMode.select(paneId, { ...former, head: this.#anchor });
    }
    if (this.#isSelecting) this.#take();
    else onClick(this.#anchor);
  }

  /** The selection is made: it is copied, or left to the keys of copy mode. */
  #take(): void {
    const { app, copyMode, kept, copiesOnSelect } = this.#parts;
    const { paneId } = this.#start;
    if (!copyMode.selectedText(paneId)) this.cancel();
    else if (copiesOnSelect) {
      copyMode.copy(paneId);
      const state = copyMode.state(paneId);
      const isAtNewest = state && isAtBottom(state, visibleRows(app.store.state, paneId));
      if (this.#wasLive && isAtNewest) kept.keep(paneId);
    } else copyMode.enter(paneId);
  }
}

/** Rows that a cell lies above (negative) or below a rectangle. */
function beyond({ y: top, height }: Rect, y: number): number {
  const bottom = top + height - 1;
  return y < top ? y - top : Math.max(0, y - bottom);
}
