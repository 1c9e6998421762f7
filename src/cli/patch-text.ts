import { isUtf8 } from 'node:buffer';
import type { ChalkInstance } from 'chalk';
import type { Output } from './output.js';

const LINE_FEED = 0x0a;
/** Control characters but the tab, and marks of direction. */
const HIDDEN = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Prints git's patch: byte by byte as it is where a program reads it, else with colours and without
 * what could move the cursor.
 */
export class ShownPatch {
  /** Who reads it is no program. */
  readonly isForPeople: boolean;
  readonly #out: Output;
  #rest: Buffer = Buffer.alloc(0);
  #isInHunk = false;

  constructor(out: Output) {
    this.#out = out;
    this.isForPeople = out.isTerminal || out.style.level > 0;
  }

  write(bytes: Uint8Array): void {
    if (!this.isForPeople) {
      this.#out.bytes(bytes);
      return;
    }
    const all = Buffer.concat([this.#rest, bytes]);
    const end = all.lastIndexOf(LINE_FEED);
    this.#rest = all.subarray(end + 1);
    for (let at = 0; at <= end; ) {
      const feed = all.indexOf(LINE_FEED, at);
      this.#line(all.subarray(at, feed));
      at = feed + 1;
    }
  }

  end(): void {
    if (this.#rest.length > 0) this.#line(this.#rest);
  }

  #line(bytes: Buffer): void {
    const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
    if (text.startsWith('diff --git ')) this.#isInHunk = false;
    if (text.startsWith('@@ ')) this.#isInHunk = true;
    const look = this.#isInHunk ? lookInHunk(text, this.#out.style) : this.#out.style.bold;
    this.#out.print(look(text.replace(HIDDEN, nameOf)));
  }
}

function lookInHunk(line: string, style: ChalkInstance): (text: string) => string {
  if (line.startsWith('+')) return style.green;
  if (line.startsWith('-')) return style.red;
  return line.startsWith('@@') ? style.cyan : (text) => text;
}

function nameOf(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 ? `^${String.fromCharCode(code + 0x40)}` : `<${code.toString(16)}>`;
}
