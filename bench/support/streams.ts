import { writeFile } from 'node:fs/promises';
import { seededRandom } from '../../test/support/random.js';

/** Size of the terminal that the streams are made for, in cells. */
const COLS = 200;
const ROWS = 50;

const WORDS = 'read write parse the worktree branch merge test of state cell frame agent'.split(
  ' ',
);
const MIXED = [...'漢字日本語한국어ｆｕあ。éñçøαβγЖя→…“”─│┌┐╭╮█▌⠋✔'];
const CLUSTERS = ['👩🏽‍💻', '🏳️‍🌈', '❤️', '🇯🇵', '👍🏽', '🙂', '🚀', 'e\u0301', '1️⃣'];
const SPINNER = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];

/** Numbers of 0 … limit − 1. */
type Below = (limit: number) => number;

function words(below: Below, count: number): string {
  return Array.from({ length: count }, () => WORDS[below(WORDS.length)]).join(' ');
}

function place(below: Below): string {
  return `\x1b[${1 + below(ROWS)};${1 + below(COLS)}H`;
}

function many(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join('');
}

/**
 * What coding agents do while they work: the block of lines at the end is erased and written anew,
 * with a spinner, a box for the prompt and a status line, in a synchronized update; now and then a
 * line of the answer goes above it for good.
 */
function agent(below: Below): string {
  const color = () => `\x1b[38;2;${below(256)};${below(256)};120m`;
  const answer = below(4) === 0 ? `${color()}● \x1b[39m${words(below, 16)}\r\n` : '';
  const block = [
    '',
    `${color()}${SPINNER[below(SPINNER.length)]} ${words(below, 2)}…\x1b[39m \x1b[2m(${below(300)}s · ↑ ${below(90)}k tokens · esc to interrupt)\x1b[22m`,
    '',
    `\x1b[38;5;244m╭${'─'.repeat(COLS - 4)}╮\x1b[39m`,
    `\x1b[38;5;244m│\x1b[39m > \x1b[7m \x1b[27m${words(below, 8).padEnd(COLS - 9)}\x1b[38;5;244m│\x1b[39m`,
    `\x1b[38;5;244m╰${'─'.repeat(COLS - 4)}╯\x1b[39m`,
    `  \x1b[2m? for shortcuts\x1b[22m   \x1b[31m${words(below, 4)}\x1b[39m`,
  ];
  const erase = '\x1b[2K\x1b[1A'.repeat(block.length - 1);
  return `\x1b[?2026h${erase}\x1b[2K\x1b[G${answer}${block.join('\r\n')}\x1b[?2026l`;
}

function unicode(below: Below): string {
  const one = () =>
    below(12) === 0 ? CLUSTERS[below(CLUSTERS.length)] : MIXED[below(MIXED.length)];
  return `${many(60, () => one() ?? '')}\r\n`;
}

/** vtebench: every cell at random, each with a style of its own. */
function denseCells(below: Below): string {
  return many(
    200,
    () =>
      `\x1b[38;5;${below(256)};48;5;${below(256)};${1 + below(5)}m${String.fromCharCode(97 + below(26))}`,
  );
}

/** vtebench: rings of cells, each placed by its own movement. */
function cursorMotion(below: Below): string {
  return many(100, () => `${place(below)}${String.fromCharCode(97 + below(26))}`);
}

function spinners(below: Below): string {
  return many(
    20,
    (row) =>
      `\x1b[${1 + row * 2};3H\x1b[3${1 + below(7)}m${SPINNER[below(SPINNER.length)]}\x1b[0m ${words(below, 1)} ${below(100)}%\x1b[K`,
  );
}

/** vtebench: whole pictures, each in a synchronized update. */
function synchronizedCells(below: Below): string {
  const row = () =>
    many(
      20,
      () => `\x1b[3${below(8)};4${below(8)}m${many(10, () => String.fromCharCode(97 + below(26)))}`,
    );
  return `\x1b[?2026h\x1b[H${many(ROWS - 2, () => `${row()}\r\n`)}\x1b[?2026l`;
}

function colouredLog(below: Below): string {
  return `\x1b[2m12:00:${10 + below(50)}\x1b[0m \x1b[${31 + below(6)}mINFO\x1b[0m ${words(below, 10)}\r\n`;
}

/** vtebench: plain text that fills the screen from its top. */
function lightCells(below: Below): string {
  return `\x1b[H${many(ROWS - 2, () => `${String.fromCharCode(97 + below(26)).repeat(COLS - 1)}\r\n`)}`;
}

/** vtebench: every line is as long as the screen is wide. */
function fullScreenScroll(below: Below): string {
  return `${String.fromCharCode(97 + below(26)).repeat(COLS - 1)}\r\n`;
}

/** vtebench: as little as can be for each line. */
function lineScroll(): string {
  return 'y\n'.repeat(200);
}

/** vtebench: lines within margins, which no scrollback takes. */
function scrollRegion(): string {
  return `\x1b[5;${ROWS - 5}r\x1b[${ROWS - 5};1H${'y\n'.repeat(2_000)}\x1b[r`;
}

interface Kind {
  readonly make: (below: Below) => string;
  /** MB that take everybody about as long as those of the others. */
  readonly size: number;
}

const KINDS = {
  'agent TUI': { make: agent, size: 20 },
  unicode: { make: unicode, size: 14 },
  'dense cells': { make: denseCells, size: 20 },
  'cursor motion': { make: cursorMotion, size: 20 },
  spinners: { make: spinners, size: 20 },
  'synchronized cells': { make: synchronizedCells, size: 20 },
  'coloured log': { make: colouredLog, size: 24 },
  'light cells': { make: lightCells, size: 32 },
  'full-screen scroll': { make: fullScreenScroll, size: 32 },
  'line scroll, tiny writes': { make: lineScroll, size: 4 },
  'scroll region': { make: scrollRegion, size: 4 },
} as const satisfies Record<string, Kind>;

export type StreamName = keyof typeof KINDS;
export const STREAMS = Object.keys(KINDS) as StreamName[];

/** Size of a stream for a comparison, MB. */
export function usualSize(name: StreamName): number {
  return KINDS[name].size;
}

/** Bytes of a stream that are made before they are repeated. */
const PERIOD = 4e6;

/** Writes about `megabytes` of a stream; resolves with its exact size in bytes. */
export async function writeStream(
  file: string,
  name: StreamName,
  megabytes: number,
): Promise<number> {
  const random = seededRandom(7);
  const below = (limit: number) => Math.floor(random() * limit);
  const parts: string[] = [];
  const wanted = megabytes * 1e6;
  for (let size = 0; size < Math.min(PERIOD, wanted); ) {
    const part = KINDS[name].make(below);
    parts.push(part);
    size += Buffer.byteLength(part);
  }
  const period = Buffer.from(parts.join(''));
  const copies = Math.max(1, Math.round(wanted / period.length));
  const bytes = Buffer.concat([
    ...Array.from({ length: copies }, () => period),
    Buffer.from('\x1b[m'),
  ]);
  await writeFile(file, bytes);
  return bytes.length;
}
