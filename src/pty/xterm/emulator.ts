import type { Terminal } from '@xterm/headless';
import type { Cursor, PaneColors, PaneModes } from '../../core/frame.js';
import type { Appearance } from '../../core/ports/host.js';
import type {
  Emulator,
  EmulatorFactory,
  EmulatorListener,
  EmulatorOptions,
  RowReader,
} from '../emulator.js';
import type { ClusterTable, StyleTable } from '../tables.js';
import { registerAgentReports } from './agent-reports.js';
import { Answers } from './answers.js';
import { registerClipboard } from './clipboard.js';
import { ProgramColors } from './colors.js';
import type { EmulatorContext } from './context.js';
import { coreOf, isAlternateScreen, type XtermCore } from './internals.js';
import { KeyboardModes, registerKeyboard } from './keyboard.js';
import { LineMarks } from './line-marks.js';
import { XtermLines } from './lines.js';
import { loadXterm, type XtermModules } from './load.js';
import { registerModeReports } from './mode-reports.js';
import { ProgramModes } from './modes.js';
import { MouseModes } from './mouse.js';
import { registerNotifications } from './notifications.js';
import { registerRepairs } from './repairs.js';
import { registerReports } from './reports.js';
import { SavedCursors } from './saved-cursor.js';
import { registerTermcap } from './termcap.js';
import { Titles } from './titles.js';
import { Utf8Stream } from './utf8.js';
import { registerWorkingDirectory } from './working-directory.js';

const encoder = new TextEncoder();

/** Emulators built on @xterm/headless, which is imported by the first call. */
export async function loadXtermEmulators(): Promise<EmulatorFactory> {
  const modules = await loadXterm();
  return (options, listener) =>
    new XtermEmulator(createTerminal(modules, options), options, listener);
}

/** An xterm as panes use it, for `XtermEmulator` to complete. */
export function createTerminal(
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
    // These gate our own handler of CSI t.
    windowOptions: {
      getWinState: true,
      getWinPosition: true,
      getWinSizePixels: true,
      getScreenSizePixels: true,
      getCellSizePixels: true,
      getWinSizeChars: true,
      getScreenSizeChars: true,
      getIconTitle: true,
      getWinTitle: true,
      pushTitle: true,
      popTitle: true,
    },
  });
  terminal.loadAddon(createUnicodeAddon());
  return terminal;
}

/** An xterm with what programs expect of a terminal beyond it. */
export class XtermEmulator implements Emulator {
  readonly #terminal: Terminal;
  readonly #core: XtermCore;
  readonly #listener: EmulatorListener;
  readonly #answers: Answers;
  readonly #output = new Utf8Stream();
  readonly #savedCursors: SavedCursors;
  readonly #keyboard = new KeyboardModes();
  readonly #modes: ProgramModes;
  readonly #mouse: MouseModes;
  readonly #colors: ProgramColors;
  readonly #titles: Titles;
  readonly main: XtermLines;
  readonly #lines: XtermLines;
  #appearance: Appearance;

  constructor(terminal: Terminal, options: EmulatorOptions, listener: EmulatorListener) {
    this.#terminal = terminal;
    this.#core = coreOf(terminal);
    this.#listener = listener;
    this.#appearance = options.appearance;
    this.#answers = new Answers(this.#core, (text) => listener.reply(encoder.encode(text)));
    const context: EmulatorContext = {
      terminal,
      core: this.#core,
      listener,
      answers: this.#answers,
      appearance: () => this.#appearance,
      version: options.version,
    };
    terminal.onBell(() => listener.bell());
    registerRepairs(terminal, this.#core);
    this.#savedCursors = new SavedCursors(this.#core);
    this.#modes = new ProgramModes(context);
    this.#mouse = new MouseModes(context);
    this.#colors = new ProgramColors(context);
    this.#titles = new Titles(context);
    registerReports(context, this.#titles);
    registerModeReports(context, this.#modes, this.#mouse);
    registerTermcap(context);
    registerKeyboard(context, this.#keyboard);
    registerClipboard(context);
    registerNotifications(context);
    registerWorkingDirectory(context);
    registerAgentReports(context);
    this.#registerResets();
    const marks = new LineMarks(context);
    const { _bufferService: bufferService } = this.#core;
    this.#lines = new XtermLines(terminal, this.#core, marks, {
      buffer: () => bufferService.buffer,
      isReversed: () => this.#modes.reverseScreen,
    });
    this.main = new XtermLines(terminal, this.#core, marks, {
      buffer: () => bufferService.buffers.normal,
      isReversed: () => false,
    });
  }

  get cols(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  get colors(): PaneColors {
    return this.#colors.current;
  }

  get cursor(): Cursor {
    const { buffer } = this.#core._bufferService;
    const { isCursorHidden, decPrivateModes } = this.#core.coreService;
    return {
      x: buffer.x,
      y: buffer.y,
      visible: !isCursorHidden,
      shape: decPrivateModes.cursorStyle ?? 'default',
      blink: decPrivateModes.cursorBlink === true || this.#terminal.options.cursorBlink === true,
    };
  }

  get modes(): PaneModes {
    const { decPrivateModes } = this.#core.coreService;
    const isAlternate = isAlternateScreen(this.#core);
    return {
      alternateScreen: isAlternate,
      applicationCursor: decPrivateModes.applicationCursorKeys,
      applicationKeypad: decPrivateModes.applicationKeypad,
      bracketedPaste: decPrivateModes.bracketedPasteMode,
      focusEvents: decPrivateModes.sendFocus,
      mouseTracking: this.#mouse.tracking,
      mouseEncoding: this.#mouse.encoding,
      alternateScroll: this.#mouse.alternateScroll,
      kittyFlags: this.#keyboard.flags(isAlternate),
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
    const old = this.#appearance;
    this.#appearance = appearance;
    this.#modes.appearanceChanged(old);
  }

  /** The public `write` defers to a timer and cuts its input into small pieces. */
  parse(bytes: Uint8Array): void {
    this.#output.push(bytes, (wellFormed) => {
      // Only asynchronous handlers make this return a promise, and there are none.
      void this.#core._inputHandler.parse(wellFormed);
    });
    this.#answers.parsed();
  }

  resize(cols: number, rows: number): void {
    if (cols !== this.cols) {
      this.#lines.renumber();
      this.main.renumber();
    }
    this.#savedCursors.follow(() => this.#terminal.resize(cols, rows));
    this.#modes.resized();
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

  #registerResets(): void {
    const { parser } = this.#terminal;
    parser.registerEscHandler({ final: '\\' }, () => {
      this.#answers.stringTerminated();
      return true;
    });
    parser.registerCsiHandler({ intermediates: '!', final: 'p' }, () => {
      this.#keyboard.reset();
      return false;
    });
    // A shape says whether it blinks, so an earlier mode 12 is over.
    parser.registerCsiHandler({ intermediates: ' ', final: 'q' }, () => {
      this.#terminal.options.cursorBlink = false;
      return false;
    });
    parser.registerEscHandler({ final: 'c' }, () => {
      this.#keyboard.reset();
      this.#modes.reset();
      this.#mouse.reset();
      this.#colors.reset();
      this.#titles.reset();
      // xterm's own reset leaves these as they are.
      this.#core.coreService.isCursorHidden = false;
      this.#terminal.options.cursorBlink = false;
      this.#terminal.options.convertEol = false;
      this.#listener.agentState(undefined);
      return false;
    });
  }
}
