/**
 * The parts of @xterm/headless 6.0.0 behind its public API that cell fidelity and speed need. They
 * are private there, so the canary test `test/unit/pty/xterm-internals.test.ts` proves every one.
 * Sources: https://github.com/xtermjs/xterm.js/tree/6.0.0/src/common
 */
import type { Terminal } from '@xterm/headless';

/** A line: `data` holds three words a cell (content, foreground, background). */
export interface XtermLine {
  readonly length: number;
  readonly _data: Uint32Array;
  /** Text of combined cells, by column. */
  readonly _combined: Record<number, string>;
  readonly _extendedAttrs: Readonly<Record<number, XtermExtended | undefined>>;
  readonly isWrapped: boolean;
  translateToString(trimRight: boolean): string;
}

export interface XtermExtended {
  /** Underline style and colour as written, without the dashes xterm lends to links. */
  readonly _ext: number;
  readonly urlId: number;
}

export interface XtermBuffer {
  readonly lines: {
    get(index: number): XtermLine | undefined;
    readonly length: number;
    /** So many lines have been dropped from the start. */
    onTrim(listener: (count: number) => void): { dispose(): void };
    /** Drops the oldest line of a full buffer and gives it back as the newest. */
    recycle(): XtermLine;
  };
  /** Line of the screen's top. */
  readonly ybase: number;
  /** 0-based rows of the screen. */
  readonly scrollTop: number;
  readonly scrollBottom: number;
  x: number;
  y: number;
}

export interface XtermParams {
  readonly params: readonly number[];
  readonly length: number;
}

/** Handler of an OSC (`start`, `end`) or a DCS (`hook`, `unhook`) that gets its text in pieces. */
export interface XtermStringHandler {
  start(): void;
  hook(): void;
  put(data: Uint32Array, start: number, end: number): void;
  /** True: no older handler is asked. */
  end(success: boolean): boolean;
  unhook(success: boolean): boolean;
}

export interface XtermCore {
  readonly _inputHandler: {
    readonly _parser: {
      readonly currentState: number;
      registerOscHandler(ident: number, handler: XtermStringHandler): void;
      registerDcsHandler(
        id: { intermediates: string; final: string },
        handler: XtermStringHandler,
      ): void;
    };
    parse(data: Uint8Array): undefined | Promise<boolean>;
    /** Attributes the next character is written with. */
    readonly _curAttrData: {
      fg: number;
      bg: number;
      extended: XtermExtended;
      isProtected(): number;
    };
    eraseInLine(params: XtermParams, respectProtect: boolean): boolean;
    eraseInDisplay(params: XtermParams, respectProtect: boolean): boolean;
    cursorForwardTab(params: XtermParams): boolean;
    cursorBackwardTab(params: XtermParams): boolean;
    insertLines(params: XtermParams): boolean;
    deleteLines(params: XtermParams): boolean;
    scrollUp(params: XtermParams): boolean;
    scrollDown(params: XtermParams): boolean;
    repeatPrecedingCharacter(params: XtermParams): boolean;
  };
  readonly _bufferService: {
    readonly buffer: XtermBuffer;
    readonly buffers: {
      readonly active: XtermBuffer;
      readonly normal: XtermBuffer;
      readonly alt: XtermBuffer;
    };
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
  readonly coreMouseService: { readonly activeProtocol: string };
  readonly _oscLinkService: { getLinkData(id: number): { uri: string } | undefined };
}

export function coreOf(terminal: Terminal): XtermCore {
  return (terminal as unknown as { _core: XtermCore })._core;
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
export const BG_OVERLINE = 0x4000_0000;

export const EXT_UNDERLINE_STYLE = 0x1c00_0000;
export const EXT_UNDERLINE_SHIFT = 26;
