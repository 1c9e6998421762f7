/** The mouse of programs that asked for it. */
import type { PaneModes } from '../../../core/frame.js';
import { encodeMouse } from '../../input/encode-mouse.js';
import type { MouseButton, MouseEvent } from '../../input/events.js';
import { isWheel } from '../../input/mouse.js';
import { contains, type Rect } from '../../model/geometry.js';
import { onStage } from '../../model/stage.js';
import { programRect, visiblePlace } from '../../model/state.js';
import type { App } from '../app.js';
import type { PaneViews } from '../panes/panes.js';
import type { Gesture } from './gesture.js';

/** A program on the screen, with what it asked for. */
export interface ProgramPlace {
  readonly paneId: string;
  /** Its cells on the outer terminal. */
  readonly room: Rect;
  readonly modes: PaneModes;
}

/** Tells programs of the mouse, in their own cells and encoding. */
export class ProgramMouse {
  readonly #app: App;
  readonly #panes: PaneViews;
  /** Where the pointer was last told to be: motion within one cell is none. */
  #lastMove: { paneId: string; bytes: Buffer } | undefined;

  constructor(app: App, panes: PaneViews) {
    this.#app = app;
    this.#panes = panes;
  }

  /** Undefined while the pane shows no running program, but what it has shown before, for example. */
  place(paneId: string): ProgramPlace | undefined {
    const state = onStage(this.#app.store.state);
    const pane = state.panes.get(paneId);
    const place = visiblePlace(state, paneId);
    if (!place || !pane?.info || pane.info.exit || pane.copyMode) return undefined;
    return { paneId, room: programRect(state, place, true), modes: this.#panes.modes(paneId) };
  }

  /** Whether the event is the program's: it tracks the mouse, and Shift keeps nothing back. */
  isFor({ room, modes: { mouseTracking } }: ProgramPlace, event: MouseEvent): boolean {
    if (event.shift || mouseTracking === 'none' || !contains(room, event.x, event.y)) return false;
    return mouseTracking !== 'x10' || !isWheel(event);
  }

  send({ paneId, room, modes }: ProgramPlace, event: MouseEvent): void {
    const local = { x: event.x - room.x, y: event.y - room.y };
    const bytes = encodeMouse(event, local, modes, { cols: room.width, rows: room.height });
    if (!bytes || !onStage(this.#app.store.state).panes.has(paneId)) return;
    const isMove = event.action === 'move';
    const last = this.#lastMove;
    if (isMove && last?.paneId === paneId && last.bytes.equals(bytes)) return;
    this.#lastMove = isMove ? { paneId, bytes: Buffer.from(bytes) } : undefined;
    this.#panes.write(paneId, bytes);
  }
}

/**
 * The program got the press: it gets everything until the release, kept within its cells. It is
 * told a release in any case, or it would go on dragging.
 */
export class ProgramDrag implements Gesture {
  readonly #program: ProgramMouse;
  /** As last seen: the pane may be gone from the screen before the button goes up. */
  #place: ProgramPlace;
  #last: MouseEvent;
  readonly #held: Set<MouseButton>;

  constructor(program: ProgramMouse, place: ProgramPlace, press: MouseEvent) {
    this.#program = program;
    this.#place = place;
    this.#last = press;
    this.#held = new Set([press.button]);
    program.send(place, press);
  }

  handle(event: MouseEvent): boolean {
    const place = this.#program.place(this.#place.paneId);
    if (!place) {
      this.cancel();
      return false;
    }
    this.#place = place;
    this.#last = event;
    if (event.action === 'release') this.#release(event);
    else {
      if (event.action === 'press' && !isWheel(event)) this.#held.add(event.button);
      this.#program.send(place, event);
    }
    return this.#held.size > 0;
  }

  /** A terminal without SGR reports does not say which button went up. */
  #release(event: MouseEvent): void {
    for (const button of [...this.#held]) {
      if (event.button !== 'none' && event.button !== button) continue;
      this.#held.delete(button);
      this.#program.send(this.#place, { ...event, button });
    }
  }

  cancel(): void {
    this.#release({ ...this.#last, action: 'release', button: 'none' });
  }
}
