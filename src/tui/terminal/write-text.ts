import type { Style } from '../../core/frame.js';
import type { Line } from './draw.js';
import { type StyleTable, WIDE_ATTRIBUTE } from './style-table.js';
import { isPrintableAscii, visibleClusters } from './text-width.js';

/** Sets one cell and marks its line when that changes it; outside the screen it does nothing. */
export function setCell(line: Line, x: number, attribute: number, text: string): void {
  const cell = line[x];
  if (cell === undefined || (cell[0] === attribute && cell[1] === text)) return;
  cell[0] = attribute;
  cell[1] = text;
  line.dirty = true;
}

/**
 * Writes `text` as it is into the cells of row `y` from column `x` (both 0-based) on, over at most
 * `maxWidth` cells; returns how many it took. No tag means anything in it, controls are left out, a
 * wide character that does not fit is not begun.
 */
export function writeText(
  target: { lines: readonly Line[]; styles: StyleTable },
  x: number,
  y: number,
  text: string,
  style: Style,
  maxWidth: number,
): number {
  const line = target.lines[y];
  if (line === undefined) return 0;
  const attribute = target.styles.attributeOf(style);
  if (isPrintableAscii(text)) {
    const length = Math.min(text.length, maxWidth);
    for (let at = 0; at < length; at++) setCell(line, x + at, attribute, text.charAt(at));
    return length;
  }
  let used = 0;
  for (const { cluster, width } of visibleClusters(text)) {
    if (used + width > maxWidth) break;
    if (width === 2) {
      setCell(line, x + used, attribute | WIDE_ATTRIBUTE, cluster);
      setCell(line, x + used + 1, attribute, '');
    } else {
      setCell(line, x + used, attribute, cluster);
    }
    used += width;
  }
  return used;
}
