import type { ConflictHunk, ConflictText } from '../../src/core/conflict/hunks.js';

/** A place in conflict where both sides changed the line `base`; '' for no line. */
export function hunkOf(ours: string, theirs: string, base = 'base'): ConflictHunk {
  const lines = (text: string) => (text === '' ? [] : text.split('\n').map((line) => `${line}\n`));
  return {
    ours: lines(ours),
    base: lines(base),
    theirs: lines(theirs),
    lineEnd: '\n',
    endsFile: false,
  };
}

/** A file of settled lines and places in conflict in turn. */
export function conflictText(
  ...parts: readonly (readonly string[] | ConflictHunk)[]
): ConflictText {
  const segments = parts.map((part): ConflictText['segments'][number] =>
    'ours' in part ? { kind: 'hunk', hunk: part } : { kind: 'common', lines: part },
  );
  const hunks = segments.flatMap((each) => (each.kind === 'hunk' ? [each.hunk] : []));
  return { encoding: 'utf-8', segments, hunks };
}
