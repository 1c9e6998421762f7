import { connect, type Socket } from 'node:net';
import { encodeFrame, encodeJson, FrameDecoder, parseJson } from '../../src/pty/protocol/codec.js';
import { FRAME, PROTOCOL_VERSION } from '../../src/pty/protocol/protocol.js';

/** A peer of a host that says whatever a test wants. */
export class RawClient {
  readonly socket: Socket;
  readonly frames: { type: number; body: Buffer }[] = [];
  readonly closed: Promise<void>;
  #wake: (() => void)[] = [];

  constructor(socketPath: string) {
    this.socket = connect(socketPath);
    const decoder = new FrameDecoder(64 * 1024 * 1024, (type, body) => {
      this.frames.push({ type, body: Buffer.from(body) });
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.socket.on('data', (chunk) => decoder.push(chunk));
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on('close', () => resolve());
    });
  }

  hello(protocol = PROTOCOL_VERSION, more: Record<string, unknown> = {}): void {
    this.json(FRAME.hello, { protocol, version: '9.9.9', pid: 1, kind: 'tui', ...more });
  }

  json(type: number, value: unknown): void {
    this.socket.write(encodeJson(type, value));
  }

  frame(type: number, body: Uint8Array | string): void {
    this.socket.write(encodeFrame(type, body));
  }

  /** Resolves with the first frame of `type` as JSON. */
  async received(type: number): Promise<unknown> {
    for (;;) {
      const frame = this.frames.find((candidate) => candidate.type === type);
      if (frame) return parseJson(frame.body);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }
}
