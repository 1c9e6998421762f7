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
 * A colour as `0xrrggbb`: `rgb:h/h/h`, `rgbi:f/f/f`, `#` forms and common names; undefined for
 * anything else. XParseColor(3), https://www.x.org/releases/current/doc/libX11/libX11/libX11.html
 */
export function parseColor(spec: string): number | undefined {
  const text = spec.trim().toLowerCase();
  return hexParts(text) ?? intensities(text) ?? numberSign(text) ?? NAMES.get(text);
}

/** `rgb:ffff/0000/8080` as terminals report colours. */
export function formatColor(color: number): string {
  const part = (shift: number) => {
    const hex = ((color >>> shift) & 0xff).toString(16).padStart(2, '0');
    return hex + hex;
  };
  return `rgb:${part(16)}/${part(8)}/${part(0)}`;
}

/** Each part is scaled: `f`, `ff`, `fff` and `ffff` are all full. */
function hexParts(text: string): number | undefined {
  const match = /^rgb:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})$/.exec(text);
  if (!match) return undefined;
  return join(match.slice(1).map((hex) => Number.parseInt(hex, 16) / (16 ** hex.length - 1)));
}

function intensities(text: string): number | undefined {
  const match = /^rgbi:(\d*\.?\d+)\/(\d*\.?\d+)\/(\d*\.?\d+)$/.exec(text);
  const parts = match?.slice(1).map(Number);
  return parts?.every((part) => part <= 1) ? join(parts) : undefined;
}

/** The digits are the most significant ones, not scaled: `#fff` is `#f0f0f0`, as in X11. */
function numberSign(text: string): number | undefined {
  const digits = /^#([\da-f]{3}|[\da-f]{6}|[\da-f]{9}|[\da-f]{12})$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const length = digits.length / 3;
  const parts = [0, 1, 2].map((index) => digits.slice(index * length, (index + 1) * length));
  return Number.parseInt(parts.map((part) => part.padEnd(2, '0').slice(0, 2)).join(''), 16);
}

/** From parts of 0 to 1. */
function join(parts: readonly number[]): number {
  return parts.reduce((color, part) => color * 256 + Math.round(part * 255), 0);
}
