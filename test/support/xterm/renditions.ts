import * as x from './internals.js';

/** Renditions and cursor shapes where xterm differs from ECMA-48 and ITU-T T.416. */
export function repairRenditions(core: x.XtermCore): void {
  const input = core._inputHandler;
  const resetRendition = input._processSGR0.bind(input);
  // DECSCA is no rendition.
  input._processSGR0 = (attributes) => {
    const protection = attributes.bg & x.BG_PROTECTED;
    resetRendition(attributes);
    attributes.bg |= protection;
  };
  input._extractColor = applyColor;
  const setCursorStyle = input.setCursorStyle.bind(input);
  input.setCursorStyle = (params) => (params.params[0] ?? 0) > 6 || setCursorStyle(params);
}

interface ColorParameters {
  /** The colour with its mode; undefined where it is out of range. */
  color: number | undefined;
  /** Parameters that belong to it, beyond the first. */
  length: number;
}

function applyColor(params: x.XtermParams, index: number, attributes: x.XtermAttributes): number {
  const colons = params.getSubParams?.(index);
  const { color, length } = colons
    ? { color: colonColor(colons), length: 0 }
    : semicolonColor(params, index + 1);
  if (color !== undefined) setColor(attributes, params.params[index] as number, color);
  return length;
}

/** `5:index`, `2:space:red:green:blue`, or as many write it without the space. */
function colonColor(parts: ArrayLike<number>): number | undefined {
  const part = (at: number) => Math.max(0, parts[at] ?? 0);
  if (parts[0] === 5) return indexedColor(part(1));
  if (parts[0] !== 2) return undefined;
  const first = parts.length === 4 ? 1 : 2;
  return rgbColor(part(first), part(first + 1), part(first + 2));
}

/** `5;index` or `2;red;green;blue`, from parameter `first` on. */
function semicolonColor({ params, length }: x.XtermParams, first: number): ColorParameters {
  // Behind the last one are those of earlier sequences.
  const part = (at: number) => (first + at < length ? (params[first + at] ?? 0) : 0);
  if (part(0) === 5) return { color: indexedColor(part(1)), length: 2 };
  if (part(0) === 2) return { color: rgbColor(part(1), part(2), part(3)), length: 4 };
  return { color: undefined, length: 1 };
}

function indexedColor(index: number): number | undefined {
  return index > 255 ? undefined : x.COLOR_MODE_INDEX | index;
}

function rgbColor(red: number, green: number, blue: number): number | undefined {
  if (Math.max(red, green, blue) > 255) return undefined;
  return x.COLOR_MODE_RGB | (red << 16) | (green << 8) | blue;
}

function setColor(attributes: x.XtermAttributes, selector: number, color: number): void {
  const mask = ~(x.COLOR_MODE | x.COLOR_VALUE);
  if (selector === 38) attributes.fg = (attributes.fg & mask) | color;
  else if (selector === 48) attributes.bg = (attributes.bg & mask) | color;
  else {
    attributes.extended = attributes.extended.clone();
    attributes.extended.underlineColor = color;
  }
}
