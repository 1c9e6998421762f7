import type { Widgets } from 'blessed';
import type { Size } from '../model/geometry.js';
import { BlessedScreen, type ScreenInternals, screenInternals } from './blessed-internals.js';
import { DetachedProgram } from './blessed-program.js';
import type { StyleTable } from './style-table.js';

/** blessed's screen without a terminal. */
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

/** blessed for layout and widgets only: it neither reads nor writes a terminal. */
export function createDetachedScreen(size: Size, styles: StyleTable): DetachedScreen {
  const program = new DetachedProgram(size);
  const screen = BlessedScreen({
    program,
    forceUnicode: true,
    fullUnicode: true,
    smartCSR: false,
    useBCE: false,
  });
  removeHandlers();
  const internals = screenInternals(screen);
  tables.set(screen, styles);
  return {
    screen,
    internals,
    resize: (next) => program.resize(next),
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
