import type { Widgets } from 'blessed';
import { type ScreenInternals, screenInternals } from '../../src/tui/terminal/blessed-internals.js';
import { styleTableOf } from '../../src/tui/terminal/blessed-screen.js';
import { type Cell, type Line, Painter } from '../../src/tui/terminal/draw.js';
import { BLESSED_DEFAULT_ATTRIBUTE } from '../../src/tui/terminal/style-table.js';
import { cellsOf } from './cells.js';
import { emulator, feed } from './outer-terminal.js';

/** As every element is, whatever of it was rendered before, and without drawing it. */
function renderAnew(internals: ScreenInternals): void {
  const { draw } = internals;
  internals.draw = () => {};
  internals.render();
  internals.draw = draw;
}

/** What a terminal shows when all of a client's screen is painted on it at once. */
export async function paintedAnew(screen: Widgets.Screen): Promise<string[][]> {
  const internals = screenInternals(screen);
  renderAnew(internals);
  const { lines } = internals;
  const wanted: Line[] = lines.map((line) =>
    Object.assign(
      line.map(([attribute, text]): Cell => [attribute, text]),
      { dirty: true },
    ),
  );
  const blank: Line[] = lines.map((line) => line.map((): Cell => [BLESSED_DEFAULT_ATTRIBUTE, ' ']));
  const painter = new Painter({ styles: styleTableOf(screen), unicode: true });
  const terminal = emulator(lines[0]?.length ?? 1, lines.length);
  const body = painter.paint(wanted, blank, 0, lines.length - 1);
  await feed(terminal, `\x1b[?7l${Painter.CLEAR}${body}`);
  const cells = cellsOf(terminal);
  terminal.dispose();
  return cells;
}
