import type { MouseButton, MouseEvent } from './events.js';

const MOTION = 32;
const WHEEL = 64;
const EXTRA_BUTTONS = 128;
const BUTTONS: readonly MouseButton[] = ['left', 'middle', 'right', 'none'];
const WHEELS: readonly MouseButton[] = ['wheel-up', 'wheel-down', 'wheel-left', 'wheel-right'];

/** xterm's modifier bits in a mouse report. */
export const MOUSE_SHIFT = 4;
export const MOUSE_ALT = 8;
export const MOUSE_CTRL = 16;
export const MOUSE_MOTION = MOTION;

/** Button code without modifiers and motion. */
export function mouseButtonCode(button: MouseButton): number {
  const wheel = WHEELS.indexOf(button);
  return wheel === -1 ? BUTTONS.indexOf(button) : WHEEL + wheel;
}

function decode(code: number, x: number, y: number, isRelease: boolean): MouseEvent | undefined {
  // Buttons 8–11 (back, forward) have no meaning here.
  if ((code & EXTRA_BUTTONS) !== 0 || x < 0 || y < 0) return undefined;
  const isWheel = (code & WHEEL) !== 0;
  const button = (isWheel ? WHEELS : BUTTONS)[code & 3] ?? 'none';
  if (isWheel && isRelease) return undefined;
  const isMotion = (code & MOTION) !== 0 && !isWheel;
  if (button === 'none' && !isMotion && !isRelease) return undefined;
  return {
    button,
    action: isMotion ? 'move' : isRelease ? 'release' : 'press',
    x,
    y,
    ctrl: (code & MOUSE_CTRL) !== 0,
    alt: (code & MOUSE_ALT) !== 0,
    shift: (code & MOUSE_SHIFT) !== 0,
  };
}

/** `CSI < button ; x ; y M` (press, motion) or `m` (release); undefined for what is none. */
export function decodeSgrMouse(params: string, final: string): MouseEvent | undefined {
  const match = /^(\d+);(\d+);(\d+)$/.exec(params);
  if (match === null || (final !== 'M' && final !== 'm')) return undefined;
  return decode(Number(match[1]), Number(match[2]) - 1, Number(match[3]) - 1, final === 'm');
}

/** The report of terminals without SGR: a release does not say which button. `x`, `y` 0-based. */
export function decodeX10Mouse(code: number, x: number, y: number): MouseEvent | undefined {
  const isRelease = (code & 3) === 3 && (code & (MOTION | WHEEL)) === 0;
  return decode(code, x, y, isRelease);
}
