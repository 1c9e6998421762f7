import { type Disposable, Emitter } from '../../core/lifecycle.js';
import { decodeToken, type TerminalReply } from '../input/decoder.js';
import type { KeyEvent, MouseEvent, PasteEvent } from '../input/events.js';
import type { StartTimer } from '../input/timer.js';
import type { InputToken } from '../input/token.js';
import { Tokenizer } from '../input/tokenizer.js';

/** How long an ESC waits once the terminal is known to send Escape in another form, in milliseconds. */
const LONG_ESCAPE_TIMEOUT = 300;

/** Bytes of the terminal as events, one emitter for each kind. */
export class InputReader implements Disposable {
  readonly keys = new Emitter<KeyEvent>();
  readonly mouse = new Emitter<MouseEvent>();
  readonly pastes = new Emitter<PasteEvent>();
  readonly focus = new Emitter<boolean>();
  readonly replies = new Emitter<TerminalReply>();
  readonly #tokenizer: Tokenizer;

  constructor(startTimer?: StartTimer) {
    this.#tokenizer = new Tokenizer({
      onToken: (token) => this.#onToken(token),
      ...(startTimer === undefined ? {} : { startTimer }),
    });
  }

  push(bytes: Uint8Array): void {
    this.#tokenizer.push(bytes);
  }

  /** Kitty's protocol is confirmed: a lone ESC is then part of something slow. */
  expectEscapeAsSequence(): void {
    this.#tokenizer.setEscapeTimeout(LONG_ESCAPE_TIMEOUT);
  }

  /** While the terminal owes answers they are waited for more patiently. */
  setOwesAnswers(owes: boolean): void {
    this.#tokenizer.setOwesAnswers(owes);
  }

  #onToken(token: InputToken): void {
    const event = decodeToken(token);
    switch (event?.type) {
      case 'key':
        this.keys.fire(event.event);
        break;
      case 'mouse':
        this.mouse.fire(event.event);
        break;
      case 'paste':
        this.pastes.fire(event.event);
        break;
      case 'focus':
        this.focus.fire(event.focused);
        break;
      case 'reply':
        this.replies.fire(event.reply);
        break;
      case undefined:
        break;
    }
  }

  dispose(): void {
    this.#tokenizer.dispose();
    for (const emitter of [this.keys, this.mouse, this.pastes, this.focus, this.replies]) {
      emitter.dispose();
    }
  }
}
