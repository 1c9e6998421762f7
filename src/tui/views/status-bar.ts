/** The status bar: the focused session's git facts, the counts of all, and what keys do. */
import type { PaneInfo } from '../../core/ports/host.js';
import type { CopyModeState } from '../model/copy-mode/state.js';
import type { Size } from '../model/geometry.js';
import { busyCount, focusedPaneState, focusedWork, waitingPanes } from '../model/selectors.js';
import { type AppState, type Notice, type SessionState, visibleRows } from '../model/state.js';
import { copyModeFacts, copyModeHints, type FactWeight, promptView } from './copy-mode-bar.js';
import type { KeyHint } from './key-hint.js';
import { fillLine, type Line, lineWidth, type Span, shorten, span, wrapText } from './line.js';
import type { Region } from './tab-bar.js';

export interface StatusBarView {
  /** One, or more of a long notice, which then covers what is above the bar. */
  readonly lines: readonly Line[];
  /** In the last line. The target is an action's id. */
  readonly regions: readonly Region<string>[];
}

interface Segment {
  readonly spans: Line;
  /** Segments with the lowest rank are the first to go. */
  readonly rank: number;
  readonly actionId?: string;
}

const RANK = {
  branch: 100,
  target: 90,
  dirty: 85,
  temporary: 80,
  waiting: 75,
  hint: 70,
  agent: 55,
  busy: 45,
  mistake: 78,
} as const;

/** The last hint is above `some`, the first one below `least`. */
const FACT_RANK: Readonly<Record<FactWeight, number>> = {
  most: RANK.branch,
  some: RANK.hint - 2,
  least: RANK.agent,
};

const NOTICE_ROLES = { info: 'bar-strong', warning: 'bar-waiting', error: 'bar-error' } as const;
/** Rows that a notice may take on the smallest screen; on others half of it. */
const FEWEST_NOTICE_ROWS = 3;

/** Cells that a long branch and a long target may take, so that the counts stay beside them. */
function nameWidths(width: number): { branch: number; target: number } {
  return {
    branch: Math.max(14, Math.floor(width / 3) - 4),
    target: Math.max(8, Math.floor(width / 5)),
  };
}

function gitSegments(state: AppState, session: SessionState, width: number): Segment[] {
  const { unicode } = state.capabilities;
  const { worktreeInfo } = session.metadata;
  const switched = switchedFrom(session);
  const branch = switched
    ? presentBranch(session)
    : (worktreeInfo?.branch ?? session.git?.status.branch);
  const widths = nameWidths(width);
  const segments: Segment[] = [];
  if (branch) {
    const name = shorten(branch, widths.branch, unicode);
    segments.push({ spans: [span(` ${name}`, 'bar-strong')], rank: RANK.branch });
  }
  if (worktreeInfo) {
    const target = shorten(worktreeInfo.mergeTarget, widths.target, unicode);
    const arrow = unicode ? '→' : '->';
    segments.push({ spans: [span(` ${arrow} ${target}`, 'bar')], rank: RANK.target });
  }
  if (switched !== undefined) {
    const words = `  not on ${shorten(switched, widths.branch, unicode)}`;
    segments.push({ spans: [span(words, 'bar-error')], rank: RANK.dirty });
  }
  segments.push(...countSegments(session, unicode));
  if (worktreeInfo?.isTemporary) {
    const spans = [span(' ', 'bar'), span(' TEMP ', 'bar-temporary')];
    segments.push({ spans, rank: RANK.temporary });
  }
  if (!session.directoryExists) {
    segments.push({ spans: [span('  directory is gone', 'bar-error')], rank: RANK.dirty });
  }
  return segments;
}

/** The session's branch, where its worktree was switched to another one by hand. */
function switchedFrom({ git, metadata: { worktreeInfo } }: SessionState): string | undefined {
  if (!git || !worktreeInfo || git.status.operation) return undefined;
  return git.status.branch === worktreeInfo.branch ? undefined : worktreeInfo.branch;
}

function presentBranch({ git }: SessionState): string {
  return git?.status.branch ?? 'detached';
}

