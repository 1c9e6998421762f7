import type {
  ConflictChoice,
  ConflictSides,
  ContentOrigin,
  MergeConflict,
  Resolution,
} from './merge.js';
import type { Oid } from './repository.js';

/** What a conflict is settled by: one of its choices, or content that is given. */
export type Settlement = ConflictChoice | { oid: Oid; mode: string; origin?: ContentOrigin };

/** The resolution of a conflict as it was shown: it holds for exactly these sides. */
export function resolutionOf(conflict: MergeConflict, settlement: Settlement): Resolution {
  const place = conflictSides(conflict);
  return typeof settlement === 'string'
    ? { ...place, take: settlement }
    : { ...place, take: 'content', ...settlement };
}

/** A conflict as an answer to it names it: its place, and exactly these sides. */
export function conflictSides({ path, commit, base, ours, theirs }: MergeConflict): ConflictSides {
  return {
    path,
    ...(commit && { commit }),
    for: {
      ...(base && { base: base.oid }),
      ...(ours && { ours: ours.oid }),
      ...(theirs && { theirs: theirs.oid }),
    },
  };
}

/** Mode of content that is given: as executable as the file is in the side that changed that. */
export function contentMode({ base, ours, theirs }: MergeConflict): string {
  const modes = [ours, theirs, base].flatMap((stage) => (stage ? [stage.mode] : []));
  const changed = modes.find((mode) => mode.startsWith('100') && mode !== base?.mode);
  return changed ?? modes.find((mode) => mode.startsWith('100')) ?? '100644';
}
