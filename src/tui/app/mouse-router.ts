/** Whose a mouse event is: a dialog's, a gesture's under way, a program's, or qtui's own. */
import { type Disposable, DisposableStore } from '../../core/lifecycle.js';
import type { MouseEvent } from '../input/events.js';
import { isWheel } from '../input/mouse.js';
import { focusedPane, focusPane } from '../model/layout.js';
import type { Hit } from '../views/screen-view.js';
import type { ActionContext } from './action.js';
import type { InputRouter } from './input-router.js';
import { ChromeMouse } from './mouse/chrome-mouse.js';
import { ClickCounter } from './mouse/click-counter.js';
import type { Gesture } from './mouse/gesture.js';
import { turnWheel, wheelLines } from './mouse/pane-wheel.js';
import { ProgramDrag, ProgramMouse } from './mouse/program-mouse.js';

export class MouseRouter implements Disposable {
  readonly #context: ActionContext;
  readonly #hit: (x: number, y: number) => Hit;
  readonly #chrome: ChromeMouse;
  readonly #program: ProgramMouse;
  readonly #clicks = new ClickCounter();
  readonly #owned = new DisposableStore();
  #gesture: { readonly button: MouseEvent['button']; readonly gesture: Gesture } | undefined;

  constructor(context: ActionContext, router: InputRouter, hit: (x: number, y: number) => Hit) {
    const { app, panes } = context;
    this.#context = context;
    this.#hit = hit;
    this.#chrome = new ChromeMouse(context, router);
    this.#program = new ProgramMouse(app, panes);
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
    if (event.action === 'press') this.#press(hit, event);
    else if (hit.kind === 'pane' && event.button === 'none') this.#hover(hit.place.paneId, event);
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
    if (!gesture.handle(event)) this.#gesture = undefined;
    return true;
  }

  #cancelGesture(): void {
    const { gesture } = this.#gesture ?? {};
    this.#gesture = undefined;
    gesture?.cancel();
  }

  #press(hit: Hit, event: MouseEvent): void {
    if (hit.kind === 'dialog') {
      this.#onDialog(hit.local, event);
      return;
    }
    if (isWheel(event)) {
      if (hit.kind === 'pane') this.#onWheel(hit.place.paneId, event);
      else if (hit.kind !== 'nothing') this.#chrome.wheel(hit, event);
      return;
    }
    this.#endWaiting();
    const count = this.#clicks.press(event);
    const gesture =
      hit.kind === 'pane'
        ? this.#onPane(hit.place.paneId, event)
        : hit.kind === 'nothing'
          ? undefined
          : this.#chrome.press(hit, event, count);
    if (gesture) this.#gesture = { button: event.button, gesture };
  }

  /** A button, like a key, ends a notice and what the leader was waiting for. */
  #endWaiting(): void {
    this.#context.app.store.update((state) => {
      if (!state.notice && !state.isLeaderPending) return state;
      const { notice: _read, ...rest } = state;
      return { ...rest, isLeaderPending: false };
    });
  }

  #onDialog(local: { x: number; y: number } | undefined, event: MouseEvent): void {
    const dialog = this.#context.app.dialogs.top;
    const lines = wheelLines(event);
    if (lines !== 0) dialog?.wheel(-lines);
    else if (event.button === 'left' && local) dialog?.click(local.x, local.y);
  }

  #onWheel(paneId: string, event: MouseEvent): void {
    const place = this.#program.place(paneId);
    const lines = wheelLines(event);
    if (place && this.#program.isFor(place, event)) this.#program.send(place, event);
    else if (lines !== 0) turnWheel(this.#context, paneId, lines);
  }

  #onPane(paneId: string, event: MouseEvent): Gesture | undefined {
    const { app } = this.#context;
    const { state } = app.store;
    const givesFocus = event.button === 'left' && focusedPane(state.layout) !== paneId;
    if (givesFocus) app.layout.apply((layout) => focusPane(layout, paneId));
    const place = this.#program.place(paneId);
    if (!place || !this.#program.isFor(place, event)) return undefined;
    // Going to an agent that asks something must not answer it.
    const isAsking = state.panes.get(paneId)?.info?.agentState === 'waiting';
    return givesFocus && isAsking ? undefined : new ProgramDrag(this.#program, place, event);
  }

  #hover(paneId: string, event: MouseEvent): void {
    const place = this.#program.place(paneId);
    if (place && this.#program.isFor(place, event)) this.#program.send(place, event);
  }

  dispose(): void {
    this.#cancelGesture();
    this.#owned.dispose();
  }
}
