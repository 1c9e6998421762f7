/** The tab bar: numbers, titles and signs; on the right the program and the repository. */

import type { Tab } from '../model/layout.js';
import {
  openedRepository,
  progressText,
  type Sign,
  signText,
  tabForeseen,
  tabProgress,
  tabRank,
  tabRepository,
  tabSign,
  tabTitle,
} from '../model/selectors.js';
import type { AppState } from '../model/state.js';
import { textWidth } from '../terminal/text-width.js';
import { fillLine, type Line, lineWidth, type Role, type Span, shorten, span } from './line.js';

export type TabBarTarget =
  | { kind: 'tab'; id: number }
  /** The mark of tabs that do not fit on that side. */
  | { kind: 'step'; step: 1 | -1 }
  | { kind: 'new' };

/** A part of a bar that can be clicked: columns from `start` to before `end`, 0-based. */
export interface Region<Target> {
  readonly start: number;
  readonly end: number;
  readonly target: Target;
}

export interface TabBarView {
  readonly line: Line;
  readonly regions: readonly Region<TabBarTarget>[];
}

const LONGEST_TITLE = 24;
const SHORTEST_TITLE = 8;
const LONGEST_LABEL = 16;

function signRole(sign: Sign): Role {
  if (sign === 'waiting' || sign === 'paused' || sign === 'bell') return 'bar-waiting';
  return sign === 'exited' || sign === 'failed' ? 'bar-error' : 'bar-strong';
}

function tabSpans(state: AppState, tab: Tab, number: number, titleWidth: number): Span[] {
  const { unicode } = state.capabilities;
  const isActive = tab.id === state.layout.activeTab;
  const sign = tabSign(state, tab);
  const mark = signText(sign, unicode);
  const role: Role = isActive ? 'tab-active' : 'bar';
  const title = shorten(tabTitle(state, tab), titleWidth, unicode);
  const rank = tabRank(state, tab);
  const spans = [span(` ${number} ${rank && `${rank} `}${title} `, role)];
  const progressing = tabProgress(state, tab);
  if (progressing) {
    const failed = progressing.info?.progress?.state === 'error';
    const progressRole = isActive || !failed ? role : 'bar-error';
    spans.push(span(`${progressText(progressing, unicode)} `, progressRole));
  }
  const foreseen = tabForeseen(state, tab);
  if (foreseen) {
    spans.push(span(foreseen, isActive ? 'warning' : 'bar-waiting'), span(' ', role));
  }
  if (mark) spans.push(span(mark, isActive ? 'tab-active' : signRole(sign)), span(' ', role));
  return spans;
}

/** The tabs from `first` on that fit, around the active one when not all do. */
function visibleRange(widths: readonly number[], active: number, room: number): [number, number] {
  let first = Math.max(0, active);
  let last = first + 1;
  let used = widths[first] ?? 0;
  for (;;) {
    const after = widths[last];
    const before = widths[first - 1];
    if (after !== undefined && used + after <= room) {
      used += after;
      last += 1;
    } else if (before !== undefined && used + before <= room) {
      used += before;
      first -= 1;
    } else {
      return [first, last];
    }
  }
}

function rightSide(state: AppState): Line {
  const repository = openedRepository(state);
  const name = span(' qtui ', 'bar-muted');
  return repository ? [name, span(` ${repository} `, 'bar-strong')] : [name];
}

/** The name of a tab's repository, before the first of the tabs shown that are of it. */
function labelSpans(state: AppState, tab: Tab, before: Tab | undefined): Span[] {
  const label = tabRepository(state, tab);
  if (label === undefined) return [];
  if (before && tabRepository(state, before) === label) return [];
  const { unicode } = state.capabilities;
  return [span(` ${shorten(label, LONGEST_LABEL, unicode)}:`, 'bar-muted')];
}

/** Draws the tab bar in `width` cells, with what a click on its parts means. */
export function tabBarView(state: AppState, width: number): TabBarView {
  const { tabs } = state.layout;
  const { unicode } = state.capabilities;
  const separator = span(unicode ? '│' : '|', 'bar-muted');
  const longest = Math.max(0, ...tabs.map((tab) => textWidth(tabTitle(state, tab))));
  const labels = tabs.map((tab, index) => labelSpans(state, tab, tabs[index - 1]));
  const labelWidths = labels.map(lineWidth);
  const plus = 4;
  const layOut = (titleWidth: number) =>
    tabs.map((tab, index) => tabSpans(state, tab, index + 1, titleWidth));
  const widthOf = (index: number) =>
    lineWidth(laidOut[index] ?? []) + (labelWidths[index] ?? 0) + 1;
  const total = () => tabs.reduce((sum, _tab, index) => sum + widthOf(index), plus);
  let titleWidth = Math.min(LONGEST_TITLE, Math.max(SHORTEST_TITLE, longest));
  let laidOut = layOut(titleWidth);
  while (total() > width && titleWidth > SHORTEST_TITLE) {
    titleWidth -= 1;
    laidOut = layOut(titleWidth);
  }
  const active = tabs.findIndex((tab) => tab.id === state.layout.activeTab);
  const isCut = total() > width;
  // The first tab that is shown has a label even where it is not the first of its repository.
  const room = width - plus - 4 - Math.max(0, ...labelWidths);
  const [first, last] = isCut
    ? visibleRange(
        tabs.map((_tab, index) => widthOf(index)),
        active,
        room,
      )
    : [0, tabs.length];

  const spans: Span[] = [];
  const regions: Region<TabBarTarget>[] = [];
  let column = 0;
  const add = (added: Line, target?: TabBarTarget) => {
    const start = column;
    spans.push(...added);
    column += lineWidth(added);
    if (target) regions.push({ start, end: column, target });
  };
  if (first > 0) add([span(unicode ? '‹ ' : '< ', 'bar-muted')], { kind: 'step', step: -1 });
  for (let index = first; index < last; index += 1) {
    const tab = tabs[index];
    if (!tab) continue;
    add(index === first ? labelSpans(state, tab, undefined) : (labels[index] ?? []));
    add(laidOut[index] ?? [], { kind: 'tab', id: tab.id });
    add([separator]);
  }
  if (last < tabs.length) {
    add([span(unicode ? '› ' : '> ', 'bar-muted')], { kind: 'step', step: 1 });
  }
  add([span(' + ', 'bar-strong')], { kind: 'new' });
  const right = rightSide(state);
  const gap = width - column - lineWidth(right);
  const line = gap > 0 ? [...spans, span(' '.repeat(gap), 'bar'), ...right] : spans;
  return { line: fillLine(line, width, 'bar'), regions };
}
