import type { ControlParser } from './core.js';

const ESCAPE = '\u001b';
const BEL = '\u0007';
const ST = `${ESCAPE}\\`;

type OscAnswer = (terminator: string) => void;

/**
 * What the terminal answers, in the order of the questions. An answer to an OSC ends as the
 * question did (xterm's rule; scripts wait for the byte they sent), which is only known after the
 * parser has called the handler: ST is a sequence of its own, ESC then backslash.
 */
export class Answers {
  readonly #parser: ControlParser;
  readonly #send: (text: string) => void;
  #toOsc: OscAnswer | undefined;

  constructor(parser: ControlParser, send: (text: string) => void) {
    this.#parser = parser;
    this.#send = send;
  }

  send(text: string): void {
    this.#finish(BEL);
    this.#send(text);
  }

  csi(text: string): void {
    this.send(`${ESCAPE}[${text}`);
  }

  dcs(text: string): void {
    this.send(`${ESCAPE}P${text}${ST}`);
  }

  /** Answers the OSC that is being handled with one or several. */
  osc(...texts: readonly string[]): void {
    if (texts.length === 0) return;
    this.afterOsc((terminator) => {
      this.#send(texts.map((text) => `${ESCAPE}]${text}${terminator}`).join(''));
    });
  }

  /** Calls back with the end of the OSC that is being handled, in turn with other answers. */
  afterOsc(answer: OscAnswer): void {
    this.#finish(BEL);
    this.#toOsc = answer;
  }

  /** The parser met ESC and backslash. */
  stringTerminated(): void {
    this.#finish(ST);
  }

  /** A piece of output has been parsed; the other half of an ST may still come. */
  parsed(): void {
    if (!this.#parser.isAfterEscape) this.#finish(BEL);
  }

  #finish(terminator: string): void {
    const answer = this.#toOsc;
    this.#toOsc = undefined;
    answer?.(terminator);
  }
}
