import { type FileHandle, open } from 'node:fs/promises';
import type { CheckLog } from '../../core/ports/merge-progress.js';

/** Bytes that are kept of the beginning of a check's output, and of its end. */
const HEAD_BYTES = 256 * 1024;
const TAIL_BYTES = 256 * 1024;

/**
 * A file, 0600, that gets lines as they come: the first part at once, so that it is there also
 * when this process is killed, and of the rest the last part at the end.
 */
export async function openBoundedLog(path: string): Promise<CheckLog> {
  const file = await open(path, 'wx', 0o600);
  let waiting = '';
  let headLeft = HEAD_BYTES;
  const tail = new Tail();
  let writing: Promise<void> | undefined;
  let isClosed = false;

  async function flush(): Promise<void> {
    while (waiting !== '') {
      const text = waiting;
      waiting = '';
      // A disk that is full must not end the check.
      await file.appendFile(text).catch(() => undefined);
    }
    writing = undefined;
  }

  return {
    path,
    write(line) {
      const text = `${line}\n`;
      const bytes = Buffer.byteLength(text);
      if (headLeft >= bytes && tail.isEmpty) {
        headLeft -= bytes;
        waiting += text;
        writing ??= flush();
      } else {
        headLeft = 0;
        tail.add(text, bytes);
      }
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await writing;
      await writeTail(file, tail).catch(() => undefined);
      await file.close().catch(() => undefined);
    },
  };
}

async function writeTail(file: FileHandle, tail: Tail): Promise<void> {
  if (tail.isEmpty) return;
  const gap = tail.left === 0 ? '' : `… ${tail.left} bytes are left out here …\n`;
  await file.appendFile(`${gap}${tail.text()}`);
}

/** The last lines that fit. */
class Tail {
  /** Bytes of lines that are gone. */
  left = 0;
  #lines: { text: string; bytes: number }[] = [];
  #first = 0;
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#bytes === 0 && this.left === 0;
  }

  add(text: string, bytes: number): void {
    this.#lines.push({ text, bytes });
    this.#bytes += bytes;
    while (this.#bytes > TAIL_BYTES) {
      const gone = this.#lines[this.#first];
      if (gone === undefined) break;
      this.#first += 1;
      this.#bytes -= gone.bytes;
      this.left += gone.bytes;
    }
    // Not at every line, which would cost as many moves as there are lines.
    if (this.#first * 2 > this.#lines.length) {
      this.#lines = this.#lines.slice(this.#first);
      this.#first = 0;
    }
  }

  text(): string {
    return this.#lines
      .slice(this.#first)
      .map(({ text }) => text)
      .join('');
  }
}
