import {
  COLOR_BY_INDEX,
  COLOR_DEFAULT,
  COLOR_RGB,
  type Color,
  STYLE_BLINK,
  STYLE_BOLD,
  STYLE_DIM,
  STYLE_HIDDEN,
  STYLE_INVERSE,
  STYLE_ITALIC,
  STYLE_OVERLINE,
  STYLE_STRIKE,
  type Style,
  UNDERLINE_MASK,
  UNDERLINE_SHIFT,
} from './frame.js';

const CODE_BY_FLAG: readonly (readonly [number, number])[] = [
  [STYLE_BOLD, 1],
  [STYLE_DIM, 2],
  [STYLE_ITALIC, 3],
  [STYLE_BLINK, 5],
  [STYLE_INVERSE, 7],
  [STYLE_HIDDEN, 8],
  [STYLE_STRIKE, 9],
  [STYLE_OVERLINE, 53],
];

export interface SgrOptions {
  /** Puts a plain underline before a styled one, for a terminal that may know only the former. */
  readonly plainUnderlineFirst?: boolean;
  /** Writes colours as ISO 8613-6 does, `38:2::1:2:3`. */
  readonly colons?: boolean;
}

/**
 * Parameters of an SGR sequence that selects `style` from any state (`0;1;38;2;…`); `0` alone for
 * the default style. ECMA-48 §8.3.117, https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */
export function sgrParameters(style: Style, options: SgrOptions = {}): string {
  return (
    flagParameters(style.flags, options) +
    behindOthers(colorParameter(style.foreground, 38, options.colons)) +
    behindOthers(colorParameter(style.background, 48, options.colons)) +
    behindOthers(underlineColorParameter(style.underline))
  );
}

/** Parameters with the separator in front; none where there are none. */
function behindOthers(parameters: string): string {
  return parameters === '' ? '' : `;${parameters}`;
}

/** Texts by flags: where each cell has a colour of its own, most have the flags of others. */
const flagTexts = new Map<number, string>();
const plainFirstTexts = new Map<number, string>();

/** `0` and what the flags of a style turn on. */
export function flagParameters(flags: number, { plainUnderlineFirst }: SgrOptions = {}): string {
  const texts = plainUnderlineFirst ? plainFirstTexts : flagTexts;
  let codes = texts.get(flags);
  if (codes !== undefined) return codes;
  codes = '0';
  for (const [flag, code] of CODE_BY_FLAG) if ((flags & flag) !== 0) codes += `;${code}`;
  const underline = (flags & UNDERLINE_MASK) >>> UNDERLINE_SHIFT;
  if (underline === 1 || (underline > 1 && plainUnderlineFirst)) codes += ';4';
  if (underline > 1) codes += `;4:${underline}`;
  texts.set(flags, codes);
  return codes;
}

/** Texts of the palette's colours by their numbers, for the same reason. */
const foregroundTexts: string[] = [];
const backgroundTexts: string[] = [];

/** '' for the default colour. */
export function colorParameter(color: Color, selector: 38 | 48, colons = false): string {
  if (color === COLOR_DEFAULT) return '';
  if ((color & COLOR_RGB) !== 0 || colons) return writtenColor(color, selector, colons);
  const texts = selector === 38 ? foregroundTexts : backgroundTexts;
  // By an index of their own the first sixteen are written in another way.
  const index = (color & 0xff) | ((color & COLOR_BY_INDEX) === 0 ? 0 : 0x100);
  const known = texts[index];
  if (known !== undefined) return known;
  const text = writtenColor(color, selector, colons);
  texts[index] = text;
  return text;
}

/** As `colorParameter`, of the underline. */
export function underlineColorParameter(color: Color): string {
  // Colons keep a terminal that knows no underline colours from reading its parts as renditions.
  return color === COLOR_DEFAULT ? '' : extendedColor(color, 58, true);
}

function writtenColor(color: Color, selector: 38 | 48, colons: boolean): string {
  const value = color & 0xff_ffff;
  const isExtended = value > 15 || (color & (COLOR_RGB | COLOR_BY_INDEX)) !== 0;
  if (isExtended) return extendedColor(color, selector, colons);
  return `${value < 8 ? selector - 8 + value : selector + 52 + value - 8}`;
}

function extendedColor(color: Color, selector: 38 | 48 | 58, colons: boolean): string {
  const value = color & 0xff_ffff;
  const separator = colons ? ':' : ';';
  if ((color & COLOR_RGB) === 0) return `${selector}${separator}5${separator}${value}`;
  const [red, green, blue] = [value >>> 16, (value >>> 8) & 0xff, value & 0xff];
  const kind = colons ? '2:' : '2';
  return `${selector}${separator}${kind}${separator}${red}${separator}${green}${separator}${blue}`;
}
