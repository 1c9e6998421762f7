import type { MergeStep, RadarSession, SessionPair } from '../../../core/radar.js';
import { type AgentState, comparePriority } from '../../../core/session.js';
import { count } from '../../../core/text.js';

/** States in which a session's work is not at an end. */
const UNFINISHED: Readonly<Partial<Record<AgentState, string>>> = {
  starting: 'its agent is starting',
  busy: 'its agent is busy',
  waiting: 'its agent waits for an answer',
};

/** Sessions named in one reason; what is beyond is counted. */
const NAMED = 4;

/**
 * An order to merge the sessions in that have something to merge. A session comes before the one
 * whose branch it goes into; then those that are finished, those with the fewest conflicts with
 * what is left, those of a higher priority, the smaller ones. It depends on nothing but its arguments' values.
 */
export function suggestMergeOrder(
  sessions: readonly RadarSession[],
  pairs: readonly SessionPair[],
): MergeStep[] {
  const titles = new Map(sessions.map(({ sessionId, title }) => [sessionId, title]));
  const conflicts = conflictsBySession(pairs);
  const left = new Map(
    sessions
      .filter(({ files, unread }) => files.length + unread.length > 0)
      .map((session) => [session.sessionId, new Candidate(session)]),
  );
  for (const [id, candidate] of left) {
    for (const met of conflicts.get(id) ?? []) if (left.has(met.id)) candidate.open += met.files;
  }
  const steps: MergeStep[] = [];
  const merged = new Set<string>();
  for (let next = nextOf([...left.values()]); next; next = nextOf([...left.values()])) {
    const { session } = next;
    const own = conflicts.get(session.sessionId) ?? [];
    left.delete(session.sessionId);
    for (const { id, files } of own) {
      const other = left.get(id);
      if (other) other.open -= files;
    }
    const parent = session.parentId === undefined ? undefined : left.get(session.parentId);
    const reason = reasonOf(session, parent?.session, {
      all: own.length,
      before: named(
        own.filter(({ id }) => merged.has(id)),
        titles,
      ),
      after: named(
        own.filter(({ id }) => left.has(id)),
        titles,
      ),
    });
    steps.push({ sessionId: session.sessionId, reason });
    merged.add(session.sessionId);
  }
  return steps;
}

/** `before` and `after` name those that it conflicts with; '' for nobody. */
function reasonOf(
  session: RadarSession,
  parent: RadarSession | undefined,
  conflicts: { all: number; before: string; after: string },
): string {
  const { target, targetConflicts, agentState, priority } = session;
  const reasons = [
    parent && `goes into ${parent.title}, so before that one`,
    conflicts.before && `conflicts with ${conflicts.before}, to be resolved then`,
    conflicts.after && `ahead of ${conflicts.after}, which it conflicts with`,
    conflicts.all === 0 && 'conflicts with no other session',
    targetConflicts.length > 0 &&
      `conflicts with ${target} (${count(targetConflicts.length, 'file')})`,
    agentState && UNFINISHED[agentState],
    priority && `${priority} priority`,
    sizeWords(session),
  ];
  return reasons.filter(Boolean).join('; ');
}

/** A session that conflicts with another, and in how many files. */
interface Conflict {
  id: string;
  files: number;
}

function conflictsBySession(pairs: readonly SessionPair[]): Map<string, Conflict[]> {
  const found = new Map<string, Conflict[]>();
  const add = (id: string, conflict: Conflict) => {
    const known = found.get(id);
    if (known) known.push(conflict);
    else found.set(id, [conflict]);
  };
  for (const { a, b, conflicts = [] } of pairs) {
    const files = conflicts.length;
    if (files === 0) continue;
    add(a, { id: b, files });
    add(b, { id: a, files });
  }
  return found;
}

function named(found: readonly Conflict[], titles: ReadonlyMap<string, string>): string {
  const words = found
    .slice(0, NAMED)
    .map(({ id, files }) => `${titles.get(id) ?? id} (${count(files, 'file')})`);
  const rest = found.length - words.length;
  return [...words, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** A session that has no place yet. What its rank is made of is counted once, not at each step. */
class Candidate {
  /** Files in conflict with others that have no place yet. */
  open = 0;
  readonly #lines: number;

  constructor(readonly session: RadarSession) {
    this.#lines = linesOf(session);
  }

  get ranks(): readonly number[] {
    const { session } = this;
    return [
      session.agentState !== undefined && session.agentState in UNFINISHED ? 1 : 0,
      this.open + session.targetConflicts.length,
      comparePriority(session, {}),
      this.#lines,
      session.files.length,
    ];
  }
}

/** Of sessions that go into each other in a ring, none has to wait. */
function nextOf(left: readonly Candidate[]): Candidate | undefined {
  const parents = new Set(left.map(({ session }) => session.parentId));
  const free = left.filter(({ session }) => !parents.has(session.sessionId));
  const ranked = (free.length > 0 ? free : left).map((candidate) => ({
    candidate,
    ranks: candidate.ranks,
  }));
  ranked.sort((a, b) => {
    const at = a.ranks.findIndex((value, index) => value !== b.ranks[index]);
    if (at >= 0) return (a.ranks[at] ?? 0) - (b.ranks[at] ?? 0);
    return a.candidate.session.sessionId < b.candidate.session.sessionId ? -1 : 1;
  });
  return ranked[0]?.candidate;
}

function linesOf({ files }: RadarSession): number {
  return files.reduce((sum, { added = 0, removed = 0 }) => sum + added + removed, 0);
}

function sizeWords(session: RadarSession): string {
  return `${count(session.files.length, 'file')}, ${count(linesOf(session), 'line')}`;
}
