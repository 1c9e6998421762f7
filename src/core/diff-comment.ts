/** Comments on the lines of a difference, as a person writes them before they go to an agent. */
import type { DiffLine } from './diff.js';

export interface DiffComment {
  readonly id: number;
  readonly path: string;
  /** The lines it is about, as they were when it was written or found again. */
  readonly lines: readonly DiffLine[];
  readonly text: string;
  /** Its lines are no part of the difference any more. */
  readonly isOutdated?: true;
}

/**
 * What two screens have made of the same comments: `ours` and `theirs` since `base`. Nothing that was
 * written goes: of one that both have changed both are kept, and where both have given the same id
 * to new ones, ours gets another.
 */
export function mergedComments(
  base: readonly DiffComment[],
  ours: readonly DiffComment[],
  theirs: readonly DiffComment[],
): readonly DiffComment[] {
  const [former, there, here] = [base, theirs, ours].map(byId);
  const merged = new Map(there);
  for (const [id, comment] of former ?? []) {
    const isKept = here?.has(id) || !isSameComment(there?.get(id), comment);
    if (!isKept) merged.delete(id);
  }
  let last = Math.max(0, ...[...base, ...theirs, ...ours].map(({ id }) => id));
  for (const comment of ours) {
    const { id } = comment;
    const [before, other] = [former?.get(id), there?.get(id)];
    if (isSameComment(before, comment)) {
      // The place is where it was found last.
      if (isSameComment(other, comment)) merged.set(id, comment);
    } else if (isSameComment(other, before) || isSameComment(other, comment)) {
      merged.set(id, comment);
    } else if (other === undefined) merged.set(id, comment);
    else {
      last += 1;
      merged.set(last, { ...comment, id: last });
    }
  }
  return [...merged.values()].sort((a, b) => a.id - b.id);
}

function byId(comments: readonly DiffComment[]): Map<number, DiffComment> {
  return new Map(comments.map((comment) => [comment.id, comment]));
}

/** The same words on the same file: lines move. */
export function isSameComment(
  one: DiffComment | undefined,
  other: DiffComment | undefined,
): boolean {
  return one?.id === other?.id && one?.path === other?.path && one?.text === other?.text;
}
