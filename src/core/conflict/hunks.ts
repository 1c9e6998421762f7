import { QtuiError } from '../errors.js';
import type { ConflictFile, ConflictFiles } from '../merge.js';
import { decode, encode, encodingOf, type TextEncoding } from './encoding.js';
import { isOpen, linesOf, withoutEnd } from './lines.js';
import { type ConflictHunk, type MarkedSegment, parseMarked } from './marked-text.js';

export type { ConflictHunk, MarkedSegment as ConflictSegment } from './marked-text.js';

/** A file in conflict as people read it: text that is settled, and places that are not. */
export interface ConflictText {
  readonly encoding: TextEncoding;
  readonly segments: readonly MarkedSegment[];
  /** The places in conflict, in their order; answers name them by their index here. */
  readonly hunks: readonly ConflictHunk[];
}

/**
 * What a place in conflict becomes: the lines of a side, those of both (`both`: ours first), or
 * lines that are given, with or without ends.
 */
export type HunkAnswer =
  | 'ours'
  | 'theirs'
  | 'both'
  | 'both-reversed'
  | { readonly lines: readonly string[] };

/** Whose words an answer is: a person chose or wrote it, or took it from somebody. */
export const ANSWER_SOURCES = ['person', 'model', 'remembered'] as const;
export type AnswerSource = (typeof ANSWER_SOURCES)[number];

export interface GivenAnswer {
  readonly answer: HunkAnswer;
  readonly source: AnswerSource;
}

/** Answers by the index of their hunk. */
export type HunkAnswers = ReadonlyMap<number, HunkAnswer>;

export type SettledText =
  | { readonly kind: 'settled'; readonly bytes: Uint8Array }
  /** Indices of the hunks without an answer. */
  | { readonly kind: 'open'; readonly hunks: readonly number[] };

/**
 * The text of a conflict, out of what `readConflict` gives. Undefined where there is no text to
 * settle by its lines: git left none with markers, it is too large, or it has lines of its own
 * that look like markers, so that it cannot be told which lines are whose.
 */
export function conflictTextOf(files: ConflictFiles): ConflictText | undefined {
  const { asGitMarked } = files;
  if (asGitMarked === undefined) return undefined;
  const latin1 = (file: ConflictFile | undefined) => file?.bytes && decode(file.bytes, 'latin-1');
  const sides = {
    base: latin1(files.base),
    ours: latin1(files.ours),
    theirs: latin1(files.theirs),
  };
  const { bytes, labels } = asGitMarked;
  const parsed = parseMarked(decode(bytes, 'latin-1'), labels, sides);
  if (parsed === undefined) return undefined;
  const encoding = encodingOf(bytes);
  const segments = encoding === 'latin-1' ? parsed : parsed.map(asUtf8);
  const hunks = segments.flatMap((each) => (each.kind === 'hunk' ? [each.hunk] : []));
  return hunks.length === 0 ? undefined : { encoding, segments, hunks };
}

/**
 * The file with every place in conflict answered, byte for byte; or the places that still are
 * open. Throws `resolution-refused` for a character that a Latin-1 file cannot hold.
 */
export function settledText(text: ConflictText, answers: HunkAnswers): SettledText {
  const open = text.hunks.flatMap((_, index) => (answers.has(index) ? [] : [index]));
  if (open.length > 0) return { kind: 'open', hunks: open };
  let next = 0;
  const settled = text.segments.map((segment) => {
    if (segment.kind === 'common') return segment.lines.join('');
    const answer = answers.get(next) ?? 'ours';
    next += 1;
    return answerLines(segment.hunk, answer).join('');
  });
  const bytes = encode(settled.join(''), text.encoding);
  if (bytes !== undefined) return { kind: 'settled', bytes };
  throw new QtuiError(
    'resolution-refused',
    'The answer has a character that the file cannot hold: the file is Latin-1, not UTF-8.',
    { untouched: 'Nothing was merged.', hint: 'Write it without that character.' },
  );
}

/** Whether the file's encoding has every character of a text. */
export function encodes({ encoding }: ConflictText, text: string): boolean {
  return encode(text, encoding) !== undefined;
}

