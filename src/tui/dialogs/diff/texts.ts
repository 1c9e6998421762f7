/** The difference of two texts that no repository has. */
import type { DiffHunk, DiffLine, FileDiff } from '../../../core/diff.js';

/** Changes beyond which the texts are told as one taken for the other. */
const MOST_EDITS = 5_000;
const CONTEXT_LINES = 3;

/**
 * The difference of two texts, as git would tell it of a file of this path: for a `DiffView`. Line
 * ends count. `context` lines stand around changes; Infinity for all of the text.
 */
export async function diffOfTexts(texts: {
  path: string;
  before: string;
  after: string;
  context?: number;
}): Promise<FileDiff> {
  const { path, before, after, context = CONTEXT_LINES } = texts;
  // Loaded when two texts are compared, not when qtui starts.
  const { diffArrays } = await import('diff');
  const [old, now] = [linesOf(before), linesOf(after)];
  const parts = diffArrays(old, now, { maxEditLength: MOST_EDITS }) ?? [
    { removed: true, added: false, value: old },
    { removed: false, added: true, value: now },
  ];
  const lines: DiffLine[] = [];
  const at = { old: 1, new: 1 };
  for (const { added, removed, value } of parts) {
    for (const whole of value) {
      const isUnended = !whole.endsWith('\n');
      lines.push({
        kind: added ? 'added' : removed ? 'removed' : 'context',
        text: isUnended ? whole : whole.slice(0, -1),
        ...(!added && { old: at.old++ }),
        ...(!removed && { new: at.new++ }),
        ...(isUnended && { isUnended }),
      });
    }
  }
  const number = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  return {
    path,
    kind: 'modified',
    added: number('added'),
    removed: number('removed'),
    isBinary: false,
    isTooLarge: false,
    hunks: hunksOf(lines, context),
  };
}

/** With their line feeds, so that one which lacks it is another line. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function hunksOf(lines: readonly DiffLine[], context: number): DiffHunk[] {
  const hunks: DiffHunk[] = [];
  let first: number | undefined;
  let last = 0;
  const close = () => {
    if (first !== undefined) hunks.push(hunkOf(lines, first, last + context + 1));
  };
  lines.forEach((line, index) => {
    if (line.kind === 'context') return;
    if (first === undefined || index - context > last + context + 1) {
      close();
      first = Math.max(0, index - context);
    }
    last = index;
  });
  close();
  return hunks;
}

function hunkOf(all: readonly DiffLine[], first: number, end: number): DiffHunk {
  const lines = all.slice(first, end);
  const start = (side: 'old' | 'new') =>
    lines.find((line) => line[side] !== undefined)?.[side] ?? 0;
  return { oldStart: start('old'), newStart: start('new'), header: '', lines };
}
