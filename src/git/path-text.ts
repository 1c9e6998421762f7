import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';

/**
 * A path as text that can be turned back into its bytes: what is no UTF-8 becomes lone
 * surrogates, one for each byte (https://peps.python.org/pep-0383/).
 */
export function pathText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length === 0) text += String.fromCharCode(SURROGATE_BASE + (bytes[at] ?? 0));
    else text += bytes.toString('utf8', at, at + length);
    at += length || 1;
  }
  return text;
}

/** The bytes of a path that `pathText` made. */
export function pathBytes(text: string): Buffer {
  if (!LONE_BYTES.test(text)) return Buffer.from(text);
  const parts = text.split(LONE_BYTES_SPLIT).map((part) => {
    const isByte = part.length === 1 && LONE_BYTES.test(part);
    return isByte ? Buffer.from([part.charCodeAt(0) - SURROGATE_BASE]) : Buffer.from(part);
  });
  return Buffer.concat(parts);
}

/** `path` below `root` for the functions of node:fs. */
export function pathBelow(root: string, path: string): string | Buffer {
  return LONE_BYTES.test(path)
    ? Buffer.concat([Buffer.from(`${root}/`), pathBytes(path)])
    : join(root, path);
}

/** Paths for git's stdin, each ended by NUL. */
export function nulEnded(paths: readonly string[]): Buffer {
  return Buffer.concat(paths.flatMap((path) => [pathBytes(path), NUL]));
}

const NUL = Buffer.from([0]);
const SURROGATE_BASE = 0xdc00;
/** Without the `u` flag a pair would count as two; with it only lone ones match. */
const LONE_BYTES = /[\udc80-\udcff]/u;
const LONE_BYTES_SPLIT = /([\udc80-\udcff])/u;
const LONGEST_CHARACTER = 4;

/** Bytes of the UTF-8 character at `at`; 0 when there is none. */
function characterLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= LONGEST_CHARACTER && at + length <= bytes.length; length += 1) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}

/** A path of any bytes as an argument, which can hold UTF-8 only: other bytes match as any. */
export function pathspecOf(path: string): string {
  if (!/[\udc80-\udcff]/u.test(path)) return `:(top,literal)${path}`;
  const pattern = path.replace(/[[\]*?\\]/g, '\\$&').replace(/[\udc80-\udcff]/gu, '?');
  return `:(top,glob)${pattern}`;
}
