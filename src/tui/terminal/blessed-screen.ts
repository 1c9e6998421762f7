import { EventEmitter } from 'node:events';
import type { Widgets } from 'blessed';
import { BlessedScreen, type ScreenInternals, screenInternals } from './blessed-internals.js';
import type { StyleTable } from './style-table.js';

export interface Size {
  cols: number;
  rows: number;
}

/** blessed's screen between a stream that never reads and one that discards. */
export interface DetachedScreen {
  screen: Widgets.Screen;
  internals: ScreenInternals;
  /** Lays out and renders for the new size. */
  resize(size: Size): void;
}

const tables = new WeakMap<Widgets.Screen, StyleTable>();

/** The styles of the terminal that `screen` is drawn on. */
export function styleTableOf(screen: Widgets.Screen): StyleTable {
  const table = tables.get(screen);
  if (table === undefined) throw new Error('the screen was not made by createDetachedScreen');
  return table;
}

/** blessed restores the terminal and ends the process on these; both are our part. */
function removeHandlers(): void {
  const handlers = [
    ['uncaughtException', BlessedScreen._exceptionHandler],
    ['SIGTERM', BlessedScreen._sigtermHandler],
    ['SIGINT', BlessedScreen._sigintHandler],
    ['SIGQUIT', BlessedScreen._sigquitHandler],
  ] as const;
  for (const [event, handler] of handlers) {
    if (handler !== undefined) process.removeListener(event, handler);
  }
}

/** With TMUX set blessed runs `tmux -V` and wraps what it writes; it looks only when it is made. */
function withoutTmux<T>(make: () => T): T {
  // biome-ignore lint/style/noProcessEnv: blessed reads it there and takes no other environment.
  const env = process.env;
  const tmux = env['TMUX'];
  delete env['TMUX'];
  try {
    return make();
  } finally {
    if (tmux !== undefined) env['TMUX'] = tmux;
  }
}

/** blessed for layout and widgets only: it neither reads nor writes a terminal. */
export function createDetachedScreen(size: Size, styles: StyleTable): DetachedScreen {
  const input = Object.assign(new EventEmitter(), { resume() {}, pause() {} });
  const output = Object.assign(new EventEmitter(), {
    columns: size.cols,
    rows: size.rows,
    isTTY: true,
    writable: true,
    write: () => true,
  });
  const screen = withoutTmux(() =>
    BlessedScreen({
      input,
      output,
      terminal: 'xterm-256color',
      forceUnicode: true,
      fullUnicode: true,
      smartCSR: false,
      useBCE: false,
    }),
  );
  removeHandlers();
  const internals = screenInternals(screen);
  internals.program.enableMouse = () => {};
  internals.program.disableMouse = () => {};
  internals.program.setMouse = () => {};
  tables.set(screen, styles);
  return {
    screen,
    internals,
    resize(next) {
      output.columns = next.cols;
      output.rows = next.rows;
      output.emit('resize');
    },
  };
}

interface Cancellable {
  _done?: (error: unknown, value: unknown) => void;
  children: Widgets.BlessedElement[];
  destroy(): void;
}

function collect(element: Cancellable): Cancellable[] {
  return [
    ...element.children.flatMap((child) => collect(child as unknown as Cancellable)),
    element,
  ];
}

/**
 * Destroys a dialog with everything in it. blessed alone leaves its parts in the screen's lists,
 * and a text field that still reads keeps all keys.
 */
export function destroyElement(element: Widgets.BlessedElement): void {
  const internals = screenInternals(element.screen);
  const parts = collect(element as unknown as Cancellable);
  for (const part of parts) part._done?.('stop', undefined);
  for (const part of parts) part.destroy();
  const gone = new Set<unknown>(parts);
  const isKept = (entry: unknown) => !gone.has(entry);
  internals.keyable = internals.keyable.filter(isKept);
  internals.clickable = internals.clickable.filter(isKept);
  internals.history = internals.history.filter(isKept);
}
