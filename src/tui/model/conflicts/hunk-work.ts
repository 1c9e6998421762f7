/** A person's way through the places in conflict of one file, as a value. */
import type {
  ConflictHunk,
  ConflictText,
  GivenAnswer,
  HunkAnswer,
  HunkAnswers,
} from '../../../core/conflict/hunks.js';
import type { ContentOrigin, MergeConflict } from '../../../core/merge.js';
import type { BegunFile, TypedHunk } from '../../../core/merge-draft.js';
import { conflictSides } from '../../../core/resolution.js';
import type { HunkCount, SettledBy } from './board.js';

export type GivenAnswers = ReadonlyMap<number, GivenAnswer>;

export interface HunkWork {
  readonly text: ConflictText;
  readonly answers: GivenAnswers;
  /** What is being written for a hunk. */
  readonly typed?: TypedHunk;
  /** Index of the hunk that is looked at. */
  readonly at: number;
  /** What was given before each answer, newest last. */
  readonly past: readonly { readonly answers: GivenAnswers; readonly at: number }[];
}

export function startWork(text: ConflictText): HunkWork {
  return { text, answers: new Map(), at: 0, past: [] };
}

/** The work with the answers of a draft, at its first open hunk; anew where the text has other hunks. */
export function workOfDraft(text: ConflictText, { of, answers, typed }: BegunFile): HunkWork {
  const work = startWork(text);
  const given = answers.filter(({ hunk }) => hunk < text.hunks.length);
  if (of !== text.hunks.length) return work;
  const begun = withTyped(
    { ...work, answers: new Map(given.map(({ hunk, ...rest }) => [hunk, rest])) },
    typed && typed.hunk < text.hunks.length ? typed : undefined,
  );
  return { ...begun, at: begun.typed?.hunk ?? openHunks(begun)[0] ?? 0 };
}

/** Keeps what is being written; undefined once it was taken or dropped. */
export function withTyped(work: HunkWork, typed: TypedHunk | undefined): HunkWork {
  const { typed: _former, ...rest } = work;
  return typed ? { ...rest, typed } : rest;
}

/** What a draft keeps of the work; undefined where nothing is answered or written. */
export function draftOfWork(conflict: MergeConflict, work: HunkWork): BegunFile | undefined {
  if (work.answers.size === 0 && !work.typed) return undefined;
  return {
    ...conflictSides(conflict),
    of: work.text.hunks.length,
    answers: [...work.answers].map(([hunk, given]) => ({ hunk, ...given })),
    ...(work.typed && { typed: work.typed }),
  };
}

export function hunkAt({ text, at }: HunkWork): ConflictHunk | undefined {
  return text.hunks[at];
}

/** Gives answers to hunks by their index, in place of those they had; one undo takes all back. */
export function answerHunks(
  work: HunkWork,
  given: Iterable<readonly [number, GivenAnswer]>,
): HunkWork {
  return {
    ...work,
    answers: new Map([...work.answers, ...given]),
    past: [...work.past, { answers: work.answers, at: work.at }],
  };
}

/** Answers the hunk that is looked at, and looks at the next one without an answer. */
export function answerHere(work: HunkWork, answer: HunkAnswer): HunkWork {
  const answered = answerHunks(work, [[work.at, { answer, source: 'person' }]]);
  return { ...answered, at: openHunk(answered, 1) ?? work.at };
}

/** Answers every hunk that has no answer yet. */
export function answerOpen(work: HunkWork, answer: HunkAnswer): HunkWork {
  const given = { answer, source: 'person' } as const;
  return answerHunks(
    work,
    openHunks(work).map((index) => [index, given] as const),
  );
}

/** As it was before the last answer; undefined where none was given. */
export function undoAnswer(work: HunkWork): HunkWork | undefined {
  const before = work.past.at(-1);
  return before && { ...work, ...before, past: work.past.slice(0, -1) };
}

/** Looks at another hunk; past the last one comes the first. */
export function stepHunk(work: HunkWork, step: 1 | -1): HunkWork {
  const { length } = work.text.hunks;
  return { ...work, at: (work.at + step + length) % length };
}

export function openHunks({ text, answers }: HunkWork): number[] {
  return text.hunks.flatMap((_, index) => (answers.has(index) ? [] : [index]));
}

/** The nearest hunk without an answer in this direction, round the ends; undefined without one. */
export function openHunk(work: HunkWork, step: 1 | -1): number | undefined {
  const open = openHunks(work);
  if (step > 0) return open.find((index) => index > work.at) ?? open[0];
  return open.findLast((index) => index < work.at) ?? open.at(-1);
}

export function hunkCount({ text, answers }: HunkWork): HunkCount {
  return { settled: answers.size, all: text.hunks.length };
}

export function answersOf({ answers }: HunkWork): HunkAnswers {
  return new Map([...answers].map(([index, { answer }]) => [index, answer]));
}

/** The choice that the answers come to, where they are all the same one of a side or of both. */
export function commonChoice({ answers }: HunkWork): 'ours' | 'theirs' | 'both' | undefined {
  const [first, ...others] = [...answers.values()].map(({ answer }) => answer);
  const isChoice = first === 'ours' || first === 'theirs' || first === 'both';
  return isChoice && others.every((answer) => answer === first) ? first : undefined;
}

/** Whose answer a file is that these answers settle. */
export function settledBy(work: HunkWork): SettledBy {
  const origin = contentOrigin(work);
  return origin === 'hunks' ? (commonChoice(work) ?? origin) : origin;
}

/** Where the content comes from that these answers make of a file. */
export function contentOrigin({ answers: given }: HunkWork): ContentOrigin {
  const sources = new Set([...given.values()].map(({ source }) => source));
  if (sources.has('model')) return 'model';
  if (sources.has('remembered')) return 'remembered';
  const answers = [...given.values()].map(({ answer }) => answer);
  if (answers.some((answer) => typeof answer === 'object')) return 'edited';
  return answers.every((answer) => answer === 'both-reversed') ? 'both-reversed' : 'hunks';
}

const signs = new WeakMap<ConflictHunk, HunkSigns>();

/** Which lines of each part make the difference, by their index. */
export interface HunkSigns {
  /** Lines of a side that the base has not. */
  readonly ours: ReadonlySet<number>;
  readonly theirs: ReadonlySet<number>;
  /** Lines of the base that a side has not. */
  readonly base: ReadonlySet<number>;
}

export function signsOf(hunk: ConflictHunk): HunkSigns {
  const known = signs.get(hunk);
  if (known) return known;
  const made = {
    ours: missingIn(hunk.base, hunk.ours),
    theirs: missingIn(hunk.base, hunk.theirs),
    base: new Set([...missingIn(hunk.ours, hunk.base), ...missingIn(hunk.theirs, hunk.base)]),
  };
  signs.set(hunk, made);
  return made;
}

/** Indices of the lines that `others` has not, or not as often. */
function missingIn(others: readonly string[], lines: readonly string[]): Set<number> {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  const missing = new Set<number>();
  lines.forEach((line, index) => {
    const count = left.get(line) ?? 0;
    if (count === 0) missing.add(index);
    else left.set(line, count - 1);
  });
  return missing;
}
