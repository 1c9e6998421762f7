import { describe, expect, test } from '@jest/globals';
import { toBlessedKey, toBlessedMouse } from '../../../../src/tui/input/blessed-keys.js';
import type { MouseEvent } from '../../../../src/tui/input/events.js';
import { keyOf } from './collect.js';

describe("blessed's keys", () => {
  test.each([
    ['a', 'a', 'a'],
    ['A', 'A', 'S-a'],
    ['|', '|', '|'],
    [' ', ' ', 'space'],
    ['\r', '\r', 'enter'],
    ['\x1b[57414u', '\r', 'enter'],
    ['\t', undefined, 'tab'],
    ['\x1b[Z', undefined, 'S-tab'],
    ['\x1b', undefined, 'escape'],
    ['\x1b[27u', undefined, 'escape'],
    ['\x7f', undefined, 'backspace'],
    ['\x08', undefined, 'backspace'],
    ['\x03', undefined, 'C-c'],
    ['\x1b[99;5u', undefined, 'C-c'],
    ['\x1ba', undefined, 'M-a'],
    ['\x1b[A', undefined, 'up'],
    ['\x1b[57419u', undefined, 'up'],
    ['\x1b[1;5A', undefined, 'C-up'],
    ['\x1b[5~', undefined, 'pageup'],
  ])('%j types %j and is %s', (bytes, ch, full) => {
    const fed = toBlessedKey(keyOf(bytes));
    expect([fed?.ch, fed?.key.full]).toEqual([ch, full]);
  });

  test.each(['\x1b[97;1:3u', '\x1b[97;9u', '\x1b[97;17u'])('%j is none', (bytes) => {
    expect(toBlessedKey(keyOf(bytes))).toBeUndefined();
  });
});

describe("blessed's mouse", () => {
  const event: MouseEvent = {
    button: 'left',
    action: 'press',
    x: 3,
    y: 4,
    ctrl: false,
    alt: true,
    shift: false,
  };

  test.each<[Partial<MouseEvent>, string | undefined, string | undefined]>([
    [{}, 'mousedown', 'left'],
    [{ action: 'release' }, 'mouseup', 'left'],
    [{ action: 'move', button: 'none' }, 'mousemove', 'unknown'],
    [{ button: 'wheel-up' }, 'wheelup', 'unknown'],
    [{ button: 'wheel-down' }, 'wheeldown', 'unknown'],
    [{ button: 'wheel-left' }, undefined, undefined],
  ])('%j is %s of %s', (change, action, button) => {
    const data = toBlessedMouse({ ...event, ...change });
    expect([data?.action, data?.button]).toEqual([action, button]);
    if (data !== undefined) expect(data).toMatchObject({ x: 3, y: 4, meta: true });
  });
});
