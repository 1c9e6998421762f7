import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Overlap, OverlapKind, PredictedConflict, SessionPair } from '../../core/radar.js';
import type { RawChange } from '../parsers/diff.js';
import type { FileHunks } from '../parsers/hunks.js';
import { inOrder } from './in-order.js';
import { judge, type Meeting, meetingsOf, type Side, sideOf } from './meet.js';
import type { SessionWork } from './session-work.js';
import { type Tools, tryMerge } from './trees.js';

/** Places listed for one file; what is beyond is counted. */
const HUNKS_LISTED = 20;

/** Two sessions that change the same, before lines are compared. */
export interface Candidate {
  a: SessionWork;
  b: SessionWork;
  meetings: readonly Meeting[];
}

/** Pairs that meet in a file, by id. */
export async function findCandidates(works: readonly SessionWork[]): Promise<Candidate[]> {
  const sorted = [...works].sort((x, y) => (x.id < y.id ? -1 : 1));
  const sides = new Map<SessionWork, Side>();
  for (const work of sorted) sides.set(work, sideOf(work.change.changes, work.probe.unread));
  const candidates: Candidate[] = [];
  for (const [index, a] of sorted.entries()) {
    // Of hundreds of sessions this is long, and waits for nothing.
    await nextTurn();
    for (const b of sorted.slice(index + 1)) {
      const [ofA, ofB] = await Promise.all([
        goesInto(b, a) ? uncommittedSide(a) : sides.get(a),
        goesInto(a, b) ? uncommittedSide(b) : sides.get(b),
      ]);
      const meetings = ofA && ofB ? meetingsOf(ofA, ofB) : [];
      if (meetings.length > 0) candidates.push({ a, b, meetings });
    }
  }
  return candidates;
}

/**
 * Whether the session is to be merged into the branch of `parent`: it has that one's commits as
 * its base, and only what is uncommitted there is news to it.
 */
function goesInto(session: SessionWork, parent: SessionWork): boolean {
  const { subject } = session.probe;
  const { branch, head } = parent.probe;
  return subject.target === branch && session.comparison.targetOid === head;
}

async function uncommittedSide(work: SessionWork): Promise<Side> {
  return sideOf((await work.uncommitted()).changes, work.probe.unread);
}

/** The pair with its overlaps, and the conflicts that merging both would leave. */
export async function comparePair(
  tools: Tools,
  { a, b, meetings }: Candidate,
  hunksOf: (change: RawChange) => FileHunks | undefined,
): Promise<SessionPair> {
  const judged = meetings.map((meeting) => ({ meeting, ...judge(meeting, hunksOf) }));
  const isHarmless = judged.every(({ kind }) => kind === 'same-change');
  const conflicts = isHarmless ? [] : await predict(tools, a, b, meetings);
  const inConflict = new Set(conflicts?.map(({ path }) => path));
  const overlaps = judged.map(({ meeting, kind, hunks }): Overlap => {
    const willConflict =
      kind === 'unread' || conflicts === undefined
        ? undefined
        : namesOf(meeting).some((name) => inConflict.has(name));
    return {
      path: meeting.path,
      kind,
      hunks: hunks.slice(0, HUNKS_LISTED),
      hunkCount: hunks.length,
      ...(willConflict !== undefined && { willConflict }),
    };
  });
  const told = new Set(meetings.flatMap(namesOf));
  const others = conflicts?.filter(({ path }) => !told.has(path)) ?? [];
  return {
    a: a.id,
    b: b.id,
    overlaps: inOrder([...overlaps, ...others.map(overlapOf)], ({ path }) => path),
    ...(conflicts && { conflicts }),
  };
}

/**
 * What is left to resolve when one has been merged and the other is merged after it. Undefined
 * where git cannot try.
 */
async function predict(
  tools: Tools,
  a: SessionWork,
  b: SessionWork,
  meetings: readonly Meeting[],
): Promise<readonly PredictedConflict[] | undefined> {
  const { path } = a.probe.subject;
  const isBefore = landsBefore(a, b);
  if (isBefore || (goesInto(a, b) && a.mergesCleanly)) {
    const keyOfB = isBefore ? landedKey(b) : workKey(b);
    return conflictsOf(
      await tryMerge(tools, path, `${landedKey(a)} ${keyOfB}`, async () => [
        await a.landed(),
        await (isBefore ? b.coming() : b.commit()),
      ]),
    );
  }
  if (goesInto(b, a) && b.mergesCleanly) return predict(tools, b, a, meetings);
  const conflicts = conflictsOf(
    await tryMerge(tools, path, `${workKey(a)} ${workKey(b)}`, async () => [
      await a.commit(),
      await b.commit(),
    ]),
  );
  // What both have from elsewhere conflicts there, not between these two.
  const names = new Set(meetings.flatMap(namesOf));
  return conflicts?.filter(({ path: name }) => names.has(name));
}

function landsBefore(a: SessionWork, b: SessionWork): boolean {
  const isSameTarget = a.comparison.targetOid === b.comparison.targetOid;
  return isSameTarget && a.mergesCleanly && b.mergesCleanly;
}

function workKey({ probe, tree }: SessionWork): string {
  return `${probe.head} ${tree}`;
}

function landedKey(work: SessionWork): string {
  const { baseOid, groundOid = baseOid } = work.comparison;
  return `${groundOid} < ${workKey(work)}`;
}

function conflictsOf(
  merge: Awaited<ReturnType<typeof tryMerge>>,
): readonly PredictedConflict[] | undefined {
  if (merge === undefined) return undefined;
  return 'tree' in merge ? [] : merge.conflicts;
}

function namesOf({ path, a, b, others = [] }: Meeting): string[] {
  const names = [path, a?.path, a?.from, b?.path, b?.from, ...others];
  return names.filter((name) => name !== undefined);
}

/** A conflict at a path that only one of them names, as by a directory that was renamed. */
function overlapOf({ path, kind }: PredictedConflict): Overlap {
  const word: OverlapKind = kind.includes('rename') ? 'rename' : 'same-file';
  return { path, kind: word, hunks: [], hunkCount: 0, willConflict: true };
}
