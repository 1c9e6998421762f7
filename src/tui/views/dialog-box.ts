/** Draws one open dialog into a box of its own. */
import type { Widgets } from 'blessed';
import type { AnyDialog } from '../dialogs/dialog-stack.js';
import type { Rect, Size } from '../model/geometry.js';
import { destroyElement } from '../terminal/blessed-screen.js';
import { CellBox } from '../terminal/cell-box.js';
import type { Surface } from '../terminal/surface.js';
import { textWidth } from '../terminal/text-width.js';
import { type Line, shorten, span } from './line.js';
import type { Painter } from './painter.js';

const UNICODE_BORDER = { corners: ['┌', '┐', '└', '┘'], across: '─', down: '│' } as const;
const ASCII_BORDER = { corners: ['+', '+', '+', '+'], across: '-', down: '|' } as const;

/** Cells of a horizontal border that are no words: its ends, and a blank around the words. */
const EDGE_CELLS = 5;

const HINT_SEPARATOR = ' · ';

/** Cells between the border and the content, left and right. */
const PADDING = 1;

export class DialogBox {
  readonly dialog: AnyDialog;
  readonly #element: CellBox;
  readonly #painter: Painter;
  #lines: readonly Line[] = [];
  #rect: Rect = { x: 0, y: 0, width: 0, height: 0 };

  constructor(screen: Widgets.Screen, dialog: AnyDialog, painter: Painter) {
    this.dialog = dialog;
    this.#painter = painter;
    this.#element = new CellBox({
      parent: screen,
      top: 0,
      left: 0,
      width: 1,
      height: 1,
      paint: (surface: Surface) => this.#painter.paint(surface, this.#lines),
    });
  }

  /** Lays the dialog out in the middle of the screen; returns where its cursor stands, 0-based. */
  draw(screen: Size, unicode: boolean): { x: number; y: number } | undefined {
    const room = { cols: screen.cols - 2 - 2 * PADDING, rows: screen.rows - 2 };
    const view = this.dialog.view(room, unicode);
    const width = view.size.cols + 2 + 2 * PADDING;
    const height = view.size.rows + 2;
    const rect = {
      x: Math.max(0, Math.floor((screen.cols - width) / 2)),
      y: Math.max(0, Math.floor((screen.rows - height) / 2)),
      width,
      height,
    };
    this.#rect = rect;
    Object.assign(this.#element, { width, height, top: rect.y, left: rect.x });
    const border = unicode ? UNICODE_BORDER : ASCII_BORDER;
    const [topLeft, topRight, bottomLeft, bottomRight] = border.corners;
    const more = unicode ? { above: ' ↑ ', below: ' ↓ ' } : { above: ' ^ ', below: ' v ' };
    const edge = (left: string, right: string, label: string, mark: string): Line => {
      const room = width - EDGE_CELLS - textWidth(mark);
      const text = label ? ` ${shorten(label, room, unicode)} ` : '';
      const across = Math.max(0, width - 3 - textWidth(text) - textWidth(mark));
      return [
        span(left + border.across, 'border-focused'),
        span(text, 'strong'),
        span(border.across.repeat(across), 'border-focused'),
        span(mark, 'strong'),
        span(right, 'border-focused'),
      ];
    };
    const below = view.isCutBelow ? more.below : '';
    const fitting = fittingHint(view.hint, width - EDGE_CELLS - textWidth(below));
    const hint = unicode ? fitting : fitting.replaceAll('·', '-');
    const side = span(border.down, 'border-focused');
    const inside = view.lines.map((line): Line => [side, span(' '.repeat(PADDING)), ...line]);
    this.#lines = [
      edge(topLeft, topRight, view.title, view.isCutAbove ? more.above : ''),
      ...inside.map((line) => withRightSide(line, width, border.down)),
      edge(bottomLeft, bottomRight, hint, below),
    ];
    const { cursor } = view;
    return cursor && { x: rect.x + 1 + PADDING + cursor.x, y: rect.y + 1 + cursor.y };
  }

  /** A cell of the screen as a cell of the dialog's content; undefined outside of the box. */
  toLocal(x: number, y: number): { x: number; y: number } | undefined {
    const { x: left, y: top, width, height } = this.#rect;
    if (x < left || y < top || x >= left + width || y >= top + height) return undefined;
    return { x: x - left - 1 - PADDING, y: y - top - 1 };
  }

  /** Takes the box off the screen; blessed keeps no reference to it. */
  destroy(): void {
    destroyElement(this.#element);
  }
}

/**
 * As many of the keys as have room: half a key's words would say nothing. The first come first, and
 * how one gets out is left out last.
 */
function fittingHint(hint: string, width: number): string {
  const parts = hint.split(HINT_SEPARATOR);
  while (parts.length > 1 && textWidth(parts.join(HINT_SEPARATOR)) > width) {
    const last = parts.findLastIndex((part, index) => index > 0 && !part.startsWith('Esc'));
    parts.splice(last === -1 ? parts.length - 1 : last, 1);
  }
  return parts.join(HINT_SEPARATOR);
}

function withRightSide(line: Line, width: number, side: string): Line {
  const used = line.reduce((sum, { text }) => sum + textWidth(text), 0);
  return [...line, span(' '.repeat(Math.max(0, width - 1 - used))), span(side, 'border-focused')];
}
