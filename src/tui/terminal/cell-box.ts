import type { Widgets } from 'blessed';
import { BlessedBox, type Position, screenInternals } from './blessed-internals.js';
import { styleTableOf } from './blessed-screen.js';
import { type Surface, surfaceOf } from './surface.js';

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
    const { lines } = screenInternals(this.screen);
    const { x, y, cols, rows } = inside;
    const target = { lines, styles: styleTableOf(this.screen) };
    const surface = surfaceOf(target, { x, y, width: cols, height: rows });
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
