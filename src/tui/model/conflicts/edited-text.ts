/** A whole file in conflict in the hands of an editor: what it is given, and what came back. */
import { decode, encode, encodingOf } from '../../../core/conflict/encoding.js';
import {
  answerLines,
  type ConflictHunk,
  type ConflictSegment,
  type HunkAnswer,
  settledText,
} from '../../../core/conflict/hunks.js';
import { isOpen, linesOf } from '../../../core/conflict/lines.js';
import { newMarkerLines } from '../../../core/conflict/marked-text.js';
import type { HunkWork } from './hunk-work.js';

/** What stands behind the markers. */
export interface MarkerNames {
  readonly ours: string;
  readonly theirs: string;
}

/** What an editor made of a file in conflict. */
export type EditedText =
  /** Only places in conflict were edited: these are their answers; the others are still open. */
  | { readonly kind: 'answers'; readonly answers: ReadonlyMap<number, HunkAnswer> }
  /** Other lines were edited too: it counts as a whole. */
  | { readonly kind: 'content' }
  /** Other lines were edited too, and it has markers that neither side has. */
  | { readonly kind: 'marked'; readonly marker: string };

/** The file with its answers, and with markers where there is none yet. */
export function textToEdit(work: HunkWork, names: MarkerNames): Uint8Array {
  const whole = textWithAnswers(work, names);
  return encode(whole, work.text.encoding) ?? new TextEncoder().encode(whole);
}

/** The same as a text. */
export function textWithAnswers({ text, answers }: HunkWork, names: MarkerNames): string {
  let index = -1;
  const lines = text.segments.flatMap((segment): readonly string[] => {
    if (segment.kind === 'common') return segment.lines;
    index += 1;
    const given = answers.get(index);
    return given
      ? answerLines(segment.hunk, given.answer)
      : markedLines(segment.hunk, namesIn(text.encoding, names));
  });
  return lines.join('');
}

export function editedText(work: HunkWork, bytes: Uint8Array, names: MarkerNames): EditedText {
  const { text } = work;
  const encoding = text.encoding === 'utf-8' ? encodingOf(bytes) : 'latin-1';
  const edited = decode(bytes, encoding);
  const whole = wholeText(edited, work);
  if (encoding !== text.encoding) return whole;
  const regions = regionsOf(text.segments, linesOf(edited));
  if (!regions) return whole;
  const answers = new Map<number, HunkAnswer>();
  for (const [index, hunk] of text.hunks.entries()) {
    const answer = answerOf(hunk, regions[index] ?? [], namesIn(encoding, names));
    if (answer !== undefined) answers.set(index, answer);
  }
  const settled = settledText(text, answers);
  // Line ends that were changed on purpose can only be kept with the whole file.
  if (settled.kind === 'settled' && !isSame(settled.bytes, bytes)) return whole;
  return { kind: 'answers', answers };
}

/** Text lines that look like markers, of those that no side of the conflict has. */
function wholeText(edited: string, { text }: HunkWork): EditedText {
  const known = text.segments.map((segment) =>
    segment.kind === 'common'
      ? segment.lines.join('')
      : [...segment.hunk.ours, ...segment.hunk.theirs].join(''),
  );
  const [marker] = newMarkerLines(edited, known);
  return marker === undefined ? { kind: 'content' } : { kind: 'marked', marker };
}

function namesIn(encoding: 'utf-8' | 'latin-1', { ours, theirs }: MarkerNames): MarkerNames {
  if (encoding === 'utf-8') return { ours, theirs };
  const latin1 = (name: string) => name.replace(/[^\0-\xff]/gu, '?');
  return { ours: latin1(ours), theirs: latin1(theirs) };
}

function markedLines(
  { ours, base, theirs, lineEnd }: ConflictHunk,
  names: MarkerNames,
): readonly string[] {
  const ended = (lines: readonly string[]) =>
    lines.map((line) => (isOpen(line) ? line + lineEnd : line));
  return [
    `<<<<<<< ${names.ours}${lineEnd}`,
    ...ended(ours),
    `||||||| base${lineEnd}`,
    ...ended(base),
    `=======${lineEnd}`,
    ...ended(theirs),
    `>>>>>>> ${names.theirs}${lineEnd}`,
  ];
}

/** The lines in each hunk's place; undefined where those between the hunks are not as they were. */
function regionsOf(
  segments: readonly ConflictSegment[],
  lines: readonly string[],
): string[][] | undefined {
  const regions: string[][] = [];
  let at = 0;
  let isInHunk = false;
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'hunk') {
      if (isInHunk) return undefined;
      isInHunk = true;
      continue;
    }
    const isLast = index === segments.length - 1;
    const place = isInHunk
      ? placeOf(segment.lines, lines, isLast ? lines.length - segment.lines.length : at, isLast)
      : at;
    if (place === undefined || place < at || !standsAt(segment.lines, lines, place)) {
      return undefined;
    }
    if (isInHunk) regions.push(lines.slice(at, place));
    isInHunk = false;
    at = place + segment.lines.length;
  }
  if (isInHunk) regions.push(lines.slice(at));
  else if (at !== lines.length) return undefined;
  return regions;
}

function placeOf(
  wanted: readonly string[],
  lines: readonly string[],
  from: number,
  isOnly: boolean,
): number | undefined {
  if (isOnly) return from;
  for (let at = from; at + wanted.length <= lines.length; at += 1) {
    if (standsAt(wanted, lines, at)) return at;
  }
  return undefined;
}

function standsAt(wanted: readonly string[], lines: readonly string[], at: number): boolean {
  return wanted.every((line, index) => lines[at + index] === line);
}

/** Undefined while it has markers. */
function answerOf(
  hunk: ConflictHunk,
  lines: readonly string[],
  names: MarkerNames,
): HunkAnswer | undefined {
  const { ours, theirs } = hunk;
  if (isSameLines(lines, markedLines(hunk, names))) return undefined;
  if (newMarkerLines(lines.join(''), [ours.join(''), theirs.join('')]).length > 0) return undefined;
  const choices = ['ours', 'theirs', 'both', 'both-reversed'] as const;
  const choice = choices.find((each) => isSameLines(lines, answerLines(hunk, each)));
  return choice ?? { lines };
}

function isSameLines(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
