/** Names of keys and their codes in the protocols; one table for decoding and encoding. */
import type { KeyEvent } from './events.js';

/** Kitty's functional keys outside the legacy encodings. https://sw.kovidgoyal.net/kitty/keyboard-protocol/#functional-key-definitions */
const KITTY_NAMES: readonly [number, string][] = [
  [57358, 'caps-lock'],
  [57359, 'scroll-lock'],
  [57360, 'num-lock'],
  [57361, 'print-screen'],
  [57362, 'pause'],
  [57363, 'menu'],
  ...Array.from({ length: 23 }, (_, i): [number, string] => [57376 + i, `f${13 + i}`]),
  ...Array.from({ length: 10 }, (_, i): [number, string] => [57399 + i, `keypad-${i}`]),
  [57409, 'keypad-decimal'],
  [57410, 'keypad-divide'],
  [57411, 'keypad-multiply'],
  [57412, 'keypad-subtract'],
  [57413, 'keypad-add'],
  [57414, 'keypad-enter'],
  [57415, 'keypad-equal'],
  [57416, 'keypad-separator'],
  [57417, 'keypad-left'],
  [57418, 'keypad-right'],
  [57419, 'keypad-up'],
  [57420, 'keypad-down'],
  [57421, 'keypad-pageup'],
  [57422, 'keypad-pagedown'],
  [57423, 'keypad-home'],
  [57424, 'keypad-end'],
  [57425, 'keypad-insert'],
  [57426, 'keypad-delete'],
  [57427, 'keypad-begin'],
  [57428, 'media-play'],
  [57429, 'media-pause'],
  [57430, 'media-play-pause'],
  [57431, 'media-reverse'],
  [57432, 'media-stop'],
  [57433, 'media-fast-forward'],
  [57434, 'media-rewind'],
  [57435, 'media-track-next'],
  [57436, 'media-track-previous'],
  [57437, 'media-record'],
  [57438, 'lower-volume'],
  [57439, 'raise-volume'],
  [57440, 'mute-volume'],
  [57441, 'left-shift'],
  [57442, 'left-control'],
  [57443, 'left-alt'],
  [57444, 'left-super'],
  [57445, 'left-hyper'],
  [57446, 'left-meta'],
  [57447, 'right-shift'],
  [57448, 'right-control'],
  [57449, 'right-alt'],
  [57450, 'right-super'],
  [57451, 'right-hyper'],
  [57452, 'right-meta'],
  [57453, 'iso-level3-shift'],
  [57454, 'iso-level5-shift'],
];

const C0_NAMES: readonly [number, string][] = [
  [9, 'tab'],
  [13, 'enter'],
  [27, 'escape'],
  [32, 'space'],
  [127, 'backspace'],
];

const NAME_BY_CODE = new Map<number, string>([...KITTY_NAMES, ...C0_NAMES]);
const CODE_BY_NAME = new Map<string, number>(
  [...KITTY_NAMES, ...C0_NAMES].map(([code, name]) => [name, code]),
);

/** `CSI … <letter>` and `SS3 <letter>`. */
export const KEY_BY_LETTER: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  E: 'keypad-begin',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};

/** `CSI <number> … ~`; the first number of a key is the one that is written. */
export const TILDE_KEYS: readonly [number, string][] = [
  [2, 'insert'],
  [3, 'delete'],
  [5, 'pageup'],
  [6, 'pagedown'],
  [1, 'home'],
  [4, 'end'],
  [7, 'home'],
  [8, 'end'],
  [11, 'f1'],
  [12, 'f2'],
  [13, 'f3'],
  [14, 'f4'],
  [15, 'f5'],
  [17, 'f6'],
  [18, 'f7'],
  [19, 'f8'],
  [20, 'f9'],
  [21, 'f10'],
  [23, 'f11'],
  [24, 'f12'],
  [25, 'f13'],
  [26, 'f14'],
  [28, 'f15'],
  [29, 'f16'],
  [31, 'f17'],
  [32, 'f18'],
  [33, 'f19'],
  [34, 'f20'],
  ...Array.from({ length: 15 }, (_, i): [number, string] => [42 + i, `f${21 + i}`]),
  [57427, 'keypad-begin'],
];

export const KEY_BY_TILDE: ReadonlyMap<number, string> = new Map(TILDE_KEYS);

/** `SS3 <letter>` of a keypad in application mode, as xterm and Konsole send it. */
export const KEYPAD_BY_SS3: Readonly<Record<string, { key: string; text?: string }>> = {
  M: { key: 'keypad-enter' },
  X: { key: 'keypad-equal', text: '=' },
  j: { key: 'keypad-multiply', text: '*' },
  k: { key: 'keypad-add', text: '+' },
  l: { key: 'keypad-separator', text: ',' },
  m: { key: 'keypad-subtract', text: '-' },
  n: { key: 'keypad-decimal', text: '.' },
  o: { key: 'keypad-divide', text: '/' },
  p: { key: 'keypad-0', text: '0' },
  q: { key: 'keypad-1', text: '1' },
  r: { key: 'keypad-2', text: '2' },
  s: { key: 'keypad-3', text: '3' },
  t: { key: 'keypad-4', text: '4' },
  u: { key: 'keypad-5', text: '5' },
  v: { key: 'keypad-6', text: '6' },
  w: { key: 'keypad-7', text: '7' },
  x: { key: 'keypad-8', text: '8' },
  y: { key: 'keypad-9', text: '9' },
};

/** What a keypad key inserts, by its name. */
export const KEYPAD_TEXT: ReadonlyMap<string, string> = new Map(
  Object.values(KEYPAD_BY_SS3).flatMap(({ key, text }) =>
    text === undefined ? [] : [[key, text]],
  ),
);

/** Kitty's modifier bits, the parameter less one. Caps and Num Lock are states, not modifiers. */
export const SHIFT = 1;
export const ALT = 2;
export const CTRL = 4;
export const SUPER = 8;
export const HYPER = 16;
export const META = 32;
export const CAPS_LOCK = 64;
export const NUM_LOCK = 128;

/** The modifiers that are held, in these bits. */
export function modifierBits(event: KeyEvent): number {
  return (
    (event.shift ? SHIFT : 0) |
    (event.alt ? ALT : 0) |
    (event.ctrl ? CTRL : 0) |
    (event.super ? SUPER : 0) |
    (event.otherModifiers ?? 0)
  );
}

/** Key name of a kitty or modifyOtherKeys code: a name, or the character itself. */
export function keyOfCode(code: number): string | undefined {
  const name = NAME_BY_CODE.get(code);
  if (name !== undefined) return name;
  return isCharacter(code) ? String.fromCodePoint(code) : undefined;
}

/** Kitty code of a key: of a named one, or the code point of a character. */
export function codeOfKey(key: string): number | undefined {
  return CODE_BY_NAME.get(key) ?? (isSingleCharacter(key) ? key.codePointAt(0) : undefined);
}

/** Whether `code` is one that text can hold: no control, surrogate or private functional key. */
export function isCharacter(code: number): boolean {
  if (!(code >= 0x20 && code <= 0x10ffff)) return false;
  const isControl = code >= 0x7f && code < 0xa0;
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  const isFunctional = code >= 57344 && code <= 63743;
  return !isControl && !isSurrogate && !isFunctional;
}

/** Whether `text` is exactly one code point. */
export function isSingleCharacter(text: string): boolean {
  const code = text.codePointAt(0);
  return code !== undefined && text.length === (code > 0xffff ? 2 : 1);
}
