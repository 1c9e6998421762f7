import { compare, type Difference, type Pair } from './compare.js';
import type { Session, Step } from './session.js';

export interface Found {
  readonly session: Session;
  readonly difference: Difference;
}

/** Longest that a shrinking may take, ms. */
const PATIENCE = 30_000;

/** The smallest session that was found to show a difference of the same kind. */
export function shrink(pair: Pair, found: Found, patience = PATIENCE): Found {
  const shrinking = new Shrinking(pair, found, patience);
  let size: number;
  do {
    size = shrinking.size;
    shrinking.steps();
    shrinking.joined();
    shrinking.bytes();
    shrinking.dimensions();
  } while (shrinking.size < size && !shrinking.isLate);
  return shrinking.best;
}

class Shrinking {
  readonly #pair: Pair;
  readonly #end: number;
  best: Found;

  constructor(pair: Pair, { session, difference }: Found, patience: number) {
    this.#pair = pair;
    this.#end = performance.now() + patience;
    const steps = session.steps.slice(0, difference.step + 1);
    this.best = { session: { ...session, steps }, difference };
  }

  get isLate(): boolean {
    return performance.now() > this.#end;
  }

  get size(): number {
    return this.best.session.steps.reduce(
      (sum, step) => sum + 1 + (step.kind === 'parse' ? step.bytes.length : 0),
      0,
    );
  }

  steps(): void {
    this.#leaveOut(
      () => this.best.session.steps,
      (steps) => this.#tryIt({ ...this.best.session, steps: [...steps] }),
    );
  }

  /** Bytes of neighbouring steps as those of one. */
  joined(): void {
    for (let at = this.best.session.steps.length - 1; at > 0 && !this.isLate; at--) {
      const { steps } = this.best.session;
      const [first, second] = [steps[at - 1], steps[at]];
      if (first?.kind !== 'parse' || second?.kind !== 'parse') continue;
      const one: Step = { kind: 'parse', bytes: Buffer.concat([first.bytes, second.bytes]) };
      this.#tryIt({
        ...this.best.session,
        steps: [...steps.slice(0, at - 1), one, ...steps.slice(at + 1)],
      });
    }
  }

  bytes(): void {
    for (let at = this.best.session.steps.length - 1; at >= 0; at--) {
      if (this.best.session.steps[at]?.kind !== 'parse') continue;
      const bytesNow = () => {
        const step = this.best.session.steps[at];
        return step?.kind === 'parse' ? [...step.bytes] : [];
      };
      this.#leaveOut(bytesNow, (bytes) => {
        const steps: Step[] = [...this.best.session.steps];
        steps[at] = { kind: 'parse', bytes: Buffer.from(bytes) };
        return this.#tryIt({ ...this.best.session, steps });
      });
    }
  }

  dimensions(): void {
    for (const scrollback of [1, 2, 10, 100]) {
      if (scrollback >= this.best.session.scrollback) break;
      if (this.#tryIt({ ...this.best.session, scrollback })) break;
    }
    for (const side of ['cols', 'rows'] as const) {
      const smallest = side === 'cols' ? 2 : 1;
      for (const value of [smallest, smallest + 1, 4, 5, 8, 10, 20, 40]) {
        if (value >= this.best.session[side]) break;
        if (this.#tryIt({ ...this.best.session, [side]: value })) break;
      }
    }
  }

  /** Leaves out halves, then quarters, down to single items, as long as the difference stays. */
  #leaveOut<T>(now: () => readonly T[], attempt: (items: readonly T[]) => boolean): void {
    for (let size = Math.ceil(now().length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let end = now().length; end > 0 && !this.isLate; end -= size) {
        const items = now();
        attempt([...items.slice(0, Math.max(0, end - size)), ...items.slice(end)]);
      }
    }
  }

  #tryIt(session: Session): boolean {
    const difference = compare(this.#pair, session);
    if (difference?.kind !== this.best.difference.kind) return false;
    const steps = session.steps.slice(0, difference.step + 1);
    this.best = { session: { ...session, steps }, difference };
    return true;
  }
}
