import type { PaneModes } from '../../core/frame.js';
import { encodeKittyKey, KEPT_BYTES } from './encode-kitty.js';
import type { KeyEvent } from './events.js';
import {
  ALT,
  CTRL,
  codeOfKey,
  isSingleCharacter,
  KEY_BY_LETTER,
  KEYPAD_BY_SS3,
  modifierBits,
  SHIFT,
  TILDE_KEYS,
} from './key-codes.js';
import { KITTY, OWN_KITTY_FLAGS } from './kitty-flags.js';

export interface EncodeKeyOptions {
  /** What Shift+Enter and Alt+Enter send to a program that knows no extended keys. */
  newline?: string;
}

type KeyModes = Pick<
  PaneModes,
  'applicationCursor' | 'applicationKeypad' | 'kittyFlags' | 'modifyOtherKeys'
>;

const LETTER_BY_KEY: ReadonlyMap<string, string> = new Map(
  Object.entries(KEY_BY_LETTER).map(([letter, key]) => [key, letter]),
);

/** The first number of a key is the one that terminals send today. */
const TILDE_BY_KEY: ReadonlyMap<string, number> = new Map(
  [...TILDE_KEYS].reverse().map(([number, key]) => [key, number]),
);

const SS3_BY_KEYPAD: ReadonlyMap<string, string> = new Map(
  Object.entries(KEYPAD_BY_SS3).map(([final, { key }]) => [key, final]),
);

/** What Backspace sends with Ctrl, and its code then. */
const BACKSPACE = 8;

const F1_TO_F4 = /^f[1-4]$/;

/**
 * Characters that Ctrl turns into a control, beyond `@`–`_` and the letters, as in xterm and
 * https://sw.kovidgoyal.net/kitty/keyboard-protocol/#ctrl-mapping
 */
const CTRL_CODES: Readonly<Record<string, number>> = {
  '/': 31,
  '2': 0,
  '3': 27,
  '4': 28,
  '5': 29,
  '6': 30,
  '7': 31,
  '8': 127,
  '?': 127,
  '`': 0,
  '{': 27,
  '|': 28,
  '}': 29,
  '~': 30,
};

/** The keypad's arrows and their like, without a keypad mode, are the others. */
function withoutKeypad(key: string): string {
  return key === 'keypad-begin' ? key : key.replace(/^keypad-(?!\d)/, '');
}

/** Arrows, Home, F5, …: a letter or number with the modifiers behind it. */
function encodeFunctional(event: KeyEvent, modes: KeyModes): string | undefined {
  const key = withoutKeypad(event.key);
  const modifiers = modifierBits(event);
  const suffix = modifiers === 0 ? '' : `;${modifiers + 1}`;
  const letter = LETTER_BY_KEY.get(key);
  if (letter !== undefined) {
    if (suffix !== '') return `\x1b[1${suffix}${letter}`;
    return modes.applicationCursor || F1_TO_F4.test(key) ? `\x1bO${letter}` : `\x1b[${letter}`;
  }
  const number = TILDE_BY_KEY.get(key);
  return number === undefined ? undefined : `\x1b[${number}${suffix}~`;
}

function controlOf(character: string): string | undefined {
  const mapped = CTRL_CODES[character];
  if (mapped !== undefined) return String.fromCharCode(mapped);
  const code = character.toUpperCase().charCodeAt(0);
  const isControl = code >= 0x40 && code <= 0x5f;
  return isControl ? String.fromCharCode(code & 0x1f) : undefined;
}

/** The character that the key stands for: shifted as it was, on the US layout where Ctrl needs it. */
function characterOf(event: KeyEvent): string | undefined {
  if (event.key === 'space') return ' ';
  const keypadText = KEYPAD_BY_SS3[SS3_BY_KEYPAD.get(event.key) ?? '']?.text;
  if (keypadText !== undefined) return keypadText;
  if (!isSingleCharacter(event.key)) return undefined;
  if (event.ctrl && event.key.charCodeAt(0) > 0x7f) return event.baseLayoutKey ?? event.key;
  if (!event.shift) return event.key;
  return event.shiftedKey ?? event.key.toUpperCase();
}

function encodeLegacyCharacter(event: KeyEvent): string | undefined {
  const character = characterOf(event);
  if (character === undefined) return undefined;
  const prefix = event.alt ? '\x1b' : '';
  if (!event.ctrl) return prefix + (event.text ?? character);
  if (character === ' ') return `${prefix}\0`;
  return prefix + (controlOf(character) ?? character);
}

function encodeLegacyNamed(event: KeyEvent, modes: KeyModes, newline?: string): string | undefined {
  const prefix = event.alt ? '\x1b' : '';
  switch (event.key) {
    case 'keypad-enter':
      // Num Lock makes a numeric keypad of it, as in xterm.
      if (modes.applicationKeypad && !event.numLock && modifierBits(event) === 0) return '\x1bOM';
      return newlineOf(event, newline);
    case 'enter':
      return newlineOf(event, newline);
    case 'tab':
      return event.shift ? '\x1b[Z' : `${prefix}\t`;
    case 'backspace':
      return prefix + (event.ctrl ? '\b' : '\x7f');
    case 'escape':
      return `${prefix}\x1b`;
    case 'menu':
      return encodeFunctional({ ...event, key: 'f16' }, modes);
    default:
      return encodeFunctional(event, modes);
  }
}

function newlineOf(event: KeyEvent, newline: string | undefined): string {
  if ((event.shift || event.alt) && !event.ctrl && newline !== undefined) return newline;
  return event.alt ? '\x1b\r' : '\r';
}

