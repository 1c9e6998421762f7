import { Worker } from 'node:worker_threads';
import type { SyntaxVerdict } from '../core/ports/syntax-checker.js';
import { lookCancelled } from './cancelled.js';
import type { ParseRequest } from './parse-request.js';

/** ms for one text; of what takes longer nothing is known. */
const LIMIT_MS = 10_000;
/** ms without a question after which the thread is ended, with the parsers that it holds. */
const IDLE_MS = 10_000;
/** A text for which parsers want more ends the thread, and not qtui. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 512 };

/** Parses in a thread, one text after the other: the screen goes on, and a cancel counts at once. */
export class ParserThread {
  readonly #entry: URL;
  readonly #limit: number;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** `entry` is the built file of `worker.ts`; the thread is started with the first question. */
  constructor(entry: URL, { limitMs = LIMIT_MS }: { limitMs?: number } = {}) {
    this.#entry = entry;
    this.#limit = limitMs;
  }

  /** `unknown` where no parser came to an end with the text. Throws `aborted`. */
  parse(request: ParseRequest, signal: AbortSignal | undefined): Promise<SyntaxVerdict> {
    const verdict = this.#last.then(() => this.#ask(request, signal));
    // Its failure is for who has asked, and not for the next one.
    this.#last = verdict.catch(() => undefined);
    return verdict;
  }

  async #ask(request: ParseRequest, signal: AbortSignal | undefined): Promise<SyntaxVerdict> {
    if (signal?.aborted) throw lookCancelled();
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const worker = this.#worker;
    worker.ref();
    const verdict = await answerOf(worker, request, this.#limit, signal);
    if (verdict === undefined) this.#stop(worker);
    else this.#rest(worker);
    if (signal?.aborted) throw lookCancelled();
    return verdict ?? { kind: 'unknown' };
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, { resourceLimits: RESOURCE_LIMITS });
    // Whoever waits for it sees it exit.
    worker.on('error', () => this.#stop(worker));
    return worker;
  }

  /** It keeps no process alive that has nothing else to do. */
  #rest(worker: Worker): void {
    worker.unref();
    this.#idle = setTimeout(() => this.#stop(worker), IDLE_MS).unref();
  }

  #stop(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
    void worker.terminate();
  }
}

/** Undefined where the thread has ended or was not done in time, and once it is cancelled. */
function answerOf(
  worker: Worker,
  request: ParseRequest,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<SyntaxVerdict | undefined> {
  return new Promise((resolve) => {
    const end = (verdict?: SyntaxVerdict) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      worker.off('message', end).off('exit', giveUp);
      resolve(verdict);
    };
    const giveUp = () => end();
    const timer = setTimeout(giveUp, limitMs);
    signal?.addEventListener('abort', giveUp);
    worker.on('message', end).on('exit', giveUp);
    worker.postMessage(request);
  });
}
