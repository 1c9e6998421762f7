import type { Terminal } from '@xterm/headless';
import type { IPty } from 'node-pty';
import { spawn } from 'node-pty';
import { type CursorLook, cellsOf, cursorOf, type Region } from './cells.js';
import { keyBytes } from './keys.js';
import { emulator } from './outer-terminal.js';
import { PtyWriter } from './pty-writer.js';

export interface TerminalOptions {
  cols: number;
  rows: number;
  cwd: string;
  env: Record<string, string>;
  /** Answers the kitty keyboard query, as kitty, ghostty and foot do. */
  kitty?: boolean;
  /** Knows no synchronized updates (mode 2026). */
  unsynchronized?: boolean;
  /** Lines kept above the screen; none when absent. */
  scrollback?: number;
  /** Gets the bytes of the program before they are shown. */
  onOutput?: (data: string) => void;
  /** Shown when a wait fails. */
  diagnose?: () => Promise<string>;
}

export interface Exit {
  code: number;
  signal: number;
}

/** Longest that a condition may take to come true, ms; far beyond what a busy machine needs. */
const PATIENCE = 15_000;
/** Time for output to be read that has come already, ms. */
const GRACE = 50;

/** A program in a terminal of its own: press keys, read the screen. */
export class TerminalDriver {
  readonly #pty: IPty;
  readonly #input: PtyWriter;
  readonly #terminal: Terminal;
  readonly #waiters = new Set<() => void>();
  readonly #diagnose: () => Promise<string>;
  #exit: Exit | undefined;
  #title = '';
  #clipboard = '';

