import type { Terminal } from '@xterm/headless';
import {
  type Cursor,
  type MouseTracking,
  NO_COLORS,
  type PaneColors,
  type PaneModes,
} from '../../core/frame.js';
import type { Appearance } from '../../core/ports/host.js';
import type {
  Emulator,
  EmulatorFactory,
  EmulatorListener,
  EmulatorOptions,
  RowReader,
} from '../emulator.js';
import type { ClusterTable, StyleTable } from '../tables.js';
import { cleanTitle } from '../text.js';
import { coreOf, type XtermCore } from './internals.js';
import { KeyboardModes } from './keyboard.js';
import { XtermLines } from './lines.js';
import { loadXterm, type XtermModules } from './load.js';
import { MouseModes } from './mouse.js';
import { registerRepairs } from './repairs.js';
import { registerReports } from './reports.js';
import { WholeCharacters } from './whole-characters.js';

const TRACKING: Readonly<Record<string, MouseTracking>> = {
  X10: 'x10',
  VT200: 'press',
  DRAG: 'drag',
  ANY: 'motion',
};

const encoder = new TextEncoder();

/** Emulators built on @xterm/headless, which is imported by the first call. */
export async function loadXtermEmulators(): Promise<EmulatorFactory> {
  const modules = await loadXterm();
  return (options, listener) =>
    new XtermEmulator(openTerminal(modules, options), options, listener);
}

/** An xterm as panes use it, for `XtermEmulator` to complete. */
export function openTerminal(
  { Terminal, createUnicodeAddon }: XtermModules,
  { cols, rows, scrollback }: Pick<EmulatorOptions, 'cols' | 'rows' | 'scrollback'>,
): Terminal {
  const terminal = new Terminal({
    cols,
    rows,
    // Resizing a buffer without any scrollback corrupts it.
    scrollback: Math.max(1, scrollback),
    allowProposedApi: true,
    logLevel: 'off',
    // Also gates our own handler of CSI t.
    windowOptions: {
      getWinSizePixels: true,
      getCellSizePixels: true,
      getWinSizeChars: true,
      pushTitle: true,
      popTitle: true,
    },
  });
  terminal.loadAddon(createUnicodeAddon());
  return terminal;
}

export class XtermEmulator implements Emulator {
  readonly #terminal: Terminal;
  readonly #core: XtermCore;
  readonly #listener: EmulatorListener;
  readonly #keyboard = new KeyboardModes();
  readonly #mouse = new MouseModes();
  readonly #characters = new WholeCharacters();
  readonly main: XtermLines;
  readonly #lines: XtermLines;
  readonly colors: PaneColors = NO_COLORS;
  #appearance: Appearance;

