import type { Disposable } from '../core/lifecycle.js';
import type { HostConnection, HostConnector } from '../core/ports/host.js';

interface Attempt {
  start: boolean;
  connection: Promise<HostConnection>;
}

/**
 * The one link of this process to the host: opened when it is first needed, shared by all who
 * ask, opened anew after it was lost.
 */
export class SharedHost implements Disposable {
  readonly #connector: () => Promise<HostConnector>;
  readonly #kind: 'tui' | 'cli';
  #live: HostConnection | undefined;
  #attempt: Attempt | undefined;
  readonly #ending = new AbortController();

  constructor(connector: () => Promise<HostConnector>, kind: 'tui' | 'cli') {
    this.#connector = connector;
    this.#kind = kind;
  }

  /** As `HostConnector.connect`; what it resolves with belongs to this object. */
  async connect({ start }: { start: boolean }): Promise<HostConnection> {
    if (this.#live !== undefined) return this.#live;
    if (this.#attempt === undefined) {
      const attempt = { start, connection: this.#open(start) };
      this.#attempt = attempt;
      return attempt.connection.finally(() => {
        this.#attempt = undefined;
      });
    }
    if (this.#attempt.start || !start) return this.#attempt.connection;
    // Somebody only looks whether a host runs; what they find decides whether to start one.
    await this.#attempt.connection.catch(() => undefined);
    return this.connect({ start });
  }

  async #open(start: boolean): Promise<HostConnection> {
    const connector = await this.#connector();
    const { signal } = this.#ending;
    const connection = await connector.connect({ start, kind: this.#kind, signal });
    if (signal.aborted) {
      connection.dispose();
      return connection;
    }
    this.#live = connection;
    connection.onClosed(() => {
      this.#live = undefined;
    });
    return connection;
  }

  /** Also gives up what is under way: a host that is silent would keep the process for seconds. */
  dispose(): void {
    this.#ending.abort();
    this.#live?.dispose();
    this.#live = undefined;
  }
}
