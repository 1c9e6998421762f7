import { toQtuiError } from '../../core/errors.js';
import type { HistoryRange } from '../../core/frame.js';
import type { Disposable } from '../../core/lifecycle.js';
import type { Appearance, PaneExit, PaneInfo, PaneLaunch } from '../../core/ports/host.js';
import { printable } from '../../core/text.js';
import type { Emulator } from '../emulator.js';
import { captureText, readHistory } from '../scrollback/history.js';
import { type OutputText, pictureOf, readOutput } from '../scrollback/scrollback-read.js';
import type { PaneHeader, SavedPane } from '../scrollback/scrollback-saver.js';
import { noteLine } from '../scrollback/scrollback-text.js';
import { cleanTitle } from '../text.js';
import { Pacer } from './pacer.js';
import { PaneActivityCounter } from './pane-activity.js';
import { isEnter, PaneSetup } from './pane-setup.js';
import { ProgramTold } from './program-told.js';
import { PaneRun, type RunServices } from './run.js';
import type { Screen } from './screen.js';
import { openTerminal, outputOfRun, type PaneTerminal } from './terminal.js';
import { type FrameSink, type PaneSize, PaneViews } from './views.js';

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
  /** Runs, or is asked about, before the program. */
  #setup: PaneSetup | undefined;
  #isEnding = false;
  #title: string;
  readonly #told: ProgramTold;
  #stateSince = Date.now();
  #unseen = false;
  #bell = false;
  #exit: PaneExit | undefined;
  #lastPicture: OutputText | undefined;
  readonly #resizes: Pacer;
  readonly #activity: PaneActivityCounter;

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
    this.#activity = new PaneActivityCounter(launch.agentKind);
    this.#told = new ProgramTold(() => listener.changed());
    this.#resizes = new Pacer(services.deadlines, () => {
      if (this.#fit()) this.#views.refresh();
    });
    this.#setup = launch.setup && new PaneSetup(launch, launch.setup);
    this.#run = this.#begin(checked, this.#setup, terminal, launch.typedPrompt);
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
      services,
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
      ...this.#told.all,
      cwd: launch.cwd,
      argv: launch.argv,
      pid: this.#run.pid,
      cols: this.#run.emulator.cols,
      rows: this.#run.emulator.rows,
      agentState: this.#setup?.state ?? this.#run.state,
      stateSince: this.#stateSince,
      unseen: this.#unseen,
      bell: this.#bell,
      unreadInput: this.#run.unreadInput,
      ...(this.#run.isPaused ? { isPaused: true } : {}),
      activity: this.#activity.info(),
      ...(this.#exit ? { exit: this.#exit } : {}),
    };
  }

  /** A terminal of the same size for the next run, below what this one has printed. */
  nextTerminal(what?: string): PaneTerminal {
    const { emulator, lastPicture } = this;
    const ended = new Date(this.#stateSince);
    const earlier = readOutput({ emulator, lastPicture }).then((output) =>
      outputOfRun(output, ended, what),
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
    const { setup: command } = checked.launch;
    const setup = command && new PaneSetup(checked.launch, command);
    const run = this.#begin(checked, setup, terminal, prompt);
    this.#run = run;
    this.#setup = setup;
    this.#isEnding = false;
    this.#lastPicture = undefined;
    this.#checked = checked;
    this.#title = cleanTitle(checked.launch.title);
    this.#told.reset();
    this.#stateSince = Date.now();
    this.#activity.started();
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
    if (this.#setup?.isAsking) {
      taken(bytes.length);
      if (isEnter(bytes)) this.#startProgram(this.#setup);
      return;
    }
    this.#run.write(bytes, taken);
    if (this.isLive && !this.#setup) {
      const { alternateScreen } = this.emulator.modes;
      if (this.#activity.typed(bytes, alternateScreen)) this.#listener.changed();
    }
  }

  /** Stops the program where it is, or lets it go on. */
  async setPaused(isPaused: boolean): Promise<void> {
    await this.#run.setPaused(isPaused);
    this.#listener.changed();
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

  /** Ends the program if it runs, its output is saved; false when it cannot be ended. */
  async end(): Promise<boolean> {
    this.#isEnding = true;
    // Programs that use the alternate screen leave it when they have to end.
    if (this.isLive) this.#lastPicture = pictureOf(this.emulator);
    await this.#run.end();
    await this.#services.saver?.save(this);
    return this.#run.hasExited;
  }

  /** The program must have ended. */
  dispose(): void {
    this.#resizes.dispose();
    this.#services.saver?.delete(this);
    this.#views.dispose();
    this.#run.dispose();
  }

  #begin(
    checked: CheckedLaunch,
    setup: PaneSetup | undefined,
    terminal: PaneTerminal,
    prompt: string | undefined,
  ): PaneRun {
    if (!setup) return this.#start(checked, terminal, { prompt });
    const { heading, ...command } = setup.launch;
    return this.#start(command, terminal, { heading });
  }

  #start(
    checked: CheckedLaunch,
    terminal: PaneTerminal,
    { prompt, heading }: { prompt?: string | undefined; heading?: string },
  ): PaneRun {
    const { saver } = this.#services;
    const listener = this.#listener;
    return new PaneRun(
      this.#services,
      checked.launch,
      {
        program: checked.program,
        terminal,
        ...(prompt === undefined ? {} : { prompt }),
        ...(heading === undefined ? {} : { heading }),
      },
      {
        ready: () => this.#views.outputParsed(),
        outputParsed: (spent) => {
          saver?.changed(this);
          this.#views.outputParsed(spent);
        },
        holdStarts: () => this.#views.holdStarts(),
        title: (title) => {
          this.#told.title = title;
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
          this.#told.progress = progress;
        },
        workingDirectory: (path) => {
          this.#told.workingDirectory = path;
        },
        state: (state) => {
          if (this.#setup) return;
          this.#stateSince = Date.now();
          this.#activity.became(state);
          if (state === 'idle' || state === 'waiting') this.#unseen = true;
          listener.changed();
        },
        inputStalled: () => listener.changed(),
        exit: (exit) => {
          if (this.#setup && !this.#isEnding) this.#setupEnded(this.#setup, exit);
          else this.#exited(exit);
        },
      },
    );
  }

  #exited(exit: PaneExit): void {
    this.#exit = exit;
    this.#setup = undefined;
    this.#told.progress = undefined;
    void this.#services.saver?.save(this);
    this.#listener.exited();
  }

  #setupEnded(setup: PaneSetup, exit: PaneExit): void {
    const question = setup.ended(exit);
    this.#stateSince = Date.now();
    if (question === undefined) {
      this.#startProgram(setup);
      return;
    }
    this.#unseen = true;
    this.#print(question);
    this.#listener.changed();
  }

  /** What the setup has printed moves out of the program's sight, into the scrollback. */
  #startProgram(ended: PaneSetup): void {
    const { setup: _done, typedPrompt, ...launch } = this.launch;
    const { program } = this.#checked;
    try {
      this.restart({ launch, program }, this.nextTerminal(`${ended.handOver()},`), typedPrompt);
    } catch (thrown) {
      const { message } = toQtuiError(thrown, 'start the program');
      this.#print(`\r\n${noteLine(printable(message))}\r\n`);
      this.#exited({ code: 1, signal: 0 });
    }
  }

  #print(text: string): void {
    this.emulator.parse(new TextEncoder().encode(text));
    this.#services.saver?.changed(this);
    this.#views.outputParsed();
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
    if (!this.#resizes.run(() => this.#run.resize(size.cols, size.rows))) return false;
    this.#views.invalidate();
    this.#listener.changed();
    return true;
  }
}
