import { isUtf8 } from 'node:buffer';
import type { DiffHunk, DiffLine } from '../../core/diff.js';
import { UnexpectedOutput } from './fields.js';

export interface Patch {
  hunks: DiffHunk[];
  isBinary: boolean;
  /** Some line is no UTF-8 and was read as Latin-1. */
  isLatin1: boolean;
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/s;
const LINE_FEED = 0x0a;
const [SPACE, PLUS, MINUS, BACKSLASH] = [0x20, 0x2b, 0x2d, 0x5c];

/**
 * The hunks of git's patch text about one file; what stands before them is passed over. A file that
 * becomes a link is two parts, whose hunks follow each other.
 * https://git-scm.com/docs/diff-format#generate_patch_text_with_p
 */
export function parsePatch(output: Buffer): Patch {
  const patch: Patch = { hunks: [], isBinary: false, isLatin1: false };
  const reader = new LineReader(output);
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    if (startsWith(line, '@@ ')) patch.hunks.push(readHunk(line, reader));
    else if (startsWith(line, 'Binary files ')) patch.isBinary = true;
  }
  patch.isLatin1 = reader.isLatin1;
  return patch;
}

/** The header's counts tell how many lines follow, so that no text in them can pass for another. */
function readHunk(header: Buffer, reader: LineReader): DiffHunk {
  const [, oldStart, oldCount = '1', newStart, newCount = '1', context = ''] =
    HUNK.exec(reader.text(header)) ?? [];
  if (oldStart === undefined || newStart === undefined) {
    throw new UnexpectedOutput('diff', header.toString('latin1'));
  }
  const place = { old: Number(oldStart), new: Number(newStart) };
  const end = { old: place.old + Number(oldCount), new: place.new + Number(newCount) };
  const lines: DiffLine[] = [];
  while (place.old < end.old || place.new < end.new) {
    const line = reader.next();
    if (line === undefined) throw new UnexpectedOutput('diff', undefined);
    if (line[0] === BACKSLASH) markUnended(lines);
    else lines.push(lineOf(line, place, reader));
  }
  if (reader.peek() === BACKSLASH) {
    reader.next();
    markUnended(lines);
  }
  return {
    oldStart: Number(oldStart),
    newStart: Number(newStart),
    header: context,
    lines,
  };
}

function lineOf(line: Buffer, place: { old: number; new: number }, reader: LineReader): DiffLine {
  const text = reader.text(line.subarray(1));
  switch (line[0]) {
    case PLUS:
      return { kind: 'added', text, new: place.new++ };
    case MINUS:
      return { kind: 'removed', text, old: place.old++ };
    case SPACE:
    case undefined:
      return { kind: 'context', text, old: place.old++, new: place.new++ };
    default:
      throw new UnexpectedOutput('diff', line.toString('latin1'));
  }
}

function markUnended(lines: DiffLine[]): void {
  const last = lines.pop();
  if (last) lines.push({ ...last, isUnended: true });
}

function startsWith(line: Buffer, text: string): boolean {
  return line.length >= text.length && line.toString('latin1', 0, text.length) === text;
}

/** Cuts bytes at line feeds and reads each line in the encoding that it can be. */
class LineReader {
  isLatin1 = false;
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The next line without its line feed. */
  next(): Buffer | undefined {
    if (this.#at >= this.#bytes.length) return undefined;
    const feed = this.#bytes.indexOf(LINE_FEED, this.#at);
    const end = feed < 0 ? this.#bytes.length : feed;
    const line = this.#bytes.subarray(this.#at, end);
    this.#at = end + 1;
    return line;
  }

  /** First byte of the next line. */
  peek(): number | undefined {
    return this.#bytes[this.#at];
  }

  text(line: Buffer): string {
    if (isUtf8(line)) return line.toString('utf8');
    this.isLatin1 = true;
    return line.toString('latin1');
  }
}