function encodeLegacy(event: KeyEvent, modes: KeyModes, newline?: string): string | undefined {
  // Text that an input method composed has no key; it is what was typed.
  if (event.text !== undefined && !event.ctrl && !event.alt) return event.text;
  const isCharacterKey = characterOf(event) !== undefined;
  if (!isCharacterKey) return encodeLegacyNamed(event, modes, newline);
  const hasNoLegacyForm = event.super || event.otherModifiers !== undefined;
  return hasNoLegacyForm ? undefined : encodeLegacyCharacter(event);
}

/** Keys that `modifyOtherKeys` changes; the functional ones carry modifiers without it. */
const OTHER_KEYS: ReadonlySet<string> = new Set([
  'enter',
  'tab',
  'backspace',
  'escape',
  'keypad-enter',
]);

/**
 * `CSI 27 ; modifiers ; code ~` where xterm would send it; undefined leaves the key to the legacy
 * encoding. Level 1 spares what has a well-known meaning.
 * https://invisible-island.net/xterm/modified-keys.html
 */
function encodeModifyOtherKeys(event: KeyEvent, level: number): string | undefined {
  const bits = modifierBits(event) & (SHIFT | ALT | CTRL);
  const character = characterOf({ ...event, ctrl: false });
  if (bits === 0 || (character !== undefined && bits === SHIFT)) return undefined;
  if (character === undefined && !OTHER_KEYS.has(event.key)) return undefined;
  if (level < 2 && hasWellKnownMeaning(event, character, bits)) return undefined;
  // These two have a form of their own at every level.
  if (event.key === 'tab' && bits === SHIFT) return undefined;
  if (event.key === 'backspace' && bits === CTRL) return undefined;
  const code = character?.codePointAt(0) ?? codeOfNamed(event);
  return code === undefined ? undefined : `\x1b[27;${bits + 1};${code}~`;
}

function codeOfNamed({ key, ctrl }: KeyEvent): number | undefined {
  return key === 'backspace' && ctrl ? BACKSPACE : codeOfKey(withoutKeypad(key));
}

/** What xterm spares at level 1. */
function hasWellKnownMeaning(
  { key }: KeyEvent,
  character: string | undefined,
  bits: number,
): boolean {
  if (character !== undefined) {
    const hasControl = character === ' ' || controlOf(character) !== undefined;
    return (bits & CTRL) === 0 || (hasControl && character !== '?');
  }
  if (key === 'tab') return bits !== CTRL;
  return key === 'backspace' || key === 'escape' || (bits & (ALT | SHIFT)) === ALT;
}

const SEMICOLON = 0x3b;

/** Text comes with every key. */
const ALL_TEXT = KITTY.allKeys | KITTY.associatedText;

/**
 * Whether the outer terminal was asked for exactly the pane's flags, which it is when the pane has
 * both of our own. Bytes that an earlier pane's flags made are told by what they report.
 */
function isAskedFor(event: KeyEvent, flags: number): boolean {
  if ((flags & OWN_KITTY_FLAGS) !== OWN_KITTY_FLAGS) return false;
  const insertsText = event.text !== undefined && event.kind !== 'release';
  const keepsByte = KEPT_BYTES[event.key] !== undefined && modifierBits(event) === 0;
  if (event.kind !== 'press' && (flags & KITTY.eventTypes) === 0) return false;
  if ((insertsText || keepsByte) && (flags & KITTY.allKeys) === 0) return false;
  return reportsText(event.raw) === (insertsText && (flags & ALL_TEXT) === ALL_TEXT);
}

/** Whether there is a third parameter, the text. */
function reportsText(raw: Uint8Array): boolean {
  return raw.indexOf(SEMICOLON) !== raw.lastIndexOf(SEMICOLON);
}

/** Whether the bytes mean to the pane what they mean from the outer terminal. */
function passesUnchanged(event: KeyEvent, modes: KeyModes): boolean {
  switch (event.protocol) {
    case 'kitty':
      return isAskedFor(event, modes.kittyFlags);
    case 'modify-other-keys':
      // It has two forms, and the program may know only the other one.
      return false;
    case 'legacy':
      return (
        event.text !== undefined &&
        (modes.kittyFlags & ALL_TEXT) === 0 &&
        !event.key.startsWith('keypad-')
      );
  }
}

/**
 * The bytes that a key sends to the program in a pane, in the encoding that the program asked for;
 * undefined when it sends none: a release nobody asked for, a key that the encoding has no form for.
 */
export function encodeKey(
  event: KeyEvent,
  modes: KeyModes,
  options: EncodeKeyOptions = {},
): Uint8Array | undefined {
  if (event.kind === 'release' && (modes.kittyFlags & KITTY.eventTypes) === 0) return undefined;
  if (passesUnchanged(event, modes)) return event.raw;
  const sequence = encodeSequence(event, modes, options.newline);
  return sequence === undefined ? undefined : Buffer.from(sequence);
}

function encodeSequence(event: KeyEvent, modes: KeyModes, newline?: string): string | undefined {
  // Without these two flags a press is what it always was.
  const extendsPress = (modes.kittyFlags & (KITTY.disambiguate | KITTY.allKeys)) !== 0;
  const isLegacyPress = !extendsPress && event.kind === 'press';
  if (modes.kittyFlags !== 0 && !isLegacyPress) return encodeKittyKey(event, modes.kittyFlags);
  if (modes.modifyOtherKeys > 0 && modes.kittyFlags === 0) {
    const extended = encodeModifyOtherKeys(event, modes.modifyOtherKeys);
    if (extended !== undefined) return extended;
    return encodeLegacy(event, modes);
  }
  return encodeLegacy(event, modes, newline);
}
