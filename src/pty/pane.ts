import type { HistoryRange } from '../core/frame.js';
import type { Disposable } from '../core/lifecycle.js';
import type {
  Appearance,
  PaneExit,
  PaneInfo,
  PaneLaunch,
  PaneProgress,
} from '../core/ports/host.js';
import { monotonicNow } from './deadlines.js';
import type { Emulator } from './emulator.js';
import { captureText, readHistory } from './history.js';
import { PaneRun, type RunServices } from './run.js';
import type { Screen } from './screen.js';
import { type OutputText, pictureOf, readOutput } from './scrollback-read.js';
import type { PaneHeader, SavedPane } from './scrollback-saver.js';
import { openTerminal, outputOfRun, type PaneTerminal } from './terminal.js';
import { cleanTitle } from './text.js';
import { type FrameSink, type PaneSize, PaneViews } from './views.js';

/** A resize is followed by this many times its own duration without another one. */
const RESIZE_REST = 4;

export interface PaneListener {
  /** `info()` differs. */
  changed(): void;
  bell(): void;
  clipboard(text: string): void;
  clipboardRead(answer: (text: string | undefined) => void): void;
  notification(title: string, body: string): void;
  exited(): void;
}

/** A launch that was checked, with its program as an absolute path. */
export interface CheckedLaunch {
  launch: PaneLaunch;
  program: string;
}

/** One pane: a program that runs or has run, its screen, and who looks at it. */
export class Pane implements Disposable, SavedPane {
  readonly #services: RunServices;
  readonly #listener: PaneListener;
  readonly #views: PaneViews;
  #checked: CheckedLaunch;
  #run: PaneRun;
  #title: string;
  #programTitle = '';
  #workingDirectory = '';
  #progress: PaneProgress | undefined;
  #stateSince = Date.now();
  #unseen = false;
  #bell = false;
  #exit: PaneExit | undefined;
  #lastPicture: OutputText | undefined;
  #nextResizeAt = Number.NEGATIVE_INFINITY;
  readonly #fitLater = () => {
    if (this.#fit()) this.#views.refresh();
  };

