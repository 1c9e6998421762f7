import {
  CLUSTER_FLAG,
  COLOR_BY_INDEX,
  COLOR_DEFAULT,
  COLOR_PALETTE,
  COLOR_RGB,
  type Color,
  packCode,
  STYLE_BLINK,
  STYLE_BOLD,
  STYLE_DIM,
  STYLE_HIDDEN,
  STYLE_INVERSE,
  STYLE_ITALIC,
  STYLE_OVERLINE,
  STYLE_STRIKE,
  type Style,
  UNDERLINE_SHIFT,
  UNWRITTEN,
  WIDTH_SHIFT,
} from '../../../src/core/frame.js';
import type { RowReader } from '../../../src/pty/emulator.js';
import type { ClusterTable, StyleTable } from '../../../src/pty/tables.js';
import * as x from './internals.js';

const SPACE = packCode(32, 1);

/** A buffer as it is at the moment of the call. */
export interface ShownBuffer {
  buffer(): x.XtermBuffer;
  /** Cells are shown in the inverse of their rendition. */
  isReversed(): boolean;
}

/** Reads cells of xterm's buffers. Styles are looked up by xterm's own words before any interning. */
export class XtermRowReader implements RowReader {
  readonly #core: x.XtermCore;
  readonly #shown: ShownBuffer;
  readonly #styles: StyleTable;
  readonly #clusters: ClusterTable;
  /** Style index by the same without and with inverse. */
  readonly #inverse = new Map<number, number>();
  readonly #plain = new PlainStyles();

  constructor(core: x.XtermCore, shown: ShownBuffer, styles: StyleTable, clusters: ClusterTable) {
    this.#core = core;
    this.#shown = shown;
    this.#styles = styles;
    this.#clusters = clusters;
  }

  read(line: number, codes: Uint32Array, styles: Uint32Array): number {
    const source = this.#shown.buffer().lines.get(line);
    if (!source) return 0;
    const data = source._data;
    const cols = Math.min(source.length, codes.length);
    let length = 0;
    let lastForeground = 0;
    let lastBackground = 0;
    let lastStyle = 0;
    for (let column = 0, at = 0; column < cols; column++, at += x.CELL_WORDS) {
      const content = data[at] as number;
      const foreground = data[at + 1] as number;
      const background = data[at + 2] as number;
      if ((background & x.BG_EXTENDED) !== 0) {
        lastStyle = this.#extendedStyle(foreground, background, source._extendedAttrs[column]);
        lastForeground = -1;
      } else if (foreground !== lastForeground || background !== lastBackground) {
        lastStyle = this.#plainStyle(foreground, background);
        lastForeground = foreground;
        lastBackground = background;
      }
      const code = this.#code(content, source, column);
      codes[column] = code;
      styles[column] = lastStyle;
      if (lastStyle !== 0 || !isBlank(code)) length = column + 1;
    }
    // A space there is part of a line that goes on below; without one a wide character had no room.
    if (cols > 0 && codes[cols - 1] === SPACE) length = cols;
    if (!this.#shown.isReversed()) return length;
    for (let column = 0; column < cols; column++) {
      styles[column] = this.#inverseOf(styles[column] as number);
    }
    return cols;
  }

  #inverseOf(index: number): number {
    let inverse = this.#inverse.get(index);
    if (inverse === undefined) {
      const style = this.#styles.at(index);
      inverse = this.#styles.intern({ ...style, flags: style.flags ^ STYLE_INVERSE });
      this.#inverse.set(index, inverse);
    }
    return inverse;
  }

  #code(content: number, line: x.XtermLine, column: number): number {
    const width = content >>> x.CONTENT_WIDTH_SHIFT;
    if ((content & x.CONTENT_COMBINED) !== 0) {
      const index = this.#clusters.intern(line._combined[column] ?? '');
      return (CLUSTER_FLAG | index | (width << WIDTH_SHIFT)) >>> 0;
    }
    return ((content & x.CONTENT_CODE) | (width << WIDTH_SHIFT)) >>> 0;
  }

  #plainStyle(foreground: number, background: number): number {
    const slot = this.#plain.slotOf(foreground, background);
    const known = this.#plain.at(slot, foreground, background);
    if (known !== undefined) return known;
    const index = this.#styles.intern(styleOf(foreground, background, 0, ''));
    this.#plain.put(slot, foreground, background, index);
    return index;
  }

  #extendedStyle(foreground: number, background: number, extended?: x.XtermExtended): number {
    if (!extended) return this.#plainStyle(foreground, background);
    return this.#styles.intern(
      styleOf(foreground, background, extended._ext, linkOf(this.#core, extended)),
    );
  }
}

