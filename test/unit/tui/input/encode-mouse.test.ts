import { describe, expect, test } from '@jest/globals';
import type { MouseEncoding, MouseTracking } from '../../../../src/core/frame.js';
import { encodeFocus, encodeMouse } from '../../../../src/tui/input/encode-mouse.js';
import type { MouseEvent } from '../../../../src/tui/input/events.js';

const SIZE = { cols: 400, rows: 300 };

function event(change: Partial<MouseEvent>): MouseEvent {
  return {
    button: 'left',
    action: 'press',
    x: 0,
    y: 0,
    ctrl: false,
    alt: false,
    shift: false,
    ...change,
  };
}

function encoded(
  change: Partial<MouseEvent>,
  tracking: MouseTracking,
  encoding: MouseEncoding = 'sgr',
  local = { x: 4, y: 2 },
  size = SIZE,
) {
  const modes = { mouseTracking: tracking, mouseEncoding: encoding };
  const bytes = encodeMouse(event(change), local, modes, size);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1');
}

/** What a program gets of an event, by the mode it set: 9, 1000, 1002, 1003. */
type Told = Readonly<Record<Exclude<MouseTracking, 'none'>, boolean>>;
const ALL: Told = { x10: true, press: true, drag: true, motion: true };
const NOT_X10: Told = { ...ALL, x10: false };
const DRAGS: Told = { ...NOT_X10, press: false };
const MOTION: Told = { ...DRAGS, drag: false };

/** Cb of ctlseqs ("Mouse Tracking") of each event without 32 added, and of a legacy release. */
const CODES: readonly [Partial<MouseEvent>, Told, number, number?][] = [
  [{}, ALL, 0],
  [{ button: 'middle' }, ALL, 1],
  [{ button: 'right' }, ALL, 2],
  [{ action: 'release' }, NOT_X10, 0, 3],
  [{ button: 'middle', action: 'release' }, NOT_X10, 1, 3],
  [{ button: 'right', action: 'release', ctrl: true }, NOT_X10, 18, 19],
  [{ action: 'move' }, DRAGS, 32],
  [{ button: 'middle', action: 'move' }, DRAGS, 33],
  [{ button: 'right', action: 'move', alt: true }, DRAGS, 42],
  [{ button: 'none', action: 'move' }, MOTION, 35],
  [{ button: 'none', action: 'move', shift: true }, MOTION, 39],
  [{ button: 'wheel-up' }, NOT_X10, 64],
  [{ button: 'wheel-down' }, NOT_X10, 65],
  [{ button: 'wheel-left' }, NOT_X10, 66],
  [{ button: 'wheel-right' }, NOT_X10, 67],
  [{ button: 'wheel-up', ctrl: true }, NOT_X10, 80],
  [{ button: 'button-8' }, NOT_X10, 128],
  [{ button: 'button-9' }, NOT_X10, 129],
  [{ button: 'button-10' }, NOT_X10, 130],
  [{ button: 'button-11' }, NOT_X10, 131],
  [{ button: 'button-8', action: 'release' }, NOT_X10, 128, 3],
  [{ button: 'button-9', action: 'move' }, DRAGS, 161],
  [{ shift: true }, NOT_X10, 4],
  [{ alt: true }, NOT_X10, 8],
  [{ ctrl: true }, NOT_X10, 16],
  [{ button: 'right', ctrl: true, alt: true, shift: true }, NOT_X10, 30],
];

/** Reports of cell 4,2 with a code, by encoding: none, 1005, 1006, 1015, 1016. */
const WRITTEN: Readonly<
  Record<MouseEncoding, (code: number, legacy: number, final: string) => string>
> = {
  default: (_code, legacy) => `\x1b[M${String.fromCharCode(legacy + 32)}%#`,
  utf8: (_code, legacy) =>
    `\x1b[M${Buffer.from(String.fromCharCode(legacy + 32)).toString('latin1')}%#`,
  sgr: (code, _legacy, final) => `\x1b[<${code};5;3${final}`,
  urxvt: (_code, legacy) => `\x1b[${legacy + 32};5;3M`,
  'sgr-pixels': (code, _legacy, final) => `\x1b[<${code};36;40${final}`,
};

