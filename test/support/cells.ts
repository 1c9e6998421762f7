import type { IBufferCell, Terminal } from '@xterm/headless';

/** 0-based cells of a screen. */
export interface Region {
  x: number;
  y: number;
  cols: number;
  rows: number;
}

/** What xterm's cells and core hold beyond their public types. */
interface CellInternals {
  readonly extended: { readonly urlId: number };
  getUnderlineStyle(): number;
  getUnderlineColor(): number;
  getUnderlineColorMode(): number;
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

/** Every cell with its rendition, as text that differs exactly where something visible does. */
export function cellsOf(
  terminal: Terminal,
  region: Region = { x: 0, y: 0, cols: terminal.cols, rows: terminal.rows },
): string[][] {
  const buffer = terminal.buffer.active;
  return Array.from({ length: region.rows }, (_row, y) => {
    const line = buffer.getLine(buffer.baseY + region.y + y);
    return Array.from({ length: region.cols }, (_cell, x) => {
      const cell = line?.getCell(region.x + x);
      if (cell === undefined) return '';
      const neighbour = line?.getCell(region.x + x + (cell.getWidth() === 0 ? -1 : 1));
      const isHalf = cell.getWidth() !== 1 && cell.getWidth() + (neighbour?.getWidth() ?? 1) !== 2;
      return look(terminal, cell, isHalf);
    });
  });
}

/** `isHalf`: of a wide character without the other half, of which nothing is seen. */
function look(terminal: Terminal, cell: IBufferCell, isHalf: boolean): string {
  const text = isHalf ? ' ' : cell.getChars() || ' ';
  const width = isHalf ? 1 : cell.getWidth();
  const internals = cell as unknown as CellInternals;
  const { urlId } = internals.extended;
  const link = urlId === 0 ? '' : coreOf(terminal)._oscLinkService.getLinkData(urlId)?.uri;
  const underline = cell.isUnderline()
    ? `${internals.getUnderlineStyle()}.${internals.getUnderlineColorMode()}.${internals.getUnderlineColor()}`
    : '';
  const onBlanks = [
    `${cell.getBgColorMode()}.${cell.getBgColor()}`,
    cell.isInverse() ? 'inverse' : '',
    underline && `underline ${underline}`,
    cell.isStrikethrough() ? 'strike' : '',
    cell.isOverline() ? 'overline' : '',
    link ? `link ${link}` : '',
  ];
  // The background of a blank is all that is seen of it, unless it is inverse or has lines.
  if (text === ' ' && width === 1 && onBlanks.slice(1).every((part) => part === '')) {
    return ` |${onBlanks[0]}`;
  }
  const onText = [
    `${cell.getFgColorMode()}.${cell.getFgColor()}`,
    cell.isBold() ? 'bold' : '',
    cell.isDim() ? 'dim' : '',
    cell.isItalic() ? 'italic' : '',
    cell.isBlink() ? 'blink' : '',
    cell.isInvisible() ? 'invisible' : '',
  ];
  const shown = width === 0 ? '<' : `${text}/${width}`;
  return [shown, ...onBlanks, ...onText].filter((part) => part !== '').join('|');
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
