import type { ChalkInstance } from 'chalk';
import { type ForeseenMerge, foreseenWords, isForeseenToFail } from '../../core/foreseen-merge.js';
import { isWorkMerged } from '../../core/merged-words.js';
import type { SessionGitStatus, SessionView } from '../../core/ports/sessions.js';
import type { MergedVerdict } from '../../core/repository.js';
import { rankWords, sessionTitle } from '../../core/session.js';
import { printable } from '../../core/text.js';
import type { Cell, Column } from '../table.js';
import { ago } from '../text.js';
import { stateLook, stateOf } from './state.js';

export const LIST_COLUMNS: readonly Column[] = [
  { title: 'STATE' },
  { title: 'SESSION', flexible: true },
  { title: 'BRANCH', flexible: true, optional: true },
  { title: 'AGENT', optional: true },
  { title: 'CHANGES', flexible: true },
  { title: 'ACTIVE', align: 'right' },
  { title: 'ID', optional: true },
];

/** One session as a row of `LIST_COLUMNS`. */
export function listRow(
  view: SessionView,
  {
    style,
    now,
    verdict,
    status,
    foreseen,
  }: {
    style: ChalkInstance;
    /** ms since the epoch. */
    now: number;
    verdict: MergedVerdict | undefined;
    status: SessionGitStatus | undefined;
    foreseen: ForeseenMerge | undefined;
  },
): Cell[] {
  const { session } = view;
  const state = stateOf(view);
  return [
    { text: state, look: stateLook(style, state) },
    { text: titleWords(view), look: style.bold },
    branchCell(view, style),
    printable(session.agent.kind),
    session.ended
      ? { text: printable(session.ended.summary), look: style.dim }
      : changesCell({ verdict, status, foreseen, style }),
    ago(session.lastActive, now),
    { text: session.id, look: style.dim },
  ];
}

function titleWords({ session, isReadOnly }: SessionView): string {
  const notes = [rankWords(session), isReadOnly ? 'read-only' : ''].filter((note) => note !== '');
  return printable(sessionTitle(session)) + (notes.length === 0 ? '' : ` (${notes.join(', ')})`);
}

function branchCell({ session: { worktreeInfo } }: SessionView, style: ChalkInstance): Cell {
  if (worktreeInfo === undefined) return '-';
  const { branch, mergeTarget, isTemporary } = worktreeInfo;
  const text = `${printable(branch)} → ${printable(mergeTarget)}`;
  return isTemporary ? { text: `${text} (temp)`, look: style.magenta } : text;
}

/** What would come of a merge, as `--json` shows it (docs/cli.md). */
export function foreseenJson(foreseen: ForeseenMerge | undefined) {
  if (foreseen === undefined) return null;
  const { state, conflicts = null, withAll = null, check = null } = foreseen;
  return { state, conflicts, withAll, check };
}

/** `±3 ↑2 ↓1`, in the signs of the status bar: uncommitted files, commits here and in the target. */
function changesCell({
  verdict,
  status,
  foreseen,
  style,
}: {
  verdict: MergedVerdict | undefined;
  status: SessionGitStatus | undefined;
  foreseen: ForeseenMerge | undefined;
  style: ChalkInstance;
}): Cell {
  const dirty = status?.status.dirty ?? 0;
  const ahead = status?.aheadBehind?.ahead ?? (verdict?.merged ? 0 : verdict?.unmergedCommits) ?? 0;
  const behind = status?.aheadBehind?.behind ?? 0;
  const isMerged = isWorkMerged(verdict);
  const expected = isMerged ? undefined : foreseen;
  const merge = expected ? foreseenWords(expected) : '';
  const fails = expected !== undefined && isForeseenToFail(expected);
  const parts = [
    ...(dirty > 0 ? [`±${dirty}`] : []),
    ...(ahead > 0 && !isMerged ? [`↑${ahead}`] : []),
    ...(behind > 0 && !isMerged ? [`↓${behind}`] : []),
    ...(isMerged ? ['merged'] : []),
    ...(merge ? [merge] : []),
  ];
  const look = dirty > 0 || fails ? style.yellow : isMerged ? style.green : (text: string) => text;
  return { text: parts.join(' ') || '-', look };
}
