import { encodeJson } from '../protocol/codec.js';
import { FRAME, FRAME_CREDITS } from '../protocol/protocol.js';

/**
 * Frames that were taken and of which the host is not told yet: it has another one to send meanwhile,
 * and a message of its own for each would wake it up a second time for every key.
 */
export class Acknowledgements {
  readonly #taken = new Map<string, number>();

  /** One more frame of a pane was taken; true when the host has to know before it sends another. */
  add(paneId: string): boolean {
    const taken = (this.#taken.get(paneId) ?? 0) + 1;
    this.#taken.set(paneId, taken);
    return taken >= FRAME_CREDITS;
  }

  /** What is to be sent, and behind it the messages that tell the host of all of them. */
  behind(bytes: Uint8Array): Uint8Array {
    if (this.#taken.size === 0) return bytes;
    const messages = [bytes];
    for (const [paneId, count] of this.#taken) {
      const message = encodeJson(FRAME.notification, { method: 'acknowledge', paneId });
      for (let left = count; left > 0; left--) messages.push(message);
    }
    this.#taken.clear();
    return Buffer.concat(messages);
  }
}
