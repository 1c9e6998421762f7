import type { Widgets } from 'blessed';
import { DEFAULT_STYLE, type Style } from '../../core/frame.js';
import { BlessedBox, type Position, screenInternals } from './blessed-internals.js';
import { styleTableOf } from './blessed-screen.js';
import { setCell, writeText } from './write-text.js';

/** The inside of a box, to be written cell by cell; 0-based, clipped to the box and the screen. */
export interface Surface {
  readonly cols: number;
  readonly rows: number;
  /** Writes `text` as it is over at most `maxWidth` cells; returns how many it took. */
  write(x: number, y: number, text: string, style?: Style, maxWidth?: number): number;
  /** Fills a rectangle with spaces, or with `text`, one character of one cell. */
  fill(x: number, y: number, cols: number, rows: number, style?: Style, text?: string): void;
}

function surfaceOf(
  screen: Widgets.Screen,
  left: number,
  top: number,
  cols: number,
  rows: number,
): Surface {
  const styles = styleTableOf(screen);
  const { lines } = screenInternals(screen);
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

export interface CellBoxOptions extends Widgets.BoxOptions {
  /** Draws the inside, which is blank before; called with every render. */
  paint: (surface: Surface) => void;
}

/** A box whose inside its owner writes, where the text is data and must not be read as tags. */
export class CellBox extends BlessedBox {
  readonly #paint: (surface: Surface) => void;

  constructor(options: CellBoxOptions) {
    const { paint, ...boxOptions } = options;
    super({ ...boxOptions, tags: false });
    this.#paint = paint;
    this._noFill = true;
  }

  override render(): Widgets.Coords {
    const position = super.render();
    const inside = insideOf(this, this.lpos);
    if (inside === undefined) return position;
    const surface = surfaceOf(this.screen, inside.x, inside.y, inside.cols, inside.rows);
    surface.fill(0, 0, inside.cols, inside.rows);
    this.#paint(surface);
    return position;
  }
}

/** The inside of an element in cells of the screen; undefined when nothing of it is left. */
export function insideOf(
  element: { ileft: number; itop: number; iright: number; ibottom: number },
  position: Position | undefined,
): { x: number; y: number; cols: number; rows: number } | undefined {
  if (position === undefined) return undefined;
  const x = position.xi + element.ileft;
  const y = position.yi + element.itop;
  const cols = position.xl - element.iright - x;
  const rows = position.yl - element.ibottom - y;
  return cols > 0 && rows > 0 ? { x, y, cols, rows } : undefined;
}
