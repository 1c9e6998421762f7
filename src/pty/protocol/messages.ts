import { isErrorCode, QtuiError } from '../../core/errors.js';
import {
  type Appearance,
  type CaptureOptions,
  MAX_CLIPBOARD_ANSWER,
  MAX_COLS,
  MAX_ROWS,
  type PaneActivity,
  type PaneExit,
  type PaneInfo,
  type PaneLaunch,
  type PaneProgress,
  type SharedLayout,
  type ToolLaunch,
} from '../../core/ports/host.js';
import { AGENT_STATES } from '../../core/session.js';
import { ProtocolError, parseJson } from './codec.js';
import {
  type Hello,
  type HostEvent,
  MIN_COLS,
  MIN_ROWS,
  type Notification,
  REQUEST_METHODS,
  type Request,
  type Response,
  SKILLS,
  type WireError,
} from './protocol.js';

/*
 * Control messages, checked member by member. By hand, because a schema library costs more time at
 * start than everything else the client does. Every `decode…` takes what came over the wire, and throws
 * `ProtocolError` where it is not what `protocol.ts` says.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Longest id, method or other short text, UTF-16 units. */
const MAX_NAME = 512;

function fail(what: string): never {
  throw new ProtocolError(`A control message has a wrong ${what}.`);
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(what);
  return value as Fields;
}

function text(fields: Fields, name: string, limit = Number.POSITIVE_INFINITY): string {
  const value = fields[name];
  return typeof value === 'string' && value.length <= limit ? value : fail(name);
}

function integer(fields: Fields, name: string, minimum = 0): number {
  const value = fields[name];
  return Number.isSafeInteger(value) && (value as number) >= minimum
    ? (value as number)
    : fail(name);
}

function listOf<T>(value: unknown, what: string, read: (item: unknown) => T): T[] {
  return Array.isArray(value) ? value.map(read) : fail(what);
}

function anyText(value: unknown): string {
  return typeof value === 'string' ? value : fail('text');
}

/** A size in cells, brought into the range an emulator takes. */
function sizeOf(fields: Fields): { cols: number; rows: number } {
  return {
    cols: Math.max(MIN_COLS, Math.min(MAX_COLS, integer(fields, 'cols'))),
    rows: Math.max(MIN_ROWS, Math.min(MAX_ROWS, integer(fields, 'rows'))),
  };
}

/** The greeting of any version: only what is stable is looked at. */
export function decodeHello(body: Uint8Array): Hello {
  const fields = fieldsOf(parseJson(body), 'hello');
  const { kind, skills } = fields;
  return {
    protocol: integer(fields, 'protocol'),
    version: text(fields, 'version', MAX_NAME),
    pid: integer(fields, 'pid'),
    ...(kind === 'tui' || kind === 'cli' ? { kind } : {}),
    ...(Array.isArray(skills) ? { skills: SKILLS.filter((skill) => skills.includes(skill)) } : {}),
  };
}

export function decodeRequest(body: Uint8Array): Request {
  const fields = fieldsOf(parseJson(body), 'request');
  const method = REQUEST_METHODS.find((name) => name === fields['method']) ?? fail('method');
  return { id: integer(fields, 'id', 1), method, params: fields['params'] };
}

export function decodeNotification(body: Uint8Array): Notification {
  const fields = fieldsOf(parseJson(body), 'notification');
  const method = fields['method'];
  const paneId = () => text(fields, 'paneId', MAX_NAME);
  switch (method) {
    case 'show':
      return { method, paneId: paneId(), ...sizeOf(fields) };
    case 'hide':
    case 'acknowledge':
    case 'markSeen':
      return { method, paneId: paneId() };
    case 'appearance':
      return { method, appearance: appearanceOf(fields['appearance']) };
    case 'clipboardAnswer': {
      const answer =
        fields['text'] === undefined ? {} : { text: text(fields, 'text', MAX_CLIPBOARD_ANSWER) };
      return { method, requestId: integer(fields, 'requestId', 1), ...answer };
    }
    default:
      return fail('method');
  }
}

const SCHEMES = ['dark', 'light'] as const;

function appearanceOf(value: unknown): Appearance {
  const fields = fieldsOf(value, 'appearance');
  const palette = listOf(fields['palette'], 'palette', colorOf);
  if (palette.length > 256) fail('palette');
  return {
    foreground: colorOf(fields['foreground']),
    background: colorOf(fields['background']),
    cursor: colorOf(fields['cursor']),
    palette,
    scheme: SCHEMES.find((each) => each === fields['scheme']) ?? fail('scheme'),
  };
}

