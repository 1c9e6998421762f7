import type { CleanupItem } from '../../core/cleanup.js';
import { QtuiError } from '../../core/errors.js';
import { mergedWords } from '../../core/merged-words.js';
import type { Loss, MergedVerdict } from '../../core/repository.js';
import type { AgentState, SessionMetadata } from '../../core/session.js';

/** States in which an agent is at work, waits for its person, or may do either. */
const AT_WORK: readonly AgentState[] = ['starting', 'busy', 'waiting', 'unknown'];

/** Whether a session's program runs. */
export function isLive(agentState: AgentState | undefined): agentState is AgentState {
  return agentState !== undefined && agentState !== 'exited';
}

/** Why a live program protects its session; undefined when it does not. */
export function liveWords(
  agentState: AgentState | undefined,
  verdict: MergedVerdict | undefined,
): string | undefined {
  if (!isLive(agentState)) return undefined;
  if (AT_WORK.includes(agentState)) return `its agent is ${agentState}`;
  const hasNoWork = verdict?.merged === true && verdict.evidence === 'no-work';
  return hasNoWork ? 'its program runs, and it has no work yet' : undefined;
}

/** Why the person's pin protects a session; undefined without one. */
export function pinnedWords({ isPinned }: SessionMetadata): string | undefined {
  return isPinned ? 'it is pinned' : undefined;
}

/** What would be lost, or why nobody knows, in words. */
export function lossWords(losses: readonly Loss[] | QtuiError): string[] {
  if (losses instanceof QtuiError) return [losses.message.replace(/\.$/, '')];
  return losses.map(({ summary }) => summary);
}

/** What keeps a branch from counting as merged, in words; undefined where it is, or nobody knows. */
export function unmergedWords(
  verdict: MergedVerdict | undefined,
  target: string,
): string | undefined {
  return verdict?.merged === false ? mergedWords(verdict, target) : undefined;
}

/** An item with what is known to protect it; what is forced keeps only what nobody can lift. */
export function protectedItem(
  item: Omit<CleanupItem, 'keptBecause'>,
  { liftable, absolute }: { liftable: (string | undefined)[]; absolute: (string | undefined)[] },
): CleanupItem {
  const why = [...absolute, ...(item.isForced ? [] : liftable)];
  return Object.freeze({ ...item, keptBecause: why.filter((words) => words !== undefined) });
}
