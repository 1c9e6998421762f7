import { type CursorLook, cellsOf, cursorOf, type Outer } from './cells.js';
import { TestEmulator } from './emulator.js';

/** Lines above the screen, as many as a pane keeps: growing brings them back. */
export const SCROLLBACK = 10_000;

/** The emulator of a pane, fed directly: what the pane must look like on the person's screen. */
export class DirectTerminal {
  readonly #direct: TestEmulator;
  /** What it looks like, until something changes it. */
  #isReversed = false;
  #looks = new Map<Outer | undefined, string[][]>();

  constructor(cols: number, rows: number, scrollback = SCROLLBACK) {
    this.#direct = new TestEmulator(cols, rows, scrollback);
    this.#watchReverseScreen();
  }

  /** DECSCNM, which xterm leaves to whoever draws. */
  #watchReverseScreen(): void {
    const { parser } = this.#direct.terminal;
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
    return { cols: this.#direct.terminal.cols, rows: this.#direct.terminal.rows };
  }

  feed(text: string | Uint8Array): void {
    this.#direct.feed(text);
    this.#looks.clear();
  }

  resize(cols: number, rows: number): void {
    this.#direct.emulator.resize(cols, rows);
    this.#looks.clear();
  }

  /** Every cell as `cellsOf` tells it, as the outer terminal can show it. */
  cells(outer?: Outer): string[][] {
    let cells = this.#looks.get(outer);
    if (!cells) {
      cells = cellsOf(this.#direct.terminal, undefined, outer, this.#isReversed);
      this.#looks.set(outer, cells);
    }
    return cells;
  }

  /** Its shape as the emulator tells it: both DECSCUSR and mode 12 decide whether it blinks. */
  get cursorLook(): CursorLook {
    const { shape, blink } = this.#direct.emulator.cursor;
    return {
      ...cursorOf(this.#direct.terminal),
      shape: shape !== 'default' && blink ? `blinking ${shape}` : shape,
    };
  }

  text(): string {
    const { active } = this.#direct.terminal.buffer;
    return Array.from({ length: this.#direct.terminal.rows }, (_, y) =>
      active.getLine(active.baseY + y)?.translateToString(true),
    ).join('\n');
  }

  dispose(): void {
    this.#direct.emulator.dispose();
  }
}
