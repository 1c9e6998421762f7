/** What views and controllers read out of the state. */
import { basename } from 'node:path';
import type { PaneInfo } from '../../core/ports/host.js';
import {
  comparePriority,
  isPutAway,
  type SessionMetadata,
  sessionTitle,
} from '../../core/session.js';
import { isOpen } from '../../core/session-status.js';
import { type Destination, focusedPane, panesOf, type Tab } from './layout.js';
import {
  type AppState,
  besideItsKind,
  type PaneState,
  repositoryOfPane,
  type SessionState,
} from './state.js';

/** What a tab or pane tells at a glance, most urgent first. */
const SIGNS = ['waiting', 'paused', 'failed', 'exited', 'done', 'bell', 'busy', 'none'] as const;
export type Sign = (typeof SIGNS)[number];

const SIGN_TEXT: Readonly<Record<Sign, { unicode: string; ascii: string }>> = {
  waiting: { unicode: '◐', ascii: '?' },
  paused: { unicode: '‖', ascii: '=' },
  failed: { unicode: '✖', ascii: 'x' },
  exited: { unicode: '✖', ascii: 'x' },
  done: { unicode: '✔', ascii: '+' },
  bell: { unicode: '!', ascii: '!' },
  busy: { unicode: '●', ascii: '*' },
  none: { unicode: '', ascii: '' },
};

export function signText(sign: Sign, unicode: boolean): string {
  return unicode ? SIGN_TEXT[sign].unicode : SIGN_TEXT[sign].ascii;
}

const RANK_TEXT = {
  pinned: { unicode: '★', ascii: '#' },
  high: { unicode: '▲', ascii: '^' },
  low: { unicode: '▽', ascii: 'v' },
} as const;

/** A session's pin and priority in a cell each; '' where it has neither. */
export function rankSign({ isPinned, priority }: SessionMetadata, unicode: boolean): string {
  const signs = [
    isPinned && RANK_TEXT.pinned,
    (priority === 'high' || priority === 'low') && RANK_TEXT[priority],
  ];
  return signs.map((sign) => (sign ? sign[unicode ? 'unicode' : 'ascii'] : '')).join('');
}

function signOfInfo({ agentState, unseen, bell, exit, isPaused }: PaneInfo): Sign {
  if (exit || agentState === 'exited') return 'exited';
  if (isPaused) return 'paused';
  if (agentState === 'waiting') return 'waiting';
  if (bell && agentState !== 'idle') return 'bell';
  if (agentState === 'busy' || agentState === 'starting') return 'busy';
  if (!unseen) return 'none';
  return agentState === 'idle' ? 'done' : 'bell';
}

/** What a pane's program says of its progress, in few cells; '' when nothing. */
export function progressText({ info }: PaneState, unicode: boolean): string {
  if (!info?.progress || info.exit) return '';
  const { state, percent } = info.progress;
  if (state === 'indeterminate') return unicode ? '…' : '...';
  return `${Math.round(percent)}%`;
}

/** The pane of a tab whose progress is shown: the focused one, else the first that has any. */
export function tabProgress(state: AppState, tab: Tab): PaneState | undefined {
  return [tab.focus, ...panesOf(tab.root)]
    .map((id) => state.panes.get(id))
    .find((pane) => pane?.info?.progress && !pane.info.exit);
}

export function paneSign(pane: PaneState): Sign {
  if (pane.creation) return pane.creation.error ? 'failed' : 'busy';
  return pane.info ? signOfInfo(pane.info) : 'none';
}

/** The most urgent sign of a tab's panes. */
export function tabSign(state: AppState, tab: Tab): Sign {
  const signs = panesOf(tab.root).map((id) => {
    const pane = state.panes.get(id);
    return pane ? paneSign(pane) : 'none';
  });
  return SIGNS.find((sign) => signs.includes(sign)) ?? 'none';
}

const FORESEEN_TEXT = {
  conflicts: { unicode: '≠', ascii: '%' },
  'conflicts-with-others': { unicode: '≈', ascii: '~' },
  'check-failed': { unicode: '×', ascii: 'x' },
  ready: { unicode: '»', ascii: '>' },
  'check-passed': { unicode: '√', ascii: '+' },
} as const;

