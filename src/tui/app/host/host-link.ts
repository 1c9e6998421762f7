/** The client's link to the host, whichever connection that is at the moment. */
import { QtuiError } from '../../../core/errors.js';
import type { PaneFrame } from '../../../core/frame.js';
import { type Disposable, DisposableStore, Emitter } from '../../../core/lifecycle.js';
import type {
  ClipboardRead,
  HostConnection,
  PaneInfo,
  PaneNotification,
  SharedLayout,
} from '../../../core/ports/host.js';

/** The same events whichever connection they come from; one connection at a time. */
export class HostLink implements Disposable {
  #connection: HostConnection | undefined;
  #subscriptions = new DisposableStore();
  #isEnding = false;
  #isDisposed = false;
  readonly #panes = new Emitter<readonly PaneInfo[]>();
  readonly #frame = new Emitter<PaneFrame>();
  readonly #layout = new Emitter<SharedLayout>();
  readonly #bell = new Emitter<{ paneId: string }>();
  readonly #clipboard = new Emitter<{ paneId: string; text: string }>();
  readonly #inputTaken = new Emitter<{ paneId: string; dropped: number }>();
  readonly #clipboardRead = new Emitter<ClipboardRead>();
  readonly #notification = new Emitter<PaneNotification>();
  readonly #focus = new Emitter<{ sessionId: string }>();
  readonly #lost = new Emitter<{ reason: string }>();
  readonly onPanesChanged = this.#panes.event;
  readonly onFrame = this.#frame.event;
  readonly onLayoutChanged = this.#layout.event;
  readonly onBell = this.#bell.event;
  readonly onClipboard = this.#clipboard.event;
  readonly onClipboardRead = this.#clipboardRead.event;
  readonly onNotification = this.#notification.event;
  readonly onFocus = this.#focus.event;
  readonly onInputTaken = this.#inputTaken.event;
  /** The connection broke; not fired when we ended it ourselves. */
  readonly onLost = this.#lost.event;

  /** Undefined before the first connection and after one was lost. */
  get connection(): HostConnection | undefined {
    return this.#connection;
  }

  /** The connection, or `host-lost` for a request that cannot do without. */
  require(): HostConnection {
    if (this.#connection) return this.#connection;
    throw new QtuiError('host-lost', 'There is no connection to the qtui host.', {
      hint: 'Reconnect, or start qtui again.',
    });
  }

  /**
   * Takes over a connection; its panes and layout as they are now are for the caller to read.
   * One that comes too late is let go.
   */
  attach(connection: HostConnection): void {
    this.#release();
    if (this.#isDisposed) {
      connection.dispose();
      return;
    }
    this.#connection = connection;
    const subscriptions = this.#subscriptions;
    subscriptions.add(connection);
    subscriptions.add(connection.onPanesChanged((panes) => this.#panes.fire(panes)));
    subscriptions.add(connection.onFrame((frame) => this.#frame.fire(frame)));
    subscriptions.add(connection.onLayoutChanged((layout) => this.#layout.fire(layout)));
    subscriptions.add(connection.onBell((bell) => this.#bell.fire(bell)));
    subscriptions.add(connection.onClipboard((copy) => this.#clipboard.fire(copy)));
    subscriptions.add(connection.onClipboardRead((read) => this.#clipboardRead.fire(read)));
    subscriptions.add(connection.onNotification((told) => this.#notification.fire(told)));
    subscriptions.add(connection.onFocus((wish) => this.#focus.fire(wish)));
    subscriptions.add(connection.onInputTaken((taken) => this.#inputTaken.fire(taken)));
    subscriptions.add(
      connection.onClosed((closed) => {
        if (this.#connection !== connection) return;
        this.#release();
        if (!this.#isEnding) this.#lost.fire(closed);
      }),
    );
  }

  /** Ends every program and the host. */
  async shutdown(): Promise<void> {
    const connection = this.require();
    this.#isEnding = true;
    try {
      await connection.shutdown();
    } catch (thrown) {
      this.#isEnding = false;
      throw thrown;
    }
  }

  #release(): void {
    this.#connection = undefined;
    this.#subscriptions.dispose();
    this.#subscriptions = new DisposableStore();
  }

  dispose(): void {
    this.#isEnding = true;
    this.#isDisposed = true;
    this.#release();
    for (const emitter of [
      this.#panes,
      this.#frame,
      this.#layout,
      this.#bell,
      this.#clipboard,
      this.#clipboardRead,
      this.#notification,
      this.#inputTaken,
      this.#focus,
      this.#lost,
    ]) {
      emitter.dispose();
    }
  }
}
