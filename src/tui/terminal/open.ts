import type { Widgets } from 'blessed';
import type { ColorDepth } from '../../core/config.js';
import { DisposableStore, Emitter, toDisposable } from '../../core/lifecycle.js';
import type { TerminalReply } from '../input/decoder.js';
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
import { Answers } from './answers.js';
import { createDetachedScreen, type DetachedScreen, type Size } from './blessed-screen.js';
import {
  detectColorDepth,
  detectQuirks,
  detectUnicode,
  type TerminalQuirks,
} from './capabilities.js';
import { FrameDrawer } from './frame-drawer.js';
import { InputReader } from './input-reader.js';
import type { OuterTerminal, TerminalCapabilities } from './outer-terminal.js';
import { RenderClock } from './render-clock.js';
import { restoreOnLeaving } from './restore.js';
import {
  ASK_CLIPBOARD,
  BELL,
  clipboardSequence,
  enterSequence,
  leaveSequence,
  motionSequence,
  type OuterCursor,
  SAVE_TITLE,
  titleSequence,
} from './sequences.js';
import { listenInput, type TerminalInput, type TerminalOutput, TerminalWriter } from './streams.js';
import { StyleTable } from './style-table.js';

export interface OuterTerminalOptions {
  /** A terminal; refusing anything else is the caller's part. */
  input: TerminalInput;
  output: TerminalOutput;
  env: Readonly<Record<string, string | undefined>>;
  color: ColorDepth | 'auto';
  unicode: boolean | 'auto';
  mouse: boolean;
}

/**
 * Takes the terminal: writes the first bytes before anything else, and goes on without waiting for
 * the terminal's answers, which arrive as changes of the capabilities. Whatever ends the process,
 * the terminal is restored; so it is by `dispose`.
 */
export function openOuterTerminal(options: OuterTerminalOptions): OuterTerminal {
  return new Terminal(options);
}

function sizeOf(output: TerminalOutput): Size {
  return { cols: Math.max(1, output.columns ?? 80), rows: Math.max(1, output.rows ?? 24) };
}

class Terminal implements OuterTerminal {
  readonly #options: OuterTerminalOptions;
  readonly #quirks: TerminalQuirks;
  readonly #color: ColorDepth;
  readonly #unicode: boolean;
  readonly #owned = new DisposableStore();
  readonly #writer: TerminalWriter;
  readonly #reader: InputReader;
  readonly #detached: DetachedScreen;
  readonly #drawer: FrameDrawer;
  readonly #clock: RenderClock;
  readonly #resized = this.#owned.add(new Emitter<Size>());
  readonly #clipboardAnswers = this.#owned.add(new Answers<string>());
  readonly #capabilitiesChanged = this.#owned.add(new Emitter<TerminalCapabilities>());
  readonly #signalled = this.#owned.add(new Emitter<NodeJS.Signals>());

  #negotiation = startNegotiation(false).state;
  #negotiationTimer: NodeJS.Timeout | undefined;
  #isEntered = false;
  #isOver = false;
  #size: Size;
  #kittyFlags = 0;
  #motion = false;
  #title: string | undefined;

  constructor(options: OuterTerminalOptions) {
    this.#options = options;
    this.#quirks = detectQuirks(options.env);
    this.#color = detectColorDepth(options.env, options.color);
    this.#unicode = detectUnicode(options.env, options.unicode);
    this.#size = sizeOf(options.output);
    this.#writer = new TerminalWriter(options.output);
    this.#owned.add(
      restoreOnLeaving({
        leave: () => this.#leave(true),
        enter: () => this.#resume(),
        onSignal: (signal) => this.#onSignal(signal),
      }),
    );
    this.#enter();

