import { QtuiError } from '../../core/errors.js';
import type { SharedLayout } from '../../core/ports/host.js';
import { MAX_LAYOUT } from '../protocol/protocol.js';

/** The tabs and splits that clients share; the host does not look inside. */
export class LayoutStore {
  #current: SharedLayout = { revision: 0, document: null };

  get current(): SharedLayout {
    return this.#current;
  }

  /**
   * Stores `proposed` if its revision is the current one. Returns true when it did.
   * Throws `usage` for a layout that is too large.
   */
  swap(proposed: SharedLayout): boolean {
    if (proposed.revision !== this.#current.revision) return false;
    const size = Buffer.byteLength(JSON.stringify(proposed.document));
    if (size > MAX_LAYOUT) {
      throw new QtuiError('usage', `A layout of ${size} bytes is too large to be shared.`, {
        untouched: 'The shared layout stays as it was.',
        hint: 'Close some tabs.',
      });
    }
    this.#current = { revision: proposed.revision + 1, document: proposed.document };
    return true;
  }
}
