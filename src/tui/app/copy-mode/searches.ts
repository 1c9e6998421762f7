/** Runs the searches of the panes in copy mode, each pane's in a thread of its own. */
import { type Disposable, DisposableStore } from '../../../core/lifecycle.js';
import { withMatches, withSearchDone, withSearchProblem } from '../../model/copy-mode/searching.js';
import type { CopyModeState, SearchQuery } from '../../model/copy-mode/state.js';
import type { AppState } from '../../model/state.js';
import { visibleRows } from '../../model/state.js';
import { SearchThread } from '../../search/search-thread.js';
import type { App } from '../app.js';

/** Searches that can be recalled. */
const MAX_RECALLED = 100;

type Update = (paneId: string, change: (state: CopyModeState) => CopyModeState) => void;

interface Running {
  readonly thread: SearchThread;
  query: SearchQuery | undefined;
}

/** Starts, extends and ends searches as the panes' states ask; remembers what was sought. */
export class CopyModeSearches implements Disposable {
  readonly #app: App;
  readonly #entry: URL;
  readonly #update: Update;
  readonly #running = new Map<string, Running>();
  readonly #subscriptions = new DisposableStore();
  /** What was searched for, newest first. */
  #recalled: readonly SearchQuery[] = [];

  /** `entry` is the built file of the search thread. */
  constructor(app: App, entry: URL, update: Update) {
    this.#app = app;
    this.#entry = entry;
    this.#update = update;
    this.#subscriptions.add(app.store.onChange((state) => this.#endOthers(state)));
  }

  get recalled(): readonly SearchQuery[] {
    return this.#recalled;
  }

  remember(query: SearchQuery): void {
    const others = this.#recalled.filter(({ pattern }) => pattern !== query.pattern);
    this.#recalled = [query, ...others].slice(0, MAX_RECALLED);
  }

  /** Does what the state asks for: a new search, or the one under way in older lines too. */
  follow(paneId: string, { document, search, cursor }: CopyModeState): void {
    const running = this.#running.get(paneId);
    if (!search) {
      if (running) running.query = undefined;
      return;
    }
    if (running?.query === search.query) {
      running.thread.extend(document);
      return;
    }
    const { thread } = running ?? this.#start(paneId);
    this.#running.set(paneId, { thread, query: search.query });
    const from = search.jump?.from ?? cursor;
    thread.search(document, search.query, search.direction, from.line);
  }

  #start(paneId: string): Running {
    const rows = () => visibleRows(this.#app.store.state, paneId);
    const isCurrent = (state: CopyModeState) =>
      state.search?.query === this.#running.get(paneId)?.query;
    const change = (next: (state: CopyModeState) => CopyModeState) =>
      this.#update(paneId, (state) => (isCurrent(state) ? next(state) : state));
    const thread = new SearchThread(this.#entry, {
      onBatch: (batch) => change((state) => withMatches(state, batch, rows())),
      onDone: () => change((state) => withSearchDone(state, rows())),
      onProblem: (words) => change((state) => withSearchProblem(state, words)),
    });
    return { thread, query: undefined };
  }

  #endOthers({ panes }: AppState): void {
    for (const [paneId, { thread }] of this.#running) {
      if (panes.get(paneId)?.copyMode) continue;
      this.#running.delete(paneId);
      thread.dispose();
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const { thread } of this.#running.values()) thread.dispose();
    this.#running.clear();
  }
}