  /** Starts the program; throws `agent-failed`, and then nothing is left. */
  constructor(
    services: RunServices,
    checked: CheckedLaunch,
    terminal: PaneTerminal,
    listener: PaneListener,
  ) {
    const { launch } = checked;
    this.#services = services;
    this.#listener = listener;
    this.#checked = checked;
    this.#title = cleanTitle(launch.title);
    this.#run = this.#start(checked, terminal, launch.typedPrompt);
    const currentRun = () => this.#run;
    this.#views = new PaneViews(
      {
        paneId: launch.paneId,
        get screen(): Screen {
          return currentRun().screen;
        },
        get isHeld(): boolean {
          return currentRun().isHeld;
        },
      },
      services.deadlines,
    );
    services.saver?.add(this);
  }

  get paneId(): string {
    return this.#checked.launch.paneId;
  }

  get launch(): PaneLaunch {
    return this.#checked.launch;
  }

  get isLive(): boolean {
    return this.#exit === undefined;
  }

  /** Output read but not parsed yet, bytes. */
  get unparsed(): number {
    return this.#run.unparsed;
  }

  info(): PaneInfo {
    const { launch } = this.#checked;
    return {
      paneId: launch.paneId,
      sessionId: launch.sessionId,
      agentKind: launch.agentKind,
      title: this.#title,
      programTitle: this.#programTitle,
      workingDirectory: this.#workingDirectory,
      ...(this.#progress ? { progress: this.#progress } : {}),
      cwd: launch.cwd,
      argv: launch.argv,
      pid: this.#run.pid,
      cols: this.#run.emulator.cols,
      rows: this.#run.emulator.rows,
      agentState: this.#run.state,
      stateSince: this.#stateSince,
      unseen: this.#unseen,
      bell: this.#bell,
      unreadInput: this.#run.unreadInput,
      ...(this.#exit ? { exit: this.#exit } : {}),
    };
  }

  /** A terminal of the same size for the next run, below what this one has printed. */
  nextTerminal(): PaneTerminal {
    const { emulator, lastPicture } = this;
    const ended = new Date(this.#stateSince);
    const earlier = readOutput({ emulator, lastPicture }).then((output) =>
      outputOfRun(output, ended),
    );
    return openTerminal(this.#services, emulator, earlier);
  }

  /**
   * Starts a program again in place of the one that has exited. Throws `agent-failed`; the last
   * screen then stays.
   */
  restart(checked: CheckedLaunch, terminal: PaneTerminal, prompt?: string): void {
    const old = this.#run;
    // Clients may have other boxes than when the terminal was made.
    terminal.emulator.resize(old.emulator.cols, old.emulator.rows);
    const run = this.#start(checked, terminal, prompt);
    this.#run = run;
    this.#lastPicture = undefined;
    this.#checked = checked;
    this.#title = cleanTitle(checked.launch.title);
    this.#programTitle = '';
    this.#workingDirectory = '';
    this.#progress = undefined;
    this.#stateSince = Date.now();
    this.#unseen = false;
    this.#bell = false;
    this.#exit = undefined;
    // Its output is still being read.
    void terminal.ready.then(() => old.dispose());
    this.#views.invalidate();
    this.#views.refresh();
    this.#listener.changed();
  }

  show(sink: FrameSink, size: PaneSize): void {
    this.#views.show(sink, size);
    this.#fit();
    this.#views.refresh();
  }

  hide(sink: FrameSink): void {
    this.#views.hide(sink);
    if (this.#fit()) this.#views.refresh();
  }

  acknowledge(sink: FrameSink): void {
    this.#views.acknowledge(sink);
  }

  /** `taken` is told how many of the bytes the program has taken. */
  write(bytes: Uint8Array, taken: (count: number) => void): void {
    this.#views.noteInput();
    this.#run.write(bytes, taken);
  }

  markSeen(): void {
    if (!this.#unseen) return;
    this.#unseen = false;
    this.#bell = false;
    this.#listener.changed();
  }

  rename(title: string): void {
    this.#title = cleanTitle(title);
    this.#checked = {
      ...this.#checked,
      launch: { ...this.#checked.launch, title: this.#title },
    };
    this.#listener.changed();
  }

  /** The person's terminal looks different. */
  setAppearance(appearance: Appearance): void {
    this.#run.emulator.setAppearance(appearance);
  }

  async history(from: number, count: number): Promise<HistoryRange> {
    await this.ready;
    return readHistory(this.#run.emulator, from, count);
  }

  /** Pieces of whole lines. */
  async capture(options: { history: number; ansi: boolean }): Promise<string[]> {
    await this.ready;
    return captureText(this.#run.emulator, options);
  }

  get emulator(): Emulator {
    return this.#run.emulator;
  }

  get ready(): Promise<boolean> {
    return this.#run.ready;
  }

  get lastPicture(): OutputText | undefined {
    return this.#lastPicture;
  }

  scrollbackHeader(): PaneHeader {
    const { paneId, sessionId, agentKind } = this.launch;
    const { cols, rows } = this.emulator;
    return { paneId, sessionId, agentKind, title: this.#title, cols, rows };
  }

  /** Ends the program if it runs; resolves when it is gone and its output is saved. */
  async end(): Promise<void> {
    // Programs that use the alternate screen leave it when they have to end.
    if (this.isLive) this.#lastPicture = pictureOf(this.emulator);
    await this.#run.end();
    await this.#services.saver?.save(this);
  }

  /** The program must have ended. */
  dispose(): void {
    this.#services.deadlines.clear(this.#fitLater);
    this.#services.saver?.delete(this);
    this.#views.dispose();
    this.#run.dispose();
  }

  #start(checked: CheckedLaunch, terminal: PaneTerminal, prompt?: string): PaneRun {
    const { saver } = this.#services;
    const listener = this.#listener;
    return new PaneRun(
      this.#services,
      checked.launch,
      {
        program: checked.program,
        terminal,
        ...(prompt === undefined ? {} : { prompt }),
      },
      {
        ready: () => this.#views.outputParsed(),
        outputParsed: () => {
          saver?.changed(this);
          this.#views.outputParsed();
        },
        holdStarts: () => this.#views.holdStarts(),
        title: (title) => {
          if (title === this.#programTitle) return;
          this.#programTitle = title;
          listener.changed();
        },
        bell: () => {
          this.#bell = true;
          this.#unseen = true;
          listener.bell();
          listener.changed();
        },
        clipboard: (text) => listener.clipboard(text),
        clipboardRead: (answer) => listener.clipboardRead(answer),
        notification: (title, body) => listener.notification(title, body),
        progress: (progress) => {
          this.#progress = progress;
          listener.changed();
        },
        workingDirectory: (path) => {
          if (path === this.#workingDirectory) return;
          this.#workingDirectory = path;
          listener.changed();
        },
        state: (state) => {
          this.#stateSince = Date.now();
          if (state === 'idle' || state === 'waiting') this.#unseen = true;
          listener.changed();
        },
        inputStalled: () => listener.changed(),
        exit: (exit) => {
          this.#exit = exit;
          this.#progress = undefined;
          void saver?.save(this);
          listener.changed();
          listener.exited();
        },
      },
    );
  }

  /**
   * Takes the smallest box of all clients, if there is any; true when that changed the size. A
   * border that is dragged asks for many sizes a second, and wrapping a long scrollback anew can
   * take 100 ms: most of the time stays with the other panes, and the newest size is taken later.
   */
  #fit(): boolean {
    const size = this.#views.smallestSize();
    const { emulator } = this.#run;
    if (!size || (size.cols === emulator.cols && size.rows === emulator.rows)) {
      return false;
    }
    const start = monotonicNow();
    if (start < this.#nextResizeAt) {
      this.#services.deadlines.set(this.#fitLater, this.#nextResizeAt);
      return false;
    }
    this.#run.resize(size.cols, size.rows);
    const end = monotonicNow();
    this.#nextResizeAt = end + RESIZE_REST * (end - start);
    this.#views.invalidate();
    this.#listener.changed();
    return true;
  }
}