const SLOT_BITS = 10;

/**
 * Indexes of styles by xterm's foreground and background words, for cells without extended
 * attributes. Two styles may share a slot, which keeps the later: a picture in which every cell has
 * its own colours costs no memory here.
 */
class PlainStyles {
  readonly #foregrounds = new Uint32Array(1 << SLOT_BITS);
  readonly #backgrounds = new Uint32Array(1 << SLOT_BITS);
  /** Zero, the default style, is right for the words that the other two begin with. */
  readonly #indexes = new Uint32Array(1 << SLOT_BITS);

  slotOf(foreground: number, background: number): number {
    const mixed = Math.imul(foreground, 0x9e3779b1) ^ Math.imul(background, 0x85ebca6b);
    return mixed >>> (32 - SLOT_BITS);
  }

  at(slot: number, foreground: number, background: number): number | undefined {
    const isKnown =
      this.#foregrounds[slot] === foreground >>> 0 && this.#backgrounds[slot] === background >>> 0;
    return isKnown ? this.#indexes[slot] : undefined;
  }

  put(slot: number, foreground: number, background: number, index: number): void {
    this.#foregrounds[slot] = foreground;
    this.#backgrounds[slot] = background;
    this.#indexes[slot] = index;
  }
}

/** The attributes the next character gets, for DECRQSS. */
export function currentStyle(core: x.XtermCore): Style {
  const { fg, bg, extended } = core._inputHandler._curAttrData;
  return styleOf(fg, bg, extended._ext, '');
}

function isBlank(code: number): boolean {
  return code === UNWRITTEN || code === SPACE;
}

function linkOf(core: x.XtermCore, extended: x.XtermExtended): string {
  if (extended.urlId === 0) return '';
  return core._oscLinkService.getLinkData(extended.urlId)?.uri ?? '';
}

function styleOf(foreground: number, background: number, extension: number, link: string): Style {
  const hasUnderline = (foreground & x.FG_UNDERLINE) !== 0;
  return {
    foreground: colorOf(foreground),
    background: colorOf(background),
    underline: hasUnderline ? colorOf(extension) : COLOR_DEFAULT,
    flags:
      flagsOf(foreground, background) | (underlineOf(hasUnderline, extension) << UNDERLINE_SHIFT),
    link,
  };
}

function underlineOf(hasUnderline: boolean, extension: number): number {
  if (!hasUnderline) return 0;
  return (extension & x.EXT_UNDERLINE_STYLE) >>> x.EXT_UNDERLINE_SHIFT || 1;
}

function flagsOf(foreground: number, background: number): number {
  let flags = 0;
  if ((foreground & x.FG_BOLD) !== 0) flags |= STYLE_BOLD;
  if ((background & x.BG_DIM) !== 0) flags |= STYLE_DIM;
  if ((background & x.BG_ITALIC) !== 0) flags |= STYLE_ITALIC;
  if ((foreground & x.FG_BLINK) !== 0) flags |= STYLE_BLINK;
  if ((foreground & x.FG_INVERSE) !== 0) flags |= STYLE_INVERSE;
  if ((foreground & x.FG_INVISIBLE) !== 0) flags |= STYLE_HIDDEN;
  if ((foreground & x.FG_STRIKE) !== 0) flags |= STYLE_STRIKE;
  if ((background & x.BG_OVERLINE) !== 0) flags |= STYLE_OVERLINE;
  return flags;
}

function colorOf(word: number): Color {
  const mode = word & x.COLOR_MODE;
  if (mode === 0) return COLOR_DEFAULT;
  if (mode === x.COLOR_MODE_RGB) return COLOR_RGB | (word & x.COLOR_VALUE);
  const index = word & 0xff;
  const isByIndex = mode === x.COLOR_MODE_INDEX && index < 16;
  return COLOR_PALETTE | (isByIndex ? COLOR_BY_INDEX : 0) | index;
}