function foreseenKind({ foreseen, isReady }: SessionState): keyof typeof FORESEEN_TEXT | undefined {
  const { state, withAll, check } = foreseen ?? {};
  if (state === 'conflicts') return 'conflicts';
  if (state === 'clean' && withAll === 'conflicts') return 'conflicts-with-others';
  if (check === 'failed') return 'check-failed';
  if (isReady) return 'ready';
  return check === 'passed' ? 'check-passed' : undefined;
}

/** A cell for a session whose merge would conflict, or of which a check has told; else ''. */
export function foreseenSign(session: SessionState, unicode: boolean): string {
  const kind = foreseenKind(session);
  return kind === undefined ? '' : FORESEEN_TEXT[kind][unicode ? 'unicode' : 'ascii'];
}

/** What the mark of `foreseenSign` in a tab means, for the help. */
export function foreseenHelp(unicode: boolean): string {
  const signs = FORESEEN_TEXT;
  const sign = (kind: keyof typeof signs) => signs[kind][unicode ? 'unicode' : 'ascii'];
  return (
    `Behind a tab's title: ${sign('conflicts')} its merge would conflict, ` +
    `${sign('conflicts-with-others')} only with sessions that come before it, ` +
    `${sign('check-failed')} the check fails on all that merge together, ` +
    `${sign('check-passed')} it passes, ${sign('ready')} its own check has passed.`
  );
}

/** The mark of the session in the tab's focused pane. */
export function tabForeseen(state: AppState, tab: Tab): string {
  const session = sessionOfPane(state, tab.focus);
  return session ? foreseenSign(session, state.capabilities.unicode) : '';
}

/** The session a pane belongs to; a pane under creation is found by its own id. */
export function sessionOfPane(state: AppState, paneId: string): SessionState | undefined {
  return state.sessions.get(state.panes.get(paneId)?.info?.sessionId ?? paneId);
}

/** The live pane of a session, if any. */
export function paneOfSession(state: AppState, sessionId: string): PaneState | undefined {
  const own = state.panes.get(sessionId);
  if (own) return own;
  return [...state.panes.values()].find((pane) => pane.info?.sessionId === sessionId);
}

export function paneTitle(state: AppState, paneId: string): string {
  const session = sessionOfPane(state, paneId);
  if (session) return sessionTitle(session.metadata);
  return state.panes.get(paneId)?.info?.title || 'new session';
}

/** What stands for the repository of a tab's focused pane; undefined while it is not known. */
function repositoryOfTab(state: AppState, tab: Tab): string | undefined {
  return repositoryOfPane(state, tab.focus);
}

/** A tab is called after its worktree session, not after a shell beside that has the focus. */
export function tabTitle(state: AppState, tab: Tab): string {
  return tab.name ?? paneTitle(state, namingPane(state, tab));
}

/** Pin and priority of the session that a tab is called after. */
export function tabRank(state: AppState, tab: Tab): string {
  const session = sessionOfPane(state, namingPane(state, tab));
  return session ? rankSign(session.metadata, state.capabilities.unicode) : '';
}

function namingPane(state: AppState, tab: Tab): string {
  const isOfWorktree = (id: string) =>
    sessionOfPane(state, id)?.metadata.worktreeInfo !== undefined;
  return [tab.focus, ...panesOf(tab.root)].find(isOfWorktree) ?? tab.focus;
}

/**
 * Name of the tab's repository, where that is worth telling: when tabs of another repository than
 * the one qtui was opened in are there, or of several.
 */
export function tabRepository(state: AppState, tab: Tab): string | undefined {
  const own = repositoryOfTab(state, tab);
  if (!state.defaults || own === undefined) return undefined;
  const here = thisRepository(state) ?? own;
  const isOneOfSeveral = state.layout.tabs.some((each) => {
    const repository = repositoryOfTab(state, each);
    return repository !== undefined && repository !== here;
  });
  return isOneOfSeveral ? basename(own) : undefined;
}

/** `preferred` when it is a tab of the repository qtui was opened in, else the first that is. */
export function ownTab(state: AppState, preferred: Tab | undefined): Tab | undefined {
  const here = thisRepository(state);
  if (here === undefined) return undefined;
  const isOwn = (tab: Tab) => repositoryOfTab(state, tab) === here;
  return preferred && isOwn(preferred) ? preferred : state.layout.tabs.find(isOwn);
}

/** Where a tab of this session goes: beside those of its repository, at the end without any. */
export function tabBesideItsKind(state: AppState, session: SessionMetadata): Destination {
  return besideItsKind(state, state.layout, session.repoRoot ?? session.directory);
}

