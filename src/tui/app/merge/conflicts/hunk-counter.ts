/** Counts the hunks of the conflicts that are in sight, one after the other, the latest first. */
import { isTextConflict } from '../../../../core/conflict/identity.js';
import { toQtuiError } from '../../../../core/errors.js';
import type { Disposable } from '../../../../core/lifecycle.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import type { ConflictDesk } from './desk.js';

export class HunkCounter implements Disposable {
  readonly #desk: ConflictDesk;
  readonly #onCounted: () => void;
  #wanted: ConflictItem[] = [];
  #isCounting = false;
  #isDisposed = false;

  constructor(desk: ConflictDesk, onCounted: () => void) {
    this.#desk = desk;
    this.#onCounted = onCounted;
  }

  /** The conflict is in sight: its hunks are counted where they are not. */
  want(item: ConflictItem): void {
    if (item.settled || !isTextConflict(item.conflict) || this.#desk.isCounted(item)) return;
    this.#wanted = [...this.#wanted.filter(({ key }) => key !== item.key), item];
    if (!this.#isCounting) void this.#count();
  }

  async #count(): Promise<void> {
    this.#isCounting = true;
    try {
      for (let item = this.#wanted.pop(); item; item = this.#wanted.pop()) {
        await this.#desk.count(item);
        if (this.#isDisposed) return;
        this.#onCounted();
      }
    } catch (thrown) {
      // Without the number the list is as good; who opens the file is told why it cannot be read.
      this.#wanted = [];
      const { code } = toQtuiError(thrown, 'count the places in conflict');
      this.#desk.app.log.log('warn', 'tui.problem', { code });
    } finally {
      this.#isCounting = false;
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#wanted = [];
  }
}
