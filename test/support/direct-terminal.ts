import type { Terminal } from '@xterm/headless';
import type { Emulator } from '../../src/pty/emulator.js';
import { ProgramEmulator } from '../../src/pty/requests/emulator.js';
import { type CursorLook, cellsOf, cursorOf, type Outer } from './cells.js';
import { NOBODY, TEST_APPEARANCE } from './emulator.js';
import { XtermTerminalCore } from './xterm/core.js';
import { createTerminal } from './xterm/emulator.js';
import { loadXterm } from './xterm/load.js';

const modules = await loadXterm();

/** Lines above the screen, as many as a pane keeps: growing brings them back. */
export const SCROLLBACK = 10_000;

/** The reference for emulators of panes, fed directly: what the pane must look like on the person's screen. */
export class DirectTerminal {
  readonly #terminal: Terminal;
  readonly #emulator: Emulator;
  /** What it looks like, until something changes it. */
  #isReversed = false;
  #looks = new Map<Outer | undefined, string[][]>();

  constructor(cols: number, rows: number, scrollback = SCROLLBACK) {
    this.#terminal = createTerminal(modules, { cols, rows, scrollback });
    this.#emulator = new ProgramEmulator(
      new XtermTerminalCore(this.#terminal),
      { cols, rows, scrollback, version: '1.2.3', appearance: TEST_APPEARANCE },
      NOBODY,
    );
    this.#watchReverseScreen();
  }

  /** DECSCNM, which xterm leaves to whoever draws. */
  #watchReverseScreen(): void {
    const { parser } = this.#terminal;
    for (const final of ['h', 'l']) {
      parser.registerCsiHandler({ prefix: '?', final }, (params) => {
        if (params.includes(5)) this.#isReversed = final === 'h';
        return false;
      });
    }
    parser.registerEscHandler({ final: 'c' }, () => {
      this.#isReversed = false;
      return false;
    });
  }

  get size(): { cols: number; rows: number } {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows };
  }

  feed(text: string | Uint8Array): void {
    this.#emulator.parse(typeof text === 'string' ? Buffer.from(text) : text);
    this.#looks.clear();
  }

  resize(cols: number, rows: number): void {
    this.#emulator.resize(cols, rows);
    this.#looks.clear();
  }

  /** Every cell as `cellsOf` tells it, as the outer terminal can show it. */
  cells(outer?: Outer): string[][] {
    let cells = this.#looks.get(outer);
    if (!cells) {
      cells = cellsOf(this.#terminal, undefined, outer, this.#isReversed);
      this.#looks.set(outer, cells);
    }
    return cells;
  }

  /** Its shape as the emulator tells it: both DECSCUSR and mode 12 decide whether it blinks. */
  get cursorLook(): CursorLook {
    const { shape, blink } = this.#emulator.cursor;
    return {
      ...cursorOf(this.#terminal),
      shape: shape !== 'default' && blink ? `blinking ${shape}` : shape,
    };
  }

  text(): string {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, y) =>
      active.getLine(active.baseY + y)?.translateToString(true),
    ).join('\n');
  }

  dispose(): void {
    this.#emulator.dispose();
  }
}
