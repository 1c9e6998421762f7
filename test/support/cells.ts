import type { IBufferCell, IBufferLine, Terminal } from '@xterm/headless';
import {
  COLOR_BY_INDEX,
  COLOR_PALETTE,
  COLOR_RGB,
  type Color,
  DEFAULT_STYLE,
  type Style,
  UNDERLINE_SHIFT,
} from '../../src/core/frame.js';
import {
  COLOR_MODE,
  COLOR_MODE_INDEX,
  COLOR_MODE_RGB,
  COLOR_VALUE,
  EXT_UNDERLINE_SHIFT,
  FG_UNDERLINE,
} from './xterm/internals.js';

/** 0-based cells of a screen. */
export interface Region {
  x: number;
  y: number;
  cols: number;
  rows: number;
}

/** What xterm's cells and core hold beyond their public types. */
interface CellInternals {
  readonly fg: number;
  readonly bg: number;
  readonly extended: { readonly urlId: number; readonly _ext: number };
}
interface TerminalInternals {
  readonly _core: {
    readonly _oscLinkService: { getLinkData(id: number): { uri: string } | undefined };
    readonly coreService: {
      readonly isCursorHidden: boolean;
      readonly decPrivateModes: { cursorStyle?: string; cursorBlink?: boolean };
    };
  };
}

function coreOf(terminal: Terminal): TerminalInternals['_core'] {
  return (terminal as unknown as TerminalInternals)._core;
}

/** What an outer terminal that can do less makes of a cell. */
export interface Outer {
  /** Colours and underline as it shows them. */
  reduce(style: Style): Style;
  /** What one cell shows for a text of 1 or 2 cells; width 0 is the right half of the latter. */
  cell(text: string, width: number): string;
}

export const ABLE: Outer = {
  reduce: (style) => style,
  cell: (text, width) => (width === 0 ? '<' : `${text}/${width}`),
};

/**
 * Every cell with its rendition, as text that differs exactly where something visible does. With
 * `outer` as that terminal can show it; `isReversed` (DECSCNM) turns inverse around.
 */
export function cellsOf(
  terminal: Terminal,
  region: Region = { x: 0, y: 0, cols: terminal.cols, rows: terminal.rows },
  outer: Outer = ABLE,
  isReversed = false,
): string[][] {
  const buffer = terminal.buffer.active;
  // Most cells of a screen look like another one.
  const looks = new Map<string, string>();
  return Array.from({ length: region.rows }, (_row, y) => {
    const line = buffer.getLine(buffer.baseY + region.y + y);
    return Array.from({ length: region.cols }, (_cell, x) => {
      const cell = line?.getCell(region.x + x);
      if (cell === undefined) return '';
      const isHalf = line !== undefined && isHalfIn(line, region.x + x, cell, terminal.cols);
      const key = `${isHalf},${allOf(cell)}`;
      const known = looks.get(key);
      if (known !== undefined) return known;
      const text = look(terminal, cell, { isHalf, isReversed, outer });
      looks.set(key, text);
      return text;
    });
  });
}

/** Whether it belongs to a wide character without the other half. */
function isHalfIn(line: IBufferLine, x: number, cell: IBufferCell, cols: number): boolean {
  const width = cell.getWidth();
  if (width === 1) return false;
  const beside = x + (width === 0 ? -1 : 1);
  // A line may be longer than the terminal is wide since it was made narrower.
  const neighbour = beside < cols ? line.getCell(beside) : undefined;
  return width + (neighbour?.getWidth() ?? 1) !== 2;
}

/** All that a cell holds. */
function allOf(cell: IBufferCell): string {
  const { fg, bg, extended } = cell as unknown as CellInternals;
  return `${fg},${bg},${extended._ext},${extended.urlId},${cell.getWidth()},${cell.getChars()}`;
}

