import { parseColorSpec } from '../../core/color-spec.js';

/** Names that programs and people use in place of numbers; the whole list of X11 has hundreds. */
const NAMES: ReadonlyMap<string, number> = new Map([
  ['black', 0x000000],
  ['blue', 0x0000ff],
  ['brown', 0xa52a2a],
  ['cyan', 0x00ffff],
  ['gray', 0xbebebe],
  ['green', 0x00ff00],
  ['grey', 0xbebebe],
  ['magenta', 0xff00ff],
  ['orange', 0xffa500],
  ['pink', 0xffc0cb],
  ['purple', 0xa020f0],
  ['red', 0xff0000],
  ['white', 0xffffff],
  ['yellow', 0xffff00],
]);

/**
 * A colour as programs write it, as `0xrrggbb`: what terminals write, `rgbi:f/f/f` and common names;
 * undefined for anything else. XParseColor(3), https://www.x.org/releases/current/doc/libX11/libX11/libX11.html
 */
export function parseColor(spec: string): number | undefined {
  const text = spec.trim().toLowerCase();
  return parseColorSpec(text) ?? intensities(text) ?? NAMES.get(text);
}

/** `rgb:ffff/0000/8080` as terminals report colours. */
export function formatColor(color: number): string {
  const part = (shift: number) => {
    const hex = ((color >>> shift) & 0xff).toString(16).padStart(2, '0');
    return hex + hex;
  };
  return `rgb:${part(16)}/${part(8)}/${part(0)}`;
}

function intensities(text: string): number | undefined {
  const match = /^rgbi:(\d*\.?\d+)\/(\d*\.?\d+)\/(\d*\.?\d+)$/.exec(text);
  const parts = match?.slice(1).map(Number);
  return parts?.every((part) => part <= 1) ? join(parts) : undefined;
}

/** From parts of 0 to 1. */
function join(parts: readonly number[]): number {
  return parts.reduce((color, part) => color * 256 + Math.round(part * 255), 0);
}
