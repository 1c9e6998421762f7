/** Keeps the git facts of the sessions on the screen fresh, without a timer per session. */
import { toQtuiError } from '../../../core/errors.js';
import { type Disposable, DisposableStore } from '../../../core/lifecycle.js';
import type { SessionMetadata } from '../../../core/session.js';
import { focusedPane } from '../../model/layout.js';
import { focusedWork, sessionOfPane } from '../../model/selectors.js';
import { type AppState, visibleGeometry, withGitStatus } from '../../model/state.js';
import type { App } from '../app.js';

/** ms without output after which a program's work is looked at. */
const SETTLE_TIME = 800;
/** ms between two rounds at least, and at most while nothing else asks for one. */
const SHORTEST_PAUSE = 2500;
const LONGEST_PAUSE = 15_000;

export class StatusPoller implements Disposable {
  readonly #app: App;
  readonly #subscriptions = new DisposableStore();
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  /** When the timer fires, ms since the epoch. */
  #due = Number.POSITIVE_INFINITY;
  #isReading = false;
  #isWanted = false;
  #lastOutput = 0;
  #lastRound = 0;
  #shown = '';

  constructor(app: App) {
    this.#app = app;
    this.#subscriptions.add(app.link.onFrame(() => this.#onOutput()));
    this.#subscriptions.add(app.repositoryChanged.event(() => this.#lookNow()));
  }

  /** Looks at once when other sessions are on the screen than before. */
  sync(state: AppState): void {
    const shown = sessionIds(state).join(' ');
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#lookNow();
  }

  #onOutput(): void {
    this.#lastOutput = Date.now();
    this.#planAt(this.#afterOutput());
  }

  #afterOutput(): number {
    return Math.max(this.#lastOutput + SETTLE_TIME, this.#lastRound + SHORTEST_PAUSE);
  }

  #lookNow(): void {
    this.#isWanted = true;
    this.#planAt(Date.now());
  }

  #planAt(time: number): void {
    if (this.#abort.signal.aborted || this.#isReading || this.#due <= time) return;
    clearTimeout(this.#timer);
    this.#due = time;
    this.#timer = setTimeout(() => void this.#round(), Math.max(0, time - Date.now()));
    this.#timer.unref();
  }

  async #round(): Promise<void> {
    this.#due = Number.POSITIVE_INFINITY;
    this.#isReading = true;
    this.#isWanted = false;
    const started = Date.now();
    const { signal } = this.#abort;
    for (const id of sessionIds(this.#app.store.state)) {
      const session = this.#app.store.state.sessions.get(id);
      if (session && !signal.aborted) await this.#read(session.metadata, signal);
    }
    this.#isReading = false;
    this.#lastRound = Date.now();
    if (this.#isWanted) this.#planAt(Date.now());
    else
      this.#planAt(this.#lastOutput > started ? this.#afterOutput() : Date.now() + LONGEST_PAUSE);
  }

  async #read(session: SessionMetadata, signal: AbortSignal): Promise<void> {
    const { store, log, reader, sessions } = this.#app;
    try {
      const git = await sessions.gitStatus(session, signal, {
        countsFiles: true,
        refreshIndex: true,
      });
      if (!signal.aborted) store.update((state) => withGitStatus(state, session.id, git));
    } catch (thrown) {
      const { code } = toQtuiError(thrown, 'read the git status');
      if (signal.aborted || code === 'aborted') return;
      log.log('warn', 'tui.git-status', { code });
      const hadStatus = store.state.sessions.get(session.id)?.git !== undefined;
      store.update((state) => withGitStatus(state, session.id, undefined));
      // The list tells whether the directory is still there.
      if (hadStatus) reader.refresh();
    }
  }

  dispose(): void {
    this.#abort.abort();
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }
}

/** Sessions on the screen, and the one that the focused pane works for, which comes first. */
function sessionIds(state: AppState): string[] {
  const focused = focusedPane(state.layout);
  const visible = visibleGeometry(state)?.panes.map(({ paneId }) => paneId) ?? [];
  const panes = visible.sort((a, b) => Number(b === focused) - Number(a === focused));
  const ids = panes.flatMap((paneId) => {
    const id = sessionOfPane(state, paneId)?.metadata.id;
    return id !== undefined && state.panes.get(paneId)?.info ? [id] : [];
  });
  const work = focusedWork(state)?.metadata.id;
  return [...new Set(work === undefined || ids.length === 0 ? ids : [work, ...ids])];
}
