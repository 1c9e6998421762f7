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
) {
  const modes = { mouseTracking: tracking, mouseEncoding: encoding };
  const bytes = encodeMouse(event(change), local, modes, SIZE);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1');
}

describe('encodeMouse', () => {
  test.each<[MouseTracking, Partial<MouseEvent>, string | undefined]>([
    ['none', {}, undefined],
    ['x10', {}, '\x1b[<0;5;3M'],
    ['x10', { ctrl: true }, '\x1b[<0;5;3M'],
    ['x10', { action: 'release' }, undefined],
    ['x10', { button: 'wheel-up' }, undefined],
    ['press', {}, '\x1b[<0;5;3M'],
    ['press', { action: 'release' }, '\x1b[<0;5;3m'],
    ['press', { action: 'move' }, undefined],
    ['press', { button: 'wheel-up' }, '\x1b[<64;5;3M'],
    ['drag', { action: 'move' }, '\x1b[<32;5;3M'],
    ['drag', { action: 'move', button: 'none' }, undefined],
    ['motion', { action: 'move', button: 'none' }, '\x1b[<35;5;3M'],
    ['motion', { button: 'right', ctrl: true, alt: true, shift: true }, '\x1b[<30;5;3M'],
  ])('with tracking %s and %j sends %j', (tracking, change, expected) => {
    expect(encoded(change, tracking)).toBe(expected);
  });

  test.each<[MouseEncoding, Partial<MouseEvent>, { x: number; y: number }, string | undefined]>([
    ['default', {}, { x: 0, y: 0 }, '\x1b[M !!'],
    ['default', { action: 'release' }, { x: 0, y: 0 }, '\x1b[M#!!'],
    ['default', { button: 'wheel-down' }, { x: 0, y: 0 }, '\x1b[Ma!!'],
    ['default', {}, { x: 222, y: 0 }, '\x1b[M \xff!'],
    ['default', {}, { x: 223, y: 0 }, undefined],
    ['utf8', {}, { x: 94, y: 0 }, '\x1b[M \x7f!'],
    ['utf8', {}, { x: 95, y: 0 }, '\x1b[M \xc2\x80!'],
    ['sgr', {}, { x: 399, y: 299 }, '\x1b[<0;400;300M'],
    ['sgr-pixels', {}, { x: 1, y: 1 }, '\x1b[<0;12;24M'],
  ])('in the encoding %s of %j at %j gives %j', (encoding, change, local, expected) => {
    expect(encoded(change, 'press', encoding, local)).toBe(expected);
  });

  test('keeps a drag that left the pane at its border', () => {
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
