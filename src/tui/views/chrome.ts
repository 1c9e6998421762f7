/** What is drawn around panes and where there is none, in the first frame and in all that follow. */
import { type Rect, type ScreenGeometry, screenGeometry } from '../model/geometry.js';
import type { AppState } from '../model/state.js';
import type { Surface } from '../terminal/surface.js';
import type { KeyHint } from './key-hint.js';
import type { Line } from './line.js';
import { emptyView, type TaughtKeys, tooSmallView } from './messages.js';
import { Painter } from './painter.js';
import { type StatusBarView, statusBarView } from './status-bar.js';
import { type TabBarView, tabBarView } from './tab-bar.js';

export interface ScreenTexts {
  readonly hints: readonly KeyHint[];
  readonly taught: TaughtKeys;
  /** `^B` */
  readonly leader: string;
}

export interface Chrome {
  readonly screen: ScreenGeometry;
  readonly tabBar: TabBarView;
  readonly statusBar: StatusBarView;
  /** Cells that the status bar takes now. */
  readonly statusRect: Rect;
  /** What stands where panes would be while no tab is there. */
  readonly empty: readonly Line[];
  /** In place of everything; undefined where the terminal is large enough. */
  readonly cover: readonly Line[] | undefined;
}

export function chromeView(state: AppState, texts: ScreenTexts): Chrome {
  const screen = screenGeometry(state.size);
  const statusBar = statusBarView(state, texts.hints, screen.statusBar.width);
  const height = statusBar.lines.length;
  const { panes } = screen;
  return {
    screen,
    tabBar: tabBarView(state, screen.tabBar.width),
    statusBar,
    statusRect: {
      ...screen.statusBar,
      y: screen.statusBar.y + screen.statusBar.height - height,
      height,
    },
    empty:
      state.layout.tabs.length > 0
        ? []
        : emptyView(state, texts.taught, { cols: panes.width, rows: panes.height }),
    cover: screen.tooSmall ? tooSmallView(state.size, texts.leader) : undefined,
  };
}

/** Draws all of a screen that has no pane. */
export function drawChrome(surface: Surface, state: AppState, texts: ScreenTexts): void {
  const painter = new Painter(state.capabilities.color);
  const { screen, tabBar, statusBar, statusRect, empty, cover } = chromeView(state, texts);
  if (cover) {
    painter.paint(surface, cover);
    return;
  }
  painter.paint(surface, empty, screen.panes.x, screen.panes.y);
  painter.paint(surface, [tabBar.line], screen.tabBar.x, screen.tabBar.y);
  painter.paint(surface, statusBar.lines, statusRect.x, statusRect.y);
}
