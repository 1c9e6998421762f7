/** The live panes of the client: which the host shows us, their frames and focus. */
import { type Cursor, DEFAULT_MODES, type PaneFrame, type PaneModes } from '../../../core/frame.js';
import { type Disposable, DisposableStore, Emitter } from '../../../core/lifecycle.js';
import type { HostConnection, PaneInfo } from '../../../core/ports/host.js';
import { encodeFocus } from '../../input/encode-mouse.js';
import { cursorCell } from '../../model/copy-mode/state.js';
import { type PanePlace, type Rect, type Size, screenGeometry } from '../../model/geometry.js';
import { focusedPane } from '../../model/layout.js';
import { paneTitle } from '../../model/selectors.js';
import { onStage } from '../../model/stage.js';
import {
  type AppState,
  programRect,
  visibleGeometry,
  visiblePlace,
  visibleRows,
  withPane,
} from '../../model/state.js';
import type { PaneBox } from '../../terminal/pane-box.js';
import { promptView } from '../../views/copy-mode-bar.js';
import { statusBarHeight } from '../../views/status-bar.js';
import type { App } from '../app.js';
import { InputFlow } from '../input/input-flow.js';

/** What of the screen view the panes need. */
export interface PaneBoxes {
  paneBox(paneId: string): PaneBox;
}

interface ShownPane {
  /** Size we have asked the host for. */
  size: Size;
  cursor: Cursor;
  modes: PaneModes;
  /** Colour that the program has given its cursor. */
  cursorColor: number | undefined;
  hasFrame: boolean;
  /** What the host marked as unseen when it was last told that the person has seen it. */
  seen: PaneInfo | undefined;
}

/** Where the program of the focused pane is on the screen in one state. */
interface ProgramPlace {
  readonly state: AppState;
  readonly paneId: string;
  readonly room: Rect;
  /** First row of the status bar and what lies above it. */
  readonly bottom: number;
}

const MODES = Object.keys(DEFAULT_MODES) as (keyof PaneModes)[];

function isSameModes(modes: PaneModes, others: PaneModes): boolean {
  return MODES.every((mode) => modes[mode] === others[mode]);
}

const NO_CURSOR: Cursor = { x: 0, y: 0, visible: false, shape: 'default', blink: false };

/** Asks the host for what is seen; keeps terminal and programs in step with the focus. */
export class PaneViews implements Disposable {
  readonly #app: App;
  readonly #boxes: PaneBoxes;
  readonly #subscriptions = new DisposableStore();
  readonly #input: InputFlow;
  readonly #shown = new Map<string, ShownPane>();
  /** Panes of frames that are not acknowledged yet, one for each frame. */
  #owed: string[] = [];
  /** Pane whose program has been told last that it has the focus. */
  #focusTold: string | undefined;
  #place: ProgramPlace | undefined;
  readonly #framed = new Emitter<PaneFrame>();
  /** A frame has been laid into its pane's box. */
  readonly onFrame = this.#framed.event;

  constructor(app: App, boxes: PaneBoxes) {
    this.#app = app;
    this.#boxes = boxes;
    this.#input = this.#subscriptions.add(new InputFlow(app));
    this.#subscriptions.add(app.link.onFrame((frame) => this.#onFrame(frame)));
    this.#subscriptions.add(app.terminal.flow.onDrain(() => this.#acknowledgeOwed()));
    this.#subscriptions.add(app.link.onLost(() => this.#forget()));
    this.#subscriptions.add(app.terminal.onFocus(() => this.#syncFocus(onStage(app.store.state))));
  }

  modes(paneId: string): PaneModes {
    return this.#shown.get(paneId)?.modes ?? DEFAULT_MODES;
  }

  write(paneId: string, bytes: Uint8Array): void {
    this.#input.write(paneId, bytes);
  }

  /** Asks the host for what the state, as it is on stage, wants on the screen, not for the rest. */
  sync(state: AppState): void {
    const { connection } = this.#app.link;
    if (connection) this.#syncPanes(state, connection);
    this.#syncTerminal(state);
  }

