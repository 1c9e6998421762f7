import type { KeyEvent, MouseEvent, PasteEvent } from './events.js';
import {
  ALT,
  CAPS_LOCK,
  CTRL,
  HYPER,
  isCharacter,
  isSingleCharacter,
  KEY_BY_LETTER,
  KEY_BY_TILDE,
  KEYPAD_BY_SS3,
  KEYPAD_TEXT,
  keyOfCode,
  META,
  NUM_LOCK,
  SHIFT,
  SUPER,
} from './key-codes.js';
import { decodeSgrMouse, decodeX10Mouse } from './mouse.js';
import { decodeStringReply, type StringReply } from './string-replies.js';
import type { InputToken } from './token.js';

/** Answers of the terminal to what it is asked. */
export type TerminalReply =
  | StringReply
  /** `CSI ? flags u` */
  | { reply: 'kitty-flags'; flags: number }
  /** `CSI ? … c` */
  | { reply: 'device-attributes' }
  /** `CSI > 4 ; level m` */
  | { reply: 'modify-other-keys'; level: number }
  /** `CSI ? mode ; state $ y`; 1 and 2 = known and changeable. */
  | { reply: 'mode-report'; mode: number; state: number }
  /** `CSI ? 997 ; 1|2 n`: also unasked, where mode 2031 is on. */
  | { reply: 'color-scheme'; scheme: 'dark' | 'light' }
  /** `CSI 0 n`: the terminal works (DSR 5). */
  | { reply: 'status' };

export type InputEvent =
  | { type: 'key'; event: KeyEvent }
  | { type: 'mouse'; event: MouseEvent }
  | { type: 'paste'; event: PasteEvent }
  | { type: 'focus'; focused: boolean }
  | { type: 'reply'; reply: TerminalReply };

type CsiToken = Extract<InputToken, { type: 'csi' }>;

interface KeyParts {
  modifiers?: number;
  text?: string | undefined;
  baseLayoutKey?: string | undefined;
  shiftedKey?: string | undefined;
  kind?: KeyEvent['kind'];
  protocol?: KeyEvent['protocol'];
  numLock?: boolean;
}

function keyEvent(key: string, raw: Uint8Array, parts: KeyParts = {}): InputEvent {
  const modifiers = parts.modifiers ?? 0;
  const other = modifiers & (HYPER | META);
  const event: KeyEvent = {
    key,
    ctrl: (modifiers & CTRL) !== 0,
    alt: (modifiers & ALT) !== 0,
    shift: (modifiers & SHIFT) !== 0,
    super: (modifiers & SUPER) !== 0,
    kind: parts.kind ?? 'press',
    protocol: parts.protocol ?? 'legacy',
    raw,
  };
  if (parts.text !== undefined) event.text = parts.text;
  if (parts.baseLayoutKey !== undefined) event.baseLayoutKey = parts.baseLayoutKey;
  if (parts.shiftedKey !== undefined) event.shiftedKey = parts.shiftedKey;
  if (other !== 0) event.otherModifiers = other;
  if (parts.numLock) event.numLock = true;
  return { type: 'key', event };
}

/** Lower case of a character where that is one character too, and differs. */
function lowerCaseOf(character: string): string | undefined {
  const lower = character.toLowerCase();
  return lower !== character && isSingleCharacter(lower) ? lower : undefined;
}

function upperCaseOf(character: string): string {
  const upper = character.toUpperCase();
  return isSingleCharacter(upper) ? upper : character;
}

function decodeText(text: string, alt: boolean, raw: Uint8Array): InputEvent {
  const lower = lowerCaseOf(text);
  const modifiers = (alt ? ALT : 0) | (lower === undefined ? 0 : SHIFT);
  const key = text === ' ' ? 'space' : (lower ?? text);
  const shiftedKey = lower === undefined ? undefined : text;
  return keyEvent(key, raw, { modifiers, text: alt ? undefined : text, shiftedKey });
}

function decodeControl(code: number, alt: boolean, raw: Uint8Array): InputEvent {
  const modifiers = alt ? ALT : 0;
  switch (code) {
    case 0x00:
      return keyEvent('space', raw, { modifiers: modifiers | CTRL });
    case 0x09:
      return keyEvent('tab', raw, { modifiers });
    case 0x0d:
      return keyEvent('enter', raw, { modifiers });
    case 0x1b:
      return keyEvent('escape', raw, { modifiers });
    case 0x7f:
      return keyEvent('backspace', raw, { modifiers });
    default: {
      // Ctrl sends the character's code less 64; letters are named in lower case.
      const character = String.fromCharCode(code + 64).toLowerCase();
      return keyEvent(character, raw, { modifiers: modifiers | CTRL });
    }
  }
}

/** Numbers of a parameter string: `;` separates parameters, `:` parts of one; absent = undefined. */
function parseParams(params: string): (number | undefined)[][] {
  return params
    .split(';')
    .map((part) => part.split(':').map((value) => (value === '' ? undefined : Number(value))));
}

