/** Colours as the eye compares them. Colours are `0xrrggbb`. */

/** Lightness 0–1, and two axes of colour. https://bottosson.github.io/posts/oklab/ */
export type Oklab = readonly [number, number, number];

function toLinear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

const LINEAR = Float64Array.from({ length: 256 }, (_, channel) => toLinear(channel));

function linear(rgb: number): [number, number, number] {
  const at = (shift: number) => LINEAR[(rgb >>> shift) & 0xff] ?? 0;
  return [at(16), at(8), at(0)];
}

/** Equal distances look equally far apart. */
export function toOklab(rgb: number): Oklab {
  const [r, g, b] = linear(rgb);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Chroma at which a colour is half as far from grey as the most vivid one. */
const HALF_VIVID = 0.1;
const HUE_WEIGHT = 0.7;

/**
 * The same, with the hue of a pale or dark colour told nearly as loudly as that of a vivid one: among
 * a few vivid colours the one of the same hue is meant, not a grey of the same lightness.
 */
export function toHueSpace(rgb: number): Oklab {
  const [lightness, a, b] = toOklab(rgb);
  const scale = HUE_WEIGHT / (Math.hypot(a, b) + HALF_VIVID);
  return [lightness, a * scale, b * scale];
}

/** 0 for equal colours; in Oklab about 1 from black to white. */
export function distance(a: Oklab, b: Oklab): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Index of the candidate nearest to `wanted`; there must be one. */
export function nearest(wanted: Oklab, candidates: readonly Oklab[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  candidates.forEach((candidate, index) => {
    const far = distance(wanted, candidate);
    if (far >= least) return;
    best = index;
    least = far;
  });
  return best;
}

/** Whether text on it is better light. */
export function isDark(rgb: number): boolean {
  return toOklab(rgb)[0] < 0.6;
}
