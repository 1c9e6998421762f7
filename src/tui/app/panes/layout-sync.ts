/** Keeps the layout in the state and the one all clients share in step. */
import { type Disposable, DisposableStore } from '../../../core/lifecycle.js';
import type { HostConnection, SharedLayout } from '../../../core/ports/host.js';
import { focusedPane, focusPane, type Layout, placedPanes, reconcile } from '../../model/layout.js';
import { adoptShared, parseDocument, toDocument } from '../../model/layout-document.js';
import { type Store, withHostPanes, withReconciledLayout } from '../../model/state.js';
import type { HostLink } from '../host/host-link.js';

export type LayoutChange = (layout: Layout) => Layout;

/** Changes here at once and shares by compare-and-swap; ours are made again over others'. */
export class LayoutSync implements Disposable {
  readonly #store: Store;
  readonly #link: HostLink;
  readonly #onError: (thrown: unknown) => void;
  readonly #subscriptions = new DisposableStore();
  #revision = 0;
  /** What the host has, as text; tells whether there is anything to send. */
  #shared = '';
  /** What is on its way to the host, as text, and how many of the pending changes are in it. */
  #sending: { text: string; changes: number } | undefined;
  /** Changes made since the last one that the host has accepted. */
  #pending: LayoutChange[] = [];

  constructor(store: Store, link: HostLink, onError: (thrown: unknown) => void) {
    this.#store = store;
    this.#link = link;
    this.#onError = onError;
    this.#subscriptions.add(link.onLayoutChanged((shared) => this.#adopt(shared)));
  }

  /** Starts from what the host has: its panes, in the tabs and with the focus that were left. */
  attached({ panes, layout }: Pick<HostConnection, 'panes' | 'layout'>): void {
    this.#pending = [];
    this.#note(layout);
    this.#store.update((state) =>
      withHostPanes({ ...state, link: 'connected', layout: parseDocument(layout.document) }, panes),
    );
    this.publish();
  }

  /** Changes the layout here at once and then for everybody. */
  apply(change: LayoutChange): void {
    const before = this.#store.state.layout;
    this.#store.update((state) => {
      const layout = change(state.layout);
      return layout === state.layout ? state : { ...state, layout };
    });
    if (this.#store.state.layout === before) return;
    this.#pending.push(change);
    this.publish();
  }

  /** Sends the layout when it differs from what is shared, e.g. after a pane got its tab. */
  publish(): void {
    if (!this.#sending) void this.#send();
  }

  #document(): unknown {
    const { state } = this.#store;
    const live = [...state.panes.values()].filter((pane) => pane.info).map((pane) => pane.id);
    // Who has no tab yet is not given one for everybody.
    return toDocument(reconcile(state.layout, live, () => undefined));
  }

  async #send(): Promise<void> {
    try {
      for (;;) {
        const { connection } = this.#link;
        const document = this.#document();
        const text = JSON.stringify(document);
        if (!connection || text === this.#shared) {
          this.#pending = [];
          return;
        }
        this.#sending = { text, changes: this.#pending.length };
        this.#adopt(await connection.setLayout(document, this.#revision));
      }
    } catch (thrown) {
      if (this.#link.connection) this.#onError(thrown);
    } finally {
      this.#sending = undefined;
    }
  }

  #note(shared: SharedLayout): void {
    this.#revision = shared.revision;
    this.#shared = JSON.stringify(shared.document);
  }

  /** Takes what somebody has shared, and makes our own unsent changes to it again. */
  #adopt(shared: SharedLayout): void {
    const text = JSON.stringify(shared.document);
    const isKnown = text === this.#shared;
    this.#note(shared);
    if (isKnown) return;
    if (text === this.#sending?.text) {
      this.#pending.splice(0, this.#sending.changes);
      return;
    }
    this.#store.update((state) => {
      const focus = focusedPane(state.layout);
      const adopted = adoptShared(state.layout, parseDocument(shared.document));
      const changed = this.#pending.reduce((current, change) => change(current), adopted);
      // What is each client's own has seen the changes before: a zoom must not be toggled again.
      const layout = adoptShared(state.layout, changed);
      const reconciled = withReconciledLayout({ ...state, layout });
      if (focus === undefined || !placedPanes(reconciled.layout).includes(focus)) return reconciled;
      return { ...reconciled, layout: focusPane(reconciled.layout, focus) };
    });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
