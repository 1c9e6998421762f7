import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Terminal } from '@xterm/headless';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import type { Config } from '../../../src/core/config.js';
import type { HostConnection } from '../../../src/core/ports/host.js';
import { showFirstFrame } from '../../../src/tui/app/first-frame.js';
import { runTui, type TuiOptions, type TuiResult } from '../../../src/tui/app/run.js';
import { openOuterTerminal } from '../../../src/tui/terminal/open.js';
import { cellsOf } from '../cells.js';
import { emulator, FakeInput, FakeOutput, feed, textOf } from '../outer-terminal.js';
import { ScriptedHost } from './scripted-host.js';
import { ScriptedSessions } from './scripted-sessions.js';
import { ScriptedSettings } from './scripted-settings.js';

export const TEST_CONFIG: Config = {
  ...DEFAULT_CONFIG,
  terminal: { ...DEFAULT_CONFIG.terminal, scrollback: 1000 },
};

const DIRECTORY = '/work/my-repo';
const VERSION = '0.1.0';

/** What the shipped manifests say of agents. */
const newlineOf = (kind: string) => (kind === 'shell' ? undefined : '\x1b\r');

/** The search runs in the built program's thread. */
const SEARCH_ENTRY = new URL('../../../dist/search-worker.js', import.meta.url);

const KEYS: Readonly<Record<string, string>> = {
  enter: '\r',
  escape: '\x1b[27u',
  tab: '\t',
  'shift-tab': '\x1b[Z',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  backspace: '\x7f',
  delete: '\x1b[3~',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
  'ctrl-left': '\x1b[1;5D',
  'ctrl-right': '\x1b[1;5C',
  'proven-ctrl-m': '\x1b[109;5u',
};

function bytesOf(key: string): string {
  const named = KEYS[key];
  if (named !== undefined) return named;
  const ctrl = /^ctrl-([a-z])$/.exec(key);
  if (ctrl?.[1]) return String.fromCharCode(ctrl[1].charCodeAt(0) - 96);
  return key;
}

export interface RobotOptions extends Partial<Omit<TuiOptions, 'terminal' | 'settings'>> {
  config?: Config;
  cols?: number;
  rows?: number;
  scriptedHost?: ScriptedHost;
  env?: Record<string, string>;
}

/** Runs the client in this process: presses keys, reads the screen, waits for conditions. */
export class Robot {
  readonly host: ScriptedHost;
  readonly sessions: ScriptedSessions;
  readonly settings: ScriptedSettings;
  readonly result: Promise<TuiResult>;
  readonly #input = new FakeInput();
  readonly #output: FakeOutput;
  readonly #emulator;
  readonly terminal;
  #clipboard: string | undefined;
  /** What the terminal has got before anything else was loaded. */
  readonly firstFrame: string;
  /** All that the terminal has got after it, as of the last look at the screen. */
  output = '';
  outcome: TuiResult | undefined;
  failure: unknown;

