import type { MouseEvent } from '../../input/events.js';
import { type BorderPlace, isSameBorder, movedSizes } from '../../model/geometry.js';
import { activeTab, setWeights } from '../../model/layout.js';
import { visibleGeometry } from '../../model/state.js';
import type { App } from '../app.js';
import { type Gesture, isReleaseOf } from './gesture.js';

/** Moves a border between panes with the pointer, as far as the smallest panes allow. */
export class BorderDrag implements Gesture {
  readonly #app: App;
  /** As it was when the button went down. */
  readonly #border: BorderPlace;
  readonly #press: MouseEvent;
  readonly #tabId: number | undefined;
  readonly #onClick: () => void;
  #hasMoved = false;

  /** `onClick`: the button went up and the pointer had not moved. */
  constructor(app: App, border: BorderPlace, press: MouseEvent, onClick: () => void) {
    this.#app = app;
    this.#border = border;
    this.#press = press;
    this.#tabId = activeTab(app.store.state.layout)?.id;
    this.#onClick = onClick;
  }

  handle(event: MouseEvent): boolean {
    if (event.action === 'move' && !this.#move(event)) return false;
    if (!isReleaseOf(this.#press, event)) return true;
    if (!this.#hasMoved) this.#onClick();
    return false;
  }

  /** False when the border is gone. */
  #move({ x, y }: MouseEvent): boolean {
    const { state } = this.#app.store;
    const tab = activeTab(state.layout);
    const borders = visibleGeometry(state)?.borders ?? [];
    const isThere = borders.some((each) => isSameBorder(each, this.#border));
    if (!tab || tab.id !== this.#tabId || !isThere) return false;
    const cells = this.#border.direction === 'row' ? x - this.#press.x : y - this.#press.y;
    this.#hasMoved ||= cells !== 0;
    const sizes = movedSizes(this.#border, cells);
    this.#app.layout.apply((layout) => setWeights(layout, tab.id, this.#border.path, sizes));
    return true;
  }

  cancel(): void {}
}
