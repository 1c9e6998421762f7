import type { Pane } from './pane.js';

/** Which panes are paused, and for whom: nobody finds a program frozen whose client has gone. */
export class PanePauses<Client> {
  readonly #holders = new Map<Pane, Set<Client>>();
  /** Those that somebody has left paused, and said so. */
  readonly #held = new Set<Pane>();

  /** The program stands still until every client that wants it has gone, or somebody resumes it. */
  async pause(client: Client, pane: Pane): Promise<void> {
    const holders = this.#holders.get(pane) ?? new Set();
    this.#holders.set(pane, holders.add(client));
    await pane.setPaused(true);
  }

  /** The program stands still until somebody resumes it, whoever is there. */
  async hold(pane: Pane): Promise<void> {
    this.#held.add(pane);
    await pane.setPaused(true);
  }

  /** The program goes on, whoever has paused it. */
  async resume(pane: Pane): Promise<void> {
    this.forget(pane);
    await pane.setPaused(false);
  }

  left(client: Client): void {
    for (const [pane, holders] of this.#holders) {
      if (!holders.delete(client) || holders.size > 0) continue;
      if (this.#held.has(pane)) this.#holders.delete(pane);
      else void this.resume(pane);
    }
  }

  /** The pane is gone. */
  forget(pane: Pane): void {
    this.#holders.delete(pane);
    this.#held.delete(pane);
  }
}