  constructor(program: string, args: readonly string[], options: TerminalOptions) {
    const { cols, rows, cwd, env } = options;
    this.#diagnose = options.diagnose ?? (async () => '');
    this.#terminal = emulator(cols, rows);
    this.#terminal.options.scrollback = options.scrollback ?? 0;
    const name = env['TERM'] ?? 'xterm-256color';
    this.#pty = spawn(program, [...args], { name, cols, rows, cwd, env });
    this.#input = new PtyWriter(this.#pty);
    this.#terminal.onTitleChange((title) => {
      this.#title = title;
    });
    this.#terminal.parser.registerOscHandler(52, (data) => {
      const text = data.replace(/^[^;]*;/, '');
      if (text !== '?') this.#clipboard = Buffer.from(text, 'base64').toString();
      return true;
    });
    this.#terminal.onData((reply) => this.#write(reply));
    if (options.kitty) {
      this.#terminal.parser.registerCsiHandler({ prefix: '?', final: 'u' }, () => {
        this.#write('\x1b[?0u');
        return true;
      });
    }
    if (options.unsynchronized) {
      this.#terminal.parser.registerCsiHandler(
        { prefix: '?', intermediates: '$', final: 'p' },
        (params) => {
          if (params[0] !== 2026) return false;
          this.#write('\x1b[?2026;0$y');
          return true;
        },
      );
    }
    this.#pty.onData((data) => {
      options.onOutput?.(data);
      this.#terminal.write(data, () => this.#changed());
    });
    this.#pty.onExit(({ exitCode, signal }) => {
      // Behind what is still being parsed, so that the last words are on the screen.
      this.#terminal.write('', () => {
        this.#exit = { code: exitCode, signal: signal ?? 0 };
        this.#changed();
      });
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  get hasExited(): boolean {
    return this.#exit !== undefined;
  }

  /** Presses keys as a legacy terminal reports them in the mode the program asked for. */
  press(...keys: string[]): void {
    const isApplication = this.#terminal.modes.applicationCursorKeysMode;
    for (const key of keys) {
      const bytes = keyBytes(key);
      this.#write(isApplication ? bytes.replace(/^\x1b\[([A-DHF])$/, '\x1bO$1') : bytes);
    }
  }

  type(text: string): void {
    this.#write(text);
  }

  /** A click of the left button on a 0-based cell, in SGR encoding. */
  click(x: number, y: number): void {
    this.mouse(0, x, y);
    this.mouse(0, x, y, 'm');
  }

  /** A mouse report with this button code at a 0-based cell; `m` for a release. */
  mouse(code: number, x: number, y: number, final: 'M' | 'm' = 'M'): void {
    this.#write(`\x1b[<${code};${x + 1};${y + 1}${final}`);
  }

  resize(cols: number, rows: number): void {
    this.#terminal.resize(cols, rows);
    this.#pty.resize(cols, rows);
  }

  /** Sends a signal to the program itself. */
  kill(signal: NodeJS.Signals): void {
    if (this.#exit === undefined) process.kill(this.#pty.pid, signal);
  }

  /** Reads nothing of what the program writes, as a terminal that was stopped with Ctrl-S. */
  stopReading(): void {
    this.#pty.pause();
  }

  readOn(): void {
    this.#pty.resume();
  }

  /** Closes the terminal as a window that is closed. */
  hangUp(): void {
    (this.#pty as IPty & { destroy(): void }).destroy();
  }

  /** The screen's rows without trailing blanks. */
  rows(): string[] {
    const buffer = this.#terminal.buffer.active;
    return Array.from(
      { length: this.#terminal.rows },
      (_, y) => buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? '',
    );
  }

  screen(): string {
    return this.rows().join('\n');
  }

  /** Every cell with its colours and attributes, one string a row. */
  styledRows(): string[] {
    return this.cells().map((row) => row.join(' '));
  }

  /** The looks of every cell (test/support/cells.ts). */
  cells(): string[][] {
    return cellsOf(this.#terminal);
  }

  cellsIn(region: Region): string[][] {
    return cellsOf(this.#terminal, region);
  }

  /** Text of one 0-based cell; empty in the right half of a wide character. */
  characterAt(x: number, y: number): string {
    const { active } = this.#terminal.buffer;
    return (
      active
        .getLine(active.baseY + y)
        ?.getCell(x)
        ?.getChars() ?? ''
    );
  }

  get cursorLook(): CursorLook {
    return cursorOf(this.#terminal);
  }

  /** What the program has set last as the window's title. */
  get title(): string {
    return this.#title;
  }

  /** What the program has copied last (OSC 52). */
  get clipboard(): string {
    return this.#clipboard;
  }

  get size(): { cols: number; rows: number } {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows };
  }

  /** 0-based cell of the cursor. */
  get cursor(): { x: number; y: number } {
    const { cursorX: x, cursorY: y } = this.#terminal.buffer.active;
    return { x, y };
  }

  /** Calls `look` each time that output may be seen: after it, but not within a synchronized update. */
  onShown(look: () => void): void {
    const { parser } = this.#terminal;
    parser.registerCsiHandler({ prefix: '?', final: 'l' }, (params) => {
      if (params.includes(2026)) look();
      return false;
    });
    this.#terminal.onWriteParsed(() => {
      if (!this.#terminal.modes.synchronizedOutputMode) look();
    });
  }

  async waitFor(what: string, holds: () => boolean, patience = PATIENCE): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const check = () => {
        if (holds()) finish(resolve);
        else if (this.#exit !== undefined) finish(() => void fail('the program has exited'));
      };
      const fail = async (reason: string) => reject(new Error(await this.#report(what, reason)));
      const timer = setTimeout(() => finish(() => void fail(`${patience} ms passed`)), patience);
      const finish = (end: () => void) => {
        clearTimeout(timer);
        this.#waiters.delete(check);
        end();
      };
      this.#waiters.add(check);
      check();
    });
  }

  /** True as soon as it holds; false once the program has written nothing for `quiet` ms. */
  settles(holds: () => boolean, quiet: number): Promise<boolean> {
    return new Promise((resolve) => {
      let outputs = 0;
      const end = (result: boolean) => {
        clearTimeout(timer);
        this.#waiters.delete(check);
        resolve(result);
      };
      const check = () => {
        outputs += 1;
        if (holds()) end(true);
        else timer.refresh();
      };
      const timer = setTimeout(() => {
        // Output may have waited while this process was busy comparing.
        const seen = outputs;
        setTimeout(() => {
          if (outputs === seen) end(holds());
        }, GRACE);
      }, quiet);
      this.#waiters.add(check);
      if (holds()) end(true);
    });
  }

  async waitForText(text: string | RegExp, patience?: number): Promise<void> {
    await this.waitFor(`text ${text}`, () => matches(this.screen(), text), patience);
  }

  async waitForGone(text: string | RegExp, patience?: number): Promise<void> {
    await this.waitFor(`no text ${text}`, () => !matches(this.screen(), text), patience);
  }

  /** The entry of an open dialog's menu that Enter would choose; '' when there is none. */
  markedEntry(): string {
    return /│ › (.*?)\s*│/.exec(this.screen())?.[1] ?? '';
  }

  /** Moves to the entry of an open dialog's menu that begins with `label`, and presses Enter. */
  async choose(label: string): Promise<void> {
    await this.waitForText(label);
    while (!this.markedEntry().startsWith(label)) {
      const before = this.markedEntry();
      this.press('down');
      await this.waitFor(`another entry than "${before}"`, () => this.markedEntry() !== before);
    }
    this.press('enter');
  }

  /** Whether the program has left the alternate screen to the person. */
  get showsMainScreen(): boolean {
    return this.#terminal.buffer.active.type === 'normal';
  }

  /** Resolves when the program has ended and its last output was read. */
  async waitForExit(patience = PATIENCE): Promise<Exit> {
    await this.waitFor('exit', () => this.#exit !== undefined, patience);
    return this.#exit as Exit;
  }

  /** Ends the program if it still runs, and waits until it has ended. */
  async dispose(): Promise<void> {
    if (this.#exit === undefined) {
      this.kill('SIGKILL');
      await this.waitForExit();
    }
    this.#terminal.dispose();
  }

  #write(text: string): void {
    if (this.#exit === undefined) this.#input.write(text);
  }

  #changed(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }

  async #report(what: string, reason: string): Promise<string> {
    const { x, y } = this.cursor;
    const rows = this.rows().map((row, index) => `${String(index).padStart(3)} ${row}`);
    const exit = this.#exit === undefined ? '' : `exit code ${this.#exit.code}\n`;
    const frame = [`Waited for ${what}: ${reason}.`, exit, ...rows, `cursor ${x},${y}`];
    return [...frame, await this.#diagnose()].join('\n');
  }
}

function matches(screen: string, text: string | RegExp): boolean {
  return typeof text === 'string' ? screen.includes(text) : text.test(screen);
}
