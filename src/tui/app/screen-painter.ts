import { type Disposable, DisposableStore, toDisposable } from '../../core/lifecycle.js';
import { onStage } from '../model/stage.js';
import type { ScreenView } from '../views/screen-view.js';
import type { ActionContext } from './actions/action.js';
import { screenTexts } from './actions/hints.js';
import type { StatusPoller } from './sessions/status-poller.js';

/** Paints once a turn when something has changed, and keeps the clock of what counts time. */
export class ScreenPainter implements Disposable {
  readonly #context: ActionContext;
  readonly #view: ScreenView;
  readonly #poller: StatusPoller;
  readonly #owned = new DisposableStore();
  #isPlanned = false;

  constructor(context: ActionContext, view: ScreenView, poller: StatusPoller) {
    this.#context = context;
    this.#view = view;
    this.#poller = poller;
    const { app } = context;
    this.#owned.add(app.store.onChange(() => this.#plan()));
    this.#owned.add(app.dialogs.onChange(() => this.#plan()));
    const clock = setInterval(() => this.#tick(), 1000);
    clock.unref();
    this.#owned.add(toDisposable(() => clearInterval(clock)));
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    queueMicrotask(() => {
      this.#isPlanned = false;
      if (!this.#owned.isDisposed) this.paint();
    });
  }

  /** Time is drawn in titles while something is busy or waits; notices end by it. */
  #tick(): void {
    const { store } = this.#context.app;
    const now = Date.now();
    const { notice, panes } = store.state;
    const hasEnded = notice !== undefined && notice.until <= now;
    const counts = [...panes.values()].some(
      ({ info }) => info?.agentState === 'busy' || info?.agentState === 'waiting',
    );
    if (!hasEnded && !counts) return;
    store.update((state) => {
      const { notice: shown, ...rest } = state;
      return shown && shown.until > now ? { ...state, now } : { ...rest, now };
    });
  }

  paint(): void {
    const { app, panes, actions } = this.#context;
    const state = onStage(app.store.state);
    const cursor = this.#view.draw(state, app.dialogs, screenTexts(actions, state));
    panes.sync(state);
    this.#poller.sync(app.store.state);
    if (app.dialogs.top) {
      app.terminal.setCursor(cursor ? { ...cursor, shape: 'bar', blink: false } : null);
    }
    app.terminal.requestRender();
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