/** The lines that an answer puts in the hunk's place, with the ends that they get in the file. */
export function answerLines(hunk: ConflictHunk, answer: HunkAnswer): readonly string[] {
  const { ours, theirs } = hunk;
  switch (answer) {
    case 'ours':
      return ours;
    case 'theirs':
      return theirs;
    case 'both':
      return ended([...ours, ...theirs], hunk);
    case 'both-reversed':
      return ended([...theirs, ...ours], hunk);
    default:
      return givenLines(answer.lines, hunk);
  }
}

/**
 * Up to so many settled lines before a hunk and after it: as far as the next hunk on each side that
 * has no answer.
 */
export function contextOf(
  text: ConflictText,
  index: number,
  most: { before: number; after: number },
  answers: HunkAnswers = new Map(),
): { before: readonly string[]; after: readonly string[] } {
  const hunk = text.hunks[index];
  const at = text.segments.findIndex((each) => each.kind === 'hunk' && each.hunk === hunk);
  if (hunk === undefined || at < 0) return { before: [], after: [] };
  const numbers = new Map(text.hunks.map((each, number) => [each, number]));
  const linesAt = (segment: MarkedSegment): readonly string[] | undefined => {
    if (segment.kind === 'common') return segment.lines;
    const answer = answers.get(numbers.get(segment.hunk) ?? -1);
    return answer === undefined ? undefined : answerLines(segment.hunk, answer);
  };
  const before: string[] = [];
  for (let i = at - 1; i >= 0 && before.length < most.before; i -= 1) {
    const lines = linesAt(text.segments[i] as MarkedSegment);
    if (lines === undefined) break;
    before.unshift(...lines.slice(-(most.before - before.length)));
  }
  const after: string[] = [];
  for (let i = at + 1; i < text.segments.length && after.length < most.after; i += 1) {
    const lines = linesAt(text.segments[i] as MarkedSegment);
    if (lines === undefined) break;
    after.push(...lines.slice(0, most.after - after.length));
  }
  return { before, after };
}

function ended(lines: readonly string[], { lineEnd }: ConflictHunk): readonly string[] {
  return lines.map((line, index) =>
    isOpen(line) && index < lines.length - 1 ? line + lineEnd : line,
  );
}

/**
 * Who writes lines thinks of no ends: a line that a side has gets that end, any other the usual
 * one; whether the file's last line has one is merged as the sides changed it.
 */
function givenLines(lines: readonly string[], hunk: ConflictHunk): readonly string[] {
  const known = [...hunk.ours, ...hunk.theirs, ...hunk.base].filter((line) => !isOpen(line));
  const exact = new Set(known);
  const ends = new Map(known.map((line): [string, string] => [withoutEnd(line), line]).reverse());
  const endedLines = lines.map((line) => {
    if (exact.has(line)) return line;
    const bare = withoutEnd(line);
    return ends.get(bare) ?? bare + hunk.lineEnd;
  });
  const last = endedLines.at(-1);
  if (last === undefined || !hunk.endsFile || !endsOpen(hunk)) return endedLines;
  return [...endedLines.slice(0, -1), withoutEnd(last)];
}

function endsOpen({ ours, base, theirs }: ConflictHunk): boolean {
  const [inOurs, inBase, inTheirs] = [ours, base, theirs].map((lines) =>
    lines.length === 0 ? undefined : isOpen(lines.at(-1)),
  );
  if (inOurs === undefined || inTheirs === undefined) return inOurs ?? inTheirs ?? false;
  return inOurs === inBase ? inTheirs : inTheirs === inBase ? inOurs : inTheirs;
}

function asUtf8(segment: MarkedSegment): MarkedSegment {
  const lines = (all: readonly string[]) =>
    linesOf(decode(encode(all.join(''), 'latin-1') ?? new Uint8Array(), 'utf-8'));
  if (segment.kind === 'common') return { kind: 'common', lines: lines(segment.lines) };
  const { ours, base, theirs, ...rest } = segment.hunk;
  return {
    kind: 'hunk',
    hunk: { ...rest, ours: lines(ours), base: lines(base), theirs: lines(theirs) },
  };
}
