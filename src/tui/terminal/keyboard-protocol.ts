import type { Disposable } from '../../core/lifecycle.js';
import type { TerminalReply } from '../input/decoder.js';
import type { KeyEvent } from '../input/events.js';
import {
  endNegotiationSequence,
  kittyFlagsSequence,
  NEGOTIATION_TIMEOUT,
  type NegotiationStep,
  negotiateKey,
  negotiateReply,
  negotiateTimeout,
  startNegotiation,
} from '../input/negotiation.js';

export interface KeyboardProtocolOptions {
  write: (data: string) => void;
  /** Whether the terminal may be asked for modes (DECRQM). */
  asksModes: boolean;
  /** It is proven that Ctrl-m can be told from Enter. */
  onProof: () => void;
}

/** Which keyboard protocol the terminal speaks, and the flags that it is asked for. */
export class KeyboardProtocol implements Disposable {
  readonly #options: KeyboardProtocolOptions;
  #negotiation = startNegotiation(false).state;
  #timer: NodeJS.Timeout | undefined;
  /** Those of the focused pane's program. */
  #flags = 0;

  constructor(options: KeyboardProtocolOptions) {
    this.#options = options;
  }

  get distinguishesCtrlM(): boolean {
    return this.#negotiation.distinguishesCtrlM;
  }

  get synchronizesUpdates(): boolean {
    return this.#negotiation.synchronizedUpdates;
  }

  /** Begins to negotiate; what was proven before still holds. Returns the first questions. */
  start(): string {
    const { state, write } = startNegotiation(this.#options.asksModes);
    const { distinguishesCtrlM, synchronizedUpdates } = this.#negotiation;
    this.#negotiation = { ...state, distinguishesCtrlM, synchronizedUpdates };
    this.#timer = setTimeout(() => {
      this.#advance(negotiateTimeout(this.#negotiation));
    }, NEGOTIATION_TIMEOUT);
    return write;
  }

  /** What gives the keyboard back. */
  stop(): string {
    clearTimeout(this.#timer);
    return endNegotiationSequence(this.#negotiation);
  }

  /** Flags of the focused pane, added to our own when the terminal speaks kitty. */
  setFlags(flags: number): void {
    if (this.#flags === flags) return;
    this.#flags = flags;
    if (this.#negotiation.stage === 'kitty') this.#options.write(kittyFlagsSequence(flags));
  }

  /** True when the terminal has proven by this answer that it speaks kitty. */
  take(reply: TerminalReply): boolean {
    const before = this.#negotiation.stage;
    this.#advance(negotiateReply(this.#negotiation, reply));
    const isProof = before !== 'kitty' && this.#negotiation.stage === 'kitty';
    if (isProof && this.#flags !== 0) this.#options.write(kittyFlagsSequence(this.#flags));
    return isProof;
  }

  /** A key may prove what no answer did. */
  takeKey(event: KeyEvent): void {
    this.#advance(negotiateKey(this.#negotiation, event));
  }

  #advance({ state, write }: NegotiationStep): void {
    const isProof = state.distinguishesCtrlM && !this.#negotiation.distinguishesCtrlM;
    this.#negotiation = state;
    this.#options.write(write);
    if (state.stage !== 'asking') clearTimeout(this.#timer);
    if (isProof) this.#options.onProof();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
