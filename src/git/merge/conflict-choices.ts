import type { ConflictChoice, MergeConflict } from '../../core/merge.js';

const SIDES: readonly ConflictChoice[] = ['ours', 'theirs'];

/** What a conflict can be settled by; `markedOid` says whether the text has places to choose in. */
export function choicesOf(
  conflict: Omit<MergeConflict, 'choices'>,
  { isTangled }: { isTangled: boolean },
): ConflictChoice[] {
  // Only a directory is concerned; git has left every file where its side put it.
  if (!conflict.base && !conflict.ours && !conflict.theirs) return ['keep'];
  if (isTangled) return [...SIDES, 'delete'];
  const isText = conflict.markedOid !== undefined;
  switch (conflict.kind) {
    case 'file/directory':
      return [...SIDES];
    case 'modify/delete':
    case 'rename/delete':
      return [...SIDES, 'keep', 'delete'];
    case 'directory-rename':
      return isText && conflict.base ? [...SIDES, 'delete'] : [...SIDES, 'keep', 'delete'];
    case 'contents':
    case 'add/add':
    case 'rename/rename':
      return isText ? [...SIDES, 'both', 'delete'] : [...SIDES, 'delete'];
    default:
      return [...SIDES, 'delete'];
  }
}