/** `isHalf`: of a wide character without the other half, of which nothing is seen. */
function look(
  terminal: Terminal,
  cell: IBufferCell,
  { isHalf, isReversed, outer }: { isHalf: boolean; isReversed: boolean; outer: Outer },
): string {
  const text = isHalf ? ' ' : cell.getChars() || ' ';
  const width = isHalf ? 1 : cell.getWidth();
  const link = linkOf(terminal, cell);
  const { foreground, background, underline, flags } = outer.reduce(coloursOf(cell));
  const lines = flags >>> UNDERLINE_SHIFT;
  const onBlanks = [
    `on ${colorText(background)}`,
    (cell.isInverse() !== 0) !== isReversed ? 'inverse' : '',
    lines === 0 ? '' : `underline ${lines}${underline === 0 ? '' : `.${colorText(underline)}`}`,
    cell.isStrikethrough() ? 'strike' : '',
    cell.isOverline() ? 'overline' : '',
    link ? `link ${link}` : '',
  ];
  // The background of a blank is all that is seen of it, unless it is inverse or has lines.
  if (text === ' ' && width === 1 && onBlanks.slice(1).every((part) => part === '')) {
    return ` |${onBlanks[0]}`;
  }
  const onText = [
    colorText(foreground),
    cell.isBold() ? 'bold' : '',
    cell.isDim() ? 'dim' : '',
    cell.isItalic() ? 'italic' : '',
    cell.isBlink() ? 'blink' : '',
    cell.isInvisible() ? 'invisible' : '',
  ];
  return [outer.cell(text, width), ...onBlanks, ...onText].filter((part) => part !== '').join('|');
}

/**
 * Colours and underline of a cell, the underline as written: xterm itself shows links with one that
 * no program has asked for.
 */
function coloursOf(cell: IBufferCell): Style {
  const { fg, extended } = cell as unknown as CellInternals;
  const isUnderlined = (fg & FG_UNDERLINE) !== 0;
  const kind = (extended._ext >>> EXT_UNDERLINE_SHIFT) & 7 || 1;
  return {
    ...DEFAULT_STYLE,
    foreground: colorOf(cell.getFgColorMode(), cell.getFgColor()),
    background: colorOf(cell.getBgColorMode(), cell.getBgColor()),
    underline: isUnderlined ? colorOf(extended._ext & COLOR_MODE, extended._ext & COLOR_VALUE) : 0,
    flags: isUnderlined ? kind << UNDERLINE_SHIFT : 0,
  };
}

function colorOf(mode: number, value: number): Color {
  if (mode === 0) return 0;
  if (mode === COLOR_MODE_RGB) return COLOR_RGB | value;
  const index = value & 0xff;
  return COLOR_PALETTE | (mode === COLOR_MODE_INDEX && index < 16 ? COLOR_BY_INDEX : 0) | index;
}

function colorText(color: Color): string {
  if (color === 0) return '';
  const value = color & 0xff_ffff;
  if ((color & COLOR_RGB) !== 0) return `#${value.toString(16).padStart(6, '0')}`;
  return `${(color & COLOR_BY_INDEX) !== 0 ? 'index ' : ''}${value}`;
}

function linkOf(terminal: Terminal, cell: IBufferCell): string {
  const { urlId } = (cell as unknown as CellInternals).extended;
  return urlId === 0 ? '' : (coreOf(terminal)._oscLinkService.getLinkData(urlId)?.uri ?? '');
}

export interface CursorLook {
  /** 0-based cell of the screen. */
  x: number;
  y: number;
  isVisible: boolean;
  /** `default` where no program has chosen one. */
  shape: string;
}

export function cursorOf(terminal: Terminal): CursorLook {
  const { cursorX, cursorY } = terminal.buffer.active;
  const { isCursorHidden, decPrivateModes } = coreOf(terminal).coreService;
  const { cursorStyle, cursorBlink } = decPrivateModes;
  return {
    // While a wrap is pending the cursor is seen on the last cell.
    x: Math.min(cursorX, terminal.cols - 1),
    y: cursorY,
    isVisible: !isCursorHidden,
    shape:
      cursorStyle === undefined ? 'default' : `${cursorBlink ? 'blinking ' : ''}${cursorStyle}`,
  };
}
