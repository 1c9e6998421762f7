import type { ConflictKind, MergeConflict } from '../../src/core/merge.js';

/** A conflict for tests of what shows it: both sides have the file, unless `change` says else. */
export function conflictAt(
  path: string,
  kind: ConflictKind = 'contents',
  change: Partial<MergeConflict> = {},
): MergeConflict {
  const mode = '100644';
  return {
    path,
    kind,
    base: { oid: '1'.repeat(40), mode },
    ours: { oid: '2'.repeat(40), mode },
    theirs: { oid: '3'.repeat(40), mode },
    otherPaths: [],
    message: `CONFLICT (${kind}): Merge conflict in ${path}`,
    choices: ['ours', 'theirs', 'delete'],
    ...change,
  };
}
