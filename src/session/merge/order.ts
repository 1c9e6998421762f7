import type { MergeStep, RadarSession, SessionPair } from '../../core/radar.js';
import { type AgentState, comparePriority } from '../../core/session.js';
import { count } from '../../core/text.js';

/** States in which a session's work is not at an end. */
const UNFINISHED: Readonly<Partial<Record<AgentState, string>>> = {
  starting: 'its agent is starting',
  busy: 'its agent is busy',
  waiting: 'its agent waits for an answer',
};

/**
 * An order to merge the sessions in that have something to merge. A session comes before the one
 * whose branch it goes into; then those that are finished, those with the fewest conflicts with
 * what is left, those of a higher priority, the smaller ones. It depends on nothing but its arguments' values.
 */
export function suggestMergeOrder(
  sessions: readonly RadarSession[],
  pairs: readonly SessionPair[],
): MergeStep[] {
  const left = new Map(
    sessions
      .filter(({ files, unread }) => files.length + unread.length > 0)
      .map((session) => [session.sessionId, session]),
  );
  const titles = new Map(sessions.map(({ sessionId, title }) => [sessionId, title]));
  const merged = new Set<string>();
  const steps: MergeStep[] = [];
  while (left.size > 0) {
    const next = nextOf([...left.values()], pairs);
    if (next === undefined) break;
    left.delete(next.sessionId);
    const conflicts = conflictsOf(next, pairs);
    const [before, after] = [
      conflicts.filter(({ id }) => merged.has(id)),
      conflicts.filter(({ id }) => left.has(id)),
    ];
    const named = (found: typeof conflicts) =>
      found.map(({ id, files }) => `${titles.get(id) ?? id} (${count(files, 'file')})`).join(', ');
    const parent = next.parentId === undefined ? undefined : left.get(next.parentId);
    const reasons = [
      parent && `goes into ${parent.title}, so before that one`,
      before.length > 0 && `conflicts with ${named(before)}, to be resolved then`,
      after.length > 0 && `ahead of ${named(after)}, which it conflicts with`,
      conflicts.length === 0 && 'conflicts with no other session',
      next.targetConflicts.length > 0 &&
        `conflicts with ${next.target} (${count(next.targetConflicts.length, 'file')})`,
      next.agentState && UNFINISHED[next.agentState],
      next.priority && `${next.priority} priority`,
      sizeWords(next),
    ];
    steps.push({
      sessionId: next.sessionId,
      reason: reasons.filter((reason) => typeof reason === 'string').join('; '),
    });
    merged.add(next.sessionId);
  }
  return steps;
}

/** Of sessions that go into each other in a ring, none has to wait. */
function nextOf(
  left: readonly RadarSession[],
  pairs: readonly SessionPair[],
): RadarSession | undefined {
  const parents = new Set(left.map(({ parentId }) => parentId));
  const free = left.filter(({ sessionId }) => !parents.has(sessionId));
  const ids = new Set(left.map(({ sessionId }) => sessionId));
  const rank = (session: RadarSession): readonly number[] => {
    const open = conflictsOf(session, pairs).filter(({ id }) => ids.has(id));
    return [
      session.agentState !== undefined && session.agentState in UNFINISHED ? 1 : 0,
      open.reduce((sum, { files }) => sum + files, session.targetConflicts.length),
      comparePriority(session, {}),
      linesOf(session),
      session.files.length,
    ];
  };
  const ranked = (free.length > 0 ? free : left).map((session) => ({
    session,
    ranks: rank(session),
  }));
  ranked.sort((a, b) => {
    const at = a.ranks.findIndex((value, index) => value !== b.ranks[index]);
    if (at >= 0) return (a.ranks[at] ?? 0) - (b.ranks[at] ?? 0);
    return a.session.sessionId < b.session.sessionId ? -1 : 1;
  });
  return ranked[0]?.session;
}

function conflictsOf(
  { sessionId }: RadarSession,
  pairs: readonly SessionPair[],
): { id: string; files: number }[] {
  return pairs.flatMap(({ a, b, conflicts = [] }) => {
    if (conflicts.length === 0 || (a !== sessionId && b !== sessionId)) return [];
    return [{ id: a === sessionId ? b : a, files: conflicts.length }];
  });
}

function linesOf({ files }: RadarSession): number {
  return files.reduce((sum, { added = 0, removed = 0 }) => sum + added + removed, 0);
}

function sizeWords(session: RadarSession): string {
  return `${count(session.files.length, 'file')}, ${count(linesOf(session), 'line')}`;
}
