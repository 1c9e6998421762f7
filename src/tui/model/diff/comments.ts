/** What is done with comments on the lines of a difference, as values. */
import { type DiffLine, type FileDiff, LINE_SIGNS } from '../../../core/diff.js';
import type { DiffComment } from '../../../core/diff-comment.js';

/** Whether a comment stands below this line: the last one that it is about. */
export function isBelow(comment: DiffComment, line: DiffLine): boolean {
  const last = comment.lines.at(-1);
  return last !== undefined && !comment.isOutdated && isSame(last, line);
}

/** Puts a comment in, in place of the one with its id. */
export function withComment(
  comments: readonly DiffComment[],
  comment: DiffComment,
): readonly DiffComment[] {
  const others = comments.filter(({ id }) => id !== comment.id);
  return [...others, comment].sort((a, b) => a.id - b.id);
}

/** An id that no comment has. */
export function nextId(comments: readonly DiffComment[]): number {
  return Math.max(0, ...comments.map(({ id }) => id)) + 1;
}

/**
 * The comments on a file after it was read again: each at the line with the same text that is the
 * nearest to where it was, and outdated where there is none.
 */
export function relocated(
  comments: readonly DiffComment[],
  path: string,
  file: FileDiff | undefined,
): readonly DiffComment[] {
  const present = (file?.hunks ?? []).flatMap((hunk) => hunk.lines);
  return comments.map((comment) => {
    if (comment.path !== path || file?.isTooLarge) return comment;
    const { isOutdated: _former, ...rest } = comment;
    const moved = movedLines(comment.lines, present);
    return moved ? { ...rest, lines: moved } : { ...rest, isOutdated: true };
  });
}

function movedLines(
  lines: readonly DiffLine[],
  present: readonly DiffLine[],
): readonly DiffLine[] | undefined {
  const [first] = lines;
  if (!first) return undefined;
  let best: number | undefined;
  let distance = Number.POSITIVE_INFINITY;
  present.forEach((_, at) => {
    const isThere = lines.every((line, index) => isAlike(line, present[at + index]));
    const away = Math.abs(numberOf(present[at]) - numberOf(first));
    if (!isThere || away >= distance) return;
    best = at;
    distance = away;
  });
  return best === undefined ? undefined : present.slice(best, best + lines.length);
}

function isAlike(line: DiffLine, other: DiffLine | undefined): boolean {
  return other?.text === line.text && other.kind === line.kind;
}

function isSame(one: DiffLine, other: DiffLine): boolean {
  return isAlike(one, other) && one.new === other.new && one.old === other.old;
}

function numberOf(line: DiffLine | undefined): number {
  return line?.new ?? line?.old ?? 0;
}

/** `12`, `12-14`; with `(removed)` for lines that the file no longer has. */
export function placeWords(lines: readonly DiffLine[]): string {
  const isRemoved = lines.every(({ kind }) => kind === 'removed');
  const side = isRemoved ? 'old' : 'new';
  const numbers = lines.flatMap((line) => line[side] ?? []);
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined) return '';
  return `${first === last ? first : `${first}-${last}`}${isRemoved ? ' (removed)' : ''}`;
}

/** Lines that are quoted of a comment on many. */
const MOST_QUOTED = 12;

/** All comments as one prompt: file, lines, what stands there, and what is said of it. */
export function commentsPrompt(comments: readonly DiffComment[]): string {
  const one = comments.length === 1;
  const heading = one
    ? 'Please look at this comment on your changes:'
    : `Please look at these ${comments.length} comments on your changes:`;
  const parts = comments.map((comment, index) => {
    const { path, lines, text, isOutdated } = comment;
    const number = one ? '' : `${index + 1}. `;
    const left = lines.length - MOST_QUOTED;
    const quoted = lines
      .slice(0, MOST_QUOTED)
      .map((line) => `> ${LINE_SIGNS[line.kind]}${line.text.replace(/\r$/, '')}`);
    return [
      `${number}${path}:${placeWords(lines)}${isOutdated ? ' (changed since)' : ''}`,
      ...quoted,
      ...(left > 0 ? [`> … ${left} more lines`] : []),
      text,
    ].join('\n');
  });
  return [heading, ...parts].join('\n\n');
}
