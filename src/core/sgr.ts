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
  const codes = ['0'];
  for (const [flag, code] of CODE_BY_FLAG) if ((style.flags & flag) !== 0) codes.push(`${code}`);
  const underline = (style.flags & UNDERLINE_MASK) >>> UNDERLINE_SHIFT;
  if (underline === 1 || (underline > 1 && options.plainUnderlineFirst)) codes.push('4');
  if (underline > 1) codes.push(`4:${underline}`);
  pushColor(codes, style.foreground, 38, options.colons);
  pushColor(codes, style.background, 48, options.colons);
  // Colons keep a terminal that knows no underline colours from reading its parts as renditions.
  if (style.underline !== COLOR_DEFAULT) codes.push(extendedColor(style.underline, 58, true));
  return codes.join(';');
}

function pushColor(codes: string[], color: Color, selector: 38 | 48, colons = false): void {
  if (color === COLOR_DEFAULT) return;
  const value = color & 0xff_ffff;
  const isExtended = value > 15 || (color & (COLOR_RGB | COLOR_BY_INDEX)) !== 0;
  if (isExtended) codes.push(extendedColor(color, selector, colons));
  else if (value < 8) codes.push(`${selector - 8 + value}`);
  else codes.push(`${selector + 52 + value - 8}`);
}

function extendedColor(color: Color, selector: 38 | 48 | 58, colons: boolean): string {
  const value = color & 0xff_ffff;
  const isRgb = (color & COLOR_RGB) !== 0;
  if (colons) return `${selector}:${isRgb ? `2::${rgb(value).join(':')}` : `5:${value}`}`;
  return `${selector};${isRgb ? `2;${rgb(value).join(';')}` : `5;${value}`}`;
}

function rgb(value: number): [number, number, number] {
  return [(value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}
