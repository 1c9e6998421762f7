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

/** Beside the sides of a cell: it has text of its own, which wins over lines. */
const TEXT = 16;

/** The cells of an area, drawn into by coordinates of the screen; what is outside is ignored. */
class Grid {
  readonly #area: Rect;
  /** Bits of each cell, row by row; it is made with every paint of the screen. */
  readonly #cells: Uint8Array;
  /** Index in `#roles` for each cell. */
  readonly #roleOf: Uint8Array;
  readonly #roles: Role[] = ['border'];
  /** '' is the right half of a wide character. */
  readonly #texts = new Map<number, string>();

  constructor(area: Rect) {
    this.#area = area;
    this.#cells = new Uint8Array(area.width * area.height);
    this.#roleOf = new Uint8Array(area.width * area.height);
  }

  /** Index of a cell; -1 outside of the area. */
  #indexOf(x: number, y: number): number {
    const { x: left, y: top, width, height } = this.#area;
    const isInside = x >= left && x < left + width && y >= top && y < top + height;
    return isInside ? (y - top) * width + x - left : -1;
  }

  #roleIndex(role: Role): number {
    const known = this.#roles.indexOf(role);
    return known >= 0 ? known : this.#roles.push(role) - 1;
  }

  #side(x: number, y: number, sides: number, role: number): void {
    const index = this.#indexOf(x, y);
    if (index < 0) return;
    this.#cells[index] = (this.#cells[index] ?? 0) | sides;
    if (this.#roleOf[index] === 0) this.#roleOf[index] = role;
  }

  rectangle({ x, y, width, height }: Rect, role: Role): void {
    const roleIndex = this.#roleIndex(role);
    const right = x + width - 1;
    const bottom = y + height - 1;
    for (let column = x; column < right; column += 1) {
      for (const row of [y, bottom]) {
        this.#side(column, row, RIGHT, roleIndex);
        this.#side(column + 1, row, LEFT, roleIndex);
      }
    }
    for (let row = y; row < bottom; row += 1) {
      for (const column of [x, right]) {
        this.#side(column, row, DOWN, roleIndex);
        this.#side(column, row + 1, UP, roleIndex);
      }
    }
  }

  write(x: number, y: number, line: Line): void {
    let column = x;
    for (const { text, role } of line) {
      const roleIndex = this.#roleIndex(role);
      for (const grapheme of splitGraphemes(text)) {
        const width = textWidth(grapheme);
        for (let half = 0; half < width; half += 1) {
          const index = this.#indexOf(column + half, y);
          if (index < 0) continue;
          this.#cells[index] = (this.#cells[index] ?? 0) | TEXT;
          this.#roleOf[index] = roleIndex;
          this.#texts.set(index, half === 0 ? grapheme : '');
        }
        column += width;
      }
    }
  }

  lines(unicode: boolean): Line[] {
    const { width, height } = this.#area;
    return Array.from({ length: height }, (_, row) =>
      this.#line(row * width, (row + 1) * width, unicode),
    );
  }

  #line(start: number, end: number, unicode: boolean): Line {
    const spans: Span[] = [];
    let text = '';
    let role = 0;
    for (let at = start; at < end; ) {
      const next = this.#endOfRun(at, end);
      if (this.#roleOf[at] !== role && text) {
        spans.push(span(text, this.#roles[role]));
        text = '';
      }
      role = this.#roleOf[at] ?? 0;
      text += this.#textAt(at, unicode).repeat(next - at);
      at = next;
    }
    return text ? [...spans, span(text, this.#roles[role])] : spans;
  }

  /** Behind the last cell that looks as the one at `at` does. */
  #endOfRun(at: number, end: number): number {
    let next = at + 1;
    const cell = this.#cells[at] ?? 0;
    if ((cell & TEXT) !== 0) return next;
    const role = this.#roleOf[at];
    while (next < end && this.#cells[next] === cell && this.#roleOf[next] === role) next += 1;
    return next;
  }

  #textAt(index: number, unicode: boolean): string {
    const cell = this.#cells[index] ?? 0;
    if ((cell & TEXT) !== 0) return this.#texts.get(index) ?? '';
    return cell === 0 ? ' ' : lineCharacter(cell, unicode);
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
