/** The boxes on blessed's screen and what is in them. Draws from the state only. */
import type { DialogStack } from '../dialogs/dialog-stack.js';
import {
  type BorderPlace,
  contains,
  type PanePlace,
  type Rect,
  type ScreenGeometry,
  screenGeometry,
  type TabGeometry,
} from '../model/geometry.js';
import { sessionOfPane } from '../model/selectors.js';
import { type AppState, type PaneState, programRect, visibleGeometry } from '../model/state.js';
import { destroyElement } from '../terminal/blessed-screen.js';
import { CellBox } from '../terminal/cell-box.js';
import type { OuterTerminal } from '../terminal/outer-terminal.js';
import { PaneBox } from '../terminal/pane-box.js';
import { chromeView, type ScreenTexts } from './chrome.js';
import { copyModeView, keptHighlights } from './copy-mode-view.js';
import { DialogBox } from './dialog-box.js';
import { fillLine, type Line, span } from './line.js';
import { creationView, exitLine } from './messages.js';
import { Painter } from './painter.js';
import { paneFramesView } from './pane-frames.js';
import type { StatusBarView } from './status-bar.js';
import type { Region, TabBarTarget, TabBarView } from './tab-bar.js';

/** What is at a cell of the screen. */
export type Hit =
  | { kind: 'dialog'; local: { x: number; y: number } | undefined }
  | { kind: 'pane'; place: PanePlace }
  | ChromeHit
  | { kind: 'nothing' };

/** What qtui draws around the panes. */
export type ChromeHit =
  | { kind: 'tab-bar'; target: TabBarTarget | undefined }
  | { kind: 'status-bar'; actionId: string | undefined }
  /** `titledPane`: the one below, whose title stands there. */
  | { kind: 'border'; border: BorderPlace; titledPane: string | undefined }
  | { kind: 'frame'; paneId: string; isTitle: boolean };

/** What a pane's box was given to show over or in place of its screen. */
interface FrozenView {
  readonly copyMode: PaneState['copyMode'];
  readonly keptSelection: PaneState['keptSelection'];
  readonly height: number;
}

/** Lines from a cell of the screen on, downwards. */
interface Part {
  readonly x: number;
  readonly y: number;
  readonly lines: readonly Line[];
}

/** A box that shows parts, given in cells of the screen. */
class PartsBox {
  readonly element: CellBox;
  #parts: readonly Part[] = [];
  #rect: Rect = { x: 0, y: 0, width: 1, height: 1 };