function colorOf(value: unknown): number {
  const isColor =
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffffff;
  return isColor ? (value as number) : fail('colour');
}

const PROGRESS_STATES = ['normal', 'error', 'indeterminate', 'paused'] as const;

function progressOf(value: unknown): PaneProgress {
  const fields = fieldsOf(value, 'progress');
  const state = PROGRESS_STATES.find((each) => each === fields['state']) ?? fail('progress');
  return { state, percent: Math.min(100, integer(fields, 'percent')) };
}

export function decodeLaunch(params: unknown): PaneLaunch {
  const fields = fieldsOf(params, 'launch');
  const env = fieldsOf(fields['env'], 'env');
  const setup = fields['setup'] === undefined ? undefined : fieldsOf(fields['setup'], 'setup');
  return {
    paneId: text(fields, 'paneId', MAX_NAME),
    sessionId: text(fields, 'sessionId', MAX_NAME),
    agentKind: text(fields, 'agentKind', MAX_NAME),
    title: text(fields, 'title'),
    ...commandOf(fields),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, anyText(value)])),
    ...sizeOf(fields),
    ...(fields['typedPrompt'] === undefined ? {} : { typedPrompt: text(fields, 'typedPrompt') }),
    ...(setup ? { setup: setupOf(setup) } : {}),
  };
}

export function decodeToolLaunch(params: unknown): ToolLaunch {
  const { paneId, title, argv, cwd, env, cols, rows } = decodeLaunch({
    ...fieldsOf(params, 'launch'),
    ...{ sessionId: '', agentKind: '' },
  });
  return { paneId, title, argv, cwd, env, cols, rows };
}

function setupOf(fields: Fields): NonNullable<PaneLaunch['setup']> {
  const { openMark } = fields;
  return {
    ...commandOf(fields),
    ...(openMark === undefined ? {} : { openMark: text(fields, 'openMark') }),
  };
}

function commandOf(fields: Fields): { argv: string[]; cwd: string } {
  const argv = listOf(fields['argv'], 'argv', anyText);
  if (argv.length === 0) fail('argv');
  return { argv, cwd: text(fields, 'cwd') };
}

export function decodePaneId(params: unknown): string {
  return text(fieldsOf(params, 'params'), 'paneId', MAX_NAME);
}

export function decodeSessionId(params: unknown): string {
  return text(fieldsOf(params, 'params'), 'sessionId', MAX_NAME);
}

export function decodeRename(params: unknown): { paneId: string; title: string } {
  const fields = fieldsOf(params, 'params');
  return { paneId: text(fields, 'paneId', MAX_NAME), title: text(fields, 'title') };
}

/** Longest text that is submitted at once, UTF-16 units. */
const MAX_SUBMITTED = 1024 * 1024;

export function decodeSubmit(params: unknown): { paneId: string; text: string } {
  const fields = fieldsOf(params, 'params');
  return { paneId: text(fields, 'paneId', MAX_NAME), text: text(fields, 'text', MAX_SUBMITTED) };
}

export function decodeHistoryRequest(params: unknown): {
  paneId: string;
  from: number;
  count: number;
} {
  const fields = fieldsOf(params, 'params');
  return {
    paneId: text(fields, 'paneId', MAX_NAME),
    from: integer(fields, 'from'),
    count: integer(fields, 'count'),
  };
}

/** JSON has no Infinity: `null` stands for all of the history. */
export function encodeCapture(paneId: string, options: CaptureOptions): unknown {
  const history = options.history ?? 0;
  return {
    paneId,
    history: Number.isFinite(history) ? Math.max(0, Math.trunc(history)) : null,
    ansi: options.ansi === true,
  };
}

export function decodeCapture(params: unknown): { paneId: string; history: number; ansi: boolean } {
  const fields = fieldsOf(params, 'params');
  return {
    paneId: text(fields, 'paneId', MAX_NAME),
    history: fields['history'] === null ? Number.POSITIVE_INFINITY : integer(fields, 'history'),
    ansi: fields['ansi'] === true,
  };
}

export function decodeLayout(value: unknown): SharedLayout {
  const fields = fieldsOf(value, 'layout');
  return { revision: integer(fields, 'revision'), document: fields['document'] ?? null };
}

