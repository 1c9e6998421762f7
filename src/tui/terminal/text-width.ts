import { graphemesOf } from '../../core/graphemes.js';

/** Wide and fullwidth ranges outside the emoji. https://www.unicode.org/reports/tr11/ */
const WIDE_RANGES: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x3247],
  [0x3250, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x16ff1],
  [0x17000, 0x18d08],
  [0x1aff0, 0x1b2fb],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

/**
 * Punctuation, arrows, boxes and blocks: what bars and borders are made of, known to take one cell
 * without the tables of Unicode, which take three milliseconds to be made.
 */
const NARROW_RANGES: readonly (readonly [number, number])[] = [
  [0x2010, 0x2027],
  [0x2190, 0x21ff],
  [0x2500, 0x25fc],
];

const EMOJI = /^\p{Emoji_Presentation}/u;
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]/u;
/** A regional indicator without its pair. */
const HALF_FLAG = /^[\u{1f1e6}-\u{1f1ff}](?![\u{1f1e6}-\u{1f1ff}])/u;
const EMOJI_VARIATION = '\ufe0f';
const SOFT_HYPHEN = 0xad;
const FIRST_WIDE = 0x1100;

function isIn(ranges: typeof WIDE_RANGES, code: number): boolean {
  return ranges.some(([first, last]) => code >= first && code <= last);
}

/** Cells of one code point on its own; controls count as none. */
export function codePointWidth(code: number): 0 | 1 | 2 {
  if (code < 0x7f) return code < 0x20 ? 0 : 1;
  if (code < 0xa0) return 0;
  if (code === SOFT_HYPHEN || code < 0x300 || isIn(NARROW_RANGES, code)) return 1;
  const text = String.fromCodePoint(code);
  if (ZERO_WIDTH.test(text)) return 0;
  if (code < FIRST_WIDE) return 1;
  return isIn(WIDE_RANGES, code) || EMOJI.test(text) ? 2 : 1;
}

const MAX_REMEMBERED = 4096;
const remembered = new Map<string, 0 | 1 | 2>();

/**
 * Cells of one grapheme cluster: those of its widest part; 2 where an emoji form is asked for, 1 for
 * half a flag.
 */
export function clusterWidth(cluster: string): 0 | 1 | 2 {
  if (cluster.length === 1 && cluster.charCodeAt(0) < 0x300) {
    return codePointWidth(cluster.charCodeAt(0));
  }
  const known = remembered.get(cluster);
  if (known !== undefined) return known;
  let width: 0 | 1 | 2 = 0;
  for (const part of cluster) {
    const partWidth = codePointWidth(part.codePointAt(0) ?? 0);
    if (partWidth > width) width = partWidth;
  }
  if (width === 1 && cluster.includes(EMOJI_VARIATION)) width = 2;
  if (HALF_FLAG.test(cluster)) width = 1;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(cluster, width);
  return width;
}

const PRINTABLE_ASCII = /^[ -~]*$/;
/**
 * Text of which each character is a cluster: letters of the Latin script, punctuation, arrows, boxes,
 * symbols and ideographs, and nothing that joins them. The segmenter takes 20 µs for each, and a
 * frame has hundreds of them in its borders.
 */
const PLAIN =
  /^[ -~\u00a1-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u2bff\u3001-\u3029\u3400-\u9fff]*$/;

interface VisibleCluster {
  readonly cluster: string;
  readonly width: 1 | 2;
}

/** Texts whose clusters are remembered: those of titles and bars are drawn again and again. */
const MAX_TEXTS = 256;
const segmented = new Map<string, readonly VisibleCluster[]>();

/** The grapheme clusters of `text` that take cells; those that take none are left out. */
export function* visibleClusters(text: string): Iterable<VisibleCluster> {
  if (!PLAIN.test(text)) {
    yield* segmentsOf(text);
    return;
  }
  for (const cluster of text) {
    const width = clusterWidth(cluster);
    if (width !== 0) yield { cluster, width };
  }
}

function segmentsOf(text: string): readonly VisibleCluster[] {
  const known = segmented.get(text);
  if (known) return known;
  const clusters: VisibleCluster[] = [];
  for (const { segment } of graphemesOf(text)) {
    const width = clusterWidth(segment);
    if (width !== 0) clusters.push({ cluster: segment, width });
  }
  if (segmented.size >= MAX_TEXTS) segmented.clear();
  segmented.set(text, clusters);
  return clusters;
}

/** Whether every UTF-16 unit of `text` is a character of one cell in ASCII. */
export function isPrintableAscii(text: string): boolean {
  return PRINTABLE_ASCII.test(text);
}

/** Cells that `text` takes on one line; controls and line ends take none. */
export function textWidth(text: string): number {
  if (isPrintableAscii(text)) return text.length;
  let total = 0;
  for (const { width } of visibleClusters(text)) total += width;
  return total;
}

/**
 * The beginning of `text` that fits into `cells`, its last cell the `ellipsis` when something was
 * cut; never half a wide character. Controls are left out.
 */
export function clipText(text: string, cells: number, ellipsis = '…'): string {
  if (cells <= 0) return '';
  const whole = textWidth(text) <= cells;
  const room = whole ? cells : cells - textWidth(ellipsis);
  let clipped = '';
  let used = 0;
  for (const { cluster, width } of visibleClusters(text)) {
    if (used + width > room) break;
    clipped += cluster;
    used += width;
  }
  if (whole) return clipped;
  return room >= 0 ? clipped + ellipsis : '';
}

/** As `clipText`, with the end of `text` kept: what differs between paths. */
export function clipTextStart(text: string, cells: number, ellipsis = '…'): string {
  if (textWidth(text) <= cells) return clipText(text, cells);
  const room = cells - textWidth(ellipsis);
  let clipped = '';
  let used = 0;
  for (const { cluster, width } of [...visibleClusters(text)].reverse()) {
    if (used + width > room) break;
    clipped = cluster + clipped;
    used += width;
  }
  return room >= 0 ? ellipsis + clipped : '';
}
