/** What is typed and pasted on its way to the programs, and what happens when they do not read it. */
import { type Disposable, DisposableStore } from '../../../core/lifecycle.js';
import type { PaneInfo } from '../../../core/ports/host.js';
import { formatBytes } from '../../../core/text.js';
import { paneTitle } from '../../model/selectors.js';
import { onStage } from '../../model/stage.js';
import type { App } from '../app.js';

/** Bytes kept for programs that do not read; beyond, the terminal has to keep what comes. */
const HELD_LIMIT = 32 * 1024 * 1024;

/** Writes to programs, stops the terminal when too much waits, and tells the person. */
export class InputFlow implements Disposable {
  readonly #app: App;
  readonly #subscriptions = new DisposableStore();
  /** Panes whose program we have told the person does not read. */
  readonly #told = new Set<string>();
  /** Pane for which the terminal has been stopped. */
  #pausedFor: string | undefined;

  constructor(app: App) {
    this.#app = app;
    const { link } = app;
    this.#subscriptions.add(
      link.onInputTaken(({ paneId, dropped }) => this.#taken(paneId, dropped)),
    );
    this.#subscriptions.add(link.onPanesChanged((panes) => this.#tellStalls(panes)));
    this.#subscriptions.add(link.onLost(() => this.#resume()));
  }

  /** Types bytes into the program of a pane; they must not change afterwards. */
  write(paneId: string, bytes: Uint8Array): void {
    const { connection } = this.#app.link;
    if (!connection) return;
    connection.write(paneId, bytes);
    if (this.#pausedFor !== undefined || connection.waitingInput(paneId) < HELD_LIMIT) return;
    this.#pausedFor = paneId;
    this.#app.terminal.setInputPaused(true);
    this.#app.log.log('warn', 'tui.input-paused', { waiting: connection.waitingInput(paneId) });
  }

  #taken(paneId: string, dropped: number): void {
    if (dropped > 0) {
      const title = paneTitle(onStage(this.#app.store.state), paneId);
      this.#app.notify(
        `${title} ended before it read everything: ${formatBytes(dropped)} were not pasted.`,
        'warning',
      );
    }
    const waiting = this.#app.link.connection?.waitingInput(paneId) ?? 0;
    if (paneId === this.#pausedFor && waiting < HELD_LIMIT / 2) this.#resume();
  }

  #resume(): void {
    if (this.#pausedFor === undefined) return;
    this.#pausedFor = undefined;
    this.#app.terminal.setInputPaused(false);
  }

  #tellStalls(panes: readonly PaneInfo[]): void {
    for (const { paneId, unreadInput } of panes) {
      if (unreadInput === 0) this.#told.delete(paneId);
      else if (!this.#told.has(paneId)) this.#tell(paneId, unreadInput);
    }
  }

  #tell(paneId: string, unread: number): void {
    const { link, store } = this.#app;
    this.#told.add(paneId);
    const waiting = unread + (link.connection?.waitingInput(paneId) ?? 0);
    this.#app.notify(
      `${paneTitle(store.state, paneId)} does not read its input: ${formatBytes(waiting)} wait for it. Closing the pane gives them up.`,
      'warning',
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
