import { decodeToken, type InputEvent } from '../../../../src/tui/input/decoder.js';
import type { StartTimer } from '../../../../src/tui/input/timer.js';
import { Tokenizer } from '../../../../src/tui/input/tokenizer.js';

/** Timers that fire when told to, in the order of their time. */
export class FakeTimers {
  #now = 0;
  #timers: { at: number; callback: () => void }[] = [];

  readonly start: StartTimer = (ms, callback) => {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return { dispose: () => this.#remove(timer) };
  };

  get pending(): number {
    return this.#timers.length;
  }

  /** Lets `ms` milliseconds pass. */
  advance(ms: number): void {
    this.#now += ms;
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= this.#now);
      const [next] = due.sort((a, b) => a.at - b.at);
      if (next === undefined) return;
      this.#remove(next);
      next.callback();
    }
  }

  #remove(timer: { at: number; callback: () => void }): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
  }
}

/** Events of `chunks`; a lone ESC at the end has waited long enough. Paste chunks are joined. */
export function collectEvents(chunks: readonly Uint8Array[]): InputEvent[] {
  const timers = new FakeTimers();
  const events: InputEvent[] = [];
  const tokenizer = new Tokenizer({
    startTimer: timers.start,
    onToken: (token) => {
      const event = decodeToken(token);
      if (event !== undefined) append(events, event);
    },
  });
  for (const chunk of chunks) tokenizer.push(chunk);
  timers.advance(10_000);
  tokenizer.dispose();
  return events;
}

function append(events: InputEvent[], event: InputEvent): void {
  const last = events.at(-1);
  const isChunk = (value: InputEvent | undefined) =>
    value?.type === 'paste' && value.event.part === 'chunk' ? value.event : undefined;
  const before = isChunk(last);
  const now = isChunk(event);
  if (before !== undefined && now !== undefined) {
    before.bytes = Uint8Array.from([...before.bytes, ...now.bytes]);
  } else events.push(event);
}

/** The only event of `text`, which must be a key. */
export function keyOf(text: string) {
  const events = collectEvents([Buffer.from(text, 'latin1')]);
  const [first] = events;
  if (events.length !== 1 || first?.type !== 'key') {
    throw new Error(`expected one key, got ${JSON.stringify(events)}`);
  }
  return first.event;
}
