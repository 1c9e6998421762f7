import type { KeyEvent, MouseEvent } from './events.js';
import { isSingleCharacter } from './key-codes.js';

/** A key as blessed's widgets expect it. */
export interface BlessedKey {
  name: string;
  full: string;
  ctrl: boolean;
  meta: boolean;
  shift: boolean;
  sequence: string;
}

export interface BlessedMouse {
  action: 'mousedown' | 'mouseup' | 'mousemove' | 'wheelup' | 'wheeldown';
  button: 'left' | 'middle' | 'right' | 'unknown';
  x: number;
  y: number;
  ctrl: boolean;
  meta: boolean;
  shift: boolean;
}

function blessedName(event: KeyEvent): string {
  if (event.text !== undefined && event.text !== ' ') return event.text.toLowerCase();
  // An older terminal's Backspace key sends ^H.
  if (event.protocol === 'legacy' && event.ctrl && event.key === 'h') return 'backspace';
  return event.key.replace(/^keypad-/, '');
}

/**
 * The arguments of `program.emit('keypress', ch, key)`; `program.emit('key ' + key.full, ch, key)`
 * goes with it. Undefined for a release and for keys that widgets know nothing of. Enter is
 * `enter` and only that: blessed itself tells of it twice.
 */
export function toBlessedKey(
  event: KeyEvent,
): { ch: string | undefined; key: BlessedKey } | undefined {
  if (event.kind === 'release' || event.super || event.otherModifiers !== undefined)
    return undefined;
  const name = blessedName(event);
  const ctrl = event.ctrl && name !== 'backspace';
  const ch = event.text ?? (name === 'enter' && !event.alt && !ctrl ? '\r' : undefined);
  const shift = event.shift && (event.text === undefined || isLetter(event.text));
  const full = `${ctrl ? 'C-' : ''}${event.alt ? 'M-' : ''}${shift ? 'S-' : ''}${name}`;
  const sequence = Buffer.from(event.raw).toString();
  return { ch, key: { name, full, ctrl, meta: event.alt, shift, sequence } };
}

function isLetter(text: string): boolean {
  return isSingleCharacter(text) && text.toLowerCase() !== text.toUpperCase();
}

function blessedAction(event: MouseEvent): BlessedMouse['action'] | undefined {
  switch (event.button) {
    case 'wheel-up':
      return 'wheelup';
    case 'wheel-down':
      return 'wheeldown';
    case 'wheel-left':
    case 'wheel-right':
      return undefined;
    default:
      return event.action === 'press'
        ? 'mousedown'
        : event.action === 'release'
          ? 'mouseup'
          : 'mousemove';
  }
}

/** The argument of `program.emit('mouse', data)`; undefined for what widgets know nothing of. */
export function toBlessedMouse(event: MouseEvent): BlessedMouse | undefined {
  const action = blessedAction(event);
  if (action === undefined) return undefined;
  const { button, x, y, ctrl, alt, shift } = event;
  const isKnown = button === 'left' || button === 'middle' || button === 'right';
  return { action, button: isKnown ? button : 'unknown', x, y, ctrl, meta: alt, shift };
}