const TRACKINGS = ['x10', 'press', 'drag', 'motion'] as const;
const ENCODINGS = Object.keys(WRITTEN) as MouseEncoding[];

describe('encodeMouse', () => {
  const rows = ENCODINGS.flatMap((encoding) =>
    TRACKINGS.map((tracking) => [encoding, tracking] as const),
  );

  test.each(rows)('%s reports with tracking %s', (encoding, tracking) => {
    for (const [change, told, code, legacy = code] of CODES) {
      // Its modifiers have a test of their own.
      if (tracking === 'x10' && (change.shift || change.alt || change.ctrl)) continue;
      const final = change.action === 'release' ? 'm' : 'M';
      const written = told[tracking] ? WRITTEN[encoding](code, legacy, final) : undefined;
      expect([change, encoded(change, tracking, encoding)]).toEqual([change, written]);
    }
  });

  test('mode 9 tells no modifiers', () => {
    expect(encoded({ ctrl: true, shift: true, alt: true }, 'x10')).toBe('\x1b[<0;5;3M');
  });

  test('nobody is told who asked for nothing', () => {
    for (const [change] of CODES) expect(encoded(change, 'none')).toBeUndefined();
  });

  test.each<[MouseEncoding, Partial<MouseEvent>, { x: number; y: number }, string | undefined]>([
    ['default', {}, { x: 0, y: 0 }, '\x1b[M !!'],
    ['default', {}, { x: 222, y: 222 }, '\x1b[M \xff\xff'],
    ['default', {}, { x: 223, y: 0 }, undefined],
    ['default', {}, { x: 0, y: 223 }, undefined],
    ['default', { button: 'wheel-up' }, { x: 223, y: 0 }, undefined],
    ['default', { button: 'none', action: 'move' }, { x: 223, y: 0 }, undefined],
    ['default', { action: 'move' }, { x: 399, y: 0 }, '\x1b[M@\xff!'],
    ['default', { action: 'release' }, { x: 399, y: 299 }, '\x1b[M#\xff\xff'],
    ['utf8', {}, { x: 94, y: 0 }, '\x1b[M \x7f!'],
    ['utf8', {}, { x: 95, y: 0 }, '\x1b[M \xc2\x80!'],
    ['utf8', {}, { x: 223, y: 0 }, '\x1b[M \xc4\x80!'],
    ['utf8', {}, { x: 2014, y: 0 }, '\x1b[M \xdf\xbf!'],
    ['utf8', {}, { x: 2015, y: 0 }, undefined],
    ['utf8', { action: 'release' }, { x: 2400, y: 0 }, '\x1b[M#\xdf\xbf!'],
    ['sgr', {}, { x: 2400, y: 0 }, '\x1b[<0;2401;1M'],
    ['urxvt', {}, { x: 2400, y: 0 }, '\x1b[32;2401;1M'],
    ['sgr-pixels', {}, { x: 0, y: 0 }, '\x1b[<0;4;8M'],
  ])('far out in the encoding %s %j at %j is %j', (encoding, change, local, expected) => {
    const size = { cols: 3000, rows: 300 };
    expect(encoded(change, 'motion', encoding, local, size)).toBe(expected);
  });

  test('a drag that left the pane stays at its edge', () => {
    expect(encoded({ action: 'move' }, 'drag', 'sgr', { x: -5, y: 9999 })).toBe('\x1b[<32;1;300M');
    expect(encoded({ action: 'release' }, 'drag', 'sgr', { x: 9999, y: -1 })).toBe(
      '\x1b[<0;400;1m',
    );
  });

  test('tells of the focus only who asked', () => {
    expect(encodeFocus(true, { focusEvents: false })).toBeUndefined();
    expect(Buffer.from(encodeFocus(true, { focusEvents: true }) ?? []).toString()).toBe('\x1b[I');
    expect(Buffer.from(encodeFocus(false, { focusEvents: true }) ?? []).toString()).toBe('\x1b[O');
  });
});
