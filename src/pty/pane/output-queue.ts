import { monotonicNow } from '../deadlines.js';

/** Unparsed output at which the pty is paused, and at which it is resumed, bytes. */
export const HIGH_WATER = 512 * 1024;
export const LOW_WATER = 128 * 1024;

/** Time one pane may parse before others, and input, have their turn, ms. */
const SLICE = 2;

/** Time all panes may parse in one turn of the event loop, ms. */
const TURN = 6;

/** Bytes parsed between two looks at the clock. */
const PIECE = 16 * 1024;

/** Shares the event loop among panes: a flooding one cannot starve another, or input. */
export class ParseScheduler {
  readonly #waiting = new Set<OutputQueue>();
  #spent = 0;
  #isArmed = false;

  /** Parses at once while this turn of the event loop has time left, else in the next ones. */
  offer(queue: OutputQueue): void {
    if (this.#waiting.has(queue)) return;
    if (this.#spent >= TURN || !this.#run(queue)) this.#waiting.add(queue);
    this.#arm();
  }

  remove(queue: OutputQueue): void {
    this.#waiting.delete(queue);
  }

  /** True when the queue is empty afterwards. */
  #run(queue: OutputQueue): boolean {
    const start = monotonicNow();
    const isEmpty = queue.parseFor(SLICE);
    this.#spent += monotonicNow() - start;
    return isEmpty;
  }

  #arm(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isArmed = false;
    this.#spent = 0;
    for (const queue of [...this.#waiting]) {
      if (this.#spent >= TURN) break;
      // Deleted and added again: the next turn begins with those that waited longest.
      this.#waiting.delete(queue);
      if (!this.#run(queue)) this.#waiting.add(queue);
    }
    if (this.#waiting.size > 0) this.#arm();
  }
}

export interface OutputConsumer {
  parse(bytes: Uint8Array): void;
  /** After each stretch of parsing, which took `spent` ms. */
  parsed(spent: number): void;
  pause(): void;
  resume(): void;
}

/**
 * Output of one program that was read but not parsed yet; pauses the program when it is much.
 * Nothing is parsed before `begin`.
 */
export class OutputQueue {
  readonly #scheduler: ParseScheduler;
  readonly #consumer: OutputConsumer;
  readonly #chunks: Uint8Array[] = [];
  #unparsed = 0;
  #isPaused = false;
  #hasBegun = false;
  #onEmpty: (() => void) | undefined;

  constructor(scheduler: ParseScheduler, consumer: OutputConsumer) {
    this.#scheduler = scheduler;
    this.#consumer = consumer;
  }

  /** Bytes that wait; at most `HIGH_WATER` and one read of the pty. */
  get unparsed(): number {
    return this.#unparsed;
  }

  begin(): void {
    this.#hasBegun = true;
    if (this.#unparsed > 0) this.#scheduler.offer(this);
    else this.#emptied();
  }

  /** Takes bytes, which may be reused after the call; true when all of them were parsed. */
  push(bytes: Uint8Array): boolean {
    this.#chunks.push(bytes);
    this.#unparsed += bytes.length;
    if (this.#hasBegun) this.#scheduler.offer(this);
    if (this.#unparsed > 0) this.#keepNewest();
    if (!this.#isPaused && this.#unparsed >= HIGH_WATER) {
      this.#isPaused = true;
      this.#consumer.pause();
    }
    return this.#unparsed === 0;
  }

  #keepNewest(): void {
    const chunk = this.#chunks.pop();
    if (chunk) this.#chunks.push(Uint8Array.from(chunk));
  }

  /** Calls back when everything pushed so far was parsed; at once when it was, but after `begin`. */
  whenEmpty(callback: () => void): void {
    if (this.#unparsed === 0 && this.#hasBegun) callback();
    else this.#onEmpty = callback;
  }

  /** Parses for about `ms`; true when nothing is left. */
  parseFor(ms: number): boolean {
    const start = monotonicNow();
    let now = start;
    do {
      this.#parsePiece();
      now = monotonicNow();
    } while (this.#unparsed > 0 && now < start + ms);
    if (this.#isPaused && this.#unparsed <= LOW_WATER) {
      this.#isPaused = false;
      this.#consumer.resume();
    }
    this.#consumer.parsed(now - start);
    if (this.#unparsed > 0) return false;
    this.#emptied();
    return true;
  }

  #emptied(): void {
    const callback = this.#onEmpty;
    this.#onEmpty = undefined;
    callback?.();
  }

  dispose(): void {
    this.#scheduler.remove(this);
    this.#chunks.length = 0;
    this.#unparsed = 0;
    this.#onEmpty = undefined;
  }

  #parsePiece(): void {
    const chunk = this.#chunks[0];
    if (!chunk) return;
    const piece = chunk.subarray(0, PIECE);
    if (piece.length === chunk.length) this.#chunks.shift();
    else this.#chunks[0] = chunk.subarray(PIECE);
    this.#unparsed -= piece.length;
    this.#consumer.parse(piece);
  }
}
