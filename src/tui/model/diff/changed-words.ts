/** Which words of a line have changed where one line took the place of another. */

/** Positions within a text, the end not included. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface ChangedWords {
  readonly old: readonly TextRange[];
  readonly new: readonly TextRange[];
}

const NONE: ChangedWords = { old: [], new: [] };
const WORDS = /[\p{L}\p{N}_]+|\s+|./gsu;
/** Longer lines are compared at their ends only. */
const MOST_CELLS = 40_000;
const LONGEST = 4_000;
/** Share of a line that must have stayed, else the line as a whole is another one. */
const LEAST_KEPT = 0.3;

/** None where the two lines have too little in common for single words to tell anything. */
export function changedWords(before: string, after: string): ChangedWords {
  if (before === after || before.length > LONGEST || after.length > LONGEST) return NONE;
  const old = before.match(WORDS) ?? [];
  const now = after.match(WORDS) ?? [];
  const shortest = Math.min(old.length, now.length);
  let head = 0;
  while (head < shortest && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const keeps = keptWithin(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  const mark = (words: readonly string[], kept: ReadonlySet<number>) =>
    rangesOf(
      words,
      (index) => index < head || index >= words.length - tail || kept.has(index - head),
    );
  const found = { old: mark(old, keeps.old), new: mark(now, keeps.new) };
  return isTelling(before, found.old) && isTelling(after, found.new) ? found : NONE;
}

/** By what both have in the same order, as much of it as there is. */
function keptWithin(
  old: readonly string[],
  now: readonly string[],
): { old: Set<number>; new: Set<number> } {
  const kept = { old: new Set<number>(), new: new Set<number>() };
  if (old.length * now.length > MOST_CELLS) return kept;
  const columns = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * columns);
  const at = (row: number, column: number) => lengths[row * columns + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      lengths[row * columns + column] =
        old[row] === now[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  let [row, column] = [0, 0];
  while (row < old.length && column < now.length) {
    if (old[row] === now[column]) {
      kept.old.add(row);
      kept.new.add(column);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return kept;
}

function rangesOf(words: readonly string[], isKept: (index: number) => boolean): TextRange[] {
  const ranges: { start: number; end: number }[] = [];
  let start = 0;
  words.forEach((word, index) => {
    const end = start + word.length;
    const last = ranges.at(-1);
    if (!isKept(index)) {
      if (last?.end === start) last.end = end;
      else ranges.push({ start, end });
    }
    start = end;
  });
  return ranges;
}

function isTelling(text: string, ranges: readonly TextRange[]): boolean {
  const letters = (part: string) => part.replace(/\s+/g, '').length;
  const all = letters(text);
  const changed = ranges.reduce((sum, { start, end }) => sum + letters(text.slice(start, end)), 0);
  return all === 0 || (all - changed) / all >= LEAST_KEPT;
}
