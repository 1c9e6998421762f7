import type { Terminal } from '@xterm/headless';
import type { Style } from '../../../src/core/frame.js';
import type {
  ControlParser,
  CoreLines,
  CoreModes,
  TerminalCore,
} from '../../../src/pty/requests/core.js';
import { Links } from '../../../src/pty/requests/links.js';
import { currentStyle } from './cells.js';
import { coreOf, isAlternateScreen, PARSER_ESCAPE, paramsOf, type XtermCore } from './internals.js';
import { LineMarks } from './line-marks.js';
import { XtermLines } from './lines.js';
import { linksOfCells, replaceLinkService } from './links.js';
import { registerRepairs } from './repairs.js';
import { SavedCursors } from './saved-cursor.js';
import { Utf8Stream } from './utf8.js';

/** An xterm, repaired. */
export class XtermTerminalCore implements TerminalCore {
  readonly parser: ControlParser;
  readonly modes: CoreModes;
  readonly #terminal: Terminal;
  readonly #core: XtermCore;
  readonly #output = new Utf8Stream();
  readonly #savedCursors: SavedCursors;
  readonly #links: Links;
  readonly #marks: LineMarks;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#core = coreOf(terminal);
    this.parser = parserOf(terminal, this.#core);
    this.modes = new XtermModes(terminal, this.#core);
    registerRepairs(terminal, this.#core);
    this.#links = new Links(() => linksOfCells(this.#core));
    replaceLinkService(this.#core, this.#links);
    this.#savedCursors = new SavedCursors(this.#core);
    this.#marks = new LineMarks(terminal, this.#core);
    this.#registerResets();
  }

  get cols(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  get cursor(): { readonly x: number; readonly y: number } {
    return this.#core._bufferService.buffer;
  }

  get margins(): { readonly top: number; readonly bottom: number } {
    const { scrollTop, scrollBottom } = this.#core._bufferService.buffer;
    return { top: scrollTop, bottom: scrollBottom };
  }

  get isAlternateScreen(): boolean {
    return isAlternateScreen(this.#core);
  }

  get isProtecting(): boolean {
    return this.#core._inputHandler._curAttrData.isProtected() !== 0;
  }

  get currentStyle(): Style {
    return currentStyle(this.#core);
  }

  activeLines(isReversed: () => boolean): CoreLines {
    const { _bufferService: bufferService } = this.#core;
    return new XtermLines(this.#terminal, this.#core, this.#marks, {
      buffer: () => bufferService.buffer,
      isReversed,
    });
  }

  mainLines(): CoreLines {
    const { _bufferService: bufferService } = this.#core;
    return new XtermLines(this.#terminal, this.#core, this.#marks, {
      buffer: () => bufferService.buffers.normal,
      isReversed: () => false,
    });
  }

  onBell(ring: () => void): void {
    this.#terminal.onBell(ring);
  }

  /** The public `write` defers to a timer and cuts its input into small pieces. */
  parse(bytes: Uint8Array): void {
    this.#output.push(bytes, (wellFormed) => {
      // Only asynchronous handlers make this return a promise, and there are none.
      void this.#core._inputHandler.parse(wellFormed);
    });
  }

  resize(cols: number, rows: number): void {
    this.#savedCursors.follow(() => this.#terminal.resize(cols, rows));
  }

  clearScreen(): void {
    const { _bufferService, _inputHandler } = this.#core;
    const { buffer, rows } = _bufferService;
    buffer.scrollTop = 0;
    buffer.scrollBottom = rows - 1;
    buffer.x = 0;
    buffer.y = 0;
    _inputHandler.eraseInDisplay(paramsOf(2), false);
  }

  setLink(address: string | undefined): void {
    const input = this.#core._inputHandler;
    if (address === undefined) input._finishHyperlink();
    else input.setHyperlink(`;${address}`);
  }

  markLine(flags: number): void {
    this.#marks.mark(flags);
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  #registerResets(): void {
    const { parser, options } = this.#terminal;
    // A shape says whether it blinks, so an earlier mode 12 is over.
    parser.registerCsiHandler({ intermediates: ' ', final: 'q' }, () => {
      options.cursorBlink = false;
      return false;
    });
    // xterm's own reset leaves these as they are.
    parser.registerEscHandler({ final: 'c' }, () => {
      this.#core.coreService.isCursorHidden = false;
      options.cursorBlink = false;
      options.convertEol = false;
      return false;
    });
  }
}

function parserOf(terminal: Terminal, core: XtermCore): ControlParser {
  const { parser } = terminal;
  const { _parser: inner } = core._inputHandler;
  return {
    registerCsiHandler: (id, handler) => void parser.registerCsiHandler(id, handler),
    registerEscHandler: (id, handler) => void parser.registerEscHandler(id, handler),
    setOscHandler: (ident, handler) => {
      inner.clearOscHandler(ident);
      inner.registerOscHandler(ident, handler);
    },
    registerDcsHandler: (id, handler) => inner.registerDcsHandler(id, handler),
    onPrivateMode: (tell) => {
      for (const final of ['h', 'l']) {
        parser.registerCsiHandler({ prefix: '?', final }, (params) => {
          for (const mode of params) if (typeof mode === 'number') tell(mode, final === 'h');
          return false;
        });
      }
    },
    get isAfterEscape(): boolean {
      return inner.currentState === PARSER_ESCAPE;
    },
  };
}

/** xterm's modes where it keeps them. */
class XtermModes implements CoreModes {
  readonly #terminal: Terminal;
  readonly #core: XtermCore;

  constructor(terminal: Terminal, core: XtermCore) {
    this.#terminal = terminal;
    this.#core = core;
  }

  get #dec(): XtermCore['coreService']['decPrivateModes'] {
    return this.#core.coreService.decPrivateModes;
  }

  get applicationCursor(): boolean {
    return this.#dec.applicationCursorKeys;
  }

  get applicationKeypad(): boolean {
    return this.#dec.applicationKeypad;
  }

  get bracketedPaste(): boolean {
    return this.#dec.bracketedPasteMode;
  }

  get focusEvents(): boolean {
    return this.#dec.sendFocus;
  }

  get insert(): boolean {
    return this.#core.coreService.modes.insertMode;
  }

  get newLine(): boolean {
    return this.#terminal.options.convertEol === true;
  }

  get origin(): boolean {
    return this.#dec.origin;
  }

  get wraparound(): boolean {
    return this.#dec.wraparound;
  }

  get reverseWraparound(): boolean {
    return this.#dec.reverseWraparound;
  }

  get synchronizedUpdate(): boolean {
    return this.#dec.synchronizedOutput;
  }

  set synchronizedUpdate(isSet: boolean) {
    this.#dec.synchronizedOutput = isSet;
  }

  get isCursorHidden(): boolean {
    return this.#core.coreService.isCursorHidden;
  }

  get isCursorBlinking(): boolean {
    return this.#terminal.options.cursorBlink === true;
  }

  get cursorShape(): CoreModes['cursorShape'] {
    return this.#dec.cursorStyle;
  }

  get isShapeBlinking(): boolean {
    return this.#dec.cursorBlink === true;
  }
}
