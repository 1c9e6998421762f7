import { seededRandom } from '../random.js';

/** What a program prints, in steps after each of which the screen is compared. */
export interface Stream {
  readonly name: string;
  readonly steps: readonly string[];
}

/** Size of the pane that the streams are made for, in cells. */
export const STREAM_SIZE = { cols: 118, rows: 32 } as const;

/** Choices that are the same for the same seed. */
export class Choices {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** An integer of 0 … limit − 1. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** An integer of first … last. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** `count` results of `make` on end. */
  many(count: number, make: (index: number) => string): string {
    return Array.from({ length: count }, (_, index) => make(index)).join('');
  }
}

/** CUP to a 0-based cell. */
export function at(x: number, y: number): string {
  return `\x1b[${y + 1};${x + 1}H`;
}

export const CLEAR = '\x1b[m\x1b[H\x1b[2J';
