/** What would come of a session's merge, as it was tried while nobody waited for it. */
import type { Oid } from './repository.js';

export interface ForeseenMerge {
  /** `unknown` where it was not tried since the branches have moved. */
  readonly state: 'clean' | 'conflicts' | 'unknown';
  /** Files in conflict. */
  readonly conflicts?: number;
  /** After the other sessions of the repository that merge before it, as the radar orders them. */
  readonly withAll?: 'clean' | 'conflicts';
}

/** What trying the merge of one session came to. */
export interface TriedMerge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly strategy: string;
  /** Full names of the refs that it depends on. */
  readonly refs: readonly string[];
  readonly alone: TriedOutcome;
  readonly inTurn: TriedOutcome;
}

/** `obstacle`: its strategy cannot be used with these commits. */
export interface TriedOutcome {
  readonly outcome: 'clean' | 'conflicts' | 'up-to-date' | 'obstacle';
  readonly conflicts: number;
}

/** The merges that were tried in one repository, and where its refs were then. */
export interface TriedMerges {
  readonly commonDir: string;
  /** What of rows and settings it was tried for, a text for each session, sorted. */
  readonly asked: readonly string[];
  readonly tips: Readonly<Record<string, Oid>>;
  readonly merges: readonly TriedMerge[];
}

/** Whether all refs are where they were when something was tried. */
export function areAtSame(
  tried: Pick<TriedMerges, 'tips'>,
  refs: readonly string[],
  now: ReadonlyMap<string, Oid>,
): boolean {
  return refs.every((ref) => {
    const then = tried.tips[ref];
    return then !== undefined && then === now.get(ref);
  });
}

/**
 * What is known of each session, by its id, with the refs where they are `now`. A session with
 * nothing to merge is left out. `withAll` holds only while none of them has moved.
 */
export function foreseenIn(
  tried: TriedMerges,
  now: ReadonlyMap<string, Oid>,
): Map<string, ForeseenMerge> {
  const areAll = areAtSame(tried, Object.keys(tried.tips), now);
  return new Map(
    tried.merges.flatMap((merge): [string, ForeseenMerge][] => {
      if (!areAtSame(tried, merge.refs, now)) return [[merge.id, { state: 'unknown' }]];
      const { outcome, conflicts } = merge.alone;
      if (outcome === 'up-to-date') return [];
      const withAll = areAll ? merge.inTurn.outcome : undefined;
      return [
        [
          merge.id,
          {
            state: outcome === 'obstacle' ? 'unknown' : outcome,
            ...(outcome === 'conflicts' && { conflicts }),
            ...((withAll === 'clean' || withAll === 'conflicts') && { withAll }),
          },
        ],
      ];
    }),
  );
}

/** In a few words, for a list; '' where it is not known. */
export function foreseenWords({ state, conflicts, withAll }: ForeseenMerge): string {
  if (state === 'unknown') return '';
  if (state === 'conflicts') return conflicts === 1 ? '1 conflict' : `${conflicts} conflicts`;
  return withAll === 'conflicts' ? 'conflicts with others' : 'merges cleanly';
}

/** Whether it would conflict, with its target or with what comes before it. */
export function isForeseenToConflict({ state, withAll }: ForeseenMerge): boolean {
  return state === 'conflicts' || (state === 'clean' && withAll === 'conflicts');
}
