/**
 * The parts of @xterm/headless 6.0.0 behind its public API that cell fidelity and speed need. They
 * are private there, so the canary test `test/unit/pty/xterm-internals.test.ts` proves every one.
 * Sources: https://github.com/xtermjs/xterm.js/tree/6.0.0/src/common
 */
import type { Terminal } from '@xterm/headless';
import type { SequenceId, StringHandler } from '../../../src/pty/requests/core.js';

/** A line: `data` holds three words a cell (content, foreground, background). */
export interface XtermLine {
  readonly length: number;
  readonly _data: Uint32Array;
  /** Text of combined cells, by column. */
  readonly _combined: Record<number, string>;
  readonly _extendedAttrs: Readonly<Record<number, XtermExtended | undefined>>;
  isWrapped: boolean;
  translateToString(trimRight: boolean): string;
}

export interface XtermExtended {
  /** Underline style and colour as written, without the dashes xterm lends to links. */
  _ext: number;
  underlineColor: number;
  readonly urlId: number;
  clone(): XtermExtended;
}

/** Attributes to write with. `extended` is shared with cells: to be replaced, never changed. */
export interface XtermAttributes {
  fg: number;
  bg: number;
  extended: XtermExtended;
  isProtected(): number;
  /** To be called when `extended` has been replaced. */
  updateExtended(): void;
}

export interface XtermBuffer {
  readonly lines: {
    get(index: number): XtermLine | undefined;
    set(index: number, line: XtermLine): void;
    readonly length: number;
    splice(start: number, deleted: number, ...inserted: XtermLine[]): void;
    /** Lines that are kept, the screen's included. */
    maxLength: number;
    /** So many lines have been dropped from the start. */
    onTrim(listener: (count: number) => void): { dispose(): void };
    /** Drops the oldest line of a full buffer and gives it back as the newest. */
    recycle(): XtermLine;
  };
  /** Line of the screen's top. */
  readonly ybase: number;
  x: number;
  y: number;
  /** 0-based rows of the screen. */
  scrollTop: number;
  scrollBottom: number;
  /** Kept at the same text when lines are wrapped anew; a line of the buffer, not of the screen. */
  savedY: number;
  savedX: number;
  tabs: Record<number, boolean | undefined>;
  getBlankLine(attributes: XtermAttributes): XtermLine;
}

export interface XtermParams {
  readonly params: ArrayLike<number>;
  readonly length: number;
  /** What follows a parameter behind colons; -1 where nothing is written. */
  getSubParams?(index: number): ArrayLike<number> | null;
}

type Sequence = (params: XtermParams) => boolean;

/**
 * The handlers of sequences, which the parser looks up in this object for every call: putting
 * another function in place of one changes what its sequence does.
 */
export interface XtermInputHandler {
  parse(data: string | Uint8Array): undefined | Promise<boolean>;
  /** Prints a run of code points; `end` is exclusive. */
  print(data: Uint32Array, start: number, end: number): void;
  /** Attributes the next character is written with. */
  readonly _curAttrData: XtermAttributes;
  /** Attributes of erased cells. */
  _eraseAttrData(): XtermAttributes;
  readonly _parser: {
    readonly currentState: number;
    setExecuteHandler(control: string, handler: () => boolean): void;
    clearOscHandler(ident: number): void;
    registerOscHandler(ident: number, handler: StringHandler): void;
    registerDcsHandler(id: SequenceId, handler: StringHandler): void;
    readonly _transitions: { readonly table: Uint8Array };
  };
  _restrictCursor(lastColumn?: number): void;
  _moveCursor(columns: number, rows: number): void;
  backspace(): boolean;
  reverseIndex(): boolean;
  cursorBackward: Sequence;
  cursorCharAbsolute: Sequence;
  charPosAbsolute: Sequence;
  cursorForwardTab: Sequence;
  cursorBackwardTab: Sequence;
  /** Without parameters where no `CSI s` asks. */
  saveCursor(params?: XtermParams): boolean;
  restoreCursor(): boolean;
  softReset: Sequence;
  setModePrivate: Sequence;
  resetModePrivate: Sequence;
  _eraseInBufferLine(
    row: number,
    start: number,
    end: number,
    clearWrap: boolean,
    respectProtect: boolean,
  ): void;
  _resetBufferLine(row: number, respectProtect: boolean): void;
  eraseInDisplay(params: XtermParams, respectProtect: boolean): boolean;
  insertLines: Sequence;
  deleteLines: Sequence;
  scrollUp: Sequence;
  scrollDown: Sequence;
  repeatPrecedingCharacter: Sequence;
  screenAlignmentPattern(): boolean;
  setCursorStyle: Sequence;
  setHyperlink(data: string): boolean;
  _finishHyperlink(): boolean;
  _processSGR0(attributes: XtermAttributes): void;
  /** Applies SGR 38, 48 or 58 at `index`; returns how many parameters behind it belong to it. */
  _extractColor(params: XtermParams, index: number, attributes: XtermAttributes): number;
}

