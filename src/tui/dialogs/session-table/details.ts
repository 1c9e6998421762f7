/** What is said of the chosen session, beyond its row. */
import { foreseenWords } from '../../../core/foreseen-merge.js';
import { isWorkMerged, mergedWords } from '../../../core/merged-words.js';
import type { AheadBehind } from '../../../core/repository.js';
import { rankWords } from '../../../core/session.js';
import { skillNameOf } from '../../../core/skill.js';
import { ago, count, printable } from '../../../core/text.js';
import type { Column } from '../../model/session-table/columns.js';
import { FOREIGN_GROUP, type SessionRow } from '../../model/session-table/rows.js';
import type { SessionState } from '../../model/state.js';
import { type Line, type Role, shorten, span } from '../../views/line.js';
import { type CellContext, changesCell } from './cells.js';

interface Detail {
  readonly text: string;
  readonly role: Role;
  /** Left out where room is short: those of the lowest weight first. */
  readonly weight: number;
}

function statusWords({ git, metadata }: SessionState): string[] {
  if (!git) return [];
  const { dirty, conflicted, operation, branch } = git.status;
  const own = metadata.worktreeInfo?.branch;
  const isElsewhere = own !== undefined && branch !== own && !operation;
  return [
    dirty > 0 ? count(dirty, 'uncommitted file') : 'nothing uncommitted',
    conflicted > 0 ? `${conflicted} in conflict` : '',
    operation ? `${operation} under way` : '',
    isElsewhere ? `not on ${own} but on ${branch ?? 'a detached commit'}` : '',
  ];
}

function distanceWords({ ahead, behind }: AheadBehind, target: string): string {
  if (ahead === 0 && behind === 0) return `level with ${target}`;
  if (ahead === 0) return `${behind} behind ${target}`;
  return `${count(ahead, 'commit')} ahead of ${target}${behind > 0 ? `, ${behind} behind` : ''}`;
}

/** What its merge would come to, as it was tried. */
function foreseenLine({ foreseen, verdict }: SessionState): string {
  if (foreseen === undefined || isWorkMerged(verdict)) return '';
  const words = foreseenWords(foreseen);
  return foreseen.state === 'clean' || !words ? words : `${words} in its merge`;
}

function changeWords(session: SessionState): string {
  const { git, verdict, metadata } = session;
  const target = metadata.worktreeInfo?.mergeTarget;
  const parts = statusWords(session);
  if (target !== undefined) {
    if (git?.aheadBehind) parts.push(distanceWords(git.aheadBehind, target));
    const isTold = git?.aheadBehind !== undefined && !isWorkMerged(verdict);
    if (verdict && !isTold) parts.push(mergedWords(verdict, target));
  }
  parts.push(foreseenLine(session));
  return parts.filter((part) => part !== '').join(' · ');
}

function problemWords(row: SessionRow): string {
  const { state, session, isLive } = row;
  if (session?.isReadOnly) return 'A newer qtui wrote its record: it can be seen, not changed.';
  if (state === 'missing' && isLive) return 'Its directory is gone, and its program still runs.';
  if (state === 'missing') return 'Its directory is gone: Enter offers to put the record away.';
  if (state === 'failed') return 'It was never finished: remove what is left of it.';
  if (!session || session.directoryExists) return '';
  return row.isPutAway
    ? 'Its worktree was removed; undo brings it back.'
    : 'Its directory is gone.';
}

function firstLine(text: string): string {
  return printable(text.trim().split('\n', 1)[0] ?? '');
}

function detailsOf(row: SessionRow, { now, unicode }: CellContext): Detail[] {
  const { session } = row;
  if (!session) {
    const text = 'It was made by hand or by another program. Enter makes it a session.';
    return [
      { text: FOREIGN_GROUP, role: 'strong', weight: 1 },
      { text: printable(row.directory), role: 'muted', weight: 3 },
      { text, role: 'normal', weight: 2 },
    ];
  }
  const { metadata } = session;
  const { overlap } = row;
  const { worktreeInfo } = metadata;
  const arrow = unicode ? '→' : '->';
  const skill = skillNameOf(metadata);
  const kind = [
    metadata.type,
    row.agent,
    skill === undefined ? '' : `skill ${printable(skill)}`,
    worktreeInfo?.isTemporary ? 'temporary' : '',
    rankWords(metadata),
    metadata.messageCount > 0 ? count(metadata.messageCount, 'message') : '',
    `made ${ago(metadata.created, now)}${ago(metadata.created, now) === 'now' ? '' : ' ago'}`,
  ].filter((word) => word !== '');
  const way = worktreeInfo ? `${row.branch} ${arrow} ${row.target}` : row.branch;
  const message = firstLine(metadata.firstMessage);
  return [
    { text: [row.title, ...kind].join(' · '), role: 'strong', weight: 5 },
    { text: problemWords(row), role: 'error', weight: 9 },
    { text: printable(metadata.ended?.summary ?? ''), role: 'normal', weight: 8 },
    { text: way, role: 'normal', weight: 4 },
    { text: printable(changeWords(session)), role: 'normal', weight: 8 },
    { text: overlap?.words ?? '', role: overlap?.willConflict ? 'warning' : 'normal', weight: 7 },
    { text: message && `"${message}"`, role: 'muted', weight: 3 },
    { text: printable(row.directory), role: 'muted', weight: 6 },
  ];
}

/** At most `rows` lines; what matters most is kept, in its order. */
export function detailLines(
  row: SessionRow,
  rows: number,
  context: CellContext & { width: number },
): Line[] {
  const said = detailsOf(row, context).filter(({ text }) => text !== '');
  const kept = said.toSorted((a, b) => b.weight - a.weight).slice(0, rows);
  return said
    .filter((detail) => kept.includes(detail))
    .map(({ text, role }) => [span(shorten(text, context.width, context.unicode), role)]);
}

/** Below the chosen row, where there is no room for details: what its columns do not show. */
export function noteLines(
  row: SessionRow,
  shown: readonly Column[],
  context: CellContext & { width: number },
): Line[] {
  const { session } = row;
  const { unicode, now, width } = context;
  if (!session) return [];
  const isHidden = (column: Column) => !shown.includes(column);
  const arrow = unicode ? '→' : '->';
  const way = [row.branch === row.title ? '' : row.branch, row.target && `${arrow} ${row.target}`];
  const facts = [
    isHidden('branch') ? way.filter(Boolean).join(' ') : '',
    isHidden('changes') ? changesCell(row, unicode).text : '',
    isHidden('age') ? ago(row.lastActive, now) : '',
    isHidden('agent') ? row.agent : '',
  ].filter((fact) => fact !== '');
  const problem = problemWords(row);
  const overlap = isHidden('overlap') ? (row.overlap?.words ?? '') : '';
  const indent = '    ';
  return [
    { text: problem || facts.join(' · '), role: problem ? ('error' as const) : ('muted' as const) },
    {
      text: overlap,
      role: row.overlap?.willConflict ? ('warning' as const) : ('muted' as const),
    },
  ]
    .filter(({ text }) => text !== '')
    .map(({ text, role }) => [span(indent + shorten(text, width - indent.length, unicode), role)]);
}
