import type { MouseEvent } from '../../input/events.js';
import type { ActionContext } from '../actions/action.js';

/** Lines for a notch of the wheel. */
const WHEEL_LINES = 3;

/** Lines that the wheel goes up (positive) or down; 0 for a sideways one. */
export function wheelLines({ button }: MouseEvent): number {
  return { 'wheel-up': WHEEL_LINES, 'wheel-down': -WHEEL_LINES }[button as string] ?? 0;
}

/**
 * The wheel over a pane whose program does not have it: through the scrollback; in the alternate
 * screen, which has none, it types arrows, as in xterm, unless the program does not want them.
 */
export function turnWheel(context: ActionContext, paneId: string, lines: number): void {
  const { app, panes, copyMode } = context;
  const pane = app.store.state.panes.get(paneId);
  const { alternateScreen, alternateScroll, applicationCursor } = panes.modes(paneId);
  if (!alternateScreen || pane?.info?.exit || pane?.copyMode) {
    copyMode.scrollBy(paneId, -lines);
  } else if (alternateScroll) {
    const arrow = `\x1b${applicationCursor ? 'O' : '['}${lines > 0 ? 'A' : 'B'}`;
    panes.write(paneId, Buffer.from(arrow.repeat(Math.abs(lines))));
  }
}
