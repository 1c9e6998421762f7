import type { KeyEvent } from './events.js';
import {
  codeOfKey,
  isSingleCharacter,
  KEY_BY_LETTER,
  KEY_BY_TILDE,
  KEYPAD_TEXT,
} from './key-codes.js';

/** A key with its modifiers, as a person writes it: `ctrl-b`, `alt-left`, `|`. */
export interface KeyBinding {
  /** As in `KeyEvent`; of a character without Ctrl, Alt or Super the character itself (`?`, `D`). */
  key: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  super: boolean;
}

type Modifier = 'ctrl' | 'alt' | 'shift' | 'super';

const MODIFIERS: Readonly<Record<string, Modifier>> = {
  ctrl: 'ctrl',
  control: 'ctrl',
  c: 'ctrl',
  alt: 'alt',
  meta: 'alt',
  option: 'alt',
  shift: 'shift',
  super: 'super',
  cmd: 'super',
};

const ALIASES: Readonly<Record<string, string>> = {
  esc: 'escape',
  return: 'enter',
  del: 'delete',
  ins: 'insert',
  'page-up': 'pageup',
  'page-down': 'pagedown',
  pgup: 'pageup',
  pgdn: 'pagedown',
  bs: 'backspace',
};

const NAMED_KEYS: ReadonlySet<string> = new Set([
  ...Object.values(KEY_BY_LETTER),
  ...KEY_BY_TILDE.values(),
]);

function isNamedKey(name: string): boolean {
  return NAMED_KEYS.has(name) || (!isSingleCharacter(name) && codeOfKey(name) !== undefined);
}

/** The binding that `name` means, whatever the case of its words; undefined when it is none. */
export function parseKeyName(name: string): KeyBinding | undefined {
  const binding: KeyBinding = { key: '', ctrl: false, alt: false, shift: false, super: false };
  let rest = name.trim();
  for (
    let match = /^([a-z]+)[-+](.+)$/i.exec(rest);
    match;
    match = /^([a-z]+)[-+](.+)$/i.exec(rest)
  ) {
    const modifier = MODIFIERS[(match[1] ?? '').toLowerCase()];
    if (modifier === undefined) break;
    binding[modifier] = true;
    rest = match[2] ?? '';
  }
  if (isSingleCharacter(rest) && rest.trim() !== '') return characterBinding(binding, rest);
  const word = rest.toLowerCase();
  const key = ALIASES[word] ?? word;
  return isNamedKey(key) ? { ...binding, key } : undefined;
}

function characterBinding(binding: KeyBinding, character: string): KeyBinding {
  const isPlain = !binding.ctrl && !binding.alt && !binding.super;
  const lower = character.toLowerCase();
  if (!isPlain) return { ...binding, key: lower };
  const upper = character.toUpperCase();
  const isLetter = lower !== upper;
  if (isLetter && binding.shift) return { ...binding, key: upper, shift: false };
  return { ...binding, key: character };
}

/** How `parseKeyName` reads it back: `ctrl-alt-shift-super-key`. */
export function formatKeyName(binding: KeyBinding): string {
  const words = [
    binding.ctrl ? 'ctrl' : '',
    binding.alt ? 'alt' : '',
    binding.shift ? 'shift' : '',
    binding.super ? 'super' : '',
    binding.key,
  ];
  return words.filter((word) => word !== '').join('-');
}

/** Short form for hints: `^N` for `ctrl-n`, else as `formatKeyName`. */
export function shortKeyName(binding: KeyBinding): string {
  const onlyCtrl = binding.ctrl && !binding.alt && !binding.shift && !binding.super;
  return onlyCtrl && isSingleCharacter(binding.key)
    ? `^${binding.key.toUpperCase()}`
    : formatKeyName(binding);
}

function isAscii(text: string): boolean {
  return text.charCodeAt(0) < 0x80;
}

/** The key that a binding means: by the US layout where the person's own has no Latin letter. */
function latinKey(event: KeyEvent): string {
  const base = event.baseLayoutKey;
  return base !== undefined && isSingleCharacter(event.key) && !isAscii(event.key)
    ? base
    : event.key;
}

function matchesPlainCharacter(event: KeyEvent, binding: KeyBinding): boolean {
  if (event.text === binding.key) return true;
  if (event.text !== undefined && isAscii(event.text)) return false;
  const latin = latinKey(event);
  return latin !== event.key && (event.shift ? latin.toUpperCase() : latin) === binding.key;
}

function matchesModifiedCharacter(event: KeyEvent, binding: KeyBinding): boolean {
  if (latinKey(event) === binding.key && event.shift === binding.shift) return true;
  // Ctrl-? is typed with Shift on layouts where `?` is.
  const isLetter = binding.key.toLowerCase() !== binding.key.toUpperCase();
  return !isLetter && event.shift && !binding.shift && event.shiftedKey === binding.key;
}

/** A keypad's arrows and their like do what the others do; its Enter is a key of its own. */
function isNamed(event: KeyEvent, name: string): boolean {
  if (event.key === name) return true;
  return !KEYPAD_TEXT.has(event.key) && event.key.replace(/^keypad-(?!enter)/, '') === name;
}

/**
 * Whether the key press is the one that the binding names. A release never is. Byte 0x0d is `enter`
 * and 0x09 `tab`: `ctrl-m` and `ctrl-i` match only where the terminal tells them apart.
 */
export function matchesKey(event: KeyEvent, binding: KeyBinding): boolean {
  if (event.kind === 'release' || event.otherModifiers !== undefined) return false;
  const sameModifiers =
    event.ctrl === binding.ctrl && event.alt === binding.alt && event.super === binding.super;
  if (!sameModifiers) return false;
  if (!isSingleCharacter(binding.key)) {
    return isNamed(event, binding.key) && event.shift === binding.shift;
  }
  const isPlain = !binding.ctrl && !binding.alt && !binding.super;
  return isPlain ? matchesPlainCharacter(event, binding) : matchesModifiedCharacter(event, binding);
}

/** Whether it is a modifier on its own, which the kitty protocol reports too. */
export function isModifierKey({ key }: KeyEvent): boolean {
  if (isSingleCharacter(key)) return false;
  return /^(?:left|right)-(?:shift|control|alt|super|hyper|meta)$|^iso-level|-lock$/.test(key);
}

/**
 * Whether the key press is Ctrl-m beyond doubt: it came as `CSI 109…;5u` or `CSI 27;5;109~`, in the
 * person's layout or on the US one. Byte 0x0d, which is Enter, never is.
 */
export function isCtrlM(event: KeyEvent): boolean {
  if (event.protocol === 'legacy') return false;
  return matchesKey(event, { key: 'm', ctrl: true, alt: false, shift: false, super: false });
}
