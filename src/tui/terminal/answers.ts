import type { Disposable } from '../../core/lifecycle.js';

/** Those who wait for an answer of the terminal that may never come. */
export class Answers<T> implements Disposable {
  readonly #waiting = new Set<(answer: T | undefined) => void>();

  /** The next answer; undefined when none comes within `timeLimit` ms. */
  next(timeLimit: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const finish = (answer: T | undefined) => {
        clearTimeout(timer);
        this.#waiting.delete(finish);
        resolve(answer);
      };
      const timer = setTimeout(() => finish(undefined), timeLimit);
      this.#waiting.add(finish);
    });
  }

  /** An answer that nobody waits for is dropped. */
  give(answer: T): void {
    for (const finish of [...this.#waiting]) finish(answer);
  }

  dispose(): void {
    for (const finish of [...this.#waiting]) finish(undefined);
  }
}
