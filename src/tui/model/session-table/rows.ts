/** The sessions as a table: one row each, in groups by repository, in their order. */
import { dirname } from 'node:path';
import { comparePriority, sessionTitle } from '../../../core/session.js';
import { isPutAway } from '../../../core/session-status.js';
import { SHOWN_STATES, type ShownState, shownState } from '../../../core/shown-state.js';
import { printable } from '../../../core/text.js';
import {
  paneOfSession,
  paneSign,
  repositoryName,
  type Sign,
  thisRepository,
} from '../selectors.js';
import type { AppState, PaneState, SessionState } from '../state.js';
import { overlapOf, type SessionOverlap } from './overlap.js';

/** Heading of worktrees that no session has. */
export const FOREIGN_GROUP = 'worktrees without a session';

/** A line of the table. Its texts are printable. */
export interface SessionRow {
  /** The session's id; of a worktree that no session has, its path. */
  readonly id: string;
  /** Absent for a worktree that no session has. */
  readonly session?: SessionState;
  readonly group: string;
  readonly repository: string;
  readonly title: string;
  readonly branch: string;
  readonly target: string;
  readonly agent: string;
  readonly state: ShownState | '';
  readonly sign: Sign;
  /** It has a pane. */
  readonly isLive: boolean;
  /** ISO 8601; '' where nobody can tell. */
  readonly lastActive: string;
  /** Shown only when it is asked for. */
  readonly isPutAway: boolean;
  /** Whom its changes meet; absent where nobody has looked. */
  readonly overlap?: SessionOverlap;
  /** Absolute path. */
  readonly directory: string;
}

/** A worktree that could be made a session. */
export interface ForeignWorktree {
  readonly path: string;
  readonly branch: string;
  /** Name of its repository, where there are several. */
  readonly repository?: string;
}

function stateOf(session: SessionState, pane: PaneState | undefined): ShownState {
  const { metadata, directoryExists } = session;
  if (pane?.creation) return 'creating';
  const agentState = pane?.info?.exit ? 'exited' : pane?.info?.agentState;
  const isPaused = pane?.info?.isPaused === true && pane.info.exit === undefined;
  return shownState({ status: metadata.status, agentState, isPaused, directoryExists });
}

/** Two repositories may have the same name. */
function groupOf({ metadata }: SessionState): string {
  const { repoRoot } = metadata;
  if (repoRoot === undefined) return 'no repository';
  return `${repositoryName(metadata)}  ${dirname(repoRoot)}`;
}

function rowOf(state: AppState, session: SessionState): SessionRow {
  const { metadata, meetings } = session;
  const pane = paneOfSession(state, metadata.id);
  /** As it is now: since they were compared it may have been renamed, put away or removed. */
  const titleOf = (id: string) => {
    const other = state.sessions.get(id)?.metadata;
    return other && !isPutAway(other) ? sessionTitle(other) : undefined;
  };
  const { worktreeInfo } = metadata;
  return {
    id: metadata.id,
    session,
    group: printable(groupOf(session)),
    repository: metadata.repoRoot === undefined ? '' : printable(repositoryName(metadata)),
    title: printable(sessionTitle(metadata)),
    branch: printable(worktreeInfo?.branch ?? session.git?.status.branch ?? ''),
    target: printable(worktreeInfo?.mergeTarget ?? ''),
    agent: printable(metadata.agent.kind),
    state: stateOf(session, pane),
    sign: pane ? paneSign(pane) : 'none',
    isLive: pane !== undefined,
    lastActive: metadata.lastActive,
    isPutAway: isPutAway(metadata) && !pane,
    ...(meetings && !isPutAway(metadata) && { overlap: overlapOf(meetings, titleOf) }),
    directory: worktreeInfo?.path ?? metadata.directory,
  };
}

function foreignRow({ path, branch, repository }: ForeignWorktree): SessionRow {
  return {
    id: path,
    group: repository === undefined ? FOREIGN_GROUP : `${printable(repository)}: ${FOREIGN_GROUP}`,
    repository: '',
    title: printable(branch),
    branch: printable(branch),
    target: '',
    agent: '',
    state: '',
    sign: 'none',
    isLive: false,
    lastActive: '',
    isPutAway: false,
    directory: path,
  };
}

/** What is put away last, then pinned ones first, then by state, priority and last activity. */
function compareRows(a: SessionRow, b: SessionRow): number {
  const [one, other] = [a.session?.metadata, b.session?.metadata];
  if (!one || !other) return 0;
  return (
    Number(a.isPutAway) - Number(b.isPutAway) ||
    Number(other.isPinned ?? false) - Number(one.isPinned ?? false) ||
    SHOWN_STATES.indexOf(a.state as ShownState) - SHOWN_STATES.indexOf(b.state as ShownState) ||
    comparePriority(one, other) ||
    other.lastActive.localeCompare(one.lastActive) ||
    one.id.localeCompare(other.id)
  );
}

/**
 * All sessions, those of this repository first, then by repository, then what has none; worktrees
 * that no session has at the end.
 */
export function sessionRows(
  state: AppState,
  foreign: readonly ForeignWorktree[] = [],
): SessionRow[] {
  const here = thisRepository(state);
  const place = ({ session }: SessionRow) => {
    const root = session?.metadata.repoRoot;
    if (root === undefined) return here === undefined ? 0 : 2;
    return root === here ? 0 : 1;
  };
  const rows = [...state.sessions.values()].map((session) => rowOf(state, session));
  rows.sort((a, b) => place(a) - place(b) || a.group.localeCompare(b.group) || compareRows(a, b));
  return [...rows, ...foreign.map(foreignRow)];
}
