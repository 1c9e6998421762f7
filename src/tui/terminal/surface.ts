import { DEFAULT_STYLE, type Style } from '../../core/frame.js';
import type { Rect } from '../model/geometry.js';
import type { Line } from './draw.js';
import type { StyleTable } from './style-table.js';
import { setCell, writeText } from './write-text.js';

/** A part of the screen, to be written cell by cell; 0-based, clipped to the part and the screen. */
export interface Surface {
  readonly cols: number;
  readonly rows: number;
  /** Writes `text` as it is over at most `maxWidth` cells; returns how many it took. */
  write(x: number, y: number, text: string, style?: Style, maxWidth?: number): number;
  /** Fills a rectangle with spaces, or with `text`, one character of one cell. */
  fill(x: number, y: number, cols: number, rows: number, style?: Style, text?: string): void;
}

/** The cells of the screen within `part`. */
export function surfaceOf(
  { lines, styles }: { lines: readonly Line[]; styles: StyleTable },
  { x: left, y: top, width: cols, height: rows }: Rect,
): Surface {
  return {
    cols,
    rows,
    write(x, y, text, style = DEFAULT_STYLE, maxWidth = cols - x) {
      if (y < 0 || y >= rows || x < 0 || x >= cols) return 0;
      const room = Math.min(maxWidth, cols - x);
      return writeText({ lines, styles }, left + x, top + y, text, style, room);
    },
    fill(x, y, width, height, style = DEFAULT_STYLE, text = ' ') {
      const attribute = styles.attributeOf(style);
      for (let row = Math.max(0, y); row < Math.min(rows, y + height); row++) {
        const line = lines[top + row];
        if (line === undefined) continue;
        for (let col = Math.max(0, x); col < Math.min(cols, x + width); col++) {
          setCell(line, left + col, attribute, text);
        }
      }
    },
  };
}
