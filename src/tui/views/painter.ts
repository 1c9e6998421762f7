import type { ColorDepth } from '../../core/config.js';
import type { Style } from '../../core/frame.js';
import type { Surface } from '../terminal/surface.js';
import type { Line, Role } from './line.js';
import { styleOf } from './theme.js';

/** Writes lines into boxes; keeps the style of each role. */
export class Painter {
  readonly #styles = new Map<Role, Style>();
  readonly #depth: ColorDepth;

  constructor(depth: ColorDepth) {
    this.#depth = depth;
  }

  style(role: Role): Style {
    const known = this.#styles.get(role);
    if (known) return known;
    const style = styleOf(role, this.#depth);
    this.#styles.set(role, style);
    return style;
  }

  /** Writes lines from a cell on, downwards. */
  paint(surface: Surface, lines: readonly Line[], x = 0, y = 0): void {
    lines.forEach((line, row) => {
      let column = x;
      for (const { text, role } of line) {
        column += surface.write(column, y + row, text, this.style(role));
      }
    });
  }
}
