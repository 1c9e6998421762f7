import { describe, expect, test } from '@jest/globals';
import { listStep, movedBy } from '../../../../src/tui/dialogs/list-steps.js';
import { keyEvent } from '../../../support/tui/key-event.js';

describe('the keys of a list', () => {
  test.each([
    ['up', -1],
    ['down', 1],
    ['pageup', -9],
    ['pagedown', 9],
    ['home', undefined],
    ['ctrl-end', undefined],
    ['x', undefined],
  ])('%s without ends moves by %s', (key, step) => {
    expect(listStep(keyEvent(key), { page: 9 })).toBe(step);
  });

  test('go to its ends by the keys that it has for that', () => {
    const step = (key: string, prefix: '' | 'ctrl-') =>
      listStep(keyEvent(key), { page: 9, ends: { prefix, length: 40 } });
    expect(['home', 'end'].map((key) => step(key, ''))).toEqual([-40, 40]);
    expect(['ctrl-home', 'ctrl-end'].map((key) => step(key, 'ctrl-'))).toEqual([-40, 40]);
    expect(['home', 'end'].map((key) => step(key, 'ctrl-'))).toEqual([undefined, undefined]);
  });
});

test('a move ends with the first and the last entry, and in an empty list at its start', () => {
  expect(movedBy(-5, 3, 10)).toBe(0);
  expect(movedBy(5, 7, 10)).toBe(9);
  expect(movedBy(1, 0, 0)).toBe(0);
});
