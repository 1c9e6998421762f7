import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { aboutPath, isMissing, QtuiError, toQtuiError } from '../core/errors.js';

/** Longest file of settings, bytes; a longer one is something else by mistake. */
const MOST_BYTES = 1_000_000;

/** A file of settings as it was read; text and hash are of the same bytes. */
export interface SettingsText {
  path: string;
  text: string;
  /** SHA-256, as trust remembers it. */
  hash: string;
}

/**
 * Reads a file of settings; undefined where there is none. Throws `invalid-config` for what is no
 * text of a sensible size, `permission-denied` and the like where it cannot be read.
 */
export async function readSettingsFile(path: string): Promise<SettingsText | undefined> {
  let bytes: Buffer;
  try {
    // A pipe in its place would be waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      bytes = await readBytes(file, path);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (error instanceof QtuiError) throw error;
    throw toQtuiError(aboutPath(error, path), 'read the settings', {
      hint: `Make ${path} a file that you can read, or remove it.`,
    });
  }
  // Most people have no file, and every start would wait for it.
  const { hashOf } = await import('./content-hash.js');
  return { path, text: decode(bytes, path), hash: hashOf(bytes) };
}

async function readBytes(file: FileHandle, path: string): Promise<Buffer> {
  const status = await file.stat();
  if (status.isDirectory()) throw notSettings(path, 'is a directory, not a file of settings');
  // /dev/null is a way to have none.
  if (!status.isFile() && !status.isCharacterDevice()) {
    throw notSettings(path, 'is no regular file');
  }
  const { buffer, bytesRead } = await readUpTo(file, MOST_BYTES + 1);
  if (bytesRead > MOST_BYTES) {
    throw notSettings(path, 'is larger than 1 MB, which no file of settings is');
  }
  return buffer.subarray(0, bytesRead);
}

async function readUpTo(file: FileHandle, most: number) {
  const { size } = await file.stat();
  let buffer = Buffer.alloc(Math.min(size, most) + 1);
  let bytesRead = 0;
  for (;;) {
    const part = await file.read(buffer, bytesRead, buffer.length - bytesRead, null);
    bytesRead += part.bytesRead;
    if (part.bytesRead === 0 || bytesRead >= most) return { buffer, bytesRead };
    if (bytesRead === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)]);
  }
}

function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const line = firstBadLine(bytes);
    throw notSettings(path, 'is not UTF-8, which settings are written in', `:${line}`);
  }
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found + 1;
    if (bytes.subarray(start, end).toString('utf8').includes('\ufffd')) return line;
    start = end;
  }
  return line;
}

function notSettings(path: string, words: string, line = ''): QtuiError {
  return new QtuiError('invalid-config', `${path}${line}: ${words}.`, {
    untouched: 'Nothing was started.',
    hint: `Correct ${path}, or remove it: qtui needs none.`,
    data: { file: path },
  });
}