    this.#reader = this.#owned.add(new InputReader());
    this.#listen();
    const styles = new StyleTable(this.#color);
    this.#detached = createDetachedScreen(this.#size, styles);
    this.#drawer = this.#owned.add(
      new FrameDrawer({
        internals: this.#detached.internals,
        styles,
        unicode: this.#unicode,
        writer: this.#writer,
        synchronizesUpdates: () => this.#negotiation.synchronizedUpdates,
      }),
    );
    this.#clock = this.#owned.add(new RenderClock(() => this.#detached.internals.render()));
    this.#owned.add(this.#writer.onDrain(() => this.requestRender()));
  }

  get screen(): Widgets.Screen {
    return this.#detached.screen;
  }

  get size(): Size {
    return this.#size;
  }

  get capabilities(): TerminalCapabilities {
    return {
      color: this.#color,
      unicode: this.#unicode,
      distinguishesCtrlM: this.#negotiation.distinguishesCtrlM,
    };
  }

  get onResize() {
    return this.#resized.event;
  }

  get onCapabilitiesChanged() {
    return this.#capabilitiesChanged.event;
  }

  get onKey() {
    return this.#reader.keys.event;
  }

  get onMouse() {
    return this.#reader.mouse.event;
  }

  get onPaste() {
    return this.#reader.pastes.event;
  }

  get onFocus() {
    return this.#reader.focus.event;
  }

  get onSignal() {
    return this.#signalled.event;
  }

  requestRender(): void {
    if (this.#isEntered) this.#clock.request();
  }

  setCursor(cursor: OuterCursor | null): void {
    this.#drawer.setCursor(cursor);
  }

  setKeyboardFlags(kittyFlags: number): void {
    if (this.#kittyFlags === kittyFlags) return;
    this.#kittyFlags = kittyFlags;
    if (this.#negotiation.stage === 'kitty') this.#write(kittyFlagsSequence(kittyFlags));
  }

  setMotionTracking(enabled: boolean): void {
    if (this.#motion === enabled || !this.#options.mouse) return;
    this.#motion = enabled;
    this.#write(motionSequence(enabled));
  }

  copyToClipboard(text: string): boolean {
    const sequence = this.#quirks.takesNoStrings ? undefined : clipboardSequence(text);
    if (sequence !== undefined) this.#write(sequence);
    return sequence !== undefined;
  }

  readClipboard(timeLimit: number): Promise<string | undefined> {
    if (this.#quirks.takesNoStrings || !this.#isEntered) return Promise.resolve(undefined);
    this.#write(ASK_CLIPBOARD);
    return this.#clipboardAnswers.next(timeLimit);
  }

  setInputPaused(paused: boolean): void {
    const { input } = this.#options;
    if (paused) input.pause();
    else input.resume();
  }

  setTitle(title: string): void {
    if (this.#title === title || this.#quirks.takesNoStrings) return;
    this.#write(`${this.#title === undefined ? SAVE_TITLE : ''}${titleSequence(title)}`);
    this.#title = title;
  }

  bell(): void {
    this.#write(BELL);
  }

  repaint(): void {
    this.#drawer.forget();
    this.requestRender();
  }

  dispose(): void {
    if (this.#owned.isDisposed) return;
    this.#isOver = true;
    this.#leave(false);
    this.#owned.dispose();
    this.#detached.internals.destroy();
    this.#writer.dispose();
  }

  #write(data: string): void {
    if (this.#isEntered) this.#writer.write(data);
  }

  #enter(): void {
    const { input, mouse } = this.#options;
    this.#isEntered = true;
    this.#writer.setBlocking(false);
    const negotiation = startNegotiation(!this.#quirks.printsModeQuery);
    this.#writer.write(enterSequence(mouse) + negotiation.write);
    // Off first: after being stopped Node still believes in the raw mode that the shell ended.
    input.setRawMode?.(false);
    input.setRawMode?.(true);
    const { distinguishesCtrlM, synchronizedUpdates } = this.#negotiation;
    this.#negotiation = { ...negotiation.state, distinguishesCtrlM, synchronizedUpdates };
    this.#negotiationTimer = setTimeout(() => {
      this.#advance(negotiateTimeout(this.#negotiation));
    }, NEGOTIATION_TIMEOUT);
    if (this.#motion) this.#writer.write(motionSequence(true));
  }

  /** `now`: the process may end when this returns. */
  #leave(now: boolean): void {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    clearTimeout(this.#negotiationTimer);
    const keyboard = endNegotiationSequence(this.#negotiation);
    const sequence = leaveSequence(keyboard, this.#title !== undefined);
    this.#title = undefined;
    if (now) this.#writer.finishNow(sequence);
    else this.#writer.finish(sequence);
    this.#options.input.setRawMode?.(false);
  }

  #resume(): void {
    if (this.#isOver) return;
    this.#leave(true);
    this.#enter();
    this.#drawer.setPaused(false);
    this.#onResize();
    this.repaint();
  }

  #onSignal(signal: NodeJS.Signals): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#drawer.setPaused(true);
    if (this.#signalled.listenerCount > 0) {
      this.#signalled.fire(signal);
      return;
    }
    // Nobody decides: the signal does what it does without us.
    this.dispose();
    process.kill(process.pid, signal);
  }

  #hangUp(): void {
    this.#leave(true);
    this.#onSignal('SIGHUP');
  }

  #listen(): void {
    const { input, output } = this.#options;
    this.#owned.add(
      listenInput(
        input,
        (bytes) => {
          this.#clock.noteInput();
          this.#reader.push(bytes);
        },
        () => this.#hangUp(),
      ),
    );
    this.#owned.add(this.#writer.onError(() => this.#hangUp()));
    this.#owned.add(this.#reader.replies.event((reply) => this.#onReply(reply)));
    this.#owned.add(
      this.#reader.keys.event((event) => this.#advance(negotiateKey(this.#negotiation, event))),
    );
    const onResize = () => this.#onResize();
    output.on('resize', onResize);
    this.#owned.add(toDisposable(() => output.removeListener('resize', onResize)));
  }

  #onReply(reply: TerminalReply): void {
    if (reply.reply === 'clipboard') this.#clipboardAnswers.give(reply.text);
    const before = this.#negotiation.stage;
    this.#advance(negotiateReply(this.#negotiation, reply));
    if (before === 'kitty' || this.#negotiation.stage !== 'kitty') return;
    this.#reader.expectEscapeAsSequence();
    if (this.#kittyFlags !== 0) this.#write(kittyFlagsSequence(this.#kittyFlags));
  }

  #advance({ state, write }: NegotiationStep): void {
    const isNews = state.distinguishesCtrlM !== this.#negotiation.distinguishesCtrlM;
    this.#negotiation = state;
    this.#write(write);
    if (state.stage !== 'asking') clearTimeout(this.#negotiationTimer);
    if (isNews) this.#capabilitiesChanged.fire(this.capabilities);
  }

  #onResize(): void {
    const size = sizeOf(this.#options.output);
    if (size.cols === this.#size.cols && size.rows === this.#size.rows) return;
    this.#size = size;
    // blessed renders at once; the frame worth drawing comes after everybody laid out anew.
    this.#drawer.setPaused(true);
    this.#detached.resize(size);
    this.#drawer.setPaused(false);
    this.#resized.fire(size);
    this.requestRender();
  }
}
