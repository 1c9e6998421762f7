import type { CursorShape } from '../../core/frame.js';
import type { PaneProgress } from '../../core/ports/host.js';
import { printable } from '../../core/text.js';
import type { NotificationProtocol } from './features.js';

/** Sequences that the client writes beside the cells. https://invisible-island.net/xterm/ctlseqs/ctlseqs.html */

/** Where the cursor stands after a frame; 0-based cell. */
export interface OuterCursor {
  x: number;
  y: number;
  shape: CursorShape;
  blink: boolean;
  /** `0xrrggbb` as a program has set it; the terminal's own when absent. */
  color?: number | undefined;
}

const MOUSE_ON = '\x1b[?1002h\x1b[?1006h';
const MOUSE_OFF = '\x1b[?1003l\x1b[?1002l\x1b[?1006l';

/** Has the terminal report the mouse, or leave it to the person. */
export function mouseSequence(isReported: boolean): string {
  return isReported ? MOUSE_ON : MOUSE_OFF;
}

/** Takes the terminal's screen: the alternate one, without autowrap. */
export function takeSequence(): string {
  return '\x1b[?1049h\x1b[?7l';
}

/**
 * Has a terminal that was taken report what the person does: cursor and keypad keys in their normal
 * form, mouse, focus, bracketed paste.
 */
export function listenSequence({ mouse, links }: { mouse: boolean; links: boolean }): string {
  const keys = `\x1b[?1l\x1b>${mouse ? MOUSE_ON : ''}\x1b[?1004h\x1b[?2004h`;
  return keys + (links ? CLOSE_LINK : '');
}

/**
 * Gives the terminal back. `keyboard` ends the extended keys; it must come before the alternate
 * screen is left, which has a stack of keyboard flags of its own. `own` takes back what else was
 * changed.
 */
export function leaveSequence(keyboard: string, own: string, links: boolean): string {
  return [
    '\x1b[?2026l',
    keyboard,
    MOUSE_OFF,
    '\x1b[?1004l\x1b[?2004l',
    `\x1b[m${links ? CLOSE_LINK : ''}\x1b[0 q`,
    own,
    '\x1b[?7h\x1b[?25h\x1b[?1049l',
  ].join('');
}

/** Motion without a button; turning it off in xterm turns all reports off. */
export function motionSequence(enabled: boolean): string {
  return enabled ? '\x1b[?1003h' : '\x1b[?1003l\x1b[?1002h';
}

export const CLOSE_LINK = '\x1b]8;;\x1b\\';
/** Asks for name and version (XTVERSION). */
export const ASK_NAME = '\x1b[>q';
export const BEGIN_FRAME = '\x1b[?2026h';
export const END_FRAME = '\x1b[?2026l';
export const HIDE_CURSOR = '\x1b[?25l';
export const SHOW_CURSOR = '\x1b[?25h';
export const BELL = '\x07';
export const SAVE_TITLE = '\x1b[22;2t';
export const RESTORE_TITLE = '\x1b[23;2t';

const SHAPES = { block: 2, underline: 4, bar: 6 } as const;

/** DECSCUSR; the default shape blinks as the person has set it. */
export function cursorShapeSequence(shape: CursorShape, blink: boolean): string {
  if (shape === 'default') return '\x1b[0 q';
  return `\x1b[${SHAPES[shape] - (blink ? 1 : 0)} q`;
}

/** OSC 12, or OSC 112 for the terminal's own colour. */
export function cursorColorSequence(color: number | undefined): string {
  if (color === undefined) return '\x1b]112\x1b\\';
  return `\x1b]12;#${color.toString(16).padStart(6, '0')}\x1b\\`;
}

/** Text of a program in a string of ours, of at most `length` characters. */
function cleaned(text: string, length: number): string {
  return [...printable(text)].slice(0, length).join('');
}

/** OSC 2, of at most 200 characters. */
export function titleSequence(title: string): string {
  return `\x1b]2;${cleaned(title, 200)}\x1b\\`;
}

const PROGRESS_STATES = { normal: 1, error: 2, indeterminate: 3, paused: 4 } as const;

/** OSC 9;4; nothing to show without progress. */
export function progressSequence(progress: PaneProgress | undefined): string {
  if (progress === undefined) return '\x1b]9;4;0\x1b\\';
  const percent = Math.max(0, Math.min(100, Math.round(progress.percent)));
  return `\x1b]9;4;${PROGRESS_STATES[progress.state]};${percent}\x1b\\`;
}

/** A notification of the terminal. https://sw.kovidgoyal.net/kitty/desktop-notifications/ */
export function notificationSequence(
  protocol: NotificationProtocol,
  title: string,
  body: string,
): string {
  const [head, text] = [cleaned(title, 100), cleaned(body, 500)];
  switch (protocol) {
    case 'osc-9': {
      // What begins with a number and a semicolon is a command of ConEmu's.
      const words = [head, text]
        .filter(Boolean)
        .join(': ')
        .replace(/^(?=\d)/, ' ');
      return `\x1b]9;${words}\x1b\\`;
    }
    case 'osc-777':
      return `\x1b]777;notify;${head.replaceAll(';', ',')};${text}\x1b\\`;
    case 'osc-99':
      return `\x1b]99;i=qtui:d=0:e=1;${base64(head)}\x1b\\\x1b]99;i=qtui:p=body:e=1;${base64(text)}\x1b\\`;
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

export const ASK_CLIPBOARD = '\x1b]52;c;?\x1b\\';

/**
 * Longest base64 of a copy. tmux takes a sequence of 1 MiB at most, and others drop a longer one
 * without a word.
 */
const MAX_CLIPBOARD_BASE64 = 1_000_000;

/** OSC 52 to the clipboard; undefined for a text that is too long for one sequence. */
export function clipboardSequence(text: string): string | undefined {
  const encoded = Buffer.from(text).toString('base64');
  return encoded.length > MAX_CLIPBOARD_BASE64 ? undefined : `\x1b]52;c;${encoded}\x1b\\`;
}
