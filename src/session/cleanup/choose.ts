import type { CleanupRequest } from '../../core/cleanup.js';
import { mergedWords } from '../../core/merged-words.js';
import type { SurveyedBranch } from '../../core/repository.js';
import type { SessionType } from '../../core/session.js';
import type { TypePolicies } from '../../core/session-type.js';
import { count } from '../../core/text.js';
import type { LookedAt } from './look.js';
import { isLive } from './protect.js';

/** What is chosen, and when "now" is. */
export interface Choice {
  request: CleanupRequest;
  /** Ids of the sessions that were named. */
  named: ReadonlySet<string>;
  /** What holds for each type in the repository. */
  types: TypePolicies;
  now: Date;
}

/** Why a session is among what could go, in words; undefined when it is not. */
export function reasonsFor(
  { view, info, hasWorktree, verdict }: LookedAt,
  branches: readonly SurveyedBranch[],
  { request, named, types, now }: Choice,
): string[] | undefined {
  const { session, agentState } = view;
  const { merged, orphaned, all } = request;
  const isOrphan = info !== undefined && !hasWorktree;
  const evidence = verdict && info ? mergedWords(verdict, info.mergeTarget) : undefined;
  const orphan = isOrphan ? 'its worktree is gone' : undefined;
  const idle = now.getTime() - lastActivity(session.lastActive, dateOf(branches, info?.branch));
  const { olderThanMs, allows } = limitFor(request, session.type, types);
  const age = olderThanMs === undefined ? undefined : `unused for ${ageWords(idle)}${allows}`;
  if (named.has(session.id)) {
    return ['named', evidence, orphan].filter((words) => words !== undefined);
  }
  if (olderThanMs !== undefined && !(idle > olderThanMs)) return undefined;
  // What has only just begun is no finished work, whatever its branch looks like.
  const hasNoWork = verdict?.merged === true && verdict.evidence === 'no-work';
  const isNew = hasNoWork && isLive(agentState);
  const isMerged = merged === true && verdict?.merged === true && !isNew && !isOrphan;
  const isChosen =
    all === true ||
    isMerged ||
    (orphaned === true && isOrphan) ||
    (olderThanMs !== undefined && !merged && !orphaned);
  if (!isChosen) return undefined;
  return [orphan ?? evidence, age].filter((words) => words !== undefined);
}

/** After what time without use a session is chosen; by its type's age with what that allows. */
function limitFor(
  { olderThanMs, byTypeAge }: CleanupRequest,
  type: SessionType,
  types: TypePolicies,
): { olderThanMs?: number; allows: string } {
  if (!byTypeAge) return { ...(olderThanMs !== undefined && { olderThanMs }), allows: '' };
  const days = types[type].cleanupDays;
  const allows = ` (the type ${type} allows ${count(days, 'day')})`;
  return { olderThanMs: days === 0 ? Number.POSITIVE_INFINITY : days * DAY, allows };
}

function dateOf(branches: readonly SurveyedBranch[], branch: string | undefined): string {
  return branches.find(({ name }) => name === branch)?.date ?? '';
}

/** Whether a date, ISO 8601, is more than `ms` ago; one that cannot be read is not. */
export function isOlder(date: string, ms: number, now: Date): boolean {
  return now.getTime() - Date.parse(date) > ms;
}

/** When a session was used, or something was committed to its branch. */
function lastActivity(lastActive: string, branchDate: string): number {
  const dates = [Date.parse(lastActive), Date.parse(branchDate)];
  return Math.max(...dates.filter((date) => !Number.isNaN(date)));
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A time span in one unit: `5 hours`, `12 days`. */
function ageWords(ms: number): string {
  if (ms < HOUR) return count(Math.max(0, Math.floor(ms / 60_000)), 'minute');
  return ms < 2 * DAY ? count(Math.floor(ms / HOUR), 'hour') : count(Math.floor(ms / DAY), 'day');
}
