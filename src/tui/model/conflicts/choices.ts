/** What a conflict can be settled by as a whole, each outcome once. */
import type { ConflictChoice, MergeConflict } from '../../../core/merge.js';

/**
 * The choices that come to something of their own: where one side has no file, keeping it is the
 * other side's choice, and deleting it that side's.
 */
export function distinctChoices({ choices, ours, theirs, kind }: MergeConflict): ConflictChoice[] {
  const isOneSided = (ours === undefined) !== (theirs === undefined);
  const isSettledBySide = isOneSided && (kind === 'modify/delete' || kind === 'rename/delete');
  if (!isSettledBySide) return [...choices];
  return choices.filter((choice) => choice !== 'keep' && choice !== 'delete');
}

/** The side whose file a choice leaves; undefined where it leaves none, or one of both. */
export function sideOf(
  { ours, theirs }: MergeConflict,
  choice: ConflictChoice,
): 'ours' | 'theirs' | undefined {
  switch (choice) {
    case 'ours':
      return ours && 'ours';
    case 'theirs':
      return theirs && 'theirs';
    case 'keep':
      return ours ? 'ours' : theirs && 'theirs';
    default:
      return undefined;
  }
}
