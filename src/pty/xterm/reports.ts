import type { Terminal } from '@xterm/headless';
import { CELL_PIXELS } from '../../core/frame.js';
import type { Appearance } from '../../core/ports/host.js';
import type { AgentState } from '../../core/session.js';
import { sgrParameters } from '../../core/sgr.js';
import type { EmulatorListener } from '../emulator.js';
import { currentStyle } from './cells.js';
import type { XtermCore } from './internals.js';

/** Longest text a program may put on the clipboard, UTF-16 units of base64. */
const MAX_CLIPBOARD = 4 * 1024 * 1024;

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const CURSOR_CODES = { block: 2, underline: 4, bar: 6 } as const;

export interface ReportContext {
  terminal: Terminal;
  core: XtermCore;
  listener: EmulatorListener;
  version: string;
  appearance(): Appearance;
  reply(text: string): void;
}

/**
 * Queries and reports that xterm's headless core leaves to its embedder.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */
export function registerReports(context: ReportContext): void {
  const { terminal, listener, reply } = context;
  const { parser } = terminal;

  parser.registerCsiHandler({ prefix: '>', final: 'q' }, (params) => {
    if (first(params) === 0) reply(`\u001bP>|qtui ${context.version}\u001b\\`);
    return true;
  });
  parser.registerCsiHandler({ final: 't' }, (params) => reportSize(context, first(params)));
  parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, (params) => {
    // Clusters are always one cell group, which mode 2027 calls permanently set.
    // https://github.com/contour-terminal/terminal-unicode-core
    if (first(params) !== 2027) return false;
    reply('\u001b[?2027;3$y');
    return true;
  });
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, (data) =>
    reportSetting(context, data),
  );
  registerColors(context);
  parser.registerOscHandler(52, (data) => {
    const text = clipboardText(data);
    if (text !== undefined) listener.clipboard(text);
    return true;
  });
  parser.registerOscHandler(7501, (data) => {
    const state = reportedState(data);
    if (state !== 'ignored') listener.agentState(state);
    return true;
  });
}

function first(params: (number | number[])[]): number {
  const value = params[0];
  return typeof value === 'number' ? value : 0;
}

function reportSize({ terminal, reply }: ReportContext, what: number): boolean {
  const { rows, cols } = terminal;
  if (what === 14) {
    reply(`\u001b[4;${rows * CELL_PIXELS.height};${cols * CELL_PIXELS.width}t`);
    return true;
  }
  if (what === 16) {
    reply(`\u001b[6;${CELL_PIXELS.height};${CELL_PIXELS.width}t`);
    return true;
  }
  return false;
}

/** DECRQSS of what xterm answers with constants. */
function reportSetting({ core, reply }: ReportContext, setting: string): boolean {
  if (setting === 'm') {
    reply(`\u001bP1$r${sgrParameters(currentStyle(core))}m\u001b\\`);
    return true;
  }
  if (setting === ' q') {
    const { cursorStyle, cursorBlink } = core.coreService.decPrivateModes;
    const code = CURSOR_CODES[cursorStyle ?? 'block'] - (cursorBlink === true ? 1 : 0);
    reply(`\u001bP1$r${code} q\u001b\\`);
    return true;
  }
  return false;
}

function registerColors({ terminal, appearance, reply }: ReportContext): void {
  for (const start of [10, 11, 12]) {
    terminal.parser.registerOscHandler(start, (data) => {
      const { foreground, background, cursor } = appearance();
      const order = [foreground, background, cursor];
      // One sequence may ask for several: "OSC 10 ; ? ; ?" is 10, then 11.
      for (const [offset, slot] of data.split(';').entries()) {
        const color = order[start - 10 + offset];
        if (slot === '?' && color !== undefined) {
          reply(`\u001b]${start + offset};${xColor(color)}\u001b\\`);
        }
      }
      return true;
    });
  }
}

function xColor(color: number): string {
  const pair = (shift: number) => {
    const hex = ((color >>> shift) & 0xff).toString(16).padStart(2, '0');
    return hex + hex;
  };
  return `rgb:${pair(16)}/${pair(8)}/${pair(0)}`;
}

/** Text of an OSC 52 copy; undefined for a query (which is denied), a clearing, or garbage. */
function clipboardText(data: string): string | undefined {
  const payload = data.slice(data.indexOf(';') + 1);
  if (!data.includes(';') || payload.length > MAX_CLIPBOARD || !BASE64.test(payload)) {
    return undefined;
  }
  return Buffer.from(payload, 'base64').toString('utf8');
}

const STATE_BY_REPORT: Readonly<Record<string, AgentState>> = {
  working: 'busy',
  blocked: 'waiting',
  idle: 'idle',
  done: 'idle',
  error: 'waiting',
};

/** `state=working:app=codex`; `state=clear` takes the report back. */
function reportedState(data: string): AgentState | undefined | 'ignored' {
  const state = /(?:^|:)state=([a-z]+)/.exec(data)?.[1] ?? '';
  if (state === 'clear') return undefined;
  return STATE_BY_REPORT[state] ?? 'ignored';
}
