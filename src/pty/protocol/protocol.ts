import type {
  Appearance,
  PaneExit,
  PaneInfo,
  PaneNotification,
  SharedLayout,
} from '../../core/ports/host.js';

/**
 * Version of everything below the greeting. Raise it with every change that an older host or
 * client would misread.
 */
export const PROTOCOL_VERSION = 3;

/**
 * Types of frames on the wire; a frame is `u32 length` (big-endian, of type and body together),
 * `u8 type`, body. `hello` and `stop` are understood by every version for ever, so that any client
 * can say what is wrong with any host, and can stop it: their numbers, the header, and the
 * members of `Hello` never change; members may be added.
 */
export const FRAME = {
  /** JSON `Hello`, the first frame of either side. */
  hello: 1,
  /** No body; to the host, after hello: end every program and yourself. */
  stop: 2,
  /** JSON `Request`, to the host. */
  request: 3,
  /** JSON `Notification`, to the host; has no answer. */
  notification: 4,
  /** Binary, to the host: bytes typed into a pane. */
  input: 5,
  /** JSON `Response`, to the client. */
  response: 6,
  /** JSON `HostEvent`, to the client. */
  event: 7,
  /** Binary `PaneFrame`, to the client. */
  paneFrame: 8,
  /** Binary `u32 request id` and `HistoryRange`, to the client. */
  history: 9,
} as const;

/** Longest body a side accepts, bytes; what is longer is garbage or an attack. */
export const MAX_BODY_TO_HOST = 8 * 1024 * 1024;
export const MAX_BODY_TO_CLIENT = 128 * 1024 * 1024;

/** Longest input frame a client sends, bytes; a larger paste becomes several. */
export const INPUT_CHUNK = 128 * 1024;

/**
 * Bytes of input that a client may send to a pane ahead of its program; `inputTaken` renews it. More
 * than a command line holds, so that `qtui send` never has to wait for a program.
 */
export const INPUT_WINDOW = 1024 * 1024;

/** Bytes a program takes before the host tells of it: no message for every key. */
export const INPUT_TAKEN_STEP = 64 * 1024;

/** Largest shared layout, bytes of JSON. */
export const MAX_LAYOUT = 512 * 1024;

/** Frames a client may be sent before it acknowledges one. */
export const FRAME_CREDITS = 2;

export const MIN_COLS = 2;
export const MIN_ROWS = 1;

export type ClientKind = 'tui' | 'cli';

/** The greeting; stable for ever (see `FRAME`). */
export interface Hello {
  protocol: number;
  /** qtui's version, for people. */
  version: string;
  pid: number;
  /** Sent by clients. */
  kind?: ClientKind;
  /**
   * What this side understands beyond `protocol`, by words of `SKILLS`: messages that were added
   * later are sent only to whoever says so, and older sides go on without.
   */
  skills?: readonly string[];
}

/**
 * `focus`: the request, and the event, to go to a session. `tools`: the request to run a program for
 * one client, and the event that it has ended. `pause`: the requests to stop a program and to let it
 * go on. `submit`: the request to type a text and Enter. `hold`: that to stop a program for good, until
 * somebody lets it go on.
 */
export const SKILLS = ['focus', 'tools', 'pause', 'submit', 'hold'] as const;
export type Skill = (typeof SKILLS)[number];

export const REQUEST_METHODS = [
  'launch',
  'runTool',
  'restart',
  'pause',
  'hold',
  'resume',
  'submit',
  'replace',
  'history',
  'capture',
  'close',
  'rename',
  'setLayout',
  'shutdown',
  'focus',
] as const;
export type RequestMethod = (typeof REQUEST_METHODS)[number];

export interface Request {
  id: number;
  method: RequestMethod;
  /** Checked by the decoder of the method. */
  params: unknown;
}

/** What a client tells; the members are those of `HostConnection`. */
export type Notification =
  /** The client shows the pane in a box of this size. */
  | { method: 'show'; paneId: string; cols: number; rows: number }
  | { method: 'hide' | 'acknowledge' | 'markSeen'; paneId: string }
  /** How the client's terminal looks. */
  | { method: 'appearance'; appearance: Appearance }
  /** To the event `clipboardRead` of that id; without a text it is denied. */
  | { method: 'clipboardAnswer'; requestId: number; text?: string };

/** A `QtuiError` as it travels. */
export interface WireError {
  code: string;
  message: string;
  untouched?: string;
  hint?: string;
  data?: Readonly<Record<string, unknown>>;
}

export type Response = { id: number; result: unknown } | { id: number; error: WireError };

export type HostEvent =
  /** First event after a matching hello; the connection is ready with it. */
  | {
      event: 'welcome';
      panes: PaneInfo[];
      layout: SharedLayout;
      clients: number;
      problem?: string;
    }
  /** All panes as they are: one came, went or says something else of itself. */
  | { event: 'panes'; panes: PaneInfo[] }
  | { event: 'layout'; layout: SharedLayout }
  | { event: 'bell'; paneId: string }
  /** A program copies. */
  | { event: 'clipboard'; paneId: string; text: string }
  /** A program asks for the clipboard; to one client, which answers with `clipboardAnswer`. */
  | { event: 'clipboardRead'; paneId: string; requestId: number }
  /** A program's message to the person. */
  | ({ event: 'notification' } & PaneNotification)
  /** Somebody asks to see the session; to one client with the skill `focus`. */
  | { event: 'focus'; sessionId: string }
  /** A program that the client runs for itself has ended. */
  | { event: 'toolEnded'; paneId: string; exit: PaneExit }
  /** The program has taken so many more bytes of what this client sent. */
  | { event: 'inputTaken'; paneId: string; bytes: number };
