/** The cells of a row of the session table, as styled text. */
import { graphemesOf } from '../../../core/graphemes.js';
import { isWorkMerged } from '../../../core/merged-words.js';
import type { ShownState } from '../../../core/shown-state.js';
import { ago } from '../../../core/text.js';
import { foreseenSign, rankSign, signText } from '../../model/selectors.js';
import type { Column, PlacedColumn } from '../../model/session-table/columns.js';
import { COLUMN_GAP } from '../../model/session-table/columns.js';
import type { SessionRow } from '../../model/session-table/rows.js';
import { fillLine, type Line, type Role, type Span, shortenLine, span } from '../../views/line.js';
import type { RowMatch } from './filter.js';

export interface CellContext {
  readonly unicode: boolean;
  /** ms since the epoch. */
  readonly now: number;
}

const STATE_ROLES: Readonly<Partial<Record<ShownState, Role>>> = {
  waiting: 'waiting',
  paused: 'waiting',
  busy: 'busy',
  exited: 'error',
  failed: 'error',
  missing: 'error',
  closed: 'muted',
  archived: 'muted',
  merged: 'muted',
};

/** The text with what was typed of it highlighted; a cluster is never cut apart. */
function highlighted(text: string, role: Role, marks: ReadonlySet<number> | undefined): Line {
  if (!marks || marks.size === 0) return [span(text, role)];
  const spans: Span[] = [];
  for (const { segment, index } of graphemesOf(text)) {
    const isMarked = [...segment].length > 0 && hasMark(marks, index, segment.length);
    const wanted: Role = isMarked ? 'match' : role;
    const last = spans.at(-1);
    if (last?.role === wanted) spans[spans.length - 1] = span(last.text + segment, wanted);
    else spans.push(span(segment, wanted));
  }
  return spans;
}

function hasMark(marks: ReadonlySet<number>, start: number, length: number): boolean {
  for (let at = start; at < start + length; at += 1) if (marks.has(at)) return true;
  return false;
}

/** Uncommitted files, commits ahead of the target and behind it; '' while nobody knows. */
export function changesCell({ session }: SessionRow, unicode: boolean): Span {
  const { git, verdict } = session ?? {};
  const isMerged = isWorkMerged(verdict);
  const foreseen = session && !isMerged ? foreseenSign(session, unicode) : '';
  if (!git) return isMerged ? span('merged', 'done') : span('');
  const { status, aheadBehind } = git;
  const [dirty, up, down] = unicode ? ['±', '↑', '↓'] : ['~', '^', 'v'];
  const counts = [
    status.dirty > 0 ? `${dirty}${status.dirty}` : '',
    isMerged ? 'merged' : aheadBehind?.ahead ? `${up}${aheadBehind.ahead}` : '',
    !isMerged && aheadBehind?.behind ? `${down}${aheadBehind.behind}` : '',
    foreseen,
  ].filter((each) => each !== '');
  if (status.conflicted > 0) return span([...counts, '!'].join(' '), 'error');
  if (counts.length === 0) return span('clean', 'muted');
  return span(counts.join(' '), isMerged ? 'done' : foreseen ? 'warning' : 'normal');
}

/** Whom it meets, `!` before a conflict; '' where nobody has looked. */
function overlapCell({ overlap }: SessionRow): Span {
  if (!overlap) return span('');
  const [first, ...rest] = overlap.others;
  const sign = overlap.willConflict ? '! ' : '';
  if (first === undefined)
    return overlap.willConflict ? span('! target', 'warning') : span('-', 'muted');
  const more = rest.length > 0 ? ` +${rest.length}` : '';
  return span(`${sign}${first}${more}`, overlap.willConflict ? 'warning' : 'muted');
}

function cell(column: Column, { row, marks }: RowMatch, { unicode, now }: CellContext): Line {
  switch (column) {
    case 'title':
      return highlighted(row.title, 'normal', marks.title);
    case 'branch':
      return highlighted(row.branch, 'normal', marks.branch);
    case 'target':
      return highlighted(row.target, 'muted', marks.target);
    case 'agent':
      return highlighted(row.agent, 'muted', marks.agent);
    case 'state':
      return highlighted(row.state, (row.state && STATE_ROLES[row.state]) || 'normal', marks.state);
    case 'age':
      return [span(row.lastActive ? ago(row.lastActive, now) : '', 'muted')];
    case 'changes':
      return [changesCell(row, unicode)];
    case 'overlap':
      return [overlapCell(row)];
  }
}

const SIGN_ROLES: Readonly<Partial<Record<SessionRow['sign'], Role>>> = {
  paused: 'waiting',
  waiting: 'warning',
  bell: 'warning',
  failed: 'error',
  exited: 'error',
  busy: 'busy',
  done: 'done',
};

const MARK_AND_SIGN_WIDTH = 4;

/** Cells before the first column: the chosen row's mark, its pane's sign, and ranks if any has one. */
export function leadWidth(rows: readonly SessionRow[]): number {
  const widest = rows.reduce((most, row) => Math.max(most, rankOf(row, false).length), 0);
  return MARK_AND_SIGN_WIDTH + (widest > 0 ? widest + 1 : 0);
}

function rankOf({ session }: SessionRow, unicode: boolean): string {
  return session ? rankSign(session.metadata, unicode) : '';
}

/** The row in exactly `width` cells. */
export function rowLine(
  match: RowMatch,
  columns: readonly PlacedColumn[],
  {
    isChosen,
    lead,
    width,
    ...context
  }: CellContext & { isChosen: boolean; lead: number; width: number },
): Line {
  const { row } = match;
  const { unicode } = context;
  const mark = isChosen ? (unicode ? '› ' : '> ') : '  ';
  const sign = signText(row.sign, unicode) || ' ';
  const line: Span[] = [
    span(mark, 'strong'),
    span(`${sign} `, SIGN_ROLES[row.sign] ?? 'normal'),
    span(rankOf(row, unicode).padEnd(lead - MARK_AND_SIGN_WIDTH), 'accent'),
  ];
  columns.forEach(({ column, width: room }, index) => {
    if (index > 0) line.push(span(' '.repeat(COLUMN_GAP)));
    line.push(...fillLine(shortenLine(cell(column, match, context), room, unicode), room));
  });
  if (!isChosen) return fillLine(line, width);
  // What was typed stays visible in the chosen row.
  return fillLine(
    line.map(({ text, role }) => span(text, role === 'match' ? 'match' : 'selected')),
    width,
    'selected',
  );
}
