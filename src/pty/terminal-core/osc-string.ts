import type { StringHandler } from '../requests/core.js';

const SEMICOLON = 0x3b;

/** An OSC as it arrives: a number, a semicolon, and the text that the number's handler gets. */
export class OscString {
  readonly handlers = new Map<number, StringHandler>();
  #part: 'none' | 'number' | 'text' | 'nonsense' = 'none';
  /** -1 while no digit was there. */
  #number = -1;
  #handler: StringHandler | undefined;

  start(): void {
    this.reset();
    this.#part = 'number';
  }

  put(codes: Uint32Array, length: number): void {
    let from = 0;
    while (this.#part === 'number' && from < length) this.#digit(codes[from++] as number);
    if (this.#part === 'text' && from < length) this.#handler?.put(codes, from, length);
  }

  end(success: boolean): void {
    if (this.#part === 'number') this.#begin();
    if (this.#part === 'text') this.#handler?.end(success);
    this.#part = 'none';
    this.#handler = undefined;
  }

  reset(): void {
    if (this.#part === 'text') this.#handler?.end(false);
    this.#part = 'none';
    this.#number = -1;
    this.#handler = undefined;
  }

  #digit(code: number): void {
    if (code === SEMICOLON) this.#begin();
    else if (code < 0x30 || code > 0x39) this.#part = 'nonsense';
    else this.#number = Math.max(0, this.#number) * 10 + code - 0x30;
  }

  #begin(): void {
    this.#part = 'text';
    this.#handler = this.handlers.get(this.#number);
    this.#handler?.start();
  }
}
