import { expect, test } from '@jest/globals';
import { comparePriority, compareRank } from '../../../src/core/session.js';

const pinned = { isPinned: true as const };

test('pinned sessions come first, then those of a higher priority', () => {
  const sessions = [
    { id: 'low', priority: 'low' as const },
    { id: 'plain' },
    { id: 'pinned low', ...pinned, priority: 'low' as const },
    { id: 'high', priority: 'high' as const },
    { id: 'normal', priority: 'normal' as const },
    { id: 'pinned', ...pinned },
  ];
  expect(sessions.toSorted(compareRank).map(({ id }) => id)).toEqual([
    'pinned',
    'pinned low',
    'high',
    'plain',
    'normal',
    'low',
  ]);
});

test('a pin is no priority', () => {
  expect(comparePriority({ priority: 'high' }, { ...pinned } as object)).toBeLessThan(0);
  expect(comparePriority({}, { priority: 'normal' })).toBe(0);
});
