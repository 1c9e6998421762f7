/** Whose a mouse event is: a dialog's, a gesture's under way, a program's, or qtui's own. */
import { type Disposable, DisposableStore } from '../../../core/lifecycle.js';
import type { MouseEvent } from '../../input/events.js';
import { isWheel } from '../../input/mouse.js';
import { focusedPane, focusPane } from '../../model/layout.js';
import { afterInput } from '../../model/state.js';
import type { Hit } from '../../views/screen-view.js';
import type { Action, ActionContext } from '../actions/action.js';
import { ChromeMouse } from './chrome-mouse.js';
import { type ClickCount, ClickCounter } from './click-counter.js';
import type { Gesture } from './gesture.js';
import { PaneMouse, type PaneMouseOptions } from './pane-mouse.js';
import { wheelLines } from './pane-wheel.js';
import { ProgramDrag, ProgramMouse } from './program-mouse.js';

export interface MouseRouterOptions extends PaneMouseOptions {
  /** What lies at a 0-based cell of the screen. */
  readonly hit: (x: number, y: number) => Hit;
  readonly runAction: (action: Action) => void;
}

/** Takes every mouse event; at most one gesture is under way. */
export class MouseRouter implements Disposable {
  readonly #context: ActionContext;
  readonly #hit: (x: number, y: number) => Hit;
  readonly #chrome: ChromeMouse;
  readonly #program: ProgramMouse;
  readonly #pane: PaneMouse;
  readonly #clicks = new ClickCounter();
  readonly #owned = new DisposableStore();
  #gesture: { readonly button: MouseEvent['button']; readonly gesture: Gesture } | undefined;

  constructor(context: ActionContext, options: MouseRouterOptions) {
    const { app, panes } = context;
    this.#context = context;
    this.#hit = options.hit;
    this.#chrome = new ChromeMouse(context, options.runAction);
    this.#program = new ProgramMouse(app, panes);
    this.#pane = new PaneMouse(context, options);
    this.#owned.add(
      app.dialogs.onChange(() => {
        if (app.dialogs.top) this.#cancelGesture();
      }),
    );
  }

  handle(event: MouseEvent): void {
    if (this.#continueGesture(event)) return;
    const { dialogs } = this.#context.app;
    const hit = this.#hit(event.x, event.y);
    // A dialog that is open and not drawn yet has the mouse already.
    if (dialogs.top && hit.kind !== 'dialog') return;
    if (this.#context.app.store.state.tool && hit.kind !== 'dialog') this.#onTool(hit, event);
    else if (event.action === 'press') this.#press(hit, event);
    else if (hit.kind === 'pane' && event.button === 'none')
      this.#toProgram(hit.place.paneId, event);
  }

  /** True when the event was the gesture's. */
  #continueGesture(event: MouseEvent): boolean {
    if (!this.#gesture) return false;
    const { button, gesture } = this.#gesture;
    // Its release was lost: the button goes down again, or the pointer moves without it.
    const isStale =
      (event.action === 'press' && event.button === button) ||
      (event.action === 'move' && event.button === 'none');
    if (isStale) {
      this.#cancelGesture();
      return false;
    }
    if (event.action === 'move') this.#clicks.reset();
    if (!gesture.handle(event)) this.#gesture = undefined;
    return true;
  }

  #cancelGesture(): void {
    const { gesture } = this.#gesture ?? {};
    this.#gesture = undefined;
    gesture?.cancel();
  }

  #press(hit: Hit, event: MouseEvent): void {
    if (hit.kind === 'dialog') this.#onDialog(hit.local, event);
    else if (isWheel(event)) this.#onWheel(hit, event);
    else {
      const gesture = this.#begin(hit, event, this.#clicks.press(event));
      if (gesture) this.#gesture = { button: event.button, gesture };
    }
  }

  /** What is around a tool is not there to be used meanwhile. */
  #onTool(hit: Hit, event: MouseEvent): void {
    const place = hit.kind === 'pane' ? this.#program.place(hit.place.paneId) : undefined;
    if (!place || !this.#program.isFor(place, event)) return;
    if (event.action !== 'press' || isWheel(event)) this.#program.send(place, event);
    else {
      const gesture = new ProgramDrag(this.#program, place, event);
      this.#gesture = { button: event.button, gesture };
    }
  }

  #begin(hit: Hit, event: MouseEvent, count: ClickCount): Gesture | undefined {
    const { store } = this.#context.app;
    const pane = hit.kind === 'pane' ? store.state.panes.get(hit.place.paneId) : undefined;
    const former = pane?.copyMode?.selection ?? pane?.keptSelection?.selection;
    // A button, like a key, ends what is shown until then and what the leader was waiting for.
    store.update(afterInput);
    store.update((state) => (state.isLeaderPending ? { ...state, isLeaderPending: false } : state));
    if (hit.kind === 'nothing' || hit.kind === 'dialog') return undefined;
    if (hit.kind !== 'pane') return this.#chrome.press(hit, event, count);
    return this.#onPane(hit.place.paneId, event, (paneId) =>
      this.#pane.press(paneId, event, count, former),
    );
  }

  #onDialog(local: { x: number; y: number } | undefined, event: MouseEvent): void {
    const dialog = this.#context.app.dialogs.keyed;
    const lines = wheelLines(event);
    if (lines !== 0) dialog?.wheel(-lines);
    else if (!local) return;
    else if (event.button === 'left') dialog?.click(local.x, local.y, this.#clicks.press(event));
    else if (event.button === 'right') dialog?.menu(local.x, local.y);
  }

  #onWheel(hit: Hit, event: MouseEvent): void {
    if (hit.kind !== 'pane') {
      if (hit.kind !== 'nothing' && hit.kind !== 'dialog') this.#chrome.wheel(hit, event);
      return;
    }
    const { paneId } = hit.place;
    if (!this.#toProgram(paneId, event)) this.#pane.wheel(paneId, event);
  }

  #onPane(
    paneId: string,
    event: MouseEvent,
    otherwise: (paneId: string) => Gesture | undefined,
  ): Gesture | undefined {
    const { app } = this.#context;
    const { state } = app.store;
    const givesFocus = event.button === 'left' && focusedPane(state.layout) !== paneId;
    if (givesFocus) app.layout.apply((layout) => focusPane(layout, paneId));
    const place = this.#program.place(paneId);
    if (!place || !this.#program.isFor(place, event)) return otherwise(paneId);
    // Going to an agent that asks something must not answer it.
    const isAsking = state.panes.get(paneId)?.info?.agentState === 'waiting';
    return givesFocus && isAsking ? undefined : new ProgramDrag(this.#program, place, event);
  }

  /** True when the event was the program's. */
  #toProgram(paneId: string, event: MouseEvent): boolean {
    const place = this.#program.place(paneId);
    if (!place || !this.#program.isFor(place, event)) return false;
    this.#program.send(place, event);
    return true;
  }

  dispose(): void {
    this.#cancelGesture();
    this.#owned.dispose();
  }
}
