import type { KeyEvent } from './events.js';
import { codeOfKey, KEY_BY_LETTER, modifierBits, TILDE_KEYS } from './key-codes.js';
import { isModifierKey } from './key-name.js';
import { KITTY } from './kitty-flags.js';

const LETTER_BY_KEY: ReadonlyMap<string, string> = new Map(
  Object.entries(KEY_BY_LETTER)
    // `CSI R` is the cursor position report, so F3 has a number.
    .filter(([letter]) => letter !== 'R')
    .map(([letter, key]) => [key, letter]),
);

const NUMBER_BY_KEY: ReadonlyMap<string, number> = new Map(
  [...TILDE_KEYS]
    .reverse()
    // F13 and beyond have codes of their own in this protocol.
    .filter(([number]) => number <= 24)
    .map(([number, key]) => [key, number]),
);

/** Keys that keep their byte unless all keys are reported, so that a shell stays usable. */
export const KEPT_BYTES: Readonly<Record<string, string>> = {
  enter: '\r',
  tab: '\t',
  backspace: '\x7f',
};

/** `;modifiers:event`, without what is the default. */
function modifierPart(event: KeyEvent, flags: number, isNeeded: boolean): string {
  const modifiers = modifierBits(event) + 1;
  const type =
    (flags & KITTY.eventTypes) === 0 || event.kind === 'press'
      ? ''
      : event.kind === 'repeat'
        ? ':2'
        : ':3';
  if (modifiers === 1 && type === '') return isNeeded ? ';' : '';
  return `;${modifiers}${type}`;
}

function keyPart(event: KeyEvent, code: number, flags: number): string {
  if ((flags & KITTY.alternateKeys) === 0) return String(code);
  const shiftedCode = event.shift ? event.shiftedKey?.codePointAt(0) : undefined;
  const shifted = shiftedCode === code ? '' : (shiftedCode ?? '');
  const base = event.baseLayoutKey?.codePointAt(0) ?? '';
  if (base !== '') return `${code}:${shifted}:${base}`;
  return shifted === '' ? String(code) : `${code}:${shifted}`;
}

function encodeUnicode(event: KeyEvent, code: number, flags: number): string {
  const reportsText = (flags & KITTY.associatedText) !== 0 && (flags & KITTY.allKeys) !== 0;
  const text = reportsText && event.kind !== 'release' ? event.text : undefined;
  const codes = text === undefined ? '' : [...text].map((part) => part.codePointAt(0)).join(':');
  const modifiers = modifierPart(event, flags, codes !== '');
  return `\x1b[${keyPart(event, code, flags)}${modifiers}${codes === '' ? '' : `;${codes}`}u`;
}

function encodeFunctional(event: KeyEvent, flags: number): string | undefined {
  const letter = LETTER_BY_KEY.get(event.key);
  const modifiers = modifierPart(event, flags, false);
  if (letter !== undefined) return `\x1b[${modifiers === '' ? '' : `1${modifiers}`}${letter}`;
  const number = NUMBER_BY_KEY.get(event.key);
  return number === undefined ? undefined : `\x1b[${number}${modifiers}~`;
}

/** The text of a key where the flags leave text keys alone. */
function plainText(event: KeyEvent, flags: number): string | undefined {
  const isPlain = !event.ctrl && !event.alt && !event.super && event.otherModifiers === undefined;
  if ((flags & KITTY.allKeys) !== 0 || event.kind === 'release' || !isPlain) return undefined;
  return event.text;
}

/** The byte of Enter, Tab or Backspace; empty for their releases, which have none. */
function keptByte(event: KeyEvent, flags: number): string | undefined {
  const byte = KEPT_BYTES[event.key];
  if (byte === undefined || (flags & KITTY.allKeys) !== 0 || modifierBits(event) !== 0)
    return undefined;
  return event.kind === 'release' ? '' : byte;
}

/**
 * A key for a program that set kitty's keyboard `flags` (not 0); undefined when these flags send
 * nothing for it. Lock states are not told.
 */
export function encodeKittyKey(event: KeyEvent, flags: number): string | undefined {
  const text = plainText(event, flags);
  if (text !== undefined) return text;
  const byte = keptByte(event, flags);
  if (byte !== undefined) return byte === '' ? undefined : byte;
  if (isModifierKey(event) && (flags & KITTY.allKeys) === 0) return undefined;
  const functional = encodeFunctional(event, flags);
  if (functional !== undefined) return functional;
  // Text of an input method has no key: its code is 0.
  const reportsText = (flags & KITTY.allKeys) !== 0 && (flags & KITTY.associatedText) !== 0;
  const code = codeOfKey(event.key) ?? (reportsText ? 0 : undefined);
  if (code !== undefined) return encodeUnicode(event, code, flags);
  return event.kind === 'release' ? undefined : event.text;
}