function countSegments({ git }: SessionState, unicode: boolean): Segment[] {
  if (!git) return [];
  const { status, aheadBehind } = git;
  const counts: string[] = [];
  const [dirty, up, down] = unicode ? ['±', '↑', '↓'] : ['+-', 'ahead ', 'behind '];
  counts.push(`${dirty}${status.dirty}`);
  if (aheadBehind) counts.push(`${up}${aheadBehind.ahead}`, `${down}${aheadBehind.behind}`);
  const segments: Segment[] = [{ spans: [span(`  ${counts.join(' ')}`, 'bar')], rank: RANK.dirty }];
  if (status.conflicted > 0) {
    const words = `  ${status.conflicted} in conflict`;
    segments.push({ spans: [span(words, 'bar-error')], rank: RANK.dirty });
  }
  if (status.operation) {
    const words = `  ${status.operation} under way`;
    segments.push({ spans: [span(words, 'bar-waiting')], rank: RANK.temporary });
  }
  return segments;
}

/** The focused session's agent, then what the others do that nobody looks at. */
function agentSegments(state: AppState): Segment[] {
  const segments: Segment[] = [];
  const info = focusedPaneState(state)?.info;
  if (info) segments.push(...stateSegments(info));
  const waiting = waitingPanes(state).length;
  const busy = busyCount(state);
  const isOnlyThis = state.panes.size === 1;
  if (waiting > 0 && !isOnlyThis) {
    const spans = [span(`  ${waiting} waiting`, 'bar-waiting')];
    segments.push({ spans, rank: RANK.waiting, actionId: 'next-waiting' });
  }
  if (busy > 0 && !isOnlyThis) {
    segments.push({ spans: [span(`  ${busy} busy`, 'bar')], rank: RANK.busy });
  }
  return segments;
}

function stateSegments({ agentKind, agentState, exit }: PaneInfo): Segment[] {
  const kind = span(`  ${agentKind} `, 'bar-muted');
  if (exit) {
    const words = exit.signal ? `signal ${exit.signal}` : `exited ${exit.code}`;
    return [{ spans: [kind, span(words, 'bar-error')], rank: RANK.agent }];
  }
  if (agentState === 'unknown') return [];
  const role = agentState === 'waiting' ? 'bar-waiting' : 'bar';
  return [{ spans: [kind, span(agentState, role)], rank: RANK.agent }];
}

/** A file of settings is wrong, as long as it is; a click tells of it again. */
function mistakeSegments({ settingsMistakes }: AppState): Segment[] {
  if (Object.keys(settingsMistakes).length === 0) return [];
  const spans = [span(' ', 'bar'), span(' settings wrong ', 'bar-error')];
  return [{ spans, rank: RANK.mistake, actionId: 'reload-settings' }];
}

/** Drops the segments of the lowest rank until the rest fits; order is kept. */
function fitting(segments: readonly Segment[], width: number): Segment[] {
  const kept = [...segments];
  const used = () => kept.reduce((sum, { spans }) => sum + lineWidth(spans), 0);
  while (kept.length > 0 && used() > width) {
    const lowest = kept.reduce((least, each) => (each.rank <= least.rank ? each : least));
    kept.splice(kept.indexOf(lowest), 1);
  }
  return kept;
}

function hintSegments(hints: readonly KeyHint[]): Segment[] {
  return hints.map(({ key, words, actionId }, index) => ({
    spans: [span(`  ${key}`, 'bar-strong'), span(` ${words}`, 'bar')],
    rank: RANK.hint - (hints.length - 1 - index) * 10,
    actionId,
  }));
}

function assemble(left: readonly Segment[], right: readonly Segment[], width: number) {
  const kept = new Set(fitting([...left, ...right], width - 1));
  const spans: Span[] = [];
  const regions: Region<string>[] = [];
  let column = 0;
  const add = (segment: Segment) => {
    const start = column;
    spans.push(...segment.spans);
    column += lineWidth(segment.spans);
    if (segment.actionId) regions.push({ start, end: column, target: segment.actionId });
  };
  const shownRight = right.filter((segment) => kept.has(segment));
  for (const segment of left) if (kept.has(segment)) add(segment);
  const rightWidth = shownRight.reduce((sum, segment) => sum + lineWidth(segment.spans), 1);
  const gap = Math.max(0, width - column - rightWidth);
  spans.push(span(' '.repeat(gap), 'bar'));
  column += gap;
  for (const segment of shownRight) add(segment);
  return { lines: [fillLine(spans, width, 'bar')], regions };
}

