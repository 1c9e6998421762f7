import type { PaneFrame } from '../../core/frame.js';
import type { Deadlines } from '../deadlines.js';
import { monotonicNow } from '../deadlines.js';
import { FRAME_CREDITS } from '../protocol/protocol.js';
import type { EchoWait } from './echo-wait.js';
import { FramePace } from './frame-pace.js';
import { newViewMark, type Screen, type ViewMark } from './screen.js';

/** Output this soon after input is its echo and is shown at once, ms. */
const ECHO_WINDOW = 50;

/** Frames that may go out at once after one input: an echo can come in a few writes. */
const ECHO_FRAMES = 3;

export interface PaneSize {
  cols: number;
  rows: number;
}

export interface FrameSink {
  sendFrame(frame: PaneFrame): void;
}

interface View {
  size: PaneSize;
  credits: number;
  mark: ViewMark;
}

export interface ViewSource {
  readonly paneId: string;
  readonly screen: Screen;
  /** Inside a synchronized update: the emulator must not be looked at. */
  readonly isHeld: boolean;
}

/**
 * Who looks at a pane, and when they get frames: at its pace, at once after input, only as many as
 * each client acknowledges. A slow client skips frames and slows nobody.
 */
export class PaneViews {
  readonly #source: ViewSource;
  readonly #deadlines: Deadlines;
  readonly #echoWait: EchoWait;
  readonly #views = new Map<FrameSink, View>();
  readonly #flushLater = () => this.#look();
  readonly #frames = new FramePace();
  /** The emulator has parsed something since the screen's last picture. */
  #isStale = true;
  /** The picture was kept up to date without a gap, so it may be shown during a hold. */
  #isPictureWhole = false;
  #capturedAt = Number.NEGATIVE_INFINITY;
  #inputAt = Number.NEGATIVE_INFINITY;
  #echoFrames = 0;

  /** The other parameters are shared by all panes. */
  constructor(
    source: ViewSource,
    { deadlines, echoWait }: { deadlines: Deadlines; echoWait: EchoWait },
  ) {
    this.#source = source;
    this.#deadlines = deadlines;
    this.#echoWait = echoWait;
  }

  /** Adds a client or changes its box; `refresh` sends its first frame. */
  show(sink: FrameSink, size: PaneSize): void {
    const view = this.#views.get(sink);
    if (view) view.size = size;
    else this.#views.set(sink, { size, credits: FRAME_CREDITS, mark: newViewMark() });
  }

  /** Sends what clients lack now, without waiting for the next frame's time. */
  refresh(): void {
    this.#flush();
  }

  hide(sink: FrameSink): void {
    this.#views.delete(sink);
    if (this.#views.size === 0) {
      this.#echoWait.end(this);
      this.#deadlines.clear(this.#flushLater);
      this.#isPictureWhole = false;
      this.#isStale = true;
    }
  }

  acknowledge(sink: FrameSink): void {
    const view = this.#views.get(sink);
    if (!view) return;
    view.credits = Math.min(FRAME_CREDITS, view.credits + 1);
    if (this.#isStale || this.#source.screen.isBehind(view.mark)) this.#pace();
  }

  /** Smallest box of all clients that show the pane; undefined when nobody does. */
  smallestSize(): PaneSize | undefined {
    let size: PaneSize | undefined;
    for (const view of this.#views.values()) {
      size ??= { ...view.size };
      size.cols = Math.min(size.cols, view.size.cols);
      size.rows = Math.min(size.rows, view.size.rows);
    }
    return size;
  }

  noteInput(): void {
    this.#inputAt = monotonicNow();
    this.#echoFrames = ECHO_FRAMES;
    if (this.#views.size > 0) this.#echoWait.begin(this);
  }

  /** The emulator has changed, which took `spent` ms. */
  outputParsed(spent = 0): void {
    this.#isStale = true;
    if (this.#views.size === 0) return;
    this.#frames.parsed(monotonicNow(), spent);
    this.#pace();
  }

  /** Everything is different: another emulator, or another size. */
  invalidate(): void {
    this.#isPictureWhole = false;
    this.#isStale = true;
    for (const view of this.#views.values()) view.mark = newViewMark();
  }

  /** Called before a synchronized update begins: keeps the whole picture that is about to go. */
  holdStarts(): void {
    if (this.#views.size === 0 || !this.#isStale) return;
    const isRecent = this.#frames.isRecent(this.#capturedAt, monotonicNow());
    if (!isRecent || this.#isEchoDue()) this.#capture();
  }

  dispose(): void {
    this.#views.clear();
    this.#echoWait.end(this);
    this.#deadlines.clear(this.#flushLater);
  }

  #isEchoDue(): boolean {
    return this.#echoFrames > 0 && monotonicNow() - this.#inputAt < ECHO_WINDOW;
  }

  #pace(): void {
    if (this.#isEchoDue()) {
      if (this.#flush()) this.#echoFrames--;
      return;
    }
    this.#look();
  }

  #look(): void {
    const now = monotonicNow();
    const turn = this.#echoWait.turnOf(this);
    if (turn > now) this.#deadlines.set(this.#flushLater, turn);
    else if (this.#frames.isDue(now)) this.#flush();
    else this.#deadlines.set(this.#flushLater, this.#frames.nextLook(now));
  }

  #capture(): void {
    this.#capturedAt = monotonicNow();
    this.#isStale = false;
    this.#isPictureWhole = true;
    const { screen } = this.#source;
    screen.capture([...this.#views.values()].some((view) => screen.needsFull(view.mark)));
  }

  /** Sends every client what it lacks and may be sent; true when anything was. */
  #flush(): boolean {
    const ready = [...this.#views].filter(([, view]) => view.credits > 0);
    if (ready.length === 0) return false;
    const start = monotonicNow();
    if (!this.#source.isHeld && this.#isStale) this.#capture();
    if (!this.#isPictureWhole) return false;
    let hasSent = false;
    for (const [sink, view] of ready) {
      if (!this.#source.screen.isBehind(view.mark)) continue;
      view.credits--;
      hasSent = true;
      sink.sendFrame(this.#source.screen.frameFor(this.#source.paneId, view.mark));
    }
    if (hasSent) {
      const now = monotonicNow();
      this.#frames.sent(now, now - start);
      this.#echoWait.end(this);
      this.#deadlines.clear(this.#flushLater);
    }
    return hasSent;
  }
}
