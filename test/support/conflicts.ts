import type { ConflictFiles, ConflictKind, MergeConflict } from '../../src/core/merge.js';

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

/** A text whose sides differ in this many places, as a merge leaves it. */
export function filesInConflict(hunks: number): ConflictFiles {
  const places = Array.from({ length: hunks }, (_, index) => index + 1);
  const labels = { ours: 'a'.repeat(40), theirs: 'b'.repeat(40) };
  const file = (lineOf: (place: number) => string) => {
    const bytes = Buffer.from(places.map((each) => `${lineOf(each)}same\n`).join(''));
    return { size: bytes.length, isBinary: false, bytes };
  };
  const side = (name: string) => (place: number) => `${name} ${place}\n`;
  const marked = file(
    (place) =>
      `<<<<<<< ${labels.ours}\n${side('ours')(place)}||||||| 1234567\n${side('base')(place)}` +
      `=======\n${side('theirs')(place)}>>>>>>> ${labels.theirs}\n`,
  );
  return {
    ...{ base: file(side('base')), ours: file(side('ours')), theirs: file(side('theirs')) },
    asGitMarked: { bytes: marked.bytes, labels },
  };
}