interface Modifiers {
  modifiers: number;
  kind: KeyEvent['kind'];
  capsLock: boolean;
  numLock: boolean;
}

/** `modifiers:event` as kitty and xterm write it; absent means none and press. */
function parseModifiers(part: readonly (number | undefined)[] | undefined): Modifiers {
  const bits = Math.max(0, (part?.[0] ?? 1) - 1);
  const event = part?.[1] ?? 1;
  return {
    modifiers: bits & (SHIFT | ALT | CTRL | SUPER | HYPER | META),
    kind: event === 3 ? 'release' : event === 2 ? 'repeat' : 'press',
    capsLock: (bits & CAPS_LOCK) !== 0,
    numLock: (bits & NUM_LOCK) !== 0,
  };
}

function characterOf(code: number | undefined): string | undefined {
  return code !== undefined && isCharacter(code) ? String.fromCodePoint(code) : undefined;
}

/**
 * What a key inserts that the terminal named without its text: nothing with Ctrl, Alt or Super,
 * else the character as Shift and Caps Lock make it.
 */
function textOf(key: string, shiftedKey: string | undefined, state: Modifiers): string | undefined {
  if ((state.modifiers & ~SHIFT) !== 0 || state.kind === 'release') return undefined;
  if (key === 'space') return ' ';
  const keypad = KEYPAD_TEXT.get(key);
  if (keypad !== undefined) return keypad;
  if (!isSingleCharacter(key)) return undefined;
  const shift = (state.modifiers & SHIFT) !== 0;
  const upper = upperCaseOf(key);
  if (upper !== key) return shift !== state.capsLock ? (shiftedKey ?? upper) : key;
  return shift ? (shiftedKey ?? key) : key;
}

/** Ctrl-Backspace has the code of the byte that it makes in xterm, other keys their own. */
function namedKey(code: number | undefined): string | undefined {
  return code === 8 ? 'backspace' : keyOfCode(code ?? Number.NaN);
}

/** `CSI code:shifted:base ; modifiers:event ; text u`. https://sw.kovidgoyal.net/kitty/keyboard-protocol/ */
function decodeKitty(token: CsiToken): InputEvent | undefined {
  const [keys = [], modifierPart, textPart] = parseParams(token.params);
  const reported = (textPart ?? []).map(characterOf).join('') || undefined;
  // Text of an input method has no key: its code is 0.
  const named = keys[0] === 0 ? reported : namedKey(keys[0]);
  if (named === undefined) return undefined;
  const state = parseModifiers(modifierPart);
  // A code is that of the unshifted key; terminals exist that send the shifted one all the same.
  const key = lowerCaseOf(named) ?? named;
  const shiftedKey = characterOf(keys[1]) ?? (key === named ? undefined : named);
  return keyEvent(key, token.raw, {
    ...state,
    // Else xterm's other form of modifyOtherKeys, where a code is that of what is typed.
    protocol: key === named && keys[0] !== 8 ? 'kitty' : 'modify-other-keys',
    text: reported ?? textOf(key, shiftedKey, state),
    shiftedKey,
    baseLayoutKey: characterOf(keys[2]),
  });
}

/** `CSI 27 ; modifiers ; code ~`, where xterm sends the code of the shifted character. */
function decodeModifyOtherKeys(
  token: CsiToken,
  modifierPart: (number | undefined)[] | undefined,
  code: number | undefined,
): InputEvent | undefined {
  const named = namedKey(code);
  if (named === undefined) return undefined;
  const state = parseModifiers(modifierPart);
  const key = lowerCaseOf(named) ?? named;
  const shiftedKey =
    (state.modifiers & SHIFT) !== 0 && isSingleCharacter(named) ? named : undefined;
  const text = textOf(key, shiftedKey, state);
  return keyEvent(key, token.raw, {
    modifiers: state.modifiers,
    protocol: 'modify-other-keys',
    text,
    shiftedKey,
  });
}

function decodeTilde(token: CsiToken): InputEvent | undefined {
  const [numbers = [], modifierPart, third] = parseParams(token.params);
  const number = numbers[0];
  if (number === 27 && third !== undefined) {
    return decodeModifyOtherKeys(token, modifierPart, third[0]);
  }
  const key = number === undefined ? undefined : KEY_BY_TILDE.get(number);
  return key === undefined ? undefined : functionalKey(key, token, modifierPart, 0);
}

function functionalKey(
  key: string,
  token: CsiToken,
  modifierPart: (number | undefined)[] | undefined,
  added: number,
): InputEvent {
  const state = parseModifiers(modifierPart);
  return keyEvent(key, token.raw, {
    modifiers: state.modifiers | added | (token.alt ? ALT : 0),
    kind: state.kind,
  });
}

/** rxvt ends a sequence with `$` for Shift, `^` for Ctrl, `@` for both, and uses small letters for Shift with arrows. */
const RXVT_MODIFIERS: Readonly<Record<string, number>> = { $: SHIFT, '^': CTRL, '@': CTRL | SHIFT };