  constructor(terminal: OuterTerminal, painter: Painter) {
    this.element = new CellBox({
      parent: terminal.screen,
      ...boxPosition(this.#rect),
      paint: (surface) => {
        for (const { x, y, lines } of this.#parts) {
          painter.paint(surface, lines, x - this.#rect.x, y - this.#rect.y);
        }
      },
    });
  }

  set(rect: Rect, lines: readonly Line[], over: readonly Part[] = []): void {
    this.#rect = rect;
    this.#parts = [{ x: rect.x, y: rect.y, lines }, ...over];
    Object.assign(this.element, boxPosition(rect));
  }
}

function boxPosition({ x, y, width, height }: Rect) {
  return { left: x, top: y, width, height };
}

function setVisible(element: CellBox | PaneBox, isVisible: boolean): void {
  if (element.hidden !== isVisible) return;
  if (isVisible) element.show();
  else element.hide();
}

/** Owns every box on the screen, and knows what lies at each cell. */
export class ScreenView {
  readonly #terminal: OuterTerminal;
  readonly #painter: Painter;
  readonly #frames: PartsBox;
  readonly #tabBar: PartsBox;
  readonly #statusBar: PartsBox;
  readonly #cover: PartsBox;
  readonly #panes = new Map<string, PaneBox>();
  /** What each pane's box was last given of copy mode. */
  readonly #frozen = new Map<string, FrozenView>();
  #dialogs: DialogBox[] = [];
  #tabBarView: TabBarView = { line: [], regions: [] };
  #statusBarView: StatusBarView = { lines: [], regions: [] };
  #statusRect: Rect = { x: 0, y: 0, width: 0, height: 0 };
  #geometry: TabGeometry | undefined;
  #screen: ScreenGeometry;

  constructor(terminal: OuterTerminal) {
    this.#terminal = terminal;
    this.#painter = new Painter(terminal.capabilities.color);
    this.#screen = screenGeometry(terminal.size);
    this.#frames = new PartsBox(terminal, this.#painter);
    this.#tabBar = new PartsBox(terminal, this.#painter);
    this.#statusBar = new PartsBox(terminal, this.#painter);
    this.#cover = new PartsBox(terminal, this.#painter);
    setVisible(this.#cover.element, false);
  }

  /** The box of a pane, below the bars and dialogs; made when it is first asked for. */
  paneBox(paneId: string): PaneBox {
    const known = this.#panes.get(paneId);
    if (known) return known;
    const start = boxPosition({ x: 0, y: 0, width: 1, height: 1 });
    const box = new PaneBox({
      parent: this.#terminal.screen,
      name: paneId,
      ...start,
      hidden: true,
    });
    box.setIndex(1);
    this.#panes.set(paneId, box);
    return box;
  }

  /** Draws the state; returns where the topmost dialog's cursor stands, if one is open. */
  draw(
    state: AppState,
    dialogs: DialogStack,
    texts: ScreenTexts,
  ): { x: number; y: number } | undefined {
    const { screen, tabBar, statusBar, statusRect, empty, cover } = chromeView(state, texts);
    this.#screen = screen;
    this.#geometry = visibleGeometry(state);
    this.#tabBarView = tabBar;
    this.#statusBarView = statusBar;
    this.#statusRect = statusRect;
    this.#tabBar.set(screen.tabBar, [tabBar.line]);
    this.#statusBar.set(statusRect, statusBar.lines);
    this.#drawPanes(state, screen.panes, empty);
    setVisible(this.#cover.element, cover !== undefined);
    if (cover) {
      const whole = { x: 0, y: 0, width: state.size.cols, height: state.size.rows };
      this.#cover.set(whole, cover);
    }
    return this.#drawDialogs(state, dialogs);
  }

  #drawPanes(state: AppState, area: Rect, empty: readonly Line[]): void {
    for (const [id, box] of this.#panes) {
      if (state.panes.has(id)) continue;
      destroyElement(box);
      this.#panes.delete(id);
      this.#frozen.delete(id);
    }
    const places = this.#geometry?.panes ?? [];
    for (const [id, box] of this.#panes) {
      const at = places.find(({ paneId }) => paneId === id);
      const isLive = at !== undefined && state.panes.get(id)?.info !== undefined;
      setVisible(box, isLive);
      if (!isLive) continue;
      const rect = programRect(state, at, true);
      Object.assign(box, boxPosition(rect));
      this.#freeze(id, box, state.panes.get(id), rect.height);
    }
    if (this.#geometry) {
      const lines = paneFramesView(state, this.#geometry, area);
      this.#frames.set(
        area,
        lines,
        places.flatMap((at) => insideParts(state, at)),
      );
      return;
    }
    this.#frames.set(area, empty);
  }

  #freeze(id: string, box: PaneBox, pane: PaneState | undefined, height: number): void {
    const { copyMode, keptSelection } = pane ?? {};
    const former = this.#frozen.get(id);
    const isSame = former?.copyMode === copyMode && former?.keptSelection === keptSelection;
    if (isSame && ((!copyMode && !keptSelection) || former?.height === height)) return;
    this.#frozen.set(id, { copyMode, keptSelection, height });
    if (copyMode) {
      const { rows, highlights } = copyModeView(copyMode, height, this.#painter);
      box.showRows(rows, highlights);
    } else {
      box.showRows(null, keptSelection && keptHighlights(keptSelection, height, this.#painter));
    }
  }

  /** What lies at a cell of the screen; an open dialog covers everything else. */
  hit(x: number, y: number): Hit {
    const dialog = this.#dialogs.at(-1);
    if (dialog) return { kind: 'dialog', local: dialog.toLocal(x, y) };
    if (this.#screen.tooSmall) return { kind: 'nothing' };
    const at = <Target>(regions: readonly Region<Target>[]) =>
      regions.find(({ start, end }) => x >= start && x < end)?.target;
    if (contains(this.#screen.tabBar, x, y)) {
      return { kind: 'tab-bar', target: at(this.#tabBarView.regions) };
    }
    if (contains(this.#statusRect, x, y)) {
      return { kind: 'status-bar', actionId: at(this.#statusBarView.regions) };
    }
    const place = this.#geometry?.panes.find(({ inner }) => contains(inner, x, y));
    if (place) return { kind: 'pane', place };
    const border = this.#geometry?.borders.find(({ cells }) => contains(cells, x, y));
    const isTitle = ({ outer, inner }: PanePlace) =>
      y === outer.y && x >= inner.x && x < inner.x + inner.width;
    if (border) {
      const titledPane = this.#geometry?.panes.find(isTitle)?.paneId;
      return { kind: 'border', border, titledPane };
    }
    const framed = this.#geometry?.panes.find(({ outer }) => contains(outer, x, y));
    if (!framed) return { kind: 'nothing' };
    return { kind: 'frame', paneId: framed.paneId, isTitle: isTitle(framed) };
  }

  #drawDialogs(state: AppState, { dialogs }: DialogStack): { x: number; y: number } | undefined {
    this.#dialogs = this.#dialogs.filter((box) => {
      const isOpen = dialogs.includes(box.dialog);
      if (!isOpen) box.destroy();
      return isOpen;
    });
    let cursor: { x: number; y: number } | undefined;
    for (const dialog of dialogs) {
      let box = this.#dialogs.find((each) => each.dialog === dialog);
      if (!box) {
        box = new DialogBox(this.#terminal.screen, dialog, this.#painter);
        this.#dialogs.push(box);
      }
      cursor = box.draw(state.size, state.capabilities.unicode);
    }
    return cursor;
  }
}

/** What is shown inside a pane's border where its program is not. */
function insideParts(state: AppState, { paneId, inner }: PanePlace): Part[] {
  const pane = state.panes.get(paneId);
  const { unicode } = state.capabilities;
  if (pane?.creation) {
    const branch = sessionOfPane(state, paneId)?.metadata.worktreeInfo?.branch;
    const { creation, typedAhead = '' } = pane;
    const lines = creationView({ creation, typedAhead }, branch, unicode, inner);
    return [{ x: inner.x, y: inner.y, lines }];
  }
  if (!pane?.info) return [];
  const program = programRect(state, { paneId, inner }, false);
  const parts: Part[] = outsidePattern(
    program,
    programRect(state, { paneId, inner }, true),
    unicode,
  );
  if (pane.info.exit) {
    const line = fillLine(exitLine(pane.info, unicode, inner.width), inner.width, 'bar');
    parts.push({ x: inner.x, y: inner.y + inner.height - 1, lines: [line] });
  }
  return parts;
}

/** Marks the room that a pane, kept small by another client, does not fill. */
function outsidePattern(room: Rect, used: Rect, unicode: boolean): Part[] {
  const dots = (width: number): Line => [span((unicode ? '·' : '.').repeat(width), 'outside')];
  const parts: Part[] = [];
  const right = room.width - used.width;
  if (right > 0) {
    const lines = Array.from({ length: used.height }, () => dots(right));
    parts.push({ x: room.x + used.width, y: room.y, lines });
  }
  const below = room.height - used.height;
  if (below > 0) {
    const lines = Array.from({ length: below }, () => dots(room.width));
    parts.push({ x: room.x, y: room.y + used.height, lines });
  }
  return parts;
}
