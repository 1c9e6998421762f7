import { INPUT_CHUNK, INPUT_WINDOW } from './protocol.js';

interface PaneInput {
  chunks: Uint8Array[];
  /** Bytes in `chunks`. */
  waiting: number;
  /** Bytes that the host takes before it has to say that the program took some. */
  credit: number;
}

/**
 * Input on its way to the host, one queue for each pane: no more of it is sent than the host has
 * room for, and what a program does not read waits here.
 */
export class InputWindow {
  readonly #send: (paneId: string, bytes: Uint8Array) => void;
  readonly #panes = new Map<string, PaneInput>();

  constructor(send: (paneId: string, bytes: Uint8Array) => void) {
    this.#send = send;
  }

  /** Bytes that wait for the program of a pane. */
  waiting(paneId: string): number {
    return this.#panes.get(paneId)?.waiting ?? 0;
  }

  /** The bytes must not change afterwards. */
  write(paneId: string, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    let input = this.#panes.get(paneId);
    if (!input) {
      input = { chunks: [], waiting: 0, credit: INPUT_WINDOW };
      this.#panes.set(paneId, input);
    }
    input.chunks.push(bytes);
    input.waiting += bytes.length;
    this.#advance(paneId, input);
  }

  /** The program has taken `bytes` of what was sent. */
  taken(paneId: string, bytes: number): void {
    const input = this.#panes.get(paneId);
    if (!input) return;
    input.credit = Math.min(INPUT_WINDOW, input.credit + bytes);
    this.#advance(paneId, input);
  }

  /** The program has ended: nothing of ours waits for it. Returns how many bytes are given up. */
  end(paneId: string): number {
    const waiting = this.waiting(paneId);
    this.#panes.delete(paneId);
    return waiting;
  }

  #advance(paneId: string, input: PaneInput): void {
    let sent = 0;
    for (let chunk = input.chunks[sent]; chunk && input.credit > 0; chunk = input.chunks[sent]) {
      const size = Math.min(chunk.length, input.credit, INPUT_CHUNK);
      this.#send(paneId, chunk.subarray(0, size));
      input.credit -= size;
      input.waiting -= size;
      if (size < chunk.length) input.chunks[sent] = chunk.subarray(size);
      else sent += 1;
    }
    if (sent > 0) input.chunks.splice(0, sent);
  }
}
