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
import { paletteColor } from '../../core/palette.js';
import { colorParameter, flagParameters, underlineColorParameter } from '../../core/sgr.js';
import { distance, nearest, type Oklab, toHueSpace, toOklab } from './color-distance.js';

/** Resets every rendition. */
export const SGR_RESET = '\x1b[m';

const PLAIN_UNDERLINE = 1 << UNDERLINE_SHIFT;
/** The palette's colours that are the terminal's own. */
const OWN_COLORS = 16;
const PALETTE_SIZE = 256;
/** Colours nearer than this to what is behind them cannot be read. */
const LEAST_CONTRAST = 0.15;

/** What of a style the terminal shows. */
export interface Rendering {
  readonly depth: ColorDepth;
  /** Kinds and colours of underlines; without them every underline is a plain one. */
  readonly underlineStyles: boolean;
  readonly links: boolean;
  /** The terminal's own sixteen colours, as far as they are known. */
  readonly palette: readonly number[];
  /** Undefined while it is not known. */
  readonly background: number | undefined;
}

/** The best that a terminal with these colours does. */
export function fullRendering(depth: ColorDepth): Rendering {
  const underlineStyles = depth === 'truecolor' || depth === '256';
  return { depth, underlineStyles, links: true, palette: [], background: undefined };
}

let sharedColors: Oklab[] | undefined;

/** The palette's cube and greys, which are the same everywhere. */
function cubeAndGreys(): Oklab[] {
  sharedColors ??= Array.from({ length: PALETTE_SIZE - OWN_COLORS }, (_, index) =>
    toOklab(paletteColor(OWN_COLORS + index)),
  );
  return sharedColors;
}

const PLAIN_FIRST = { plainUnderlineFirst: true };

/**
 * How a style is written, in parts that many styles share: where each cell has one of its own, whole
 * sequences would be as many texts, and most of them differ from the one before in their colours alone.
 */
export class Rendition {
  readonly #flags: string;
  readonly #foreground: string;
  readonly #background: string;
  readonly #underline: string;

  /** `style` is one that the terminal shows as it is. */
  constructor({ flags, foreground, background, underline }: Style) {
    this.#flags = flagParameters(flags, PLAIN_FIRST);
    this.#foreground = colorParameter(foreground, 38);
    this.#background = colorParameter(background, 48);
    this.#underline = underlineColorParameter(underline);
  }

  /** Adds the parts of one SGR sequence that starts from the reset state. */
  write(out: string[]): void {
    const isReset = this.#flags === '0' && this.#underline === '';
    if (isReset && this.#foreground === '' && this.#background === '') {
      out.push(SGR_RESET);
      return;
    }
    out.push('\x1b[', this.#flags);
    if (this.#foreground !== '') out.push(';', this.#foreground);
    if (this.#background !== '') out.push(';', this.#background);
    if (this.#underline !== '') out.push(';', this.#underline);
    out.push('m');
  }

  /** The same behind another one: where nothing else differs, the colours that do. */
  writeAfter(before: Rendition, out: string[]): void {
    if (this.#flags !== before.#flags || this.#underline !== before.#underline) {
      this.write(out);
      return;
    }
    const hasForeground = this.#foreground !== before.#foreground;
    const hasBackground = this.#background !== before.#background;
    if (!hasForeground && !hasBackground) return;
    out.push('\x1b[');
    if (hasForeground) out.push(this.#foreground || '39');
    if (hasForeground && hasBackground) out.push(';');
    if (hasBackground) out.push(this.#background || '49');
    out.push('m');
  }
}

/** Writes styles for one terminal, reduced to what it shows. */
export class StyleWriter {
  readonly #rendering: Rendering;
  /** The terminal's own colours, to be read and to be chosen from. */
  readonly #own: readonly Oklab[];
  readonly #ownHues: readonly Oklab[];

  constructor(rendering: Rendering) {
    this.#rendering = rendering;
    const own = Array.from(
      { length: OWN_COLORS },
      (_, index) => rendering.palette[index] ?? paletteColor(index),
    );
    this.#own = own.map(toOklab);
    this.#ownHues = own.map(toHueSpace);
  }

  rendition(style: Style): Rendition {
    return new Rendition(this.reduce(style));
  }

  /** The style as the terminal shows it. */
  reduce(style: Style): Style {
    const { depth, underlineStyles } = this.#rendering;
    if (depth === 'truecolor' && underlineStyles) return style;
    const isPlain = !underlineStyles && (style.flags & UNDERLINE_MASK) !== 0;
    const background = this.#color(style.background);
    return {
      ...style,
      foreground: this.#foreground(style, background),
      background,
      underline: underlineStyles ? this.#color(style.underline) : COLOR_DEFAULT,
      flags: isPlain ? (style.flags & ~UNDERLINE_MASK) | PLAIN_UNDERLINE : style.flags,
    };
  }

  /** The colour as the terminal shows it: as it is, reduced to a palette index, or default. */
  #color(color: Color): Color {
    const { depth } = this.#rendering;
    if (color === COLOR_DEFAULT || depth === 'truecolor') return color;
    if (depth === 'none') return COLOR_DEFAULT;
    const isRgb = (color & COLOR_RGB) !== 0;
    if (depth === '256') {
      if (!isRgb) return color;
      return COLOR_PALETTE | (OWN_COLORS + nearest(toOklab(rgbOf(color)), cubeAndGreys()));
    }
    if (!isRgb && (color & 0xff) < OWN_COLORS) return COLOR_PALETTE | (color & 0xff);
    return COLOR_PALETTE | nearest(toHueSpace(rgbOf(color)), this.#ownHues);
  }

  /** Of sixteen colours, one that can be told from what is behind the text, where it could before. */
  #foreground(style: Style, background: Color): Color {
    const color = this.#color(style.foreground);
    if (this.#rendering.depth !== '16' || color === COLOR_DEFAULT) return color;
    const isOwn = (style.foreground & COLOR_RGB) === 0 && (style.foreground & 0xff) < OWN_COLORS;
    if (isOwn || style.foreground === style.background) return color;
    const behind = this.#behind(background);
    const isReadable = (candidate: Oklab | undefined) =>
      behind === undefined || !candidate || distance(candidate, behind) >= LEAST_CONTRAST;
    if (isReadable(this.#own[color & 0xff])) return color;
    const readable = this.#own.flatMap((each, index) => (isReadable(each) ? [index] : []));
    if (readable.length === 0) return COLOR_DEFAULT;
    const candidates = readable.map((index) => this.#ownHues[index] as Oklab);
    const wanted = toHueSpace(rgbOf(style.foreground));
    return COLOR_PALETTE | (readable[nearest(wanted, candidates)] ?? 0);
  }

  #behind(background: Color): Oklab | undefined {
    if (background !== COLOR_DEFAULT) return this.#own[background & 0xff];
    const rgb = this.#rendering.background;
    return rgb === undefined ? undefined : toOklab(rgb);
  }
}

function rgbOf(color: Color): number {
  return (color & COLOR_RGB) !== 0 ? color & 0xff_ffff : paletteColor(color & 0xff);
}
