import {
  COLOR_BY_INDEX,
  COLOR_PALETTE,
  COLOR_RGB,
  STYLE_BLINK,
  STYLE_BOLD,
  STYLE_DIM,
  STYLE_HIDDEN,
  STYLE_INVERSE,
  STYLE_ITALIC,
  STYLE_OVERLINE,
  STYLE_STRIKE,
  UNDERLINE_MASK,
  UNDERLINE_SHIFT,
} from '../../core/frame.js';
import type { Params } from './params.js';
import { type Pen, PROTECTED } from './styles.js';
import type { TerminalState } from './terminal-state.js';

/** Flags by the parameters that set and take them back. */
const SET = new Uint16Array(128);
const RESET = new Uint16Array(128);
SET[1] = STYLE_BOLD;
SET[2] = STYLE_DIM;
SET[3] = STYLE_ITALIC;
SET[5] = STYLE_BLINK;
SET[7] = STYLE_INVERSE;
SET[8] = STYLE_HIDDEN;
SET[9] = STYLE_STRIKE;
SET[53] = STYLE_OVERLINE;
RESET[22] = STYLE_BOLD | STYLE_DIM;
RESET[23] = STYLE_ITALIC;
RESET[24] = UNDERLINE_MASK;
RESET[25] = STYLE_BLINK;
RESET[27] = STYLE_INVERSE;
RESET[28] = STYLE_HIDDEN;
RESET[29] = STYLE_STRIKE;
RESET[55] = STYLE_OVERLINE;

const SINGLE = 1;
const DOUBLE = 2;
const LAST_UNDERLINE = 5;

/** SGR. ECMA-48 8.3.117, ITU-T T.416 13.1.8 */
export function selectRendition({ pen }: TerminalState, params: Params): void {
  const { values, length } = params;
  for (let index = 0; index < length; index++) {
    const value = values[index] as number;
    if (value === 38 || value === 48 || value === 58) index += extendedColor(pen, params, index);
    else if (value < 108) rendition(pen, value, params, index);
  }
  pen.changed();
}

function rendition(pen: Pen, value: number, params: Params, index: number): void {
  if (value >= 30) {
    color(pen, value);
  } else if (value === 0) {
    pen.foreground = 0;
    pen.background = 0;
    pen.underline = 0;
    // DECSCA is no rendition.
    pen.flags &= PROTECTED;
  } else if (value === 4) {
    underline(pen, params.subCount(index) > 0 ? params.subAt(index, 0) : SINGLE);
  } else if (value === 21) {
    underline(pen, DOUBLE);
  }
  pen.flags = (pen.flags | (SET[value] as number)) & ~(RESET[value] as number);
}

function underline(pen: Pen, style: number): void {
  const known = style < 0 || style > LAST_UNDERLINE ? SINGLE : style;
  pen.flags = (pen.flags & ~UNDERLINE_MASK) | (known << UNDERLINE_SHIFT);
}

/** One of sixteen colours by its own code, or the default one. */
function color(pen: Pen, value: number): void {
  if (value <= 37) pen.foreground = COLOR_PALETTE | (value - 30);
  else if (value === 39) pen.foreground = 0;
  else if (value >= 40 && value <= 47) pen.background = COLOR_PALETTE | (value - 40);
  else if (value === 49) pen.background = 0;
  else if (value === 59) pen.underline = 0;
  else if (value >= 90 && value <= 97) pen.foreground = COLOR_PALETTE | (value - 82);
  else if (value >= 100 && value <= 107) pen.background = COLOR_PALETTE | (value - 92);
}

/** No colour, because it is out of range. */
const NONE = -1;

/** 38, 48 and 58; returns how many parameters behind it belong to it. */
function extendedColor(pen: Pen, params: Params, index: number): number {
  if (params.subCount(index) > 0) {
    setColor(pen, params.at(index), colonColor(params, index));
    return 0;
  }
  const kind = params.at(index + 1);
  if (kind === 5) {
    setColor(pen, params.at(index), indexedColor(params.at(index + 2)));
    return 2;
  }
  if (kind !== 2) return 1;
  const rgb = rgbColor(params.at(index + 2), params.at(index + 3), params.at(index + 4));
  setColor(pen, params.at(index), rgb);
  return 4;
}

/** `5:index`, `2:space:red:green:blue`, or as many write it without the space. */
function colonColor(params: Params, index: number): number {
  const kind = params.subAt(index, 0);
  const part = (sub: number) => Math.max(0, params.subAt(index, sub));
  if (kind === 5) return indexedColor(part(1));
  if (kind !== 2) return NONE;
  const first = params.subCount(index) === 4 ? 1 : 2;
  return rgbColor(part(first), part(first + 1), part(first + 2));
}

function indexedColor(index: number): number {
  if (index > 255) return NONE;
  return COLOR_PALETTE | (index < 16 ? COLOR_BY_INDEX : 0) | index;
}

function rgbColor(red: number, green: number, blue: number): number {
  if (red > 255 || green > 255 || blue > 255) return NONE;
  return COLOR_RGB | (red << 16) | (green << 8) | blue;
}

function setColor(pen: Pen, selector: number, value: number): void {
  if (value === NONE) return;
  if (selector === 38) pen.foreground = value;
  else if (selector === 48) pen.background = value;
  else pen.underline = value;
}
