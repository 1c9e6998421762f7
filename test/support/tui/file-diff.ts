import type { DiffHunk, DiffLine, FileDiff } from '../../../src/core/diff.js';

const KINDS = { ' ': 'context', '+': 'added', '-': 'removed' } as const;

/** A hunk whose lines are written as in a patch. */
export function hunkOf(start: number, header: string, lines: readonly string[]): DiffHunk {
  const at = { old: start, new: start };
  return {
    oldStart: start,
    newStart: start,
    header,
    lines: lines.map((line): DiffLine => {
      const kind = KINDS[line[0] as keyof typeof KINDS];
      return {
        kind,
        text: line.slice(1),
        ...(kind !== 'added' && { old: at.old++ }),
        ...(kind !== 'removed' && { new: at.new++ }),
      };
    }),
  };
}

export function fileDiffOf(parts: Partial<FileDiff> & Pick<FileDiff, 'hunks'>): FileDiff {
  return { path: 'src/app.ts', kind: 'modified', isBinary: false, isTooLarge: false, ...parts };
}
