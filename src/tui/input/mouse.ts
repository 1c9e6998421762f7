import type { MouseButton, MouseEvent } from './events.js';

const WHEEL = 64;
const EXTRA = 128;
const BUTTONS: readonly MouseButton[] = ['left', 'middle', 'right', 'none'];
const WHEELS: readonly MouseButton[] = ['wheel-up', 'wheel-down', 'wheel-left', 'wheel-right'];
const EXTRAS: readonly MouseButton[] = ['button-8', 'button-9', 'button-10', 'button-11'];

/** What the two lowest bits of a code count, by the bit that is set besides them. */
const GROUPS = [
  { bit: 0, buttons: BUTTONS },
  { bit: WHEEL, buttons: WHEELS },
  { bit: EXTRA, buttons: EXTRAS },
] as const;

/** xterm's modifier bits in a mouse report. */
export const MOUSE_SHIFT = 4;
export const MOUSE_ALT = 8;
export const MOUSE_CTRL = 16;
export const MOUSE_MOTION = 32;

/** Button code without modifiers and motion; that of `none` is 3. */
export function mouseButtonCode(button: MouseButton): number {
  const group = GROUPS.find(({ buttons }) => buttons.includes(button)) ?? GROUPS[0];
  return group.bit | group.buttons.indexOf(button);
}

/** The wheel turned: there is a press and no release. */
export function isWheel({ button }: Pick<MouseEvent, 'button'>): boolean {
  return WHEELS.includes(button);
}

/** One of the buttons behind the first three. */
export function isExtraButton({ button }: Pick<MouseEvent, 'button'>): boolean {
  return EXTRAS.includes(button);
}

function decode(code: number, x: number, y: number, isRelease: boolean): MouseEvent | undefined {
  const group = GROUPS.find(({ bit }) => bit === (code & (WHEEL | EXTRA)));
  const button = group?.buttons[code & 3];
  if (code < 0 || code > 0xff || x < 0 || y < 0 || button === undefined) return undefined;
  const ofWheel = isWheel({ button });
  if (ofWheel && isRelease) return undefined;
  const isMotion = (code & MOUSE_MOTION) !== 0 && !ofWheel;
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
  const isRelease = (code & 3) === 3 && (code & (MOUSE_MOTION | WHEEL | EXTRA)) === 0;
  return decode(code, x, y, isRelease);
}
