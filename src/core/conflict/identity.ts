import type { ConflictKind, MergeConflict, Resolution } from '../merge.js';

const TEXT_KINDS: ReadonlySet<ConflictKind> = new Set(['contents', 'add/add']);

/**
 * Whether both sides have written other lines in a text: it is settled line by line, and a model may
 * be asked about it. Every other kind is a choice that only a person may make.
 */
export function isAboutLines({ kind }: Pick<MergeConflict, 'kind'>): boolean {
  return TEXT_KINDS.has(kind);
}

/** Whether git marked the places in conflict too, so that each can have an answer of its own. */
export function isTextConflict(conflict: Pick<MergeConflict, 'kind' | 'markedOid'>): boolean {
  return isAboutLines(conflict) && conflict.markedOid !== undefined;
}

/** Which conflict of a merge it is: a rebase may have the same file in conflict in several commits. */
export function conflictKey({ path, commit = '' }: Pick<Resolution, 'path' | 'commit'>): string {
  return `${commit}:${path}`;
}
