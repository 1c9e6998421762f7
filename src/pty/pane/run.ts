import type { AgentStateDetector } from '../../core/agent.js';
import type { Logger } from '../../core/config.js';
import type { Disposable } from '../../core/lifecycle.js';
import type { PaneExit, PaneLaunch, PaneProgress } from '../../core/ports/host.js';
import type { AgentState } from '../../core/session.js';
import { type Deadlines, monotonicNow } from '../deadlines.js';
import type { Emulator, EmulatorFactory, EmulatorListener } from '../emulator.js';
import type { AppearanceStore } from '../host/appearance.js';
import type { ScrollbackSaver } from '../scrollback/scrollback-saver.js';
import { ENTER_DELAY, pasteOf } from '../text.js';
import { AgentWatch } from './agent-watch.js';
import type { EchoWait } from './echo-wait.js';
import { NotificationLimit } from './notification-limit.js';
import { OutputQueue, type ParseScheduler } from './output-queue.js';
import { ProgramPause } from './program-pause.js';
import { PtyProcess } from './pty-process.js';
import { Screen } from './screen.js';
import type { PaneTerminal } from './terminal.js';

/** Longest synchronized update of a program before its screen is shown as it is, ms. */
const HOLD_LIMIT = 200;

/** Time a program has after SIGHUP, and the system after SIGKILL, ms. */
const HANGUP_GRACE = 3_000;
const KILL_GRACE = 2_000;

/**
 * How long a pane's output is read before others have their turns, ms: a key that comes meanwhile
 * waits for that, so that it is less while somebody types.
 */
const READ_TIME = 1;
const READ_TIME_WHILE_TYPING = 0.25;

/** Lines near the prompt that an agent's state is judged by. */
const EVIDENCE_LINES = 40;

/** What all runs of a host share. */
export interface RunServices {
  createEmulator: EmulatorFactory;
  detectAgentState: AgentStateDetector;
  deadlines: Deadlines;
  scheduler: ParseScheduler;
  echoWait: EchoWait;
  log: Logger;
  /** qtui's version. */
  version: string;
  /** Lines. */
  scrollback: number;
  appearance: AppearanceStore;
  /** Absent when output is not to be kept on disk. */
  saver: ScrollbackSaver | undefined;
}

export interface RunListener {
  /** The screen may be shown. */
  ready(): void;
  /** What the screen shows has changed; parsing took `spent` ms. */
  outputParsed(spent?: number): void;
  holdStarts(): void;
  title(title: string): void;
  bell(): void;
  clipboard(text: string): void;
  clipboardRead(answer: (text: string | undefined) => void): void;
  notification(title: string, body: string): void;
  progress(progress: PaneProgress | undefined): void;
  workingDirectory(path: string): void;
  state(state: AgentState): void;
  /** `unreadInput` has become 0, or no longer is. */
  inputStalled(): void;
  exit(exit: PaneExit): void;
}

const encoder = new TextEncoder();

/** By what programs know the terminal: what it can do by TERM, who it is by TERM_PROGRAM. */
function terminalEnvironment(version: string): Record<string, string> {
  return {
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    TERM_PROGRAM: 'qtui',
    TERM_PROGRAM_VERSION: version,
  };
}

/** One run of a pane's program: the process, its terminal and its state; ends once. */
export class PaneRun implements Disposable {
  readonly screen: Screen;
  readonly emulator: Emulator;
  readonly #services: RunServices;
  readonly #launch: PaneLaunch;
  readonly #listener: RunListener;
  readonly #output: OutputQueue;
  readonly #watch: AgentWatch;
  readonly #process: PtyProcess;
  readonly #pause: ProgramPause;
  readonly #notifications: NotificationLimit;
  readonly #terminal: PaneTerminal;
  readonly #releaseHold = () => this.#endHold();
  readonly #pressEnter = () => this.write(encoder.encode('\r'));
  /** What the terminal shows is the program's. */
  #isReady = false;
  #title = '';
  #heldSince = 0;
  #prompt: string | undefined;
  #isRefusingInput = false;
  #onExited: (() => void)[] = [];

