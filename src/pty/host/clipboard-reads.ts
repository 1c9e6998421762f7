import type { HostClient } from './host-client.js';

type Answer = (text: string | undefined) => void;

interface PendingRead {
  client: HostClient;
  answer: Answer;
}

/** Requests beyond this are denied: a program asks once and waits. */
const MAX_PENDING = 8;

/** Programs' questions for the clipboard that a client is answering. */
export class ClipboardReads {
  readonly #pending = new Map<number, PendingRead>();
  #nextId = 1;

  /** Passes a question on to the client; denied at once when there is none, or too many wait. */
  ask(paneId: string, client: HostClient | undefined, answer: Answer): void {
    if (!client || this.#pending.size >= MAX_PENDING) {
      answer(undefined);
      return;
    }
    const requestId = this.#nextId++;
    this.#pending.set(requestId, { client, answer });
    const isSent = client.sendEvent({ event: 'clipboardRead', paneId, requestId });
    if (!isSent) this.answer(client, requestId, undefined);
  }

  /** Only the client that was asked can answer. */
  answer(client: HostClient, requestId: number, text: string | undefined): void {
    const read = this.#pending.get(requestId);
    if (read?.client !== client) return;
    this.#pending.delete(requestId);
    read.answer(text);
  }

  /** The client has gone; what it was asked is denied. */
  left(client: HostClient): void {
    for (const [requestId, read] of this.#pending) {
      if (read.client === client) this.answer(client, requestId, undefined);
    }
  }
}
