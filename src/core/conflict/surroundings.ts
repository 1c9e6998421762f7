import type { ConflictHunk } from './marked-text.js';

/** So many lines in a row from elsewhere are no chance. */
const RUN = 2;

/**
 * The first line of an answer that repeats lines from before the hunk or after it, which stay
 * where they are anyway; undefined where it stays within the hunk. What stands right at its border
 * counts alone, farther lines in a row; lines without a letter or a figure say nothing, and what a
 * side has itself is its own.
 */
export function repeatsSurroundings(
  { ours, base, theirs }: ConflictHunk,
  lines: readonly string[],
  { before, after }: { before: readonly string[]; after: readonly string[] },
  { keyOf }: { keyOf: (line: string) => string },
): string | undefined {
  const keys = (all: readonly string[]) => all.map(keyOf).filter(says);
  const answer = keys(lines);
  const sides = [ours, base, theirs].map(keys);
  const [above, below] = [keys(before), keys(after)];
  const first = answer[0];
  if (first !== undefined && first === above.at(-1) && sides.every((side) => side[0] !== first)) {
    return first;
  }
  const last = answer.at(-1);
  if (last !== undefined && last === below[0] && sides.every((side) => side.at(-1) !== last)) {
    return last;
  }
  const elsewhere = new Set([above, below].flatMap(pairsOf));
  const own = new Set(sides.flatMap(pairsOf));
  const found = pairsOf(answer).findIndex((pair) => elsewhere.has(pair) && !own.has(pair));
  return answer[found];
}

function pairsOf(keys: readonly string[]): string[] {
  return keys.slice(0, 1 - RUN).map((_, index) => keys.slice(index, index + RUN).join('\n'));
}

function says(key: string): boolean {
  return /[\p{L}\p{N}]/u.test(key);
}
