import { withoutEnd } from './lines.js';
import { type ConflictHunk, newMarkerLines } from './marked-text.js';
import type { HunkProposal, Rejection } from './proposal.js';
import { repeatsSurroundings } from './surroundings.js';

/** Lines before a hunk and after it, as the model was shown them. */
export interface Surroundings {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

type Answer = Pick<HunkProposal, 'lines' | 'dropped'>;

/** Reasons of one kind that are told; a model that has lost itself gives hundreds. */
const MOST_REASONS = 8;

/**
 * Why an answer is not to be taken; empty where nothing speaks against it. A line is the same where
 * it reads the same, but for its end and white space before that; lines of nothing but white space
 * may come and go. Every line that a side has added has to be there as often as both sides together
 * have added it, and every line of all three as often as neither has removed it, in any order; what
 * is not there has to be named as dropped, once for each time.
 */
export function rejectionsOf(
  hunk: ConflictHunk,
  answer: Answer,
  surroundings: Surroundings,
): Rejection[] {
  const dropped = answer.dropped
    .filter(({ line }) => !isBlank(line))
    .map((each) => ({ ...each, line: lineMeant(hunk[each.side], each.line) }));
  const checks = [
    markers(hunk, answer.lines),
    emptied(hunk, answer),
    leftOut(hunk, answer.lines),
    outside(hunk, answer.lines, surroundings),
    notDropped(hunk, dropped),
    lostLines(hunk, answer.lines, dropped),
  ];
  return checks.flatMap((reasons) => reasons.slice(0, MOST_REASONS));
}

function markers({ ours, theirs }: ConflictHunk, lines: readonly string[]): Rejection[] {
  const found = newMarkerLines(lines.map(withoutEnd).join('\n'), [
    ours.map(withoutEnd).join('\n'),
    theirs.map(withoutEnd).join('\n'),
  ]);
  return found.map((line) => ({
    code: 'markers',
    message: `It has a conflict marker: ${quoted(line)}.`,
  }));
}

function emptied({ ours, theirs }: ConflictHunk, { lines, dropped }: Answer): Rejection[] {
  const hasContent = [ours, theirs].every((side) => side.some((line) => !isBlank(line)));
  if (!hasContent || dropped.length > 0 || lines.some((line) => !isBlank(line))) return [];
  return [{ code: 'empty', message: 'It is empty, though both sides have lines here.' }];
}

/** `// ... rest as before`: words in place of lines. */
const ELLIPSIS =
  /^\W*(?:\.\.\.|…)\W*(?:the\s+)?(?:rest|existing|remaining|unchanged|same|other|omitted|previous|code)\b/i;

function leftOut(hunk: ConflictHunk, lines: readonly string[]): Rejection[] {
  const known = countsOf([...hunk.ours, ...hunk.theirs]);
  return lines
    .filter((line) => ELLIPSIS.test(line) && !known.has(keyOf(line)))
    .map((line) => ({
      code: 'left-out',
      message: `It has words in place of lines: ${quoted(line)}.`,
    }));
}

function outside(
  hunk: ConflictHunk,
  lines: readonly string[],
  surroundings: Surroundings,
): Rejection[] {
  const line = repeatsSurroundings(hunk, lines, surroundings, { keyOf });
  if (line === undefined) return [];
  return [
    {
      code: 'outside',
      message: `It has lines from outside of the conflict, beginning with ${quoted(line)}.`,
    },
  ];
}

/** Who names a line often leaves its indentation out. */
function lineMeant(side: readonly string[], line: string): string {
  if (side.some((each) => keyOf(each) === keyOf(line))) return line;
  return side.find((each) => each.trim() === line.trim()) ?? line;
}

function notDropped(hunk: ConflictHunk, dropped: Answer['dropped']): Rejection[] {
  const left = { ours: countsOf(hunk.ours), theirs: countsOf(hunk.theirs) };
  return dropped.flatMap(({ line, side, reason }): Rejection[] => {
    const key = keyOf(line);
    const amount = left[side].get(key) ?? 0;
    if (amount === 0) {
      const message = `It says that it drops ${quoted(line)} of "${side}", which is not there.`;
      return [{ code: 'not-dropped', message }];
    }
    left[side].set(key, amount - 1);
    if (reason.trim() !== '') return [];
    return [{ code: 'no-reason', message: `It drops ${quoted(line)} without a reason.` }];
  });
}

function lostLines(
  { ours, base, theirs }: ConflictHunk,
  lines: readonly string[],
  dropped: Answer['dropped'],
): Rejection[] {
  const counts = { ours: countsOf(ours), base: countsOf(base), theirs: countsOf(theirs) };
  const kept = countsOf(lines);
  const named = countsOf(dropped.map(({ line }) => line));
  const of = (map: ReadonlyMap<string, number>, key: string) => map.get(key) ?? 0;
  const keys = new Set([...counts.ours.keys(), ...counts.theirs.keys()]);
  return [...keys].flatMap((key): Rejection[] => {
    const [inOurs, inBase, inTheirs] = [counts.ours, counts.base, counts.theirs].map((each) =>
      of(each, key),
    ) as [number, number, number];
    const addedByOurs = Math.max(0, inOurs - inBase);
    const addedByTheirs = Math.max(0, inTheirs - inBase);
    const removed = Math.max(0, inBase - inOurs) + Math.max(0, inBase - inTheirs);
    const wanted = Math.max(0, inBase - removed) + addedByOurs + addedByTheirs;
    const missing = wanted - of(kept, key) - of(named, key);
    if (missing <= 0) return [];
    const whose = sideWords(addedByOurs > 0, addedByTheirs > 0);
    const times = missing > 1 ? `, ${missing} times` : '';
    const message = `It loses a line ${whose}: ${quoted(key)}${times}.`;
    return [{ code: 'lost-line', message }];
  });
}

function sideWords(byOurs: boolean, byTheirs: boolean): string {
  if (byOurs && byTheirs) return 'that both sides have added (each counts)';
  if (byOurs || byTheirs) return `that "${byOurs ? 'ours' : 'theirs'}" has added`;
  return 'that neither side has removed';
}

function countsOf(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const key = keyOf(line);
    if (key !== '') counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** What has to be the same for two lines to be the same. */
function keyOf(line: string): string {
  return line.trimEnd();
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

/** Data in a sentence; a minified line is long. */
function quoted(line: string): string {
  const text = withoutEnd(line);
  return `"${text.length > 200 ? `${text.slice(0, 200)}…` : text}"`;
}
