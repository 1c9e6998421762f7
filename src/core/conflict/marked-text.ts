import { isOpen, joined, type LineEnd, linesOf, usualEnd, withoutEnd } from './lines.js';

/** Pattern of a commit's id, of whichever hash. */
export const ANY_COMMIT = '[0-9a-f]{40,64}';

/** What stands behind the markers that git wrote: the commits that it was told to merge. */
export interface MarkerLabels {
  /** Absent where it is a commit that only git knows. */
  ours?: string;
  theirs: string;
}

/** Whole files of the sides, where they are known. */
export interface MarkedSides {
  base?: string | undefined;
  ours?: string | undefined;
  theirs?: string | undefined;
}

/** A place where both sides changed the text; the lines have the ends that they have in the files. */
export interface ConflictHunk {
  readonly ours: readonly string[];
  readonly base: readonly string[];
  readonly theirs: readonly string[];
  /** What a line gets that has no end and is not the file's last. */
  readonly lineEnd: LineEnd;
  /** Nothing comes after it. */
  readonly endsFile: boolean;
}

export type MarkedSegment =
  | { readonly kind: 'common'; readonly lines: readonly string[] }
  | { readonly kind: 'hunk'; readonly hunk: ConflictHunk };

type Lines = Pick<ConflictHunk, 'ours' | 'base' | 'theirs'>;

/** Whether git marked conflicts of these sides in the text. Texts have a character for every byte. */
export function isMarked(text: string, labels: MarkerLabels): boolean {
  return new RegExp(beginPattern(labels), 'm').test(text);
}

/**
 * The text with the places in conflict settled by one side's lines, or by those of ours and then
 * of theirs; everything else stays. Undefined where it cannot be told which lines are whose: files
 * may hold lines that look like markers.
 */
export function settleMarked(
  text: string,
  labels: MarkerLabels,
  take: 'ours' | 'theirs' | 'both',
  sides: MarkedSides,
): string | undefined {
  const settled = parseMarked(text, labels, sides)?.map((segment) => {
    if (segment.kind === 'common') return segment.lines.join('');
    const { ours, theirs, lineEnd } = segment.hunk;
    return take === 'both' ? joined([...ours, ...theirs], lineEnd) : segment.hunk[take].join('');
  });
  return settled?.join('');
}

const MARKER_LINE = /^(?:[<>|]{7,}(?: .*)?|={7})$/;

/** Lines that look like conflict markers and that none of the texts has. */
export function newMarkerLines(text: string, sides: readonly string[]): string[] {
  const markers = markerLines(text);
  if (markers.length === 0) return [];
  const known = new Set(sides.flatMap(markerLines));
  return markers.filter((line) => !known.has(line));
}

function markerLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => MARKER_LINE.test(line) && isOneSign(line));
}

/** `<|<|<|<` is no marker. */
function isOneSign(line: string): boolean {
  const sign = line[0] ?? '';
  return [...(line.split(' ', 1)[0] ?? '')].every((each) => each === sign);
}

function beginPattern({ ours = ANY_COMMIT }: MarkerLabels): string {
  return `^(<+) ${ours}(?::[^\\n]*)?\\r?$`;
}

/** Text and hunks in turn; undefined where it cannot be told which lines are whose. */
export function parseMarked(
  text: string,
  labels: MarkerLabels,
  sides: MarkedSides,
): MarkedSegment[] | undefined {
  const lines = linesOf(text);
  const begin = new RegExp(beginPattern(labels));
  const end = usualEnd(lines) ?? '\n';
  const segments: MarkedSegment[] = [];
  let common: string[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const size = begin.exec(withoutEnd(line))?.[1]?.length;
    if (size === undefined) {
      common.push(line);
      continue;
    }
    const last = findEnd(lines, i, size, labels);
    const cut = last === undefined ? undefined : cutOf(lines.slice(i + 1, last), size, sides);
    if (last === undefined || cut === undefined) return undefined;
    if (common.length > 0) segments.push({ kind: 'common', lines: common });
    segments.push({ kind: 'hunk', hunk: hunkOf(cut, sides, last === lines.length - 1, end) });
    common = [];
    i = last;
  }
  if (common.length > 0) segments.push({ kind: 'common', lines: common });
  return segments;
}

function findEnd(
  lines: readonly string[],
  begin: number,
  size: number,
  { theirs }: MarkerLabels,
): number | undefined {
  const marker = `${'>'.repeat(size)} ${theirs}`;
  for (let i = begin + 1; i < lines.length; i += 1) {
    const line = withoutEnd(lines[i] ?? '');
    if (line === marker || line.startsWith(`${marker}:`)) return i;
  }
  return undefined;
}

/** The one way to cut the lines between the outer markers that fits the sides. */
function cutOf(lines: readonly string[], size: number, sides: MarkedSides): Lines | undefined {
  const indices = (isMarker: (line: string) => boolean) =>
    lines.flatMap((line, index) => (isMarker(withoutEnd(line)) ? [index] : []));
  const bar = '|'.repeat(size);
  const bases = indices((line) => line === bar || line.startsWith(`${bar} `));
  const middles = indices((line) => line === '='.repeat(size));
  const cuts = bases.flatMap((base) =>
    middles
      .filter((middle) => middle > base)
      .map((middle) => ({
        ours: lines.slice(0, base),
        base: lines.slice(base + 1, middle),
        theirs: lines.slice(middle + 1),
      })),
  );
  if (cuts.length === 1) return cuts[0];
  const fitting = cuts.filter(
    ({ ours, base, theirs }) =>
      holds(sides.ours, ours) && holds(sides.base, base) && holds(sides.theirs, theirs),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Whether the lines stand in the file one after the other; true for a file that is not known. */
function holds(file: string | undefined, lines: readonly string[]): boolean {
  if (file === undefined || lines.length === 0) return true;
  const whole = `\n${file.replaceAll('\r\n', '\n')}\n`;
  return whole.includes(`\n${lines.map(withoutEnd).join('\n')}\n`);
}

/** git ends every line of a hunk; those that end a file get the end that they have there. */
function hunkOf(
  { ours, base, theirs }: Lines,
  sides: MarkedSides,
  endsFile: boolean,
  usual: LineEnd,
): ConflictHunk {
  const lineEnd = usualEnd([...ours, ...base, ...theirs]) ?? usual;
  if (!endsFile) return { ours, base, theirs, lineEnd, endsFile };
  return {
    ours: endedAs(ours, sides.ours),
    base: endedAs(base, sides.base),
    theirs: endedAs(theirs, sides.theirs),
    lineEnd,
    endsFile,
  };
}

function endedAs(lines: readonly string[], file: string | undefined): readonly string[] {
  const last = lines.at(-1);
  if (last === undefined || file === undefined || file === '' || !isOpen(file)) return lines;
  return [...lines.slice(0, -1), withoutEnd(last)];
}
