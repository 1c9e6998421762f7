/**
 * Cells as they travel from the host to a client. A row is two parallel arrays: code words and
 * style indexes, as long as the row's last non-blank cell.
 *
 * Code word: bits 0–20 the code point (0 = blank), or an index into the frame's cluster table
 * when bit 31 is set; bits 21–22 the width in cells: 1, 2, or 0 for the right half of a wide cell.
 */
export const CODE_MASK = 0x1f_ffff;
export const WIDTH_SHIFT = 21;
export const CLUSTER_FLAG = 0x8000_0000;

export type CellWidth = 0 | 1 | 2;

/** Code word of a single code point; 0 for a cell that nothing was written to. */
export function packCode(codePoint: number, width: CellWidth): number {
  return (codePoint | (width << WIDTH_SHIFT)) >>> 0;
}

/** Code word of a cluster, by its index in the frame's table. */
export function packCluster(index: number, width: CellWidth): number {
  return (CLUSTER_FLAG | index | (width << WIDTH_SHIFT)) >>> 0;
}

/** Cells that it takes; 0 for the right half of a wide one. */
export function codeWidth(word: number): CellWidth {
  return ((word >>> WIDTH_SHIFT) & 3) as CellWidth;
}

/** Code word of a cell that nothing was written to. */
export const UNWRITTEN = packCode(0, 1);

/** Colours: 0 = default, `0x01000000 | index` = palette of 256, `0x02000000 | rgb` = truecolor. */
export type Color = number;
export const COLOR_DEFAULT: Color = 0;
export const COLOR_PALETTE = 0x0100_0000;
export const COLOR_RGB = 0x0200_0000;
/**
 * Beside `COLOR_PALETTE` for one of the first sixteen that was chosen by its index (SGR 38;5;n), not
 * by its own code: terminals that show bold text in bright colours leave these as they are.
 */
export const COLOR_BY_INDEX = 0x0400_0000;

/** Bits of `Style.flags`; underline style is a value of 0–5 (none, single, double, curly, dotted, dashed). */
export const STYLE_BOLD = 1;
export const STYLE_DIM = 1 << 1;
export const STYLE_ITALIC = 1 << 2;
export const STYLE_BLINK = 1 << 3;
export const STYLE_INVERSE = 1 << 4;
export const STYLE_HIDDEN = 1 << 5;
export const STYLE_STRIKE = 1 << 6;
export const STYLE_OVERLINE = 1 << 7;
export const UNDERLINE_SHIFT = 8;
export const UNDERLINE_MASK = 7 << UNDERLINE_SHIFT;

export interface Style {
  foreground: Color;
  background: Color;
  /** Colour of the underline; `COLOR_DEFAULT` follows the foreground. */
  underline: Color;
  flags: number;
  /** Target of an OSC 8 hyperlink; empty where there is none. */
  link: string;
}

export const DEFAULT_STYLE: Readonly<Style> = Object.freeze({
  foreground: COLOR_DEFAULT,
  background: COLOR_DEFAULT,
  underline: COLOR_DEFAULT,
  flags: 0,
  link: '',
});

/** Bits of `CellRow.flags`. */
export const ROW = {
  /** The row goes on where the one above it ends: together they are one line of the program. */
  wrapped: 1,
  /** A shell's prompt begins here (OSC 133 A). */
  prompt: 1 << 1,
  /** The output of a shell's command begins here (OSC 133 C). */
  output: 1 << 2,
} as const;

export interface CellRow {
  /** 0-based row of the pane's screen, or of the range that was asked for. */
  y: number;
  codes: Uint32Array;
  /** Indexes into the pane's style table; 0 is the default style. */
  styles: Uint32Array;
  /** Bits of `ROW`. */
  flags: number;
}

/** `default` is the person's own choice, which holds until a program makes one (DECSCUSR). */
export type CursorShape = 'block' | 'underline' | 'bar' | 'default';

export interface Cursor {
  /** 0-based cell; `x` may equal `cols` while a wrap is pending. */
  x: number;
  y: number;
  visible: boolean;
  shape: CursorShape;
  /** For the default shape, false leaves the blinking to the person too. */
  blink: boolean;
}

export type MouseTracking = 'none' | 'x10' | 'press' | 'drag' | 'motion';
export type MouseEncoding = 'default' | 'utf8' | 'sgr' | 'urxvt' | 'sgr-pixels';

/** Size of a cell in pixels that programs are told; the clients' fonts differ, so a usual one. */
export const CELL_PIXELS = { width: 8, height: 16 } as const;

/** What the program in a pane has asked of its terminal. */
export interface PaneModes {
  alternateScreen: boolean;
  applicationCursor: boolean;
  applicationKeypad: boolean;
  bracketedPaste: boolean;
  focusEvents: boolean;
  mouseTracking: MouseTracking;
  mouseEncoding: MouseEncoding;
  /** In the alternate screen the wheel types arrows while no program tracks the mouse. */
  alternateScroll: boolean;
  /** Active kitty keyboard flags; 0 = legacy. https://sw.kovidgoyal.net/kitty/keyboard-protocol/ */
  kittyFlags: number;
  /** xterm's modifyOtherKeys level, 0–2. */
  modifyOtherKeys: number;
}

export const DEFAULT_MODES: Readonly<PaneModes> = Object.freeze({
  alternateScreen: false,
  applicationCursor: false,
  applicationKeypad: false,
  bracketedPaste: false,
  focusEvents: false,
  mouseTracking: 'none',
  mouseEncoding: 'default',
  alternateScroll: true,
  kittyFlags: 0,
  modifyOtherKeys: 0,
});

/** Colours that a program has set in place of the terminal's own, as `0xrrggbb`. */
export interface PaneColors {
  /** OSC 10 */
  foreground?: number;
  /** OSC 11 */
  background?: number;
  /** OSC 12 */
  cursor?: number;
  /** OSC 4, by index of the palette of 256. */
  palette: ReadonlyMap<number, number>;
}

export const NO_COLORS: Readonly<PaneColors> = Object.freeze({ palette: new Map() });

/**
 * Where the lines of a pane are. A line keeps its number while output goes on, also when older ones
 * fall out of the scrollback. A reflow, a reset and a change between the main and the alternate
 * screen number all lines anew.
 */
export interface LineNumbers {
  /** Numbers of different numberings have nothing to do with each other. */
  numbering: number;
  /** Number of the oldest line that is kept; the screen's first is `firstLine + historyLength`. */
  firstLine: number;
  /** Lines of scrollback above the screen. */
  historyLength: number;
}

/** What changed on one pane's screen; `full` replaces everything, styles included. */
export interface PaneFrame extends LineNumbers {
  paneId: string;
  full: boolean;
  cols: number;
  rows: number;
  cursor: Cursor;
  modes: PaneModes;
  /** Present when they changed, and in a full frame. */
  colors?: PaneColors;
  /** Styles that the client has not been sent before, with their indexes. */
  newStyles: { index: number; style: Style }[];
  /** Grapheme clusters that the rows of this frame refer to. */
  clusters: string[];
  changedRows: CellRow[];
}

/** Rows of scrollback and screen, oldest first, self-contained. */
export interface HistoryRange extends LineNumbers {
  /** Number of the first row's line. */
  from: number;
  /** Indexed by the rows' style indexes; entry 0 is the default style. */
  styles: Style[];
  clusters: string[];
  rows: CellRow[];
}
