import type { ColorDepth } from '../../core/config.js';
import {
  COLOR_DEFAULT,
  COLOR_PALETTE,
  COLOR_RGB,
  type Color,
  type Style,
  UNDERLINE_MASK,
  UNDERLINE_SHIFT,
} from '../../core/frame.js';
import { CUBE_LEVELS, paletteColor } from '../../core/palette.js';
import { sgrParameters } from '../../core/sgr.js';

/** Resets every rendition. */
export const SGR_RESET = '\x1b[m';

const PLAIN_UNDERLINE = 1 << UNDERLINE_SHIFT;

type Rgb = readonly [number, number, number];

function distance([r1, g1, b1]: Rgb, [r2, g2, b2]: Rgb): number {
  return (r1 - r2) ** 2 + (g1 - g2) ** 2 + (b1 - b2) ** 2;
}

function cubeIndex(value: number): number {
  let best = 0;
  CUBE_LEVELS.forEach((level, index) => {
    if (Math.abs(level - value) < Math.abs((CUBE_LEVELS[best] ?? 0) - value)) best = index;
  });
  return best;
}

function paletteRgb(index: number): Rgb {
  return toRgb(paletteColor(index));
}

/** Nearest colour of the palette's cube and greys; the first sixteen are the terminal's own. */
function nearestPalette(rgb: Rgb): number {
  const [r, g, b] = rgb.map(cubeIndex) as [number, number, number];
  const cube = 16 + 36 * r + 6 * g + b;
  const average = (rgb[0] + rgb[1] + rgb[2]) / 3;
  const grey = 232 + Math.max(0, Math.min(23, Math.round((average - 8) / 10)));
  return distance(paletteRgb(grey), rgb) < distance(paletteRgb(cube), rgb) ? grey : cube;
}

function nearestBase(rgb: Rgb): number {
  const distanceTo = (index: number) => distance(paletteRgb(index), rgb);
  let best = 0;
  for (let index = 1; index < 16; index++) {
    if (distanceTo(index) < distanceTo(best)) best = index;
  }
  return best;
}

function toRgb(color: Color): Rgb {
  return [(color >>> 16) & 0xff, (color >>> 8) & 0xff, color & 0xff];
}

/** The colour as the terminal can show it: reduced to a palette index, or default. */
function reduceColor(color: Color, depth: ColorDepth): Color {
  if (color === COLOR_DEFAULT || depth === 'truecolor') return color;
  if (depth === 'none') return COLOR_DEFAULT;
  const isRgb = (color & COLOR_RGB) !== 0;
  if (depth === '256') {
    return isRgb ? COLOR_PALETTE | nearestPalette(toRgb(color)) : color;
  }
  if (isRgb) return COLOR_PALETTE | nearestBase(toRgb(color));
  const index = color & 0xff;
  return COLOR_PALETTE | (index < 16 ? index : nearestBase(paletteRgb(index)));
}

function reduceStyle(style: Style, depth: ColorDepth): Style {
  const hasUnderlineStyles = depth === 'truecolor' || depth === '256';
  const hasUnderline = (style.flags & UNDERLINE_MASK) !== 0;
  const isReduced = hasUnderline && !hasUnderlineStyles;
  return {
    ...style,
    foreground: reduceColor(style.foreground, depth),
    background: reduceColor(style.background, depth),
    underline: hasUnderlineStyles ? reduceColor(style.underline, depth) : COLOR_DEFAULT,
    flags: isReduced ? (style.flags & ~UNDERLINE_MASK) | PLAIN_UNDERLINE : style.flags,
  };
}

/**
 * The rendition as one SGR sequence that starts from the reset state. Colours are reduced to what
 * `depth` allows; without colours the other renditions stay.
 */
export function styleToSgr(style: Style, depth: ColorDepth): string {
  const parameters = sgrParameters(reduceStyle(style, depth), { plainUnderlineFirst: true });
  return parameters === '0' ? SGR_RESET : `\x1b[${parameters}m`;
}
