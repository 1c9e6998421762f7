import type { EventEmitter } from 'node:events';
import type { Widgets } from 'blessed';
import Box from 'blessed/lib/widgets/box.js';
import Screen from 'blessed/lib/widgets/screen.js';
import type { Line } from './draw.js';

/** Where an element stands on the screen after it was rendered; ends are exclusive. */
export interface Position {
  xi: number;
  xl: number;
  yi: number;
  yl: number;
}

/** Parts of blessed's screen that its types leave out. */
export interface ScreenInternals extends EventEmitter {
  /** What the screen shall show, and what it shows. */
  lines: Line[];
  olines: Line[];
  draw: (first: number, last: number) => void;
  /** Forgets both, with new arrays. */
  alloc(): void;
  render(): void;
  destroy(): void;
  readonly program: EventEmitter;
  keyable: unknown[];
  clickable: unknown[];
  history: unknown[];
  grabKeys: boolean;
}

/** Parts of blessed's elements that its types leave out. */
export interface ElementInternals {
  screen: Widgets.Screen;
  children: Widgets.Node[];
  /** Undefined when nothing of the element is on the screen. */
  lpos: Position | undefined;
  /** Cells that border and padding take on each side. */
  readonly ileft: number;
  readonly itop: number;
  readonly iright: number;
  readonly ibottom: number;
  /** Keeps `render` from filling the inside. */
  _noFill: boolean;
}

type HandlerName = '_exceptionHandler' | '_sigtermHandler' | '_sigintHandler' | '_sigquitHandler';

type ScreenConstructor = ((options: object) => Widgets.Screen) & {
  readonly [Name in HandlerName]?: (...args: unknown[]) => void;
};

type BoxConstructor = new (options: Widgets.BoxOptions) => Widgets.BoxElement & ElementInternals;

/** The constructors; named imports of blessed type-check and fail at run time. */
export const BlessedScreen = Screen as ScreenConstructor;
export const BlessedBox = Box as BoxConstructor;

export function screenInternals(screen: Widgets.Screen): ScreenInternals {
  return screen as unknown as ScreenInternals;
}