type XtermCharset = Readonly<Record<string, string>> | undefined;

export interface XtermCharsets {
  /** What characters are mapped with: the set of `glevel` unless somebody has put another here. */
  charset: XtermCharset;
  readonly glevel: number;
  /** G0 to G3. */
  _charsets: XtermCharset[];
  setgLevel(level: number): void;
  setgCharset(level: number, charset: XtermCharset): void;
}

export interface XtermCore {
  readonly _inputHandler: XtermInputHandler;
  readonly _charsetService: XtermCharsets;
  readonly _bufferService: {
    readonly cols: number;
    readonly rows: number;
    readonly buffer: XtermBuffer;
    readonly buffers: {
      readonly active: XtermBuffer;
      readonly normal: XtermBuffer;
      readonly alt: XtermBuffer;
      activateNormalBuffer(): void;
      /** Default tab stops for both screens. */
      setupTabStops(): void;
      onBufferActivate(
        listener: (event: { activeBuffer: XtermBuffer; inactiveBuffer: XtermBuffer }) => void,
      ): { dispose(): void };
    };
    /** Scrolls the region up by a line, into the history where it begins in the first row. */
    scroll(attributes: XtermAttributes): void;
  };
  readonly coreService: {
    isCursorHidden: boolean;
    readonly modes: { insertMode: boolean };
    readonly decPrivateModes: {
      applicationCursorKeys: boolean;
      applicationKeypad: boolean;
      bracketedPasteMode: boolean;
      sendFocus: boolean;
      origin: boolean;
      wraparound: boolean;
      reverseWraparound: boolean;
      synchronizedOutput: boolean;
      cursorStyle: 'block' | 'underline' | 'bar' | undefined;
      cursorBlink: boolean | undefined;
    };
  };
  readonly unicodeService: { wcwidth(codePoint: number): number };
  readonly _oscLinkService: {
    registerLink(data: { id?: string; uri: string }): number;
    addLineToLink(id: number, line: number): void;
    getLinkData(id: number): { uri: string } | undefined;
  };
}

/** What is behind the public API of a terminal. */
export function coreOf(terminal: Terminal): XtermCore {
  return (terminal as unknown as { _core: XtermCore })._core;
}

/** The program shows the alternate screen. */
export function isAlternateScreen({ _bufferService: { buffers } }: XtermCore): boolean {
  return buffers.active === buffers.alt;
}

/** State of the parser between ESC and what follows. `common/parser/Constants.ts` */
export const PARSER_ESCAPE = 1;

/** `common/buffer/Constants.ts` */
export const CELL_WORDS = 3;
export const CONTENT_CODE = 0x1f_ffff;
export const CONTENT_COMBINED = 0x20_0000;
export const CONTENT_WIDTH_SHIFT = 22;

export const COLOR_MODE = 0x300_0000;
export const COLOR_MODE_INDEX = 0x200_0000;
export const COLOR_MODE_RGB = 0x300_0000;
export const COLOR_VALUE = 0xff_ffff;

export const FG_INVERSE = 0x400_0000;
export const FG_BOLD = 0x800_0000;
export const FG_UNDERLINE = 0x1000_0000;
export const FG_BLINK = 0x2000_0000;
export const FG_INVISIBLE = 0x4000_0000;
export const FG_STRIKE = 0x8000_0000;

export const BG_ITALIC = 0x400_0000;
export const BG_DIM = 0x800_0000;
export const BG_EXTENDED = 0x1000_0000;
export const BG_PROTECTED = 0x2000_0000;
export const BG_OVERLINE = 0x4000_0000;

export const EXT_UNDERLINE_STYLE = 0x1c00_0000;
export const EXT_UNDERLINE_SHIFT = 26;

/** `common/parser/Constants.ts` */
export const PARSER_STRING = 7;
export const PARSER_DCS_ENTRY = 9;
export const PARSER_DCS_PARAM = 10;
export const PARSER_DCS_IGNORE = 11;
export const PARSER_DCS_INTERMEDIATE = 12;
/** Index of all characters beyond C1 in a state's row of the table, and how far states are apart. */
export const PARSER_NON_ASCII = 0xa0;
export const PARSER_STATE_SHIFT = 8;

/** Parameters as if a sequence had this one alone. */
export function paramsOf(value: number): XtermParams {
  return { params: [value], length: 1 };
}

/** The first parameter as a count: missing and 0 are 1. */
export function countOf(params: XtermParams): number {
  return params.params[0] || 1;
}
