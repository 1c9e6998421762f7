/** Where both sides changed the text; lines have their line ends. */
interface Hunk {
  ours: string[];
  base: string[];
  theirs: string[];
}

type Segment = string[] | Hunk;

/** What stands behind the markers: the names that the sides had for git. */
export interface MarkerLabels {
  ours: string;
  theirs: string;
}

/** Whole files of the sides, as Latin-1, where they are known. */
export interface MarkedSides {
  base?: string | undefined;
  ours?: string | undefined;
  theirs?: string | undefined;
}

/** Whether git marked conflicts of these sides in the text (Latin-1). */
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
  const segments = parseMarked(text, labels, sides);
  if (segments === undefined) return undefined;
  const settled = segments.flatMap((segment) =>
    Array.isArray(segment) ? segment : linesOf(segment, take),
  );
  return withEndOf(settled.join(''), segments.at(-1), take, sides);
}

const MARKER_LINE = /^(?:[<>|]{7,}(?: .*)?|={7})$/;

/** Lines that look like conflict markers and that no side has. Texts are Latin-1. */
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

function beginPattern({ ours }: MarkerLabels): string {
  return `^(<+) ${ours}(?::[^\\n]*)?\\r?$`;
}

/** Text and hunks in turn; the last one is that which ends the file. */
function parseMarked(
  text: string,
  labels: MarkerLabels,
  sides: MarkedSides,
): Segment[] | undefined {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const begin = new RegExp(beginPattern(labels));
  const segments: Segment[] = [];
  let common: string[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const size = begin.exec(withoutEnd(lines[i]))?.[1]?.length;
    if (size === undefined) {
      common.push(lines[i] ?? '');
      continue;
    }
    const end = findEnd(lines, i, size, labels);
    const hunk = end === undefined ? undefined : hunkOf(lines.slice(i + 1, end), size, sides);
    if (end === undefined || hunk === undefined) return undefined;
    segments.push(common, hunk);
    common = [];
    i = end;
  }
  return common.length > 0 ? [...segments, common] : segments;
}

function findEnd(
  lines: readonly string[],
  begin: number,
  size: number,
  { theirs }: MarkerLabels,
): number | undefined {
  const marker = `${'>'.repeat(size)} ${theirs}`;
  for (let i = begin + 1; i < lines.length; i += 1) {
    const line = withoutEnd(lines[i]);
    if (line === marker || line.startsWith(`${marker}:`)) return i;
  }
  return undefined;
}

/** The one way to cut the lines between the outer markers that fits the sides. */
function hunkOf(lines: readonly string[], size: number, sides: MarkedSides): Hunk | undefined {
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

function linesOf({ ours, theirs }: Hunk, take: 'ours' | 'theirs' | 'both'): string[] {
  if (take === 'both') return [...ours, ...theirs];
  return take === 'ours' ? ours : theirs;
}

/** git ends every line of a hunk; a file that ends in one gets the end that its side has. */
function withEndOf(
  text: string,
  last: Segment | undefined,
  take: 'ours' | 'theirs' | 'both',
  sides: MarkedSides,
): string {
  if (last === undefined || Array.isArray(last) || linesOf(last, take).length === 0) return text;
  const isTheirs = take === 'theirs' || (take === 'both' && last.theirs.length > 0);
  const side = isTheirs ? sides.theirs : sides.ours;
  const isOpen = side !== undefined && side !== '' && !side.endsWith('\n');
  return isOpen ? withoutEnd(text) : text;
}

function withoutEnd(line: string | undefined): string {
  return (line ?? '').replace(/\r?\n$/, '');
}
