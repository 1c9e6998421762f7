import { expect, test } from '@jest/globals';
import { ago } from '../../../src/cli/text.js';

test('ages are told in one unit', () => {
  const now = Date.parse('2026-01-10T12:00:00Z');
  expect(ago('2026-01-10T11:59:30Z', now)).toBe('now');
  expect(ago('2026-01-10T11:55:00Z', now)).toBe('5m');
  expect(ago('2026-01-10T09:00:00Z', now)).toBe('3h');
  expect(ago('2026-01-08T12:00:00Z', now)).toBe('2d');
  expect(ago('2026-01-10T12:00:05Z', now)).toBe('now');
  expect(ago('no time', now)).toBe('');
});
