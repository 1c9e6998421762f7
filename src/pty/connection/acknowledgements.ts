import { encodeJson } from '../protocol/codec.js';
import { FRAME, FRAME_CREDITS } from '../protocol/protocol.js';

/** Messages that are kept: for more panes than anybody looks at. */
const KEPT_MESSAGES = 64;

/**
 * Frames that were taken and of which the host is not told yet: it has another one to send meanwhile,
 * and a message of its own for each would wake it up a second time for every key.
 */
export class Acknowledgements {
  readonly #taken = new Map<string, number>();
  /** By pane: one is sent with nearly every key, which waits for it to be made. */
  readonly #messages = new Map<string, Uint8Array>();

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
      const message = this.#messageOf(paneId);
      for (let left = count; left > 0; left--) messages.push(message);
    }
    this.#taken.clear();
    return Buffer.concat(messages);
  }

  #messageOf(paneId: string): Uint8Array {
    const known = this.#messages.get(paneId);
    if (known) return known;
    const message = encodeJson(FRAME.notification, { method: 'acknowledge', paneId });
    if (this.#messages.size >= KEPT_MESSAGES) this.#messages.clear();
    this.#messages.set(paneId, message);
    return message;
  }
}
