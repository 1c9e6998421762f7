/** What the mouse does: focus, the bars' buttons, borders, scrolling; else it is the program's. */
import { encodeMouse } from '../input/encode-mouse.js';
import type { MouseEvent } from '../input/events.js';
import { type BorderPlace, movedSizes } from '../model/geometry.js';
import { activateTab, activeTab, focusedPane, focusPane, setWeights } from '../model/layout.js';
import { programRect, visibleGeometry } from '../model/state.js';
import type { Hit } from '../views/screen-view.js';
import type { ActionContext } from './action.js';
import type { InputRouter } from './input-router.js';

const WHEEL_LINES = 3;

type Drag =
  /** The program got the press: it gets everything until the release. */
  | { kind: 'program'; paneId: string }
  /** The border as it was when the button went down at this cell. */
  | { kind: 'border'; border: BorderPlace; x: number; y: number; tabId: number };

export class MouseRouter {
  readonly #context: ActionContext;
  readonly #router: InputRouter;
  readonly #hit: (x: number, y: number) => Hit;
  #drag: Drag | undefined;

  constructor(context: ActionContext, router: InputRouter, hit: (x: number, y: number) => Hit) {
    this.#context = context;
    this.#router = router;
    this.#hit = hit;
  }

  handle(event: MouseEvent): void {
    if (this.#drag && event.action !== 'press') {
      this.#continueDrag(this.#drag, event);
      return;
    }
    this.#drag = undefined;
    const hit = this.#hit(event.x, event.y);
    // A dialog that is open and not drawn yet has the mouse already.
    if (this.#context.app.dialogs.top && hit.kind !== 'dialog') return;
    if (hit.kind === 'dialog') this.#onDialog(hit.local, event);
    else if (hit.kind === 'pane') this.#onPane(hit.place.paneId, event);
    else if (event.button === 'left' && event.action === 'press') this.#onPress(hit, event);
  }

  #onDialog(local: { x: number; y: number } | undefined, event: MouseEvent): void {
    const dialog = this.#context.app.dialogs.top;
    if (!dialog || event.action !== 'press') return;
    if (event.button === 'wheel-up') dialog.wheel(-WHEEL_LINES);
    else if (event.button === 'wheel-down') dialog.wheel(WHEEL_LINES);
    else if (event.button === 'left' && local) dialog.click(local.x, local.y);
  }

  #onPress(hit: Hit, event: MouseEvent): void {
    const { app } = this.#context;
    if (hit.kind === 'tab-bar') {
      const { target } = hit;
      if (target?.kind === 'tab') app.layout.apply((layout) => activateTab(layout, target.id));
      else if (target) this.#runById('new-session');
    } else if (hit.kind === 'status-bar' && hit.actionId) {
      this.#runById(hit.actionId);
    } else if (hit.kind === 'frame') {
      app.layout.apply((layout) => focusPane(layout, hit.paneId));
    } else if (hit.kind === 'border') {
      const tab = activeTab(app.store.state.layout);
      if (tab)
        this.#drag = { kind: 'border', border: hit.border, x: event.x, y: event.y, tabId: tab.id };
    }
  }

  #runById(id: string): void {
    const { app, actions } = this.#context;
    app.store.update((state) => ({ ...state, isLeaderPending: false }));
    const action = actions.find(id);
    if (action) this.#router.run(action);
  }

  #onPane(paneId: string, event: MouseEvent): void {
    const { app, panes } = this.#context;
    const isFocused = focusedPane(app.store.state.layout) === paneId;
    if (event.action === 'press' && event.button === 'left' && !isFocused) {
      app.layout.apply((layout) => focusPane(layout, paneId));
    }
    const pane = app.store.state.panes.get(paneId);
    const isLive = pane?.info && !pane.info.exit && !pane.history;
    if (isLive && panes.modes(paneId).mouseTracking !== 'none') {
      this.#toProgram(paneId, event);
      if (event.action === 'press' && !event.button.startsWith('wheel')) {
        this.#drag = { kind: 'program', paneId };
      }
      return;
    }
    const lines = { 'wheel-up': WHEEL_LINES, 'wheel-down': -WHEEL_LINES }[event.button as string];
    if (lines !== undefined && event.action === 'press') this.#wheel(paneId, lines);
  }

  /** In the alternate screen there is no scrollback: the wheel types arrows, as in xterm. */
  #wheel(paneId: string, lines: number): void {
    const { app, panes } = this.#context;
    const pane = app.store.state.panes.get(paneId);
    const { alternateScreen, applicationCursor } = panes.modes(paneId);
    if (alternateScreen && !pane?.info?.exit) {
      const arrow = `\x1b${applicationCursor ? 'O' : '['}${lines > 0 ? 'A' : 'B'}`;
      panes.write(paneId, Buffer.from(arrow.repeat(Math.abs(lines))));
    } else if (lines > 0 || pane?.history) panes.scrollBy(paneId, lines);
  }

  #toProgram(paneId: string, event: MouseEvent): void {
    const { app, panes } = this.#context;
    const { state } = app.store;
    const place = visibleGeometry(state)?.panes.find((each) => each.paneId === paneId);
    if (!place) return;
    const { x, y, width, height } = programRect(state, place, true);
    const local = { x: event.x - x, y: event.y - y };
    const size = { cols: width, rows: height };
    const bytes = encodeMouse(event, local, panes.modes(paneId), size);
    if (bytes) panes.write(paneId, bytes);
  }

  #continueDrag(drag: Drag, event: MouseEvent): void {
    const { app } = this.#context;
    if (drag.kind === 'program') this.#toProgram(drag.paneId, event);
    else {
      const cells = drag.border.direction === 'row' ? event.x - drag.x : event.y - drag.y;
      const sizes = movedSizes(drag.border, cells);
      app.layout.apply((layout) => setWeights(layout, drag.tabId, drag.border.path, sizes));
    }
    if (event.action === 'release') this.#drag = undefined;
  }
}
