import type { Pane } from './pane.js';

/** Which panes are paused, and for whom: nobody finds a program frozen whose client has gone. */
export class PanePauses<Client> {
  readonly #holders = new Map<Pane, Set<Client>>();

  /** The program stands still until every client that wants it has gone, or somebody resumes it. */
  async pause(client: Client, pane: Pane): Promise<void> {
    const holders = this.#holders.get(pane) ?? new Set();
    this.#holders.set(pane, holders.add(client));
    await pane.setPaused(true);
  }

  /** The program goes on, whoever has paused it. */
  async resume(pane: Pane): Promise<void> {
    this.#holders.delete(pane);
    await pane.setPaused(false);
  }

  left(client: Client): void {
    for (const [pane, holders] of this.#holders) {
      if (holders.delete(client) && holders.size === 0) void this.resume(pane);
    }
  }

  /** The pane is gone. */
  forget(pane: Pane): void {
    this.#holders.delete(pane);
  }
}
