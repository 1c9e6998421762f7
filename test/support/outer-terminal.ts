import { PassThrough, Writable } from 'node:stream';
import type { Terminal as HeadlessTerminal } from '@xterm/headless';
import type { TerminalOutput } from '../../src/tui/terminal/streams.js';
import { coreOf } from './xterm/internals.js';
import { loadXterm } from './xterm/load.js';

const { Terminal, createUnicodeAddon } = await loadXterm();

/** An emulator as the outer terminal; without `graphemes` an old one, whose widths are Unicode 6's. */
export function emulator(cols: number, rows: number, graphemes = true): HeadlessTerminal {
  const terminal = new Terminal({ cols, rows, allowProposedApi: true, scrollback: 0 });
  if (!graphemes) return terminal;
  terminal.loadAddon(createUnicodeAddon());
  return terminal;
}

/** Has taken all of `data` when it returns: the public `write` waits for a timer each time. */
export function feed(terminal: HeadlessTerminal, data: string | Uint8Array): void {
  // Only asynchronous handlers make this return a promise, and there are none.
  void coreOf(terminal)._inputHandler.parse(data);
}

export function textOf(terminal: HeadlessTerminal): string {
  const buffer = terminal.buffer.active;
  return Array.from({ length: terminal.rows }, (_, y) =>
    (buffer.getLine(buffer.viewportY + y)?.translateToString(true) ?? '').trimEnd(),
  ).join('\n');
}

/** A stdout that keeps what was written; `hold` makes it a slow one. */
export class FakeOutput extends Writable {
  columns: number;
  rows: number;
  written = '';
  #held: (() => void)[] | undefined;
  #onWrite: (() => void) | undefined;

  constructor(columns: number, rows: number) {
    super({ highWaterMark: 16 });
    this.columns = columns;
    this.rows = rows;
  }

  /** From now on every write waits, until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const done of held) done();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.written += Buffer.from(chunk).toString();
    this.#onWrite?.();
    if (this.#held === undefined) done();
    else this.#held.push(done);
  }

  /** Resolves when more is written, and after `limit` milliseconds. */
  async more(limit: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limit);
      this.#onWrite = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#onWrite = undefined;
  }

  takeWritten(): string {
    const { written } = this;
    this.written = '';
    return written;
  }

  asTerminal(): TerminalOutput {
    return this as unknown as TerminalOutput;
  }
}

export class FakeInput extends PassThrough {
  rawModes: boolean[] = [];

  setRawMode(raw: boolean): this {
    this.rawModes.push(raw);
    return this;
  }
}