/** A notice in as many lines as it takes; what to do next often stands at its end. */
function noticeView({ text, level }: Notice, { cols, rows }: Size, unicode: boolean) {
  const role = NOTICE_ROLES[level];
  const room = Math.max(FEWEST_NOTICE_ROWS, Math.floor(rows / 2));
  const words = wrapText(text, cols - 2);
  const shown = words.slice(0, room);
  if (words.length > room) {
    shown.push(shorten(`${shown.pop()}${unicode ? '…' : '~'}`, cols - 2, unicode));
  }
  const lines = shown.map((line) => fillLine([span(` ${line}`, role)], cols, 'bar'));
  return { lines, regions: [] };
}

/** Rows at the bottom of the screen that the bar takes now. */
export function statusBarHeight({ notice, size, capabilities }: AppState): number {
  return notice ? noticeView(notice, size, capabilities.unicode).lines.length : 1;
}

function place(state: AppState): Segment[] {
  const context = state.defaults?.context;
  if (context?.kind !== 'repository') {
    const words = context ? ' no repository: sessions run without worktrees' : '';
    return words ? [{ spans: [span(words, 'bar')], rank: RANK.target }] : [];
  }
  const { head } = context.repository;
  const words = head.kind === 'detached' ? `detached at ${head.oid.slice(0, 8)}` : head.branch;
  return [{ spans: [span(` ${words}`, 'bar-strong')], rank: RANK.branch }];
}

function leaderView(state: AppState, hints: readonly KeyHint[], width: number): StatusBarView {
  const prompt = { spans: [span(' leader …', 'tab-active')], rank: RANK.branch };
  const asText = state.capabilities.unicode
    ? prompt
    : { ...prompt, spans: [span(' leader', 'tab-active')] };
  const segments = hints.map(({ key, words, actionId }, index) => ({
    spans: [span(`  ${key}`, 'bar-strong'), span(` ${words}`, 'bar')],
    rank: index === hints.length - 1 ? RANK.hint + 1 : RANK.hint - index,
    actionId,
  }));
  return assemble([asText, ...segments], [], width);
}

function copyModeBar(
  state: AppState,
  copyMode: CopyModeState,
  paneId: string,
  width: number,
): StatusBarView {
  if (copyMode.prompt) {
    return { lines: [promptView(copyMode.prompt, copyMode, width).line], regions: [] };
  }
  const facts = copyModeFacts(copyMode, visibleRows(state, paneId), state.capabilities.unicode);
  const segments = facts.map(({ spans, weight }) => ({ spans, rank: FACT_RANK[weight] }));
  return assemble(segments, hintSegments(copyModeHints(copyMode)), width);
}

/**
 * Draws the status bar in `width` cells. `hints` come from the bindings; while the leader is
 * pending they are what it can be followed by. The last one is the most important: it goes last
 * where room is short.
 */
export function statusBarView(
  state: AppState,
  hints: readonly KeyHint[],
  width: number,
): StatusBarView {
  const { unicode } = state.capabilities;
  if (state.isLeaderPending) return leaderView(state, hints, width);
  if (state.notice)
    return noticeView(state.notice, { cols: width, rows: state.size.rows }, unicode);
  const pane = focusedPaneState(state);
  if (pane?.copyMode) return copyModeBar(state, pane.copyMode, pane.id, width);
  const session = focusedWork(state);
  // Of a pane whose row is not read yet nothing is known: the branch here need not be its own.
  const here = pane ? [] : place(state);
  const git = session ? gitSegments(state, session, width) : here;
  return assemble(
    [...git, ...mistakeSegments(state), ...agentSegments(state)],
    hintSegments(hints),
    width,
  );
}