  #syncPanes(state: AppState, connection: HostConnection): void {
    // A window too small to draw in shows no pane, yet keeps their sizes for when it grows again.
    const geometry = visibleGeometry(state);
    this.#syncFocus(state);
    if (geometry) {
      const live = geometry.panes.filter(({ paneId }) => state.panes.get(paneId)?.info);
      const wanted = new Set(live.map(({ paneId }) => paneId));
      for (const paneId of this.#shown.keys()) {
        if (wanted.has(paneId)) continue;
        this.#shown.delete(paneId);
        if (state.panes.has(paneId)) connection.hide(paneId);
      }
      for (const place of live) this.#show(state, place);
    }
  }

  #show(state: AppState, place: PanePlace): void {
    const { connection } = this.#app.link;
    const { width, height } = programRect(state, place, false);
    const size = { cols: Math.max(1, width), rows: Math.max(1, height) };
    const { paneId } = place;
    const known = this.#shown.get(paneId);
    this.#boxes.paneBox(paneId);
    const shown = known ?? {
      size,
      cursor: NO_CURSOR,
      modes: DEFAULT_MODES,
      cursorColor: undefined,
      hasFrame: false,
      seen: undefined,
    };
    if (!known || known.size.cols !== size.cols || known.size.rows !== size.rows) {
      shown.size = size;
      this.#shown.set(paneId, shown);
      connection?.show(paneId, size);
    }
    const info = state.panes.get(paneId)?.info;
    if (!info?.unseen || info === shown.seen) return;
    // Each time anew: what happened since the last time may be in it.
    shown.seen = info;
    connection?.markSeen(paneId);
  }

  #onFrame(frame: PaneFrame): void {
    const { paneId } = frame;
    const shown = this.#shown.get(paneId);
    if (shown) this.#showFrame(frame, shown);
    // Last, as nobody waits for it.
    this.#acknowledge(paneId);
  }

  #showFrame(frame: PaneFrame, shown: ShownPane): void {
    const { paneId, cols, rows } = frame;
    const { terminal, store } = this.#app;
    const box = this.#boxes.paneBox(paneId);
    box.applyFrame(frame);
    const isAsBefore = shown.hasFrame && !frame.colors && isSameModes(frame.modes, shown.modes);
    shown.cursor = frame.cursor;
    shown.modes = frame.modes;
    if (frame.colors) shown.cursorColor = frame.colors.cursor;
    shown.hasFrame = true;
    const pane = onStage(store.state).panes.get(paneId);
    if (pane && (pane.screen?.cols !== cols || pane.screen.rows !== rows)) {
      store.update((state) =>
        withPane(state, paneId, (each) => ({ ...each, screen: { cols, rows } })),
      );
    }
    const state = onStage(store.state);
    this.#framed.fire(frame);
    const isFocused = paneId === focusedPane(state.layout);
    if (!isAsBefore) {
      this.#syncFocus(state);
      this.#syncTerminal(state);
    } else if (isFocused) this.#syncCursor(state, paneId, shown);
    terminal.requestRender(box, isFocused);
  }

  /** A terminal that takes nothing is sent nothing: the host keeps the newest picture until it does. */
  #acknowledge(paneId: string): void {
    if (this.#app.terminal.flow.isBlocked) this.#owed.push(paneId);
    else this.#app.link.connection?.acknowledge(paneId);
  }

  #acknowledgeOwed(): void {
    const owed = this.#owed;
    this.#owed = [];
    for (const paneId of owed) this.#app.link.connection?.acknowledge(paneId);
  }

  #forget(): void {
    this.#shown.clear();
    this.#owed = [];
  }

  /** Resolves when a frame of the pane is on the screen, which tells its modes; or the pane is gone. */
  async framed(paneId: string): Promise<void> {
    const isDone = () =>
      this.#shown.get(paneId)?.hasFrame || !this.#app.store.state.panes.get(paneId)?.info;
    if (isDone()) return;
    await new Promise<void>((resolve) => {
      const following = new DisposableStore();
      const look = () => {
        if (!isDone()) return;
        following.dispose();
        resolve();
      };
      following.add(this.onFrame(look));
      following.add(this.#app.store.onChange(look));
    });
  }

  /** Resolves when every pane that is on the screen now is, with a frame, or is gone. */
  async shown(): Promise<void> {
    const places = visibleGeometry(this.#app.store.state)?.panes ?? [];
    await Promise.all(places.map(({ paneId }) => this.framed(paneId)));
  }

  /** Where the program's cursor stands by its last frame. */
  cursor(paneId: string): Cursor {
    return this.#shown.get(paneId)?.cursor ?? NO_CURSOR;
  }

  /** Tells programs that lose and gain the focus; what they asked for comes with their frames. */
  #syncFocus(state: AppState): void {
    const focused = this.#app.terminal.hasFocus ? focusedPane(state.layout) : undefined;
    const told = this.#focusTold;
    if (told !== undefined && told !== focused) {
      this.#tellFocus(told, false);
      this.#focusTold = undefined;
    }
    if (focused === undefined || this.#focusTold === focused) return;
    if (!this.#shown.get(focused)?.hasFrame) return;
    this.#tellFocus(focused, true);
    this.#focusTold = focused;
  }

  #tellFocus(paneId: string, hasFocus: boolean): void {
    const bytes = encodeFocus(hasFocus, this.modes(paneId));
    if (bytes && onStage(this.#app.store.state).panes.has(paneId)) this.write(paneId, bytes);
  }

  /** What the outer terminal is to do for the focused pane. */
  #syncTerminal(state: AppState): void {
    const { terminal, dialogs } = this.#app;
    const focused = focusedPane(state.layout);
    const shown = focused === undefined ? undefined : this.#shown.get(focused);
    terminal.setKeyboardFlags(dialogs.top || !shown ? 0 : shown.modes.kittyFlags);
    terminal.setMotionTracking(this.#wantsMotion(state) && !dialogs.top);
    this.#syncCursor(state, focused, shown);
    terminal.setTitle(focused === undefined ? 'qtui' : `qtui: ${paneTitle(state, focused)}`);
    const info = focused === undefined ? undefined : state.panes.get(focused)?.info;
    terminal.setProgress(info?.exit ? undefined : info?.progress);
  }

  #syncCursor(state: AppState, focused: string | undefined, shown: ShownPane | undefined): void {
    const { terminal, dialogs } = this.#app;
    if (!dialogs.top) terminal.setCursor(this.#outerCursor(state, focused, shown));
  }

  /** A program on the screen wants to know where the pointer is while no button is held. */
  #wantsMotion(state: AppState): boolean {
    return [...this.#shown].some(([paneId, { modes }]) => {
      const pane = state.panes.get(paneId);
      return modes.mouseTracking === 'motion' && !pane?.info?.exit && !pane?.copyMode;
    });
  }

  #outerCursor(state: AppState, focused: string | undefined, shown: ShownPane | undefined) {
    const pane = focused === undefined ? undefined : state.panes.get(focused);
    const place = pane && this.#placeOf(state, pane.id);
    if (!place || !pane) return null;
    const { room } = place;
    if (pane.copyMode?.prompt) {
      const { x, y, width } = screenGeometry(state.size).statusBar;
      const { cursor } = promptView(pane.copyMode.prompt, pane.copyMode, width);
      return { x: x + cursor, y, shape: 'bar', blink: false } as const;
    }
    if (pane.copyMode) {
      const cell = cursorCell(pane.copyMode, visibleRows(state, pane.id));
      if (!cell || cell.x >= room.width) return null;
      return { x: room.x + cell.x, y: room.y + cell.y, shape: 'block', blink: false } as const;
    }
    if (!shown || pane.info?.exit) return null;
    const { x, y, visible, shape, blink } = shown.cursor;
    // While a wrap is pending the cursor stands on the last cell.
    const column = Math.min(x, room.width - 1);
    if (!visible || y >= room.height || room.y + y >= place.bottom) return null;
    return { x: room.x + column, y: room.y + y, shape, blink, color: shown.cursorColor };
  }

  /** Frames come far more often than the state changes. */
  #placeOf(state: AppState, paneId: string): ProgramPlace | undefined {
    const known = this.#place;
    if (known?.state === state && known.paneId === paneId) return known;
    const place = visiblePlace(state, paneId);
    this.#place = place && {
      state,
      paneId,
      room: programRect(state, place, true),
      bottom: state.size.rows - statusBarHeight(state),
    };
    return this.#place;
  }

  dispose(): void {
    this.#framed.dispose();
    this.#subscriptions.dispose();
  }
}