export function decodeResponse(body: Uint8Array): Response {
  const fields = fieldsOf(parseJson(body), 'response');
  const id = integer(fields, 'id', 1);
  if (fields['error'] === undefined) return { id, result: fields['result'] };
  const error = fieldsOf(fields['error'], 'error');
  return { id, error: { ...error, code: text(error, 'code'), message: text(error, 'message') } };
}

/** An error for the wire, without its cause. */
export function encodeError(error: QtuiError): WireError {
  return {
    code: error.code,
    message: error.message,
    ...(error.untouched === undefined ? {} : { untouched: error.untouched }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    data: error.data,
  };
}

/** The error as the host threw it; one of a code unknown here is `internal`. */
export function decodeError(error: WireError): QtuiError {
  return new QtuiError(isErrorCode(error.code) ? error.code : 'internal', error.message, {
    ...(typeof error.untouched === 'string' ? { untouched: error.untouched } : {}),
    ...(typeof error.hint === 'string' ? { hint: error.hint } : {}),
    ...(error.data ? { data: error.data } : {}),
  });
}

function activityOf(value: unknown): PaneActivity {
  const fields = fieldsOf(value, 'activity');
  return {
    counterId: text(fields, 'counterId', MAX_NAME),
    prompts: integer(fields, 'prompts'),
    lastActive: integer(fields, 'lastActive'),
  };
}

export function decodePaneInfo(value: unknown): PaneInfo {
  const fields = fieldsOf(value, 'pane');
  return {
    paneId: text(fields, 'paneId'),
    sessionId: text(fields, 'sessionId'),
    agentKind: text(fields, 'agentKind'),
    title: text(fields, 'title'),
    programTitle: text(fields, 'programTitle'),
    workingDirectory: text(fields, 'workingDirectory'),
    ...(fields['progress'] === undefined ? {} : { progress: progressOf(fields['progress']) }),
    cwd: text(fields, 'cwd'),
    argv: listOf(fields['argv'], 'argv', anyText),
    pid: integer(fields, 'pid'),
    cols: integer(fields, 'cols'),
    rows: integer(fields, 'rows'),
    agentState: AGENT_STATES.find((state) => state === fields['agentState']) ?? fail('agentState'),
    stateSince: integer(fields, 'stateSince'),
    unseen: fields['unseen'] === true,
    bell: fields['bell'] === true,
    unreadInput: integer(fields, 'unreadInput'),
    ...(fields['isPaused'] === true ? { isPaused: true } : {}),
    ...(fields['activity'] === undefined ? {} : { activity: activityOf(fields['activity']) }),
    ...(fields['exit'] === undefined ? {} : { exit: exitOf(fields['exit']) }),
  };
}

function exitOf(value: unknown): PaneExit {
  const fields = fieldsOf(value, 'exit');
  return { code: integer(fields, 'code'), signal: integer(fields, 'signal') };
}

export function decodeEvent(body: Uint8Array): HostEvent {
  const fields = fieldsOf(parseJson(body), 'event');
  const panes = () => listOf(fields['panes'], 'panes', decodePaneInfo);
  switch (fields['event']) {
    case 'welcome':
      return {
        event: 'welcome',
        panes: panes(),
        layout: decodeLayout(fields['layout']),
        clients: integer(fields, 'clients'),
        ...(fields['problem'] === undefined ? {} : { problem: text(fields, 'problem') }),
      };
    case 'panes':
      return { event: 'panes', panes: panes() };
    case 'layout':
      return { event: 'layout', layout: decodeLayout(fields['layout']) };
    case 'bell':
      return { event: 'bell', paneId: text(fields, 'paneId') };
    case 'clipboard':
      return { event: 'clipboard', paneId: text(fields, 'paneId'), text: text(fields, 'text') };
    case 'clipboardRead':
      return {
        event: 'clipboardRead',
        paneId: text(fields, 'paneId'),
        requestId: integer(fields, 'requestId', 1),
      };
    case 'notification':
      return {
        event: 'notification',
        paneId: text(fields, 'paneId'),
        title: text(fields, 'title'),
        body: text(fields, 'body'),
      };
    case 'focus':
      return { event: 'focus', sessionId: text(fields, 'sessionId', MAX_NAME) };
    case 'toolEnded':
      return {
        event: 'toolEnded',
        paneId: text(fields, 'paneId', MAX_NAME),
        exit: exitOf(fields['exit']),
      };
    case 'inputTaken':
      return {
        event: 'inputTaken',
        paneId: text(fields, 'paneId'),
        bytes: integer(fields, 'bytes'),
      };
    default:
      return fail('event');
  }
}
