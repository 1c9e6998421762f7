import { writeSync } from 'node:fs';
import type { IPty } from 'node-pty';

type Pty = IPty & { readonly fd: number; readonly _socket: { readonly destroyed: boolean } };

/** Pause before the next try to write to a program that does not read, ms. */
const RETRY = 2;

/**
 * Writes to the program of a pty as long as there is a pty. node-pty's own write goes on when its
 * descriptor is closed, whose number may be that of another test's pty by then, and prints what
 * comes of it.
 */
export class PtyWriter {
  readonly #pty: Pty;
  #waiting = Buffer.alloc(0);

  constructor(pty: IPty) {
    this.#pty = pty as Pty;
  }

  write(text: string): void {
    const isWaiting = this.#waiting.length > 0;
    this.#waiting = Buffer.concat([this.#waiting, Buffer.from(text)]);
    if (!isWaiting) this.#flush();
  }

  #flush(): void {
    while (this.#waiting.length > 0 && !this.#pty._socket.destroyed) {
      try {
        this.#waiting = this.#waiting.subarray(writeSync(this.#pty.fd, this.#waiting));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
          setTimeout(() => this.#flush(), RETRY);
          return;
        }
        // EIO: the program is gone, and its exit is on the way.
        break;
      }
    }
    this.#waiting = Buffer.alloc(0);
  }
}
