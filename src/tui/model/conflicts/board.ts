/** The conflicts of a merge and how far each is settled, as a value. */
import { conflictKey } from '../../../core/conflict/identity.js';
import type {
  ConflictChoice,
  ContentOrigin,
  MergeConflict,
  MergePlan,
  Resolution,
} from '../../../core/merge.js';
import { isForSameSides } from '../../../core/merge-draft.js';
import { conflictSides } from '../../../core/resolution.js';

/** Whose answer settles a conflict. */
export type SettledBy = ConflictChoice | ContentOrigin;

export interface ConflictItem {
  /** Of this conflict in this merge: a rebase may meet a path in several commits. */
  readonly key: string;
  readonly conflict: MergeConflict;
  /** Absent while it is open. */
  readonly settled?: { readonly resolution: Resolution; readonly by: SettledBy };
  /** Why an answer that was given does not hold, as a sentence. */
  readonly problem?: string;
}

/** How many places of a file conflict, and how many of them have an answer. */
export interface HunkCount {
  readonly settled: number;
  readonly all: number;
}

export interface ConflictBoard {
  readonly items: readonly ConflictItem[];
}

/**
 * The conflicts of a plan: those first that its resolutions settle, and of the open ones those
 * settled that have an answer which the plan was made without.
 */
export function boardOf(plan: MergePlan, answers: readonly Resolution[] = []): ConflictBoard {
  const { items } = boardAfter({ items: [] }, plan);
  const byKey = new Map(answers.map((answer) => [conflictKey(answer), answer]));
  return {
    items: items.map((item) => {
      const answer = byKey.get(item.key);
      const fits = answer && isForSameSides(answer, conflictSides(item.conflict));
      if (item.settled || !fits) return item;
      return { ...item, settled: { resolution: answer, by: answerOf(answer) } };
    }),
  };
}

/**
 * The board after a new look at the merge: what the plan settles keeps its place and whose answer
 * it was, what it does not have any more goes, and what has come is open.
 */
export function boardAfter({ items }: ConflictBoard, plan: MergePlan): ConflictBoard {
  const known = new Map(items.map((item) => [item.key, item]));
  const settled = plan.resolved.map(({ resolution, ...conflict }): ConflictItem => {
    const key = conflictKey(conflict);
    const by = known.get(key)?.settled?.by ?? answerOf(resolution);
    return { key, conflict, settled: { resolution, by } };
  });
  const open = plan.conflicts.map((conflict): ConflictItem => {
    const key = conflictKey(conflict);
    const problem = known.get(key)?.problem;
    return { key, conflict, ...(problem !== undefined && { problem }) };
  });
  const places = new Map(items.map(({ key }, index) => [key, index]));
  const placeOf = ({ key }: ConflictItem) => places.get(key) ?? items.length;
  return { items: [...settled, ...open].sort((a, b) => placeOf(a) - placeOf(b)) };
}

/** The board with an answer to a conflict in place of any other. */
export function settle(
  board: ConflictBoard,
  key: string,
  resolution: Resolution,
  by: SettledBy,
): ConflictBoard {
  return changed(board, key, ({ conflict }) => ({ key, conflict, settled: { resolution, by } }));
}

/** The board with a conflict open again; `problem` tells why, as a sentence. */
export function reopen(board: ConflictBoard, key: string, problem?: string): ConflictBoard {
  return changed(board, key, ({ conflict }) => ({
    ...{ key, conflict },
    ...(problem !== undefined && { problem }),
  }));
}

/** The board without a conflict that the merge does not have any more. */
export function drop({ items }: ConflictBoard, key: string): ConflictBoard {
  return { items: items.filter((item) => item.key !== key) };
}

export function resolutionsOf({ items }: ConflictBoard): Resolution[] {
  return items.flatMap(({ settled }) => (settled ? [settled.resolution] : []));
}

export function openItems({ items }: ConflictBoard): ConflictItem[] {
  return items.filter(({ settled }) => settled === undefined);
}

export function itemOf({ items }: ConflictBoard, key: string): ConflictItem | undefined {
  return items.find((item) => item.key === key);
}

/** The next open conflict after one, round to the first; undefined where all are settled. */
export function nextOpen({ items }: ConflictBoard, key: string): ConflictItem | undefined {
  const at = items.findIndex((item) => item.key === key);
  return [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) => !item.settled);
}

function answerOf(resolution: Resolution): SettledBy {
  return resolution.take === 'content' ? (resolution.origin ?? 'edited') : resolution.take;
}

function changed(
  { items }: ConflictBoard,
  key: string,
  change: (item: ConflictItem) => ConflictItem,
): ConflictBoard {
  return { items: items.map((item) => (item.key === key ? change(item) : item)) };
}
