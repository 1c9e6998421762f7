import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '../core/config.js';
import { makeDirectories } from '../core/make-directories.js';

/** Size in bytes at which the file becomes `<file>.1` and a new one is begun. */
const ROTATE_AT = 1_000_000;

export interface FileLogger extends Logger {
  /** Resolves when everything logged so far has been written or given up. */
  flush(): Promise<void>;
}

/**
 * A log of JSON lines `{time, level, event, pid, …fields}`, appended in the background and
 * rotated at 1 MB with one older file kept. A log that cannot be written (a full disk, say) is
 * given up for that line: logging never fails the work that is logged.
 */
export function createFileLogger(
  file: string,
  options: { pid?: number; now?: () => Date; rotateAt?: number } = {},
): FileLogger {
  const { pid = process.pid, now = () => new Date(), rotateAt = ROTATE_AT } = options;
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    await makeDirectories(mkdir, dirname(file), 0o700);
    while (waiting.length > 0) {
      const text = waiting.join('');
      waiting = [];
      await rotateWhenFull(file, Buffer.byteLength(text), rotateAt);
      await appendFile(file, text, { mode: 0o600 });
    }
  }

  function start(): void {
    writing ??= write()
      // A log that cannot be written must not stop the work that it tells of, nor fill the memory.
      .catch(() => {
        waiting = [];
      })
      .finally(() => {
        writing = undefined;
        if (waiting.length > 0) start();
      });
  }

  return {
    log(level, event, fields = {}) {
      waiting.push(line({ time: now().toISOString(), level, event, pid }, fields));
      start();
    },
    async flush() {
      while (writing !== undefined) await writing;
    },
  };
}

function line(head: object, fields: Readonly<Record<string, unknown>>): string {
  try {
    return `${JSON.stringify({ ...fields, ...head })}\n`;
  } catch {
    // A cyclic value or a bigint: the event itself is still worth its line.
    return `${JSON.stringify(head)}\n`;
  }
}

async function rotateWhenFull(file: string, coming: number, rotateAt: number): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > 0 && size + coming > rotateAt) await rename(file, `${file}.1`);
}
