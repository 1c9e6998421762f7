import type { Widgets } from 'blessed';
import { DisposableStore, Emitter } from '../../core/lifecycle.js';
import type { Appearance, PaneProgress } from '../../core/ports/host.js';
import type { TerminalReply } from '../input/decoder.js';
import type { Size } from '../model/geometry.js';
import type { TerminalCapabilities } from '../model/terminal-capabilities.js';
import { Answers } from './answers.js';
import { AppearanceProbe } from './appearance-probe.js';
import { createDetachedScreen, type DetachedScreen } from './blessed-screen.js';
import { FrameDrawer } from './frame-drawer.js';
import { InputReader } from './input-reader.js';
import { KeyboardProtocol } from './keyboard-protocol.js';
import type { OuterTerminal, TerminalSettings } from './outer-terminal.js';
import type { PaneBox } from './pane-box.js';
import type { TerminalProfile } from './profile.js';
import { RenderClock } from './render-clock.js';
import {
  ASK_CLIPBOARD,
  ASK_NAME,
  BELL,
  leaveSequence,
  listenSequence,
  motionSequence,
  mouseSequence,
  type OuterCursor,
} from './sequences.js';
import { listenInput, listenSize, sizeOf, type TerminalWriter } from './streams.js';
import type { StyleTable } from './style-table.js';
import { type OpenTerminalOptions, TakenTerminal } from './taken.js';
import { WindowState } from './window-state.js';

/**
 * Takes the terminal, where that was not done before, and goes on without waiting for its answers,
 * which arrive as changes of the capabilities. Whatever ends the process, the terminal is restored;
 * so it is by `dispose`.
 */
export function openOuterTerminal(options: OpenTerminalOptions): OuterTerminal {
  return new Terminal(options);
}

/** How long leaving waits for answers that would be left to the shell, in milliseconds. */
const SETTLE_TIME = 200;

class Terminal implements OuterTerminal {
  readonly #options: OpenTerminalOptions;
  readonly #taken: TakenTerminal;
  readonly #profile: TerminalProfile;
  readonly #owned = new DisposableStore();
  readonly #writer: TerminalWriter;
  readonly #reader: InputReader;
  readonly #keyboard: KeyboardProtocol;
  readonly #window: WindowState;
  readonly #appearance: AppearanceProbe;
  readonly #styles: StyleTable;
  readonly #detached: DetachedScreen;
  readonly #drawer: FrameDrawer;
  readonly #clock: RenderClock;
  readonly #resized = this.#owned.add(new Emitter<Size>());
  readonly #clipboardAnswers = this.#owned.add(new Answers<string>());
  readonly #capabilitiesChanged = this.#owned.add(new Emitter<TerminalCapabilities>());
  readonly #settled = this.#owned.add(new Answers<void>());
  readonly #signalled = this.#owned.add(new Emitter<NodeJS.Signals>());

  #isEntered = false;
  #isOver = false;
  #hasFocus = true;
  #size: Size;
  #motion = false;
  #mouse: boolean;