  /** Throws `agent-failed`; then nothing is left. */
  constructor(
    services: RunServices,
    launch: PaneLaunch,
    start: { program: string; terminal: PaneTerminal; prompt?: string; heading?: string },
    listener: RunListener,
  ) {
    const { deadlines } = services;
    this.#services = services;
    this.#launch = launch;
    this.#listener = listener;
    this.#prompt = start.prompt;
    this.#notifications = new NotificationLimit((count) =>
      services.log.log('warn', 'notifications-dropped', { paneId: launch.paneId, count }),
    );
    this.#terminal = start.terminal;
    this.emulator = start.terminal.emulator;
    this.screen = new Screen(this.emulator);
    this.#output = new OutputQueue(services.scheduler, {
      parse: (bytes) => this.#parse(bytes),
      parsed: (spent) => this.#parsed(spent),
      pause: () => this.#process.pause(),
      resume: () => this.#process.resume(),
    });
    if (start.heading !== undefined) this.#output.push(encoder.encode(start.heading));
    try {
      this.#process = new PtyProcess(
        {
          program: start.program,
          args: launch.argv.slice(1),
          cwd: launch.cwd,
          env: { ...launch.env, ...terminalEnvironment(services.version) },
          cols: this.emulator.cols,
          rows: this.emulator.rows,
        },
        deadlines,
        {
          data: (bytes) => this.#takeOutput(bytes),
          stalled: () => this.#listener.inputStalled(),
          exit: (exit) => this.#output.whenEmpty(() => this.#exited(exit)),
        },
      );
    } catch (error) {
      start.terminal.dispose();
      throw error;
    }
    this.#pause = new ProgramPause(this.pid, () => this.hasExited);
    this.#watch = new AgentWatch(
      (evidence) => (this.#isReady ? services.detectAgentState(evidence) : { state: 'starting' }),
      deadlines,
      { kind: launch.agentKind, title: () => this.#title, lines: () => this.#evidence() },
      (state) => this.#stateChanged(state),
    );
    void start.terminal.ready.then((isReady) => {
      if (isReady) this.#begin();
    });
  }

  /** Resolves with true once the pane's earlier output is there, with false if it will never be. */
  get ready(): Promise<boolean> {
    return this.#terminal.ready;
  }

  get pid(): number {
    return this.#process.pid;
  }

  get state(): AgentState {
    return this.#watch.state;
  }

  get hasExited(): boolean {
    return this.#process.hasExited;
  }

  get isPaused(): boolean {
    return this.#pause.isPaused;
  }

  /** Stops the program where it is, or lets it go on; its state is that of before meanwhile. */
  async setPaused(isPaused: boolean): Promise<void> {
    this.#watch.setPaused(isPaused);
    await this.#pause.set(isPaused);
  }

  /** What the terminal shows is not to be seen now. */
  get isHeld(): boolean {
    return !this.#isReady || this.emulator.isHeld;
  }

  /** Output read but not parsed yet, bytes. */
  get unparsed(): number {
    return this.#output.unparsed;
  }

  /** Bytes that the program has not read for a second; 0 while it reads. */
  get unreadInput(): number {
    return this.#process.unreadInput;
  }

  /** Bytes typed or pasted by a person. */
  write(bytes: Uint8Array, taken?: (count: number) => void): void {
    this.#send(bytes, taken);
    this.#watch.typed();
  }

  #send(bytes: Uint8Array, taken?: (count: number) => void): void {
    const isTaken = this.#process.write(bytes, taken);
    if (!isTaken && !this.#isRefusingInput) {
      this.#services.log.log('warn', 'input-refused', {
        paneId: this.#launch.paneId,
        waiting: this.#process.queuedInput,
        refused: bytes.length,
      });
    }
    this.#isRefusingInput = !isTaken;
  }

  resize(cols: number, rows: number): void {
    this.#watch.resized();
    // First: a program that the emulator tells of the new size (mode 2048) asks the system too.
    this.#process.resize(cols, rows);
    this.emulator.resize(cols, rows);
  }

  /** Ends the program: SIGHUP to its group, SIGKILL after 3 s. Resolves when it is gone. */
  end(): Promise<void> {
    if (this.hasExited) return Promise.resolve();
    const { deadlines, log } = this.#services;
    return new Promise((resolve) => {
      const giveUp = () => {
        // Its last output is still being parsed.
        if (this.hasExited) return;
        this.#process.abandon();
        log.log('error', 'program-unkillable', { pid: this.pid });
        resolve();
      };
      const kill = () => {
        this.#process.signal('SIGKILL');
        deadlines.set(giveUp, monotonicNow() + KILL_GRACE);
      };
      this.#onExited.push(() => {
        deadlines.clear(kill);
        deadlines.clear(giveUp);
        resolve();
      });
      deadlines.set(kill, monotonicNow() + HANGUP_GRACE);
      this.#process.signal('SIGHUP');
      // A stopped program would not see the hangup.
      this.#process.signal('SIGCONT');
      void this.#pause.set(false);
    });
  }

  dispose(): void {
    const { deadlines } = this.#services;
    deadlines.clear(this.#releaseHold);
    deadlines.clear(this.#pressEnter);
    this.#watch.dispose();
    this.#output.dispose();
    this.#terminal.dispose();
  }

  #begin(): void {
    this.#isReady = true;
    this.#terminal.listen(this.#terminalListener());
    // First, so that the first frame has the output that has waited.
    this.#output.begin();
    this.#watch.shown();
    this.#listener.ready();
  }

  #terminalListener(): EmulatorListener {
    const listener = this.#listener;
    return {
      reply: (bytes) => this.#send(bytes),
      title: (title) => {
        this.#title = title;
        listener.title(title);
      },
      bell: () => listener.bell(),
      clipboard: (text) => listener.clipboard(text),
      clipboardRead: (answer) => listener.clipboardRead(answer),
      notification: (title, body) => {
        if (this.#notifications.passes(monotonicNow())) listener.notification(title, body);
      },
      progress: (progress) => listener.progress(progress),
      workingDirectory: (path) => listener.workingDirectory(path),
      agentState: (state) => this.#watch.report(state),
      holdStarts: () => {
        this.#heldSince = monotonicNow();
        listener.holdStarts();
      },
    };
  }

  /** For how long more of it may be read at once, ms. */
  #takeOutput(bytes: Uint8Array): number {
    const { echoWait } = this.#services;
    if (!this.#output.push(bytes) || echoWait.isActive) return 0;
    return echoWait.isTyping ? READ_TIME_WHILE_TYPING : READ_TIME;
  }

  /** A fault of the emulator costs one piece of output, never the host with all its programs. */
  #parse(bytes: Uint8Array): void {
    try {
      this.emulator.parse(bytes);
    } catch (error) {
      this.#services.log.log('error', 'emulator-failed', {
        paneId: this.#launch.paneId,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }

  #parsed(spent: number): void {
    const { deadlines } = this.#services;
    deadlines.clear(this.#releaseHold);
    if (this.emulator.isHeld) deadlines.set(this.#releaseHold, this.#heldSince + HOLD_LIMIT);
    this.#watch.outputParsed();
    this.#listener.outputParsed(spent);
  }

  #endHold(): void {
    this.emulator.releaseHold();
    this.#watch.shown();
    this.#listener.outputParsed();
  }

  #exited(exit: PaneExit): void {
    this.emulator.releaseHold();
    this.#services.deadlines.clear(this.#releaseHold);
    this.#services.deadlines.clear(this.#pressEnter);
    this.#watch.end();
    this.#notifications.end();
    for (const callback of this.#onExited.splice(0)) callback();
    this.#listener.outputParsed();
    this.#listener.exit(exit);
  }

  #evidence(): string[] {
    const { emulator } = this;
    const lines: string[] = [];
    for (let y = emulator.rows - 1; y >= 0 && lines.length < EVIDENCE_LINES; y--) {
      const text = emulator.lineText(emulator.historyLength + y);
      if (text !== '') lines.push(text);
    }
    return lines.reverse();
  }

  #stateChanged(state: AgentState): void {
    if (state === 'idle') this.#typePrompt();
    this.#listener.state(state);
  }

  #typePrompt(): void {
    const prompt = this.#prompt;
    if (prompt === undefined) return;
    this.#prompt = undefined;
    this.write(encoder.encode(pasteOf(prompt, this.emulator.modes.bracketedPaste)));
    this.#services.deadlines.set(this.#pressEnter, monotonicNow() + ENTER_DELAY);
  }
}
