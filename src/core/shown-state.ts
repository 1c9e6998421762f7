import type { AgentState } from './session.js';
import { isPutAway, type SessionStatus } from './session-status.js';

/** What lists say of a session, in their order: what wants the person comes first. */
export const SHOWN_STATES = [
  'waiting',
  'paused',
  'busy',
  'starting',
  'creating',
  'idle',
  'running',
  'exited',
  'closed',
  'failed',
  'missing',
  'archived',
  'merged',
] as const;
/**
 * `paused`: its program stands still where the person has stopped it. `running`: of a program whose state nobody can tell. `closed`: without a program. `missing`: its
 * directory is gone.
 */
export type ShownState = (typeof SHOWN_STATES)[number];

/**
 * A session in one word: that its directory is gone, under its program too, else what runs of it,
 * else what became of it.
 */
export function shownState({
  status,
  agentState,
  isPaused,
  directoryExists,
}: {
  status: SessionStatus;
  /** Absent where no program runs. */
  agentState: AgentState | undefined;
  isPaused: boolean;
  directoryExists: boolean;
}): ShownState {
  // Before there is one it is not missing, and when it is put away it need not be there.
  const needsDirectory = status !== 'creating' && !isPutAway({ status });
  if (needsDirectory && !directoryExists) return 'missing';
  if (isPaused) return 'paused';
  if (agentState !== undefined) return agentState === 'unknown' ? 'running' : agentState;
  // They tell what the person wants of a session, not that something runs.
  return status === 'active' || status === 'background' ? 'closed' : status;
}
