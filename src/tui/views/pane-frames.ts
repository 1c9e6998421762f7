/** Borders and titles of the panes of a tab. */

import type { PanePlace, Rect, TabGeometry } from '../model/geometry.js';
import { activeTab, panesOf } from '../model/layout.js';
import { formatDuration, paneSign, paneTitle, progressText, signText } from '../model/selectors.js';
import { type AppState, type PaneState, visibleRows } from '../model/state.js';
import { splitGraphemes } from '../model/text-editor.js';
import { textWidth } from '../terminal/text-width.js';
import { copyModeTitle } from './copy-mode-bar.js';
import { type Line, lineWidth, type Role, type Span, shorten, span } from './line.js';

const UP = 1;
const DOWN = 2;
const LEFT = 4;
const RIGHT = 8;

/** Box drawing by the sides a line leaves a cell to; index is the sum of the bits above. */
const UNICODE_LINES = [...' ╵╷│╴┘┐┤╶└┌├─┴┬┼'];

function lineCharacter(sides: number, unicode: boolean): string {
  if (unicode) return UNICODE_LINES[sides] ?? ' ';
  if (sides === (UP | DOWN)) return '|';
  return sides === (LEFT | RIGHT) ? '-' : '+';
}

interface GridCell {
  sides: number;
  /** Set by titles; wins over lines. '' is the right half of a wide character. */
  text?: string;
  role: Role;
}

/** The cells of an area, drawn into by coordinates of the screen; what is outside is ignored. */
class Grid {
  readonly #rows: GridCell[][];
  readonly #area: Rect;

  constructor(area: Rect) {
    this.#area = area;
    this.#rows = Array.from({ length: area.height }, () =>
      Array.from({ length: area.width }, () => ({ sides: 0, role: 'border' as Role })),
    );
  }

  #cell(x: number, y: number): GridCell | undefined {
    return this.#rows[y - this.#area.y]?.[x - this.#area.x];
  }

  #side(x: number, y: number, sides: number, role: Role): void {
    const cell = this.#cell(x, y);
    if (!cell) return;
    cell.sides |= sides;
    if (cell.role === 'border') cell.role = role;
  }

  rectangle({ x, y, width, height }: Rect, role: Role): void {
    const right = x + width - 1;
    const bottom = y + height - 1;
    for (let column = x; column < right; column += 1) {
      for (const row of [y, bottom]) {
        this.#side(column, row, RIGHT, role);
        this.#side(column + 1, row, LEFT, role);
      }
    }
    for (let row = y; row < bottom; row += 1) {
      for (const column of [x, right]) {
        this.#side(column, row, DOWN, role);
        this.#side(column, row + 1, UP, role);
      }
    }
  }

  write(x: number, y: number, line: Line): void {
    let column = x;
    for (const { text, role } of line) {
      for (const grapheme of splitGraphemes(text)) {
        const width = textWidth(grapheme);
        for (let half = 0; half < width; half += 1) {
          const cell = this.#cell(column + half, y);
          if (cell) Object.assign(cell, { text: half === 0 ? grapheme : '', role });
        }
        column += width;
      }
    }
  }

  lines(unicode: boolean): Line[] {
    return this.#rows.map((row) => {
      const spans: Span[] = [];
      let text = '';
      let role: Role = 'border';
      for (const cell of row) {
        const piece = cell.text ?? (cell.sides === 0 ? ' ' : lineCharacter(cell.sides, unicode));
        if (cell.role !== role && text) {
          spans.push(span(text, role));
          text = '';
        }
        role = cell.role;
        text += piece;
      }
      return text ? [...spans, span(text, role)] : spans;
    });
  }
}

