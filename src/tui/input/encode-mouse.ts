import {
  CELL_PIXELS,
  type MouseEncoding,
  type MouseTracking,
  type PaneModes,
} from '../../core/frame.js';
import type { MouseEvent } from './events.js';
import {
  isExtraButton,
  isWheel,
  MOUSE_ALT,
  MOUSE_CTRL,
  MOUSE_MOTION,
  MOUSE_SHIFT,
  mouseButtonCode,
} from './mouse.js';

/** Largest 0-based coordinate that a report can tell; without an entry there is none. */
const MAX_COORDINATE: Partial<Record<MouseEncoding, number>> = { default: 222, utf8: 2014 };

/** Whether a program with this tracking mode is told of the event. */
function isReported(event: MouseEvent, tracking: MouseTracking): boolean {
  switch (tracking) {
    case 'none':
      return false;
    case 'x10':
      return event.action === 'press' && !isWheel(event) && !isExtraButton(event);
    case 'press':
      return event.action !== 'move';
    case 'drag':
      return event.action !== 'move' || event.button !== 'none';
    case 'motion':
      return true;
  }
}

function modifierBits({ shift, alt, ctrl, action }: MouseEvent): number {
  const keys = (shift ? MOUSE_SHIFT : 0) | (alt ? MOUSE_ALT : 0) | (ctrl ? MOUSE_CTRL : 0);
  return keys | (action === 'move' ? MOUSE_MOTION : 0);
}

function buttonCode(event: MouseEvent, tracking: MouseTracking): number {
  const button = mouseButtonCode(event.button);
  return tracking === 'x10' ? button : button | modifierBits(event);
}

function clamp(value: number, size: number): number {
  return Math.max(0, Math.min(size - 1, Math.trunc(value)));
}

/**
 * The event for the program in a pane, whatever its mode asks for; undefined when it is not to be
 * told. `local` is the 0-based cell of the pane and is clamped to its size, so that a drag beyond
 * the border still reports. Where the encoding cannot tell so large a coordinate, a press is not
 * told, which would be one of another cell; the end of what a press began is, at the last one.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Mouse-Tracking
 */
export function encodeMouse(
  event: MouseEvent,
  local: { x: number; y: number },
  modes: Pick<PaneModes, 'mouseTracking' | 'mouseEncoding'>,
  paneSize: { cols: number; rows: number },
): Uint8Array | undefined {
  if (!isReported(event, modes.mouseTracking)) return undefined;
  const limit = MAX_COORDINATE[modes.mouseEncoding] ?? Number.POSITIVE_INFINITY;
  const inside = { x: clamp(local.x, paneSize.cols), y: clamp(local.y, paneSize.rows) };
  const isBeyond = Math.max(inside.x, inside.y) > limit;
  if (isBeyond && (event.action === 'press' || event.button === 'none')) return undefined;
  const x = Math.min(inside.x, limit);
  const y = Math.min(inside.y, limit);
  const code = buttonCode(event, modes.mouseTracking);
  // Without SGR a release says only that some button went up, with code 3.
  const legacyCode =
    event.action === 'release' ? mouseButtonCode('none') | modifierBits(event) : code;
  const final = event.action === 'release' ? 'm' : 'M';
  switch (modes.mouseEncoding) {
    case 'sgr':
      return Buffer.from(`\x1b[<${code};${x + 1};${y + 1}${final}`);
    case 'sgr-pixels': {
      const px = x * CELL_PIXELS.width + CELL_PIXELS.width / 2;
      const py = y * CELL_PIXELS.height + CELL_PIXELS.height / 2;
      return Buffer.from(`\x1b[<${code};${px};${py}${final}`);
    }
    case 'urxvt':
      return Buffer.from(`\x1b[${legacyCode + 32};${x + 1};${y + 1}M`);
    case 'utf8':
      return Buffer.from(`\x1b[M${String.fromCharCode(legacyCode + 32, x + 33, y + 33)}`);
    case 'default':
      return Uint8Array.of(0x1b, 0x5b, 0x4d, legacyCode + 32, x + 33, y + 33);
  }
}

/** Focus gained or lost, for a program that asked (mode 1004); else undefined. */
export function encodeFocus(
  focused: boolean,
  modes: Pick<PaneModes, 'focusEvents'>,
): Uint8Array | undefined {
  return modes.focusEvents ? Buffer.from(focused ? '\x1b[I' : '\x1b[O') : undefined;
}