function decodeRxvt(token: CsiToken): InputEvent | undefined {
  const modifiers = RXVT_MODIFIERS[token.final];
  if (modifiers !== undefined) {
    const key = KEY_BY_TILDE.get(Number(token.params));
    return key === undefined ? undefined : functionalKey(key, token, undefined, modifiers);
  }
  const arrow = token.params === '' ? KEY_BY_LETTER[token.final.toUpperCase()] : undefined;
  return 'abcd'.includes(token.final) && arrow !== undefined
    ? functionalKey(arrow, token, undefined, SHIFT)
    : undefined;
}

function decodeReply(token: CsiToken): TerminalReply | undefined {
  const [first = [], second = []] = parseParams(token.params);
  const shape = `${token.prefix}${token.intermediates}${token.final}`;
  if (shape === '?u') return { reply: 'kitty-flags', flags: first[0] ?? 0 };
  if (shape === '?c') return { reply: 'device-attributes' };
  if (shape === '>m' && first[0] === 4) {
    return { reply: 'modify-other-keys', level: second[0] ?? 0 };
  }
  if (shape === '?$y' && first[0] !== undefined) {
    return { reply: 'mode-report', mode: first[0], state: second[0] ?? 0 };
  }
  if (shape === '?n' && first[0] === 997) {
    return { reply: 'color-scheme', scheme: second[0] === 2 ? 'light' : 'dark' };
  }
  if (shape === 'n' && first[0] === 0) return { reply: 'status' };
  return undefined;
}

function decodeCsi(token: CsiToken): InputEvent | undefined {
  if (token.prefix === '<' && token.intermediates === '') {
    const event = decodeSgrMouse(token.params, token.final);
    return event && { type: 'mouse', event };
  }
  if (token.prefix !== '' || token.final === 'n') {
    const reply = decodeReply(token);
    return reply && { type: 'reply', reply };
  }
  if (token.intermediates !== '') return undefined;
  switch (token.final) {
    case 'I':
    case 'O':
      return token.params === '' ? { type: 'focus', focused: token.final === 'I' } : undefined;
    case 'Z':
      return functionalKey('tab', token, parseParams(token.params)[1], SHIFT);
    case 'u':
      return decodeKitty(token);
    case '~':
      return decodeTilde(token);
    default: {
      const key = KEY_BY_LETTER[token.final];
      if (key === undefined) return decodeRxvt(token);
      const [first, modifierPart] = parseParams(token.params);
      return (first?.[0] ?? 1) === 1 ? functionalKey(key, token, modifierPart, 0) : undefined;
    }
  }
}

function decodeSs3(token: Extract<InputToken, { type: 'ss3' }>): InputEvent | undefined {
  const { raw } = token;
  const alt = token.alt ? ALT : 0;
  const reported = token.params === '' ? 0 : Math.max(0, Number(token.params) - 1);
  const modifiers = (reported & (SHIFT | ALT | CTRL | SUPER)) | alt;
  if (token.final === 'M') return keyEvent('enter', raw, { modifiers: modifiers | SHIFT });
  const keypad = KEYPAD_BY_SS3[token.final];
  if (keypad !== undefined) {
    const insertsText = keypad.text !== undefined && (modifiers & ~SHIFT) === 0;
    return keyEvent(keypad.key, raw, { modifiers, text: insertsText ? keypad.text : undefined });
  }
  const named = KEY_BY_LETTER[token.final];
  if (named !== undefined) return keyEvent(named, raw, { modifiers });
  // rxvt: Ctrl with an arrow.
  const arrow = 'abcd'.includes(token.final) ? KEY_BY_LETTER[token.final.toUpperCase()] : undefined;
  return arrow === undefined ? undefined : keyEvent(arrow, raw, { modifiers: modifiers | CTRL });
}

/**
 * Meaning of one token; undefined for what is neither input nor a reply that somebody waits for.
 * `SS3 M` is Konsole's Shift-Return: a keypad's Enter sends it in application mode only, which the
 * outer terminal is never put into.
 */
export function decodeToken(token: InputToken): InputEvent | undefined {
  switch (token.type) {
    case 'text':
      return decodeText(token.text, token.alt, token.raw);
    case 'control':
      return decodeControl(token.code, token.alt, token.raw);
    case 'csi':
      return decodeCsi(token);
    case 'ss3':
      return decodeSs3(token);
    case 'linux':
      return keyEvent(`f${token.final.charCodeAt(0) - 0x40}`, token.raw);
    case 'x10-mouse': {
      const event = decodeX10Mouse(token.button, token.x, token.y);
      return event && { type: 'mouse', event };
    }
    case 'string': {
      const reply = decodeStringReply(token.raw);
      return reply && { type: 'reply', reply };
    }
    case 'paste-start':
      return { type: 'paste', event: { part: 'start' } };
    case 'paste-chunk':
      return { type: 'paste', event: { part: 'chunk', bytes: token.bytes } };
    case 'paste-end':
      return { type: 'paste', event: { part: 'end' } };
  }
}
