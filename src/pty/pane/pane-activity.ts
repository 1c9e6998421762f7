import { randomBytes } from 'node:crypto';
import type { PaneActivity } from '../../core/ports/host.js';
import type { AgentState } from '../../core/session.js';
import { TypedInputReader } from './typed-input.js';

/** Time an idle agent has after Enter to begin with what it was given, ms. */
const BEGINS_WITHIN = 5_000;

/** Clients hear of input as such at most so often, ms. */
const TELL_INTERVAL = 30_000;

/**
 * Counts what a person submits to a pane's program, and knows when it was last used. It lasts as
 * long as the pane does in this host. Times are ms since the epoch, and never go back.
 */
export class PaneActivityCounter {
  readonly #counterId = randomBytes(6).toString('hex');
  readonly #isShell: boolean;
  readonly #input = new TypedInputReader();
  #prompts = 0;
  #state: AgentState = 'starting';
  #lastActive: number;
  #toldAt: number;
  /** When Enter was pressed that may make an idle agent begin. */
  #enteredAt: number | undefined;

  constructor(agentKind: string, now = Date.now()) {
    this.#isShell = agentKind === 'shell';
    this.#lastActive = now;
    this.#toldAt = now;
  }

  info(now = Date.now()): PaneActivity {
    if (this.#state === 'busy') this.#activeAt(now);
    return { counterId: this.#counterId, prompts: this.#prompts, lastActive: this.#lastActive };
  }

  /** A program was started in the pane. */
  started(now = Date.now()): void {
    this.#state = 'starting';
    this.#enteredAt = undefined;
    this.#activeAt(now);
  }

  /** The person's input; true where clients should hear of it now. */
  typed(bytes: Uint8Array, isAlternateScreen: boolean, now = Date.now()): boolean {
    const { isTyped, submitted } = this.#input.read(bytes);
    if (!isTyped) return false;
    this.#activeAt(now);
    const before = this.#prompts;
    for (const hasText of submitted) this.#submitted(hasText, isAlternateScreen, now);
    const isNews = this.#prompts !== before || now - this.#toldAt >= TELL_INTERVAL;
    if (isNews) this.#toldAt = now;
    return isNews;
  }

  /** The agent's state has changed. */
  became(state: AgentState, now = Date.now()): void {
    const hasBegun = state === 'busy' || state === 'waiting';
    if (hasBegun && this.#enteredAt !== undefined) {
      if (now - this.#enteredAt <= BEGINS_WITHIN) this.#prompts += 1;
      this.#enteredAt = undefined;
    }
    if (this.#state === 'busy' || state === 'busy') this.#activeAt(now);
    this.#state = state;
  }

  /**
   * A shell takes every line, but not what is typed into a program that has its screen. An agent
   * that works queues what it gets. An idle one shows by beginning that Enter was no menu's and no
   * command's of its own. What answers its question is no message.
   */
  #submitted(hasText: boolean, isAlternateScreen: boolean, now: number): void {
    if (this.#isShell) {
      if (hasText && !isAlternateScreen) this.#prompts += 1;
    } else if (this.#state === 'busy' || this.#state === 'unknown') {
      if (hasText) this.#prompts += 1;
    } else if (this.#state !== 'waiting') {
      this.#enteredAt = now;
    }
  }

  #activeAt(now: number): void {
    this.#lastActive = Math.max(this.#lastActive, now);
  }
}
