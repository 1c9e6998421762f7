import type { SessionStatus } from './session-status.js';

export { isPutAway, SESSION_STATUSES, type SessionStatus } from './session-status.js';

/** Schema version of `SessionMetadata` that this program reads and writes. */
export const METADATA_VERSION = 2;

export const SESSION_TYPES = [
  'development',
  'feature',
  'debug',
  'refactor',
  'hotfix',
  'experiment',
  'exploration',
  'planning',
  'code-review',
] as const;
export type SessionType = (typeof SESSION_TYPES)[number];

export const SESSION_PRIORITIES = ['high', 'normal', 'low'] as const;
export type SessionPriority = (typeof SESSION_PRIORITIES)[number];

export const AGENT_STATES = ['starting', 'busy', 'waiting', 'idle', 'exited', 'unknown'] as const;
export type AgentState = (typeof AGENT_STATES)[number];

export interface AgentReference {
  /** Manifest id: `claude`, `codex`, `q`, `shell`, … */
  kind: string;
  /** The program and arguments that were started. */
  command: string[];
  /** The agent's own conversation id, for resuming. */
  conversationId?: string;
}

export interface WorktreeInfo {
  /** Absolute path of the worktree. */
  path: string;
  /** Short branch name, without `refs/heads/`. */
  branch: string;
  /** Absolute path of the repository's main worktree, or of the bare repository. */
  repoRoot: string;
  isTemporary: boolean;
  /** Short name of the branch the session goes back to. */
  mergeTarget: string;
  /** Commit the branch was created at; of one that was there, where it left its merge target. */
  baseOid: string;
  /** Where the branch was when the session got it; absent where that is `baseOid`. */
  startOid?: string;
  /** The branch was there before the session: it stays when the making of that fails. */
  branchExisted?: boolean;
  /** Commit of the session that was last landed. */
  mergedOid?: string;
  /** What the target was moved to by that landing. */
  landedOid?: string;
}

/** Ports that a session's programs may listen on. */
export interface PortRange {
  first: number;
  count: number;
}

/** How a session came to its end. */
export interface SessionEnd {
  /** When it was archived or removed, ISO 8601 in UTC. */
  time: string;
  /** What was done, on one line. */
  summary: string;
}

/** How far a pane's counter has been added up. */
export interface CountedPrompts {
  counterId: string;
  prompts: number;
}

/** One registry row. Times are ISO 8601 in UTC. */
export interface SessionMetadata {
  version: typeof METADATA_VERSION;
  id: string;
  status: SessionStatus;
  created: string;
  /** When it was last used, or its agent at work; never goes back. */
  lastActive: string;
  firstMessage: string;
  name?: string;
  type: SessionType;
  /** Files changed against the merge target, uncommitted ones too, when that was last looked at. */
  fileCount: number;
  /** Messages to the agent, or lines to a shell, that the person has submitted. */
  messageCount: number;
  /** Of one that is put away. */
  ended?: SessionEnd;
  /** What of `messageCount` each of the last counters has told, newest last. */
  countedPrompts?: CountedPrompts[];
  /** First in lists, and never cleaned up. */
  isPinned?: true;
  /** Of two that could come first, the higher one does; `normal` where absent. */
  priority?: SessionPriority;
  agent: AgentReference;
  /** Absolute directory the agent runs in: the worktree (or a directory of it) where there is one. */
  directory: string;
  /** Main worktree of the repository of `directory`; absent outside a repository. */
  repoRoot?: string;
  backgroundTask?: string;
  worktreeInfo?: WorktreeInfo;
  /** No other live session has one of these. */
  ports?: PortRange;
  customFields: Record<string, unknown>;
}

/** For sorting: the pinned ones first, then those of a higher priority; 0 for equals. */
export function compareRank(
  a: Pick<SessionMetadata, 'isPinned' | 'priority'>,
  b: Pick<SessionMetadata, 'isPinned' | 'priority'>,
): number {
  return Number(b.isPinned ?? false) - Number(a.isPinned ?? false) || comparePriority(a, b);
}

/** For sorting: those of a higher priority first, whatever is pinned; 0 for equals. */
export function comparePriority(
  a: Pick<SessionMetadata, 'priority'>,
  b: Pick<SessionMetadata, 'priority'>,
): number {
  const place = ({ priority = 'normal' }: Pick<SessionMetadata, 'priority'>) =>
    SESSION_PRIORITIES.indexOf(priority);
  return place(a) - place(b);
}

/** `pinned, high`; '' for a session without a pin and of the usual priority. */
export function rankWords({
  isPinned,
  priority = 'normal',
}: Pick<SessionMetadata, 'isPinned' | 'priority'>): string {
  return [isPinned && 'pinned', priority !== 'normal' && priority]
    .filter((word) => word !== undefined && word !== false)
    .join(', ');
}

/**
 * What a person calls the session: its name, else branch, else first message, else its agent and
 * where that works.
 */
export function sessionTitle(session: SessionMetadata): string {
  const [firstLine = ''] = session.firstMessage.trim().split('\n', 1);
  return session.name || session.worktreeInfo?.branch || firstLine.trim() || placeTitle(session);
}

/** `claude in my-repo`: a random id tells a person nothing. */
function placeTitle({ agent, repoRoot, directory }: SessionMetadata): string {
  const place = (repoRoot ?? directory).split('/').findLast((part) => part !== '');
  return `${agent.kind} in ${place ?? '/'}`;
}
