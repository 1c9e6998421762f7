import { expect, test } from '@jest/globals';
import { isOwnHost } from '../../../src/core/host-name.js';

test.each(['', 'localhost', 'box.example.org', 'BOX.example.org', 'box'])(
  '%p is this machine',
  (host) => {
    expect(isOwnHost(host, 'Box.example.org')).toBe(true);
  },
);

test.each(['example.org', 'box.example', 'other'])('%p is another machine', (host) => {
  expect(isOwnHost(host, 'Box.example.org')).toBe(false);
});
