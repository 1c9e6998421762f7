import type { HistoryRange, PaneFrame } from '../frame.js';
import type { Disposable, Event } from '../lifecycle.js';
import type { AgentState } from '../session.js';

/** Most lines that `history` answers at once. */
export const MAX_HISTORY_LINES = 2_000;

/** Largest screen, cells: of a pane, and of a terminal that shows panes. What is larger stays blank. */
export const MAX_COLS = 2_000;
export const MAX_ROWS = 1_000;

/** Longest text that a program gets for its question for the clipboard, UTF-16 units. */
export const MAX_CLIPBOARD_ANSWER = 1024 * 1024;

/** A program to run on a pty of the host. */
export interface PaneLaunch {
  /** Chosen by the caller; for a session's main pane, the session's id. */
  paneId: string;
  sessionId: string;
  /** Manifest id of the agent, for its state. */
  agentKind: string;
  title: string;
  argv: readonly string[];
  cwd: string;
  /** The whole environment of the program; the host adds what describes its terminal only. */
  env: Readonly<Record<string, string>>;
  cols: number;
  rows: number;
  /** Typed into the program once it is idle for the first time. */
  typedPrompt?: string;
  /**
   * Runs on the pane's terminal before the program, with its environment, once: a restart leaves
   * it out. The program's state is `starting` meanwhile, and `waiting` when it has failed and the
   * person is to press Enter. The file `openMark` goes when the program takes over: where it is
   * still there without a pane, the setup was cut off.
   */
  setup?: { argv: readonly string[]; cwd: string; openMark?: string };
}

/**
 * A program that a client runs for itself, an editor for example. It is no session's, nobody else
 * sees it, nothing of it is kept, and it ends with the connection of the client.
 */
export type ToolLaunch = Pick<
  PaneLaunch,
  'paneId' | 'title' | 'argv' | 'cwd' | 'env' | 'cols' | 'rows'
>;

export interface PaneExit {
  code: number;
  /** Signal number, 0 when the program ended by itself. */
  signal: number;
}

/** How far a program says it is (OSC 9;4). https://conemu.github.io/en/AnsiEscapeCodes.html#ConEmu_specific_OSC */
export interface PaneProgress {
  state: 'normal' | 'error' | 'indeterminate' | 'paused';
  /** 0–100. */
  percent: number;
}

/** A program's message to the person (OSC 9, 99, 777); data, not for a terminal as it is. */
export interface PaneNotification {
  paneId: string;
  /** '' when it has none. */
  title: string;
  body: string;
}

/** A program asks for the clipboard (OSC 52); it waits for the answer. */
export interface ClipboardRead {
  paneId: string;
  requestId: number;
}

/** How the person's terminal looks, which programs may ask for; colours as `0xrrggbb`. */
export interface Appearance {
  foreground: number;
  background: number;
  cursor: number;
  /** The first colours of the palette, at most 256, as far as they are known. */
  palette: readonly number[];
  scheme: 'dark' | 'light';
}

/** How a pane was used since it is there in its host. */
export interface PaneActivity {
  /** Of this life of the pane: another one counts from 0 again. */
  counterId: string;
  /** What the person has submitted: messages to an agent, lines to a shell. */
  prompts: number;
  /** When something was typed or the program worked, ms since the epoch; never goes back. */
  lastActive: number;
}

export interface PaneInfo {
  paneId: string;
  sessionId: string;
  agentKind: string;
  /** Title given at launch. */
  title: string;
  /** Title the program has set (OSC 0/2), '' when none. */
  programTitle: string;
  /** Directory the program says it is in (OSC 7), '' when it has not. */
  workingDirectory: string;
  progress?: PaneProgress;
  cwd: string;
  argv: readonly string[];
  pid: number;
  cols: number;
  rows: number;
  agentState: AgentState;
  /** When the state began, ms since the epoch. */
  stateSince: number;
  /** The bell rang, or the state became idle or waiting, and nobody has looked since. */
  unseen: boolean;
  /** The bell rang and nobody has looked since. */
  bell: boolean;
  /** Bytes in the host that the program has not read for a second; 0 while it reads. */
  unreadInput: number;
  /** Its processes stand still, by `pause`. */
  isPaused?: true;
  /** Absent of an older host. */
  activity?: PaneActivity;
  exit?: PaneExit;
}

/** Opaque to the host: the tabs and splits that clients share. */
export interface SharedLayout {
  revision: number;
  document: unknown;
}

export interface HostInfo {
  pid: number;
  protocol: number;
  /** qtui's version. */
  version: string;
  clients: number;
  /** It understands `focus`; one of an older build does not. */
  canFocus: boolean;
  /** It understands `runTool`; one of an older build does not. */
  canRunTools: boolean;
  /** It understands `pause` and `resume`; one of an older build does not. */
  canPause: boolean;
  /** It understands `hold`; one of an older build does not. */
  canHold: boolean;
  /** It understands `submit`; one of an older build does not. */
  canSubmit: boolean;
  /** What the host failed to do when the link was made, in words. */
  problem?: string;
}

export interface CaptureOptions {
  /** Lines of scrollback to include above the screen; `Infinity` for all. */
  history?: number;
  /** Keep colours and attributes as SGR sequences. */
  ansi?: boolean;
}

