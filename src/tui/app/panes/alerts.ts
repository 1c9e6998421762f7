/** What programs tell the person who does not look at them: bells and notifications. */
import type { Config } from '../../../core/config.js';
import { type Disposable, DisposableStore } from '../../../core/lifecycle.js';
import type { PaneNotification } from '../../../core/ports/host.js';
import { printable } from '../../../core/text.js';
import { focusedPane } from '../../model/layout.js';
import { paneTitle } from '../../model/selectors.js';
import type { App } from '../app.js';

/** Shortest time between two bells of the person's terminal, ms. */
const BELL_PAUSE = 200;

type Settings = Pick<Config['terminal'], 'bell' | 'notifications'>;

/** Tells them on, as the settings say. */
export class Alerts implements Disposable {
  readonly #app: App;
  readonly #settings: () => Settings;
  readonly #subscriptions = new DisposableStore();
  #rungAt = Number.NEGATIVE_INFINITY;

  constructor(app: App, settings: () => Settings) {
    this.#app = app;
    this.#settings = settings;
    this.#subscriptions.add(app.link.onBell(() => this.#onBell()));
    this.#subscriptions.add(app.link.onNotification((told) => this.#onNotification(told)));
  }

  /** The tab's mark comes with the host's list of panes. */
  #onBell(): void {
    const now = performance.now();
    if (this.#settings().bell !== 'forward' || now - this.#rungAt < BELL_PAUSE) return;
    this.#rungAt = now;
    this.#app.terminal.bell();
  }

  #onNotification({ paneId, title, body }: PaneNotification): void {
    const { notifications } = this.#settings();
    const { store, terminal } = this.#app;
    const { state } = store;
    const isLookedAt = terminal.hasFocus && focusedPane(state.layout) === paneId;
    if (notifications === 'off' || isLookedAt || !state.panes.has(paneId)) return;
    const whose = paneTitle(state, paneId);
    const text = [title, body].map(printable).filter(Boolean).join(': ');
    this.#app.notify(`${whose}: ${text}`);
    if (notifications === 'forward') terminal.notify(whose, text);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
