import type { CursorShape } from '../../core/frame.js';

/** Sequences that the client writes beside the cells. https://invisible-island.net/xterm/ctlseqs/ctlseqs.html */

/** Where the cursor stands after a frame; 0-based cell. */
export interface OuterCursor {
  x: number;
  y: number;
  shape: CursorShape;
  blink: boolean;
}

const MOUSE_ON = '\x1b[?1002h\x1b[?1006h';
const MOUSE_OFF = '\x1b[?1003l\x1b[?1002l\x1b[?1006l';

/**
 * Takes the terminal: alternate screen, autowrap off, cursor and keypad keys in their normal form,
 * mouse, focus reports, bracketed paste.
 */
export function enterSequence(mouse: boolean): string {
  return `\x1b[?1049h\x1b[?7l\x1b[?1l\x1b>${mouse ? MOUSE_ON : ''}\x1b[?1004h\x1b[?2004h`;
}

/**
 * Gives the terminal back. `keyboard` ends the extended keys; it must come before the alternate
 * screen is left, which has a stack of keyboard flags of its own.
 */
export function leaveSequence(keyboard: string, titleWasSet: boolean): string {
  return [
    '\x1b[?2026l',
    keyboard,
    MOUSE_OFF,
    '\x1b[?1004l\x1b[?2004l',
    '\x1b[m\x1b]8;;\x1b\\\x1b[0 q',
    titleWasSet ? RESTORE_TITLE : '',
    '\x1b[?7h\x1b[?25h\x1b[?1049l',
  ].join('');
}

/** Motion without a button; turning it off in xterm turns all reports off. */
export function motionSequence(enabled: boolean): string {
  return enabled ? '\x1b[?1003h' : '\x1b[?1003l\x1b[?1002h';
}

export const BEGIN_FRAME = '\x1b[?2026h';
export const END_FRAME = '\x1b[?2026l';
export const HIDE_CURSOR = '\x1b[?25l';
export const SHOW_CURSOR = '\x1b[?25h';
export const BELL = '\x07';
export const SAVE_TITLE = '\x1b[22;2t';
const RESTORE_TITLE = '\x1b[23;2t';

const SHAPES = { block: 2, underline: 4, bar: 6 } as const;

/** DECSCUSR; the default shape blinks as the person has set it. */
export function cursorShapeSequence(shape: CursorShape, blink: boolean): string {
  if (shape === 'default') return '\x1b[0 q';
  return `\x1b[${SHAPES[shape] - (blink ? 1 : 0)} q`;
}

/** A title is data: controls in it are left out, and it is cut at 200 characters. */
export function titleSequence(title: string): string {
  const safe = [...title.replace(/\p{Cc}/gu, ' ')].slice(0, 200).join('');
  return `\x1b]2;${safe}\x1b\\`;
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