/** A client's live link to the host. Requests reject with `QtuiError` (`host-lost`, …). */
export interface HostConnection extends Disposable {
  readonly info: HostInfo;
  /** Current panes in order of their creation; kept up to date by events. */
  readonly panes: readonly PaneInfo[];
  readonly layout: SharedLayout;

  readonly onPanesChanged: Event<readonly PaneInfo[]>;
  readonly onFrame: Event<PaneFrame>;
  readonly onLayoutChanged: Event<SharedLayout>;
  readonly onBell: Event<{ paneId: string }>;
  /** OSC 52 copy by a program; text is already decoded. */
  readonly onClipboard: Event<{ paneId: string; text: string }>;
  /** At most a few a second of each pane. */
  readonly onNotification: Event<PaneNotification>;
  /** Told to one client, the one used last; without any the program is denied. */
  readonly onClipboardRead: Event<ClipboardRead>;
  /** Somebody asks this screen to show the session. */
  readonly onFocus: Event<{ sessionId: string }>;
  /** A program of `runTool` has ended, and its pane is gone. */
  readonly onToolEnded: Event<{ paneId: string; exit: PaneExit }>;
  /** Less input waits than before: the program has read some, or (`dropped` bytes) has ended. */
  readonly onInputTaken: Event<{ paneId: string; dropped: number }>;
  /** The link is gone; `reason` in words. Fires once. */
  readonly onClosed: Event<{ reason: string }>;

  /**
   * Starts a program in a new pane, or in the pane of that id whose program has exited. Throws
   * `name-taken` when one runs there, `agent-not-found`, `path-missing`, `permission-denied`.
   */
  launch(launch: PaneLaunch): Promise<PaneInfo>;
  /**
   * Ends the program of the pane of that id and starts this one in its place. Throws as `launch`,
   * with the former program still running, and `pane-not-found`.
   */
  replace(launch: PaneLaunch): Promise<PaneInfo>;
  /**
   * Starts a program for this client alone, in a pane that is not among `panes`; it is shown, typed
   * into, read and closed as they are. Throws as `launch`. Only for a host that `canRunTools`.
   */
  runTool(launch: ToolLaunch): Promise<PaneInfo>;
  /** Starts the pane's program again after it has exited. */
  restart(paneId: string): Promise<PaneInfo>;
  /**
   * Asks for frames of a pane in a box of this size; the first one is full. The pane's size is
   * the smallest of all clients that show it. Calling again changes the size.
   */
  show(paneId: string, size: { cols: number; rows: number }): void;
  hide(paneId: string): void;
  /** The client is ready for the next frame of this pane. */
  acknowledge(paneId: string): void;
  markSeen(paneId: string): void;
  /**
   * Types bytes into the program, in their order; they must not change afterwards. The host takes
   * what it has room for, the rest waits here until the program reads, and is given up when it ends.
   */
  write(paneId: string, bytes: Uint8Array): void;
  /**
   * Types a text and then, as agents want it, Enter: one line as it is, several as a paste, which a
   * program that takes none gets as one line. Resolves when Enter was pressed. Throws
   * `session-not-running`. Only for a host that `canSubmit`.
   */
  submit(paneId: string, text: string): Promise<void>;
  /** Bytes given to `write` that wait here. */
  waitingInput(paneId: string): number;
  /**
   * Lines by their numbers, scrollback and screen, those that are still there. Of many the answer
   * holds the last only, at most `MAX_HISTORY_LINES`; ask for the others again.
   */
  history(paneId: string, range: { from: number; count: number }): Promise<HistoryRange>;
  capture(paneId: string, options?: CaptureOptions): Promise<string>;
  /**
   * Stops the processes of the pane's terminal where they are, until `resume`, the end of this
   * connection (unless another one has paused it too), or the pane's. Only for a host that `canPause`.
   */
  pause(paneId: string): Promise<void>;
  /** The same until `resume` or the pane's end, without anybody connected. Only where it `canHold`. */
  hold(paneId: string): Promise<void>;
  /** Lets them go on, whoever has paused them. */
  resume(paneId: string): Promise<void>;
  /** Ends the program with SIGHUP, then SIGKILL after 3 s, and removes the pane. */
  close(paneId: string): Promise<void>;
  rename(paneId: string, title: string): Promise<void>;
  /** Compare-and-swap on the revision; resolves with what is now shared, ours or somebody's. */
  setLayout(document: unknown, revision: number): Promise<SharedLayout>;
  /**
   * Answers `onClipboardRead` with at most `MAX_CLIPBOARD_ANSWER`; undefined denies it. An answer that
   * comes too late is dropped.
   */
  answerClipboardRead(requestId: number, text: string | undefined): void;
  /** How this client's terminal looks; the host tells programs of the client used last. */
  setAppearance(appearance: Appearance): void;
  /**
   * Asks the screen that was used last to show the session; false where there is none. Only for a
   * host that `canFocus`.
   */
  focus(sessionId: string): Promise<boolean>;
  /** Ends every program and the host. */
  shutdown(): Promise<void>;
}

export interface HostConnector {
  /**
   * Connects; starts the host when there is none and `start` is set, else throws
   * `host-not-running`. Throws `host-version`, `socket-unsafe`, `host-unreachable`, the last one
   * also soon after `signal` was aborted.
   */
  connect(options: {
    start: boolean;
    kind: 'tui' | 'cli';
    signal?: AbortSignal;
  }): Promise<HostConnection>;
}
