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

/**
 * Parameters of an SGR sequence that selects `style` from any state (`0;1;38;2;…`); `0` alone for
 * the default style. ECMA-48 §8.3.117, https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 * `plainUnderlineFirst` puts a plain underline before a styled one, for a terminal that may know
 * only the former. `colons` writes colours as ISO 8613-6 does, `38:2::1:2:3`.
 */
export function sgrParameters(
  style: Style,
  options: { plainUnderlineFirst?: boolean; colons?: boolean } = {},
): string {
  // Concatenation: this runs for every cell where each has a colour of its own.
  let codes = '0';
  if (style.flags !== 0) {
    for (const [flag, code] of CODE_BY_FLAG) if ((style.flags & flag) !== 0) codes += `;${code}`;
    const underline = (style.flags & UNDERLINE_MASK) >>> UNDERLINE_SHIFT;
    if (underline === 1 || (underline > 1 && options.plainUnderlineFirst)) codes += ';4';
    if (underline > 1) codes += `;4:${underline}`;
  }
  codes += colorParameter(style.foreground, 38, options.colons);
  codes += colorParameter(style.background, 48, options.colons);
  // Colons keep a terminal that knows no underline colours from reading its parts as renditions.
  if (style.underline !== COLOR_DEFAULT) codes += `;${extendedColor(style.underline, 58, true)}`;
  return codes;
}

/** With the separator in front; '' for the default colour. */
function colorParameter(color: Color, selector: 38 | 48, colons = false): string {
  if (color === COLOR_DEFAULT) return '';
  const value = color & 0xff_ffff;
  const isExtended = value > 15 || (color & (COLOR_RGB | COLOR_BY_INDEX)) !== 0;
  if (isExtended) return `;${extendedColor(color, selector, colons)}`;
  return `;${value < 8 ? selector - 8 + value : selector + 52 + value - 8}`;
}

function extendedColor(color: Color, selector: 38 | 48 | 58, colons: boolean): string {
  const value = color & 0xff_ffff;
  const separator = colons ? ':' : ';';
  if ((color & COLOR_RGB) === 0) return `${selector}${separator}5${separator}${value}`;
  const [red, green, blue] = [value >>> 16, (value >>> 8) & 0xff, value & 0xff];
  const kind = colons ? '2:' : '2';
  return `${selector}${separator}${kind}${separator}${red}${separator}${green}${separator}${blue}`;
}