function stateWords(state: AppState, pane: PaneState): Span | undefined {
  const { info, creation } = pane;
  if (creation) {
    return creation.error ? span('failed', 'error') : span('creating', 'busy');
  }
  if (!info) return undefined;
  if (info.exit) {
    const { code, signal } = info.exit;
    return span(signal ? `ended by signal ${signal}` : `exited ${code}`, code ? 'error' : 'muted');
  }
  if (info.isPaused) return span('paused', 'waiting');
  const since = formatDuration(state.now - info.stateSince);
  if (info.agentState === 'waiting') return span(`WAITING ${since}`, 'waiting');
  if (info.agentState === 'busy') return span(`busy ${since}`, 'busy');
  return info.agentState === 'unknown' ? undefined : span(info.agentState, 'muted');
}

/** ` title · agent · busy 1:12 `, cut to `width` cells at the title. */
function titleLine(state: AppState, pane: PaneState, isFocused: boolean, width: number): Line {
  const { unicode } = state.capabilities;
  const dot = unicode ? ' · ' : ' - ';
  const words = stateWords(state, pane);
  const agent = pane.info?.agentKind;
  const title = paneTitle(state, pane.id);
  const tail: Line[] = [];
  const add = (words: Span) => tail.push([span(dot, 'muted'), words]);
  if (agent && agent !== title) add(span(agent, 'muted'));
  if (words) add(words);
  if (pane.typedAhead !== undefined) add(span('typed text kept', 'waiting'));
  if (pane.info?.unreadInput) add(span('not reading', 'waiting'));
  const progress = progressText(pane, unicode);
  if (progress) {
    add(span(progress, pane.info?.progress?.state === 'error' ? 'error' : 'accent'));
  }
  if (pane.copyMode) {
    add(span(copyModeTitle(pane.copyMode, visibleRows(state, pane.id)), 'waiting'));
  }
  const tailWidth = () => tail.reduce((sum, part) => sum + lineWidth(part), 0);
  while (tail.length > 0 && tailWidth() + Math.min(textWidth(title), 8) + 2 > width) tail.shift();
  const room = width - tailWidth() - 2;
  if (room < 1) return [];
  const name = shorten(title, room, unicode);
  return [span(` ${name}`, isFocused ? 'title' : 'normal'), ...tail.flat(), span(' ', 'normal')];
}

function zoomLine(state: AppState): Span | undefined {
  const tab = activeTab(state.layout);
  if (!tab) return undefined;
  const panes = panesOf(tab.root);
  return span(` ${panes.indexOf(tab.focus) + 1} of ${panes.length} panes `, 'waiting');
}

function drawTitle(grid: Grid, state: AppState, place: PanePlace, isFocused: boolean): void {
  const pane = state.panes.get(place.paneId);
  if (!pane) return;
  const { unicode } = state.capabilities;
  const mark = unicode ? '' : signText(paneSign(pane), false);
  const line = titleLine(state, pane, isFocused, place.inner.width - mark.length);
  grid.write(place.inner.x, place.outer.y, mark ? [span(mark, 'strong'), ...line] : line);
}

/**
 * Lines that fill `area`: the borders of all panes with their titles, blank inside. The focused
 * pane's border is drawn in its own role.
 */
export function paneFramesView(state: AppState, geometry: TabGeometry, area: Rect): Line[] {
  const focus = activeTab(state.layout)?.focus;
  const grid = new Grid(area);
  const isAlone = geometry.panes.length === 1;
  const focused = geometry.panes.find((place) => place.paneId === focus);
  if (focused) grid.rectangle(focused.outer, isAlone ? 'border' : 'border-focused');
  for (const place of geometry.panes) grid.rectangle(place.outer, 'border');
  for (const place of geometry.panes) drawTitle(grid, state, place, place.paneId === focus);
  const zoom = geometry.isZoomed ? zoomLine(state) : undefined;
  if (zoom && focused && focused.inner.width > textWidth(zoom.text) + 12) {
    const x = focused.inner.x + focused.inner.width - textWidth(zoom.text);
    grid.write(x, focused.outer.y, [zoom]);
  }
  return grid.lines(state.capabilities.unicode);
}