export function focusedPaneState(state: AppState): PaneState | undefined {
  const id = focusedPane(state.layout);
  return id === undefined ? undefined : state.panes.get(id);
}

function focusedSession(state: AppState): SessionState | undefined {
  const id = focusedPane(state.layout);
  return id === undefined ? undefined : sessionOfPane(state, id);
}

/**
 * The session whose worktree the focused pane is in: its own one, or for a shell beside it the one
 * that the shell was started in; else the focused session as it is.
 */
export function focusedWork(state: AppState): SessionState | undefined {
  const session = focusedSession(state);
  if (!session || session.metadata.worktreeInfo) return session;
  const { directory } = session.metadata;
  const owner = [...state.sessions.values()].find(
    ({ metadata }) =>
      metadata.worktreeInfo !== undefined &&
      [metadata.worktreeInfo.path, metadata.directory].includes(directory) &&
      !isPutAway(metadata),
  );
  if (!owner) return session;
  const git = owner.git ?? session.git;
  return { ...owner, ...(git && { git }) };
}

/** Panes that wait for the person: by priority, then longest waiting first. */
export function waitingPanes(state: AppState): PaneInfo[] {
  return liveInfos(state)
    .filter((info) => signOfInfo(info) === 'waiting')
    .sort(byUrgency(state));
}

/** Panes worth a look: the waiting ones, then those that are done or have rung, each by urgency. */
export function attentionPanes(state: AppState): PaneInfo[] {
  const finished = liveInfos(state)
    .filter((info) => ['done', 'bell', 'exited'].includes(signOfInfo(info)))
    .sort(byUrgency(state));
  return [...waitingPanes(state), ...finished];
}

function byUrgency(state: AppState): (a: PaneInfo, b: PaneInfo) => number {
  const rankOf = ({ paneId }: PaneInfo) => sessionOfPane(state, paneId)?.metadata ?? {};
  return (a, b) => comparePriority(rankOf(a), rankOf(b)) || a.stateSince - b.stateSince;
}

export function busyCount(state: AppState): number {
  return liveInfos(state).filter((info) => signOfInfo(info) === 'busy').length;
}

/** Programs that would end with the host. */
export function runningCount(state: AppState): number {
  return liveInfos(state).filter((info) => !info.exit).length;
}

function liveInfos(state: AppState): PaneInfo[] {
  return [...state.panes.values()].flatMap((pane) => (pane.info ? [pane.info] : []));
}

/** Root of the repository qtui was opened in; undefined outside of one or when not known yet. */
export function thisRepository(state: AppState): string | undefined {
  const context = state.defaults?.context;
  return context?.kind === 'repository' ? context.repository.root : undefined;
}

/** The session has no pane, and nowhere to start one. */
export function isDirectoryGone(
  state: AppState,
  { metadata, directoryExists }: SessionState,
): boolean {
  return !directoryExists && !paneOfSession(state, metadata.id);
}

/** What lists show: all but sessions that are done with and have left no worktree. */
export function listedSessions(state: AppState): SessionState[] {
  return [...state.sessions.values()].filter((session) => {
    const { id, worktreeInfo } = session.metadata;
    if (!isPutAway(session.metadata)) return true;
    const hasWorktree = worktreeInfo !== undefined && session.directoryExists;
    return hasWorktree || paneOfSession(state, id) !== undefined;
  });
}

/** Closed sessions, and those that ended with their host; the last used first. */
export function reopenableSessions(state: AppState): SessionMetadata[] {
  return [...state.sessions.values()]
    .filter(
      ({ metadata, directoryExists }) =>
        isOpen(metadata) && directoryExists && !paneOfSession(state, metadata.id),
    )
    .map(({ metadata }) => metadata)
    .sort((a, b) => b.lastActive.localeCompare(a.lastActive));
}

export function repositoryName(session: SessionMetadata): string {
  return session.repoRoot ? basename(session.repoRoot) : basename(session.directory);
}

/** Name of the repository qtui was opened in; undefined outside of one or when not known yet. */
export function openedRepository(state: AppState): string | undefined {
  const root = thisRepository(state);
  return root === undefined ? undefined : basename(root);
}

/** A span of time as `0:07`, `1:12`, `1:02:03`; for `ms` below zero `0:00`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
