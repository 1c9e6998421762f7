import { type QtuiError, toQtuiError } from '../../core/errors.js';

interface Undo {
  /** Completes "… was undone" and "could not undo …": `the branch fix-login`. */
  what: string;
  undo: () => Promise<void>;
}

/** What a transaction has made so far, and how each of it is undone. */
export class UndoStack {
  #made: Undo[] = [];

  /** Call right after `what` was made. */
  push(what: string, undo: () => Promise<void>): void {
    this.#made.push({ what, undo });
  }

  /**
   * Undoes everything, newest first, and goes on after a failure. Resolves with what was undone
   * and what could not be.
   */
  async rollBack(): Promise<{ undone: string[]; failed: { what: string; error: QtuiError }[] }> {
    const undone: string[] = [];
    const failed: { what: string; error: QtuiError }[] = [];
    for (let step = this.#made.pop(); step !== undefined; step = this.#made.pop()) {
      const { what, undo } = step;
      try {
        await undo();
        undone.push(what);
      } catch (error) {
        failed.push({ what, error: toQtuiError(error, `undo ${what}`) });
      }
    }
    return { undone, failed };
  }
}
