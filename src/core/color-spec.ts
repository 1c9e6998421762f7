/** A part of 1 to 4 hexadecimal digits, as 0–255. */
function scaled(digits: string): number {
  return Math.round((Number.parseInt(digits, 16) / (16 ** digits.length - 1)) * 255);
}

/** The first eight bits of a part, as `#` colours count them. */
function leading(digits: string): number {
  return Number.parseInt(digits.padEnd(2, '0').slice(0, 2), 16);
}

function join([red, green, blue]: readonly number[]): number {
  return ((red ?? 0) << 16) | ((green ?? 0) << 8) | (blue ?? 0);
}

/**
 * A colour as terminals write it (`rgb:r/g/b` with 1–4 digits a part, `rgba:` with its last part
 * left out, `#rgb` to `#rrrrggggbbbb`) as `0xrrggbb`; undefined for anything else, names included.
 * XParseColor(3)
 */
export function parseColorSpec(spec: string): number | undefined {
  const parts = /^rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})(?:\/[\da-f]{1,4})?$/i.exec(
    spec,
  );
  if (parts) return join(parts.slice(1, 4).map(scaled));
  const digits = /^#((?:[\da-f]{3}){1,4})$/i.exec(spec)?.[1];
  if (digits === undefined) return undefined;
  const size = digits.length / 3;
  return join([0, 1, 2].map((part) => leading(digits.slice(part * size, (part + 1) * size))));
}
