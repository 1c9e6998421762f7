import type { ConflictHunk, ConflictText } from '../../src/core/conflict/hunks.js';
import { answerLines } from '../../src/core/conflict/hunks.js';
import { linesOf } from '../../src/core/conflict/lines.js';

/** How people settled one hunk; `base`: neither side's change; `other`: by lines of their own. */
export const SETTLED_BY = [
  'ours',
  'theirs',
  'both',
  'both-reversed',
  'base',
  'empty',
  'other',
] as const;
export type SettledBy = (typeof SETTLED_BY)[number];

export interface HumanAnswer {
  readonly by: SettledBy;
  readonly lines: readonly string[];
}

/**
 * What people put in the place of each hunk, by finding the settled text around them again.
 * Undefined where they changed the file outside of the hunks as well.
 */
export function humanAnswers(text: ConflictText, settled: string): HumanAnswer[] | undefined {
  const lines = linesOf(settled);
  const { segments, hunks } = text;
  const leading = segments[0]?.kind === 'common' ? segments[0].lines : [];
  if (!standsAt(lines, leading, 0)) return undefined;
  const following = segments.flatMap((segment, index) => {
    const next = segments[index + 1];
    if (segment.kind !== 'hunk') return [];
    return [next?.kind === 'common' ? next.lines : []];
  });
  return new Alignment(lines, hunks, following).from(0, leading.length);
}

/** Looks for hunk after hunk, going back where what comes after does not fit. */
class Alignment {
  readonly #lines: readonly string[];
  readonly #hunks: readonly ConflictHunk[];
  /** The settled lines after each hunk. */
  readonly #following: readonly (readonly string[])[];
  readonly #failed = new Set<string>();

  constructor(
    lines: readonly string[],
    hunks: readonly ConflictHunk[],
    following: readonly (readonly string[])[],
  ) {
    this.#lines = lines;
    this.#hunks = hunks;
    this.#following = following;
  }

  /** The answers of the hunks from `index` on, whose first begins at line `at`. */
  from(index: number, at: number): HumanAnswer[] | undefined {
    const hunk = this.#hunks[index];
    if (hunk === undefined) return at === this.#lines.length ? [] : undefined;
    const key = `${index} ${at}`;
    if (this.#failed.has(key)) return undefined;
    for (const answer of this.#candidates(hunk, index, at)) {
      const next = at + answer.lines.length;
      const after = this.#following[index] ?? [];
      if (!standsAt(this.#lines, after, next)) continue;
      const rest = this.from(index + 1, next + after.length);
      if (rest) return [answer, ...rest];
    }
    this.#failed.add(key);
    return undefined;
  }

  *#candidates(hunk: ConflictHunk, index: number, at: number): Generator<HumanAnswer> {
    for (const by of ['ours', 'theirs', 'both', 'both-reversed'] as const) {
      const lines = answerLines(hunk, by);
      if (standsAt(this.#lines, lines, at)) yield { by, lines };
    }
    if (standsAt(this.#lines, hunk.base, at)) yield { by: 'base', lines: hunk.base };
    yield { by: 'empty', lines: [] };
    if (index === this.#hunks.length - 1) {
      const end = this.#lines.length - (this.#following[index] ?? []).length;
      if (end > at) yield { by: 'other', lines: this.#lines.slice(at, end) };
      return;
    }
    for (let end = at + 1; end <= this.#lines.length; end += 1) {
      yield { by: 'other', lines: this.#lines.slice(at, end) };
    }
  }
}

function standsAt(lines: readonly string[], wanted: readonly string[], at: number): boolean {
  if (at + wanted.length > lines.length) return false;
  return wanted.every((line, index) => lines[at + index] === line);
}
