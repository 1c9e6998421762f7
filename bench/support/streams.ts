import { writeFile } from 'node:fs/promises';

/** The same pseudo-random numbers in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS = 'read write parse the worktree branch merge test of state cell frame agent'.split(
  ' ',
);

/** A coding agent that repaints its block of lines: cursor up, erase, coloured text, spinner. */
function agentRepaint(next: () => number): string {
  const lines = Array.from({ length: 12 }, () => {
    const words = Array.from({ length: 14 }, () => WORDS[Math.floor(next() * WORDS.length)]);
    const color = Math.floor(next() * 256);
    return `\x1b[2K\x1b[38;2;${color};${255 - color};120m${words.join(' ')}\x1b[0m`;
  });
  return `\x1b[?2026h\x1b[12A\r${lines.join('\r\n')}\r\n\x1b[?2026l`;
}

function colouredLogLine(next: () => number): string {
  const level = 31 + Math.floor(next() * 6);
  const words = Array.from({ length: 10 }, () => WORDS[Math.floor(next() * WORDS.length)]);
  return `\x1b[2m12:00:00\x1b[0m \x1b[${level}mINFO\x1b[0m ${words.join(' ')}\r\n`;
}

export const STREAMS = { 'agent repaint': agentRepaint, 'coloured log': colouredLogLine } as const;
export type StreamName = keyof typeof STREAMS;

/** Writes about `megabytes` of a stream; resolves with its exact size in bytes. */
export async function writeStream(
  file: string,
  name: StreamName,
  megabytes: number,
): Promise<number> {
  const next = random(7);
  const parts: string[] = [];
  for (let size = 0; size < megabytes * 1e6; ) {
    const part = STREAMS[name](next);
    parts.push(part);
    size += part.length;
  }
  const bytes = Buffer.from(parts.join(''));
  await writeFile(file, bytes);
  return bytes.length;
}
