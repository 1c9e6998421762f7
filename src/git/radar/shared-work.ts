/** Sessions that share a worktree and a target have the same work: it is looked at once. Pure. */
import type { Overlap, RadarSubject, SessionPair } from '../../core/radar.js';

/** Subjects with the same work; never empty. */
export type SharedWork = readonly [RadarSubject, ...RadarSubject[]];

/** The subjects by what they work on, by the id of the one that stands for the others. */
export function bySharedWork(subjects: readonly RadarSubject[]): Map<string, SharedWork> {
  const groups = new Map<string, [RadarSubject, ...RadarSubject[]]>();
  for (const subject of subjects) {
    const { sessionId: _, ...work } = subject;
    const key = JSON.stringify(work);
    const group = groups.get(key);
    if (group) group.push(subject);
    else groups.set(key, [subject]);
  }
  return new Map([...groups.values()].map((group) => [group[0].sessionId, group]));
}

function idsOf(sharing: ReadonlyMap<string, SharedWork>, id: string): readonly string[] {
  return sharing.get(id)?.map(({ sessionId }) => sessionId) ?? [id];
}

/** For each session what holds for the one that stands for it. */
export function forEachSession<T extends { sessionId: string }>(
  sharing: ReadonlyMap<string, SharedWork>,
  found: readonly T[],
): T[] {
  return found.flatMap((each) =>
    idsOf(sharing, each.sessionId).map((sessionId) => ({ ...each, sessionId })),
  );
}

/** As `forEachSession`, for pairs; `a` comes before `b` by id. */
export function forEachPair(
  sharing: ReadonlyMap<string, SharedWork>,
  pairs: readonly SessionPair[],
): SessionPair[] {
  return pairs.flatMap((pair) => {
    const overlaps = pair.overlaps.map(turned);
    return idsOf(sharing, pair.a).flatMap((a) =>
      idsOf(sharing, pair.b).map((b) =>
        a < b ? { ...pair, a, b } : { ...pair, a: b, b: a, overlaps },
      ),
    );
  });
}

function turned(overlap: Overlap): Overlap {
  return { ...overlap, hunks: overlap.hunks.map(({ kind, a, b }) => ({ kind, a: b, b: a })) };
}