  constructor(terminal: Terminal, options: EmulatorOptions, listener: EmulatorListener) {
    this.#terminal = terminal;
    this.#core = coreOf(terminal);
    this.#listener = listener;
    const { _bufferService: bufferService } = this.#core;
    this.#lines = new XtermLines(terminal, this.#core, () => bufferService.buffer);
    this.main = new XtermLines(terminal, this.#core, () => bufferService.buffers.normal);
    this.#appearance = options.appearance;
    const reply = (text: string) => listener.reply(encoder.encode(text));
    terminal.onData(reply);
    terminal.onBell(() => listener.bell());
    terminal.onTitleChange((title) => listener.title(cleanTitle(title)));
    registerReports({
      terminal,
      core: this.#core,
      listener,
      version: options.version,
      appearance: () => this.#appearance,
      reply,
    });
    registerRepairs(terminal, this.#core);
    this.#registerKeyboard(reply);
    this.#mouse.register(terminal, reply);
    this.#registerModes();
  }

  get cols(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  get cursor(): Cursor {
    const { buffer } = this.#core._bufferService;
    const { isCursorHidden, decPrivateModes } = this.#core.coreService;
    return {
      x: buffer.x,
      y: buffer.y,
      visible: !isCursorHidden,
      shape: decPrivateModes.cursorStyle ?? 'default',
      blink: decPrivateModes.cursorBlink === true,
    };
  }

  get modes(): PaneModes {
    const { decPrivateModes } = this.#core.coreService;
    const { activeProtocol } = this.#core.coreMouseService;
    return {
      alternateScreen: this.#isAlternate,
      applicationCursor: decPrivateModes.applicationCursorKeys,
      applicationKeypad: decPrivateModes.applicationKeypad,
      bracketedPaste: decPrivateModes.bracketedPasteMode,
      focusEvents: decPrivateModes.sendFocus,
      mouseTracking: TRACKING[activeProtocol] ?? 'none',
      mouseEncoding: this.#mouse.encoding,
      alternateScroll: this.#mouse.alternateScroll,
      kittyFlags: this.#keyboard.flags(this.#isAlternate),
      modifyOtherKeys: this.#keyboard.modifyOtherKeys,
    };
  }

  get numbering(): number {
    return this.#lines.numbering;
  }

  get firstLine(): number {
    return this.#lines.firstLine;
  }

  get historyLength(): number {
    return this.#lines.historyLength;
  }

  get isHeld(): boolean {
    return this.#core.coreService.decPrivateModes.synchronizedOutput;
  }

  releaseHold(): void {
    this.#core.coreService.decPrivateModes.synchronizedOutput = false;
  }

  setAppearance(appearance: Appearance): void {
    this.#appearance = appearance;
  }

  /** The public `write` defers to a timer and cuts its input into small pieces. */
  parse(bytes: Uint8Array): void {
    // Only asynchronous handlers make this return a promise, and there are none.
    void this.#core._inputHandler.parse(this.#characters.next(bytes));
  }

  resize(cols: number, rows: number): void {
    if (cols !== this.cols) {
      this.#lines.renumber();
      this.main.renumber();
    }
    this.#terminal.resize(cols, rows);
  }

  createRowReader(styles: StyleTable, clusters: ClusterTable): RowReader {
    return this.#lines.createRowReader(styles, clusters);
  }

  lineFlags(line: number): number {
    return this.#lines.lineFlags(line);
  }

  lineText(line: number): string {
    return this.#lines.lineText(line);
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  get #isAlternate(): boolean {
    const { buffers } = this.#core._bufferService;
    return buffers.active === buffers.alt;
  }

  /** https://sw.kovidgoyal.net/kitty/keyboard-protocol/ and xterm's modifyOtherKeys */
  #registerKeyboard(reply: (text: string) => void): void {
    const { parser } = this.#terminal;
    const keyboard = this.#keyboard;
    const number = (params: (number | number[])[], index: number, missing: number) => {
      const value = params[index];
      return typeof value === 'number' && value > 0 ? value : missing;
    };
    const handle = (prefix: string, final: string, act: (p: (number | number[])[]) => void) =>
      parser.registerCsiHandler({ prefix, final }, (params) => {
        act(params);
        return true;
      });
    handle('?', 'u', () => reply(`\u001b[?${keyboard.flags(this.#isAlternate)}u`));
    handle('>', 'u', (p) => keyboard.push(this.#isAlternate, number(p, 0, 0)));
    handle('<', 'u', (p) => keyboard.pop(this.#isAlternate, number(p, 0, 1)));
    handle('=', 'u', (p) => keyboard.set(this.#isAlternate, number(p, 0, 0), number(p, 1, 1)));
    handle('>', 'm', (p) => {
      // Without a resource all of them are reset.
      const resource = number(p, 0, 4);
      if (resource === 4) keyboard.modifyOtherKeys = Math.min(2, number(p, 1, 0));
    });
    handle('>', 'n', (p) => {
      if (number(p, 0, 0) === 4) keyboard.modifyOtherKeys = 0;
    });
    handle('?', 'm', (p) => {
      if (number(p, 0, 0) === 4) reply(`\u001b[>4;${keyboard.modifyOtherKeys}m`);
    });
  }

  #registerModes(): void {
    const { parser } = this.#terminal;
    parser.registerCsiHandler({ prefix: '?', final: 'h' }, (params) => {
      if (params.includes(2026) && !this.isHeld) this.#listener.holdStarts();
      return false;
    });
    parser.registerEscHandler({ final: 'c' }, () => {
      this.#keyboard.reset();
      this.#mouse.reset();
      // xterm's own reset leaves these as they are.
      this.#core.coreService.isCursorHidden = false;
      this.#terminal.options.cursorBlink = false;
      this.#listener.title('');
      this.#listener.agentState(undefined);
      return false;
    });
  }
}