  constructor(options: OpenTerminalOptions) {
    this.#options = options;
    const taken = options.taken ?? new TakenTerminal(options);
    this.#taken = taken;
    this.#mouse = options.mouse;
    this.#profile = taken.profile;
    this.#size = sizeOf(options.output);
    this.#writer = taken.writer;
    this.#styles = taken.styles;
    const { quirks } = this.#profile;
    const write = (data: string) => this.#write(data);
    this.#window = new WindowState({
      write,
      isBlocked: () => this.#writer.isBlocked,
      features: () => this.#profile.features,
      colorsCursor: () => this.#profile.color !== 'none' && !quirks.takesNoStrings,
    });
    this.#reader = this.#owned.add(new InputReader());
    this.#keyboard = this.#owned.add(
      new KeyboardProtocol({
        write,
        asksModes: !quirks.printsModeQuery,
        onProof: () => this.#capabilitiesChanged.fire(this.capabilities),
      }),
    );
    this.#appearance = this.#owned.add(
      new AppearanceProbe({
        env: options.env,
        asksModes: !quirks.printsModeQuery,
        write,
        hasCursorColor: () => this.#window.hasCursorColor,
        onWaiting: (isWaiting) => this.#onWaiting(isWaiting),
      }),
    );
    this.#owned.add(
      taken.handOver({
        leave: () => this.#leave(true),
        enter: () => this.#resume(),
        onSignal: (signal) => this.#onSignal(signal),
      }),
    );
    this.#enter();
    this.#listen();
    this.#detached = createDetachedScreen(this.#size, this.#styles);
    this.#drawer = this.#owned.add(
      new FrameDrawer({
        internals: this.#detached.internals,
        styles: this.#styles,
        unicode: this.#profile.unicode,
        writer: this.#writer,
        synchronizesUpdates: () => this.#keyboard.synchronizesUpdates,
      }),
    );
    if (taken.shown) this.#drawer.adopt(taken.shown);
    this.#clock = this.#owned.add(new RenderClock(() => this.#drawer.render()));
    // What was rendered meanwhile stays marked: it only has to be drawn.
    this.#owned.add(this.#writer.onDrain(() => this.#planFrame()));
    this.#owned.add(this.#writer.onDrain(() => this.#window.show()));
  }

  get screen(): Widgets.Screen {
    return this.#detached.screen;
  }

  get size(): Size {
    return this.#size;
  }

  get capabilities(): TerminalCapabilities {
    return {
      color: this.#profile.color,
      unicode: this.#profile.unicode,
      distinguishesCtrlM: this.#keyboard.distinguishesCtrlM,
    };
  }

  get appearance(): Appearance | undefined {
    return this.#appearance.current;
  }

  get onAppearanceChanged() {
    return this.#appearance.onChange;
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

  get flow() {
    return this.#writer;
  }

  get hasFocus(): boolean {
    return this.#hasFocus;
  }

  get onFocus() {
    return this.#reader.focus.event;
  }

  get onSignal() {
    return this.#signalled.event;
  }

  requestRender(changed?: PaneBox, isEcho = false): void {
    const isAwaited = isEcho && this.#isEntered && this.#clock.isAwaited;
    if (changed && isAwaited && this.#drawer.renderOnly(changed)) return;
    if (changed) this.#drawer.wantChanges(changed);
    else this.#drawer.want();
    this.#planFrame();
  }

  setCursor(cursor: OuterCursor | null): void {
    this.#drawer.setCursor(cursor);
    if (cursor) this.#window.setCursorColor(cursor.color);
  }

  setKeyboardFlags(kittyFlags: number): void {
    this.#keyboard.setFlags(kittyFlags);
  }

  setMotionTracking(enabled: boolean): void {
    if (this.#motion === enabled) return;
    this.#motion = enabled;
    if (this.#mouse) this.#write(motionSequence(enabled));
  }

  configure({ color, unicode, mouse }: TerminalSettings): void {
    this.#profile.configure({ color, unicode });
    this.#drawer.setUnicode(this.#profile.unicode);
    if (mouse !== this.#mouse) {
      this.#mouse = mouse;
      this.#write(mouseSequence(mouse) + (mouse && this.#motion ? motionSequence(true) : ''));
    }
    this.#capabilitiesChanged.fire(this.capabilities);
    this.#showAbilities();
    this.repaint();
  }

  copyToClipboard(text: string): boolean {
    return !this.#profile.quirks.takesNoStrings && this.#window.copy(text);
  }

  async readClipboard(timeLimit: number): Promise<string | undefined> {
    if (this.#profile.quirks.takesNoStrings || !this.#isEntered) return undefined;
    this.#reader.setOwesAnswers(true);
    this.#write(ASK_CLIPBOARD);
    const text = await this.#clipboardAnswers.next(timeLimit);
    this.#reader.setOwesAnswers(this.#appearance.isWaiting);
    return text;
  }

  setInputPaused(paused: boolean): void {
    this.#options.input[paused ? 'pause' : 'resume']();
  }

  setTitle(title: string): void {
    if (!this.#profile.quirks.takesNoStrings) this.#window.setTitle(title);
  }

  setProgress(progress: PaneProgress | undefined): void {
    this.#window.setProgress(progress);
  }

  notify(title: string, body: string): void {
    this.#window.notify(title, body);
  }

  async settle(): Promise<void> {
    if (this.#isEntered && this.#appearance.isWaiting) await this.#settled.next(SETTLE_TIME);
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

  #planFrame(): void {
    if (this.#isEntered) this.#clock.request();
  }

  #write(data: string): void {
    if (this.#isEntered) this.#writer.write(data);
  }

  #enter(): void {
    this.#isEntered = true;
    const links = !this.#profile.quirks.takesNoStrings;
    this.#writer.write(listenSequence({ mouse: this.#mouse, links }) + this.#keyboard.start());
    if (this.#mouse && this.#motion) this.#writer.write(motionSequence(true));
    if (this.#profile.quirks.takesNoStrings) return;
    this.#window.enter();
    this.#writer.write(ASK_NAME);
    this.#appearance.start();
  }

  /** `now`: the process may end when this returns. */
  #leave(now: boolean): void {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    this.#drawer?.setPaused(true); // Undefined where the constructor threw.
    const keyboard = this.#keyboard.stop();
    const own = this.#appearance.stop() + this.#window.leave();
    const sequence = leaveSequence(keyboard, own, !this.#profile.quirks.takesNoStrings);
    if (now) this.#writer.finishNow(sequence);
    else this.#writer.finish(this.#window.takeCopy() + sequence);
    this.#options.input.setRawMode?.(false);
  }

  #resume(): void {
    if (this.#isOver) return;
    this.#leave(true);
    this.#taken.take();
    this.#enter();
    this.#drawer.setPaused(false);
    this.#onResize();
    this.repaint();
  }

  #onSignal(signal: NodeJS.Signals): void {
    if (this.#isOver) return;
    this.#isOver = true;
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
    this.#owned.add(this.#reader.focus.event((hasFocus) => this.#onFocus(hasFocus)));
    this.#owned.add(this.#appearance.onChange(() => this.#showAbilities()));
    this.#owned.add(this.#reader.keys.event((event) => this.#keyboard.takeKey(event)));
    const onResize = () => this.#onResize();
    this.#owned.add(listenSize(output, { onResize, onUnchanged: () => this.repaint() }));
  }

  #onFocus(hasFocus: boolean): void {
    this.#hasFocus = hasFocus;
    if (hasFocus) this.#appearance.refresh();
  }

  #onReply(reply: TerminalReply): void {
    if (reply.reply === 'clipboard') this.#clipboardAnswers.give(reply.text);
    if (reply.reply === 'terminal-name') this.#profile.learn(reply);
    this.#appearance.take(reply);
    const isKittyNews = this.#keyboard.take(reply);
    if (isKittyNews) {
      this.#profile.learn({ speaksKitty: true });
      this.#reader.expectEscapeAsSequence();
    }
    if (isKittyNews || reply.reply === 'terminal-name') this.#showAbilities();
  }

  #onWaiting(isWaiting: boolean): void {
    this.#reader.setOwesAnswers(isWaiting);
    if (!isWaiting) this.#settled.give();
  }

  /** Draws anew where more is known of what the terminal can do. */
  #showAbilities(): void {
    this.#window.show();
    const rendering = this.#profile.rendering(this.appearance);
    if (JSON.stringify(rendering) === JSON.stringify(this.#styles.rendering)) return;
    this.#styles.setRendering(rendering);
    this.repaint();
  }

  #onResize(): void {
    const size = sizeOf(this.#options.output);
    if (size.cols === this.#size.cols && size.rows === this.#size.rows) return;
    this.#size = size;
    // blessed renders at once; the frame worth drawing comes after everybody laid out anew.
    this.#drawer.setPaused(true);
    this.#detached.resize(size);
    this.#drawer.setPaused(!this.#isEntered);
    this.#resized.fire(size);
    this.requestRender();
  }
}
