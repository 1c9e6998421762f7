/** What would come of a session's merge, as it was tried while nobody waited for it. */
import type { Oid } from './repository.js';

export interface ForeseenMerge {
  /** `unknown` where it was not tried since the branches have moved. */
  readonly state: 'clean' | 'conflicts' | 'unknown';
  /** Files in conflict. */
  readonly conflicts?: number;
  /** After the other sessions of the repository that merge before it, as the radar orders them. */
  readonly withAll?: 'clean' | 'conflicts';
  /** What the check said of the target with all that merge into it, this one among them. */
  readonly check?: CombinedCheck;
}

/** `failed` also where it did not end in its time. */
export type CombinedCheck = 'passed' | 'failed';

/** What was checked of several merges into one branch. */
export interface TriedCombination {
  readonly target: string;
  /** Ids of the sessions, in the order of their merges. */
  readonly sessions: readonly string[];
  /** The content: what was said of it holds for any commit of it. */
  readonly tree: Oid;
  /** Absent as long as it has not run. */
  readonly check?: CombinedCheck;
}

/** An answer of a check, for as long as it is not crowded out by newer ones. */
export interface CheckVerdict {
  readonly tree: Oid;
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly check: CombinedCheck;
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
  /** Empty where no check may run. */
  readonly combinations: readonly TriedCombination[];
  /** Newest first. */
  readonly verdicts: readonly CheckVerdict[];
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
 * nothing to merge is left out. `withAll` and `check` hold only while none of them has moved.
 */
export function foreseenIn(
  tried: TriedMerges,
  now: ReadonlyMap<string, Oid>,
): Map<string, ForeseenMerge> {
  const areAll = areAtSame(tried, Object.keys(tried.tips), now);
  const checks = areAll ? checksOf(tried.combinations) : new Map<string, CombinedCheck>();
  return new Map(
    tried.merges.flatMap((merge): [string, ForeseenMerge][] => {
      if (!areAtSame(tried, merge.refs, now)) return [[merge.id, { state: 'unknown' }]];
      const { outcome, conflicts } = merge.alone;
      if (outcome === 'up-to-date') return [];
      const withAll = areAll ? merge.inTurn.outcome : undefined;
      const check = checks.get(merge.id);
      return [
        [
          merge.id,
          {
            state: outcome === 'obstacle' ? 'unknown' : outcome,
            ...(outcome === 'conflicts' && { conflicts }),
            ...((withAll === 'clean' || withAll === 'conflicts') && { withAll }),
            ...(check && { check }),
          },
        ],
      ];
    }),
  );
}

function checksOf(combinations: readonly TriedCombination[]): Map<string, CombinedCheck> {
  return new Map(
    combinations.flatMap(({ sessions, check }) =>
      check ? sessions.map((id): [string, CombinedCheck] => [id, check]) : [],
    ),
  );
}

/** In a few words, for a list; '' where it is not known. */
export function foreseenWords({ state, conflicts, withAll, check }: ForeseenMerge): string {
  if (state === 'unknown') return '';
  if (state === 'conflicts') return conflicts === 1 ? '1 conflict' : `${conflicts} conflicts`;
  if (withAll === 'conflicts') return 'conflicts with others';
  return check === undefined ? 'merges cleanly' : `merges cleanly, check ${check}`;
}

/** Whether it would conflict, with its target or with what comes before it, or fail the check. */
export function isForeseenToFail({ state, withAll, check }: ForeseenMerge): boolean {
  return (
    state === 'conflicts' || (state === 'clean' && (withAll === 'conflicts' || check === 'failed'))
  );
}