  constructor(options: RobotOptions = {}) {
    const { cols = 100, rows = 24, scriptedHost, env, config = TEST_CONFIG, ...tui } = options;
    this.host = scriptedHost ?? new ScriptedHost();
    this.settings = new ScriptedSettings(config);
    this.sessions =
      (tui.sessions as ScriptedSessions | undefined) ?? new ScriptedSessions(this.host);
    this.#output = new FakeOutput(cols, rows);
    this.#emulator = emulator(cols, rows);
    this.#emulator.parser.registerOscHandler(52, (data) => {
      this.#clipboard = Buffer.from(data.replace(/^[^;]*;/, ''), 'base64').toString();
      return true;
    });
    const terminal = {
      input: this.#input,
      output: this.#output.asTerminal(),
      env: { TERM: 'xterm-256color', LANG: 'en_US.UTF-8', ...env },
      ...({ color: 'auto', unicode: 'auto', mouse: true } as const),
    };
    const { keys } = config;
    const taken = showFirstFrame({ ...terminal, keys, directory: DIRECTORY, version: VERSION });
    this.firstFrame = this.#output.takeWritten();
    this.#emulator.write(this.firstFrame);
    this.terminal = openOuterTerminal({ ...terminal, taken });
    // Nothing is owed, so that nobody waits when the client leaves.
    this.#input.write('\x1b[0n');
    this.result = runTui({
      connect: async (): Promise<HostConnection> => this.host.connect(),
      requireGit: async () => {},
      sessions: this.sessions,
      searchEntry: SEARCH_ENTRY,
      newlineOf,
      settings: this.settings,
      directory: DIRECTORY,
      version: VERSION,
      log: { log: () => {} },
      ...tui,
      terminal: this.terminal,
    });
    this.result.then(
      (outcome) => {
        this.outcome = outcome;
      },
      (failure: unknown) => {
        this.failure = failure;
      },
    );
  }

  /** Whether what the terminal sends is left unread. */
  get isInputPaused(): boolean {
    return this.#input.isPaused();
  }

  press(...keys: string[]): void {
    for (const key of keys) this.#input.write(bytesOf(key));
  }

  /** One press of the left button, 0-based cell. */
  click(x: number, y: number): void {
    this.mouse(0, x, y);
    this.#input.write(`\x1b[<0;${x + 1};${y + 1}m`);
  }

  /** A mouse report with this button code. */
  mouse(code: number, x: number, y: number, final = 'M'): void {
    this.#input.write(`\x1b[<${code};${x + 1};${y + 1}${final}`);
  }

  paste(text: string): void {
    this.#input.write(`\x1b[200~${text}\x1b[201~`);
  }

  send(bytes: string): void {
    this.#input.write(bytes);
  }

  resize(cols: number, rows: number): void {
    this.#output.columns = cols;
    this.#output.rows = rows;
    this.#emulator.resize(cols, rows);
    this.#output.emit('resize');
  }

  /** What was last copied to the terminal's clipboard (OSC 52), as of the last look at the screen. */
  get clipboard(): string | undefined {
    return this.#clipboard;
  }

  /** The text of inverse cells in rows `from` to `to`, 0-based, a line for each row that has any. */
  inverseText(from: number, to: number): string {
    const cell = this.#emulator.buffer.active.getNullCell();
    const rows: string[] = [];
    for (let y = from; y <= to; y++) {
      const line = this.#emulator.buffer.active.getLine(y);
      let text = '';
      for (let x = 0; x < this.#emulator.cols; x++) {
        if (line?.getCell(x, cell)?.isInverse()) text += cell.getWidth() > 0 ? cell.getChars() : '';
      }
      if (text) rows.push(text);
    }
    return rows.join('\n');
  }

  /** Which mouse events the terminal has been asked for, as of the last look at the screen. */
  mouseReports(): 'none' | 'x10' | 'vt200' | 'drag' | 'any' {
    return this.#emulator.modes.mouseTrackingMode;
  }

  async screen(): Promise<string> {
    return textOf(await this.outer());
  }

  /** The person's terminal after everything that was written until now. */
  async outer(): Promise<Terminal> {
    const written = this.#output.takeWritten();
    this.output += written;
    feed(this.#emulator, written);
    await nextTurn();
    return this.#emulator;
  }

  /** The person's terminal takes nothing, until it does again. */
  holdOutput(isHeld: boolean): void {
    if (isHeld) this.#output.hold();
    else this.#output.release();
  }

  /** Waits until the condition holds for the screen; fails with what is on it. */
  async until(condition: (screen: string) => boolean, what = 'the condition'): Promise<string> {
    const end = Date.now() + 4000;
    for (;;) {
      const screen = await this.screen();
      if (condition(screen)) return screen;
      if (Date.now() > end) throw new Error(`Waited in vain for ${what}. The screen:\n${screen}`);
      await this.#output.more(4);
    }
  }

  /** Waits until the terminal has got these bytes. */
  async gets(bytes: string): Promise<void> {
    await this.until(() => this.output.includes(bytes), JSON.stringify(bytes));
  }

  /** Every cell with its rendition. */
  cells(): string[][] {
    return cellsOf(this.#emulator);
  }

  see(...texts: (string | RegExp)[]): Promise<string> {
    const isSeen = (screen: string, text: string | RegExp) =>
      typeof text === 'string' ? screen.includes(text) : text.test(screen);
    return this.until((screen) => texts.every((text) => isSeen(screen, text)), texts.join(' and '));
  }

  gone(text: string): Promise<string> {
    return this.until((screen) => !screen.includes(text), `${text} to go`);
  }

  async stop(): Promise<void> {
    if (!this.outcome && this.failure === undefined) {
      this.send('\x1b[27u\x1b[27u\x1b[27u\x1b[27u');
      this.press('ctrl-b', 'd');
    }
    await this.result.catch(() => {});
  }
}
