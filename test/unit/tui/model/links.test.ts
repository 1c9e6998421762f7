import { describe, expect, jest, test } from '@jest/globals';
import { addressAt, openableAddress } from '../../../../src/tui/model/links.js';

describe('addressAt', () => {
  test.each([
    ['see https://example.org/a?b=1#c for more', 'https://example.org/a?b=1#c'],
    ['HTTP://EXAMPLE.ORG', 'HTTP://EXAMPLE.ORG'],
    ['see https://example.org.', 'https://example.org'],
    ['really (https://example.org/x)?!', 'https://example.org/x'],
    ['https://example.org/wiki/Rust_(language)', 'https://example.org/wiki/Rust_(language)'],
    ['(https://example.org/wiki/Rust_(language))', 'https://example.org/wiki/Rust_(language)'],
    ['[text](https://example.org/x), and', 'https://example.org/x'],
    ['http://[::1]:8080/x', 'http://[::1]:8080/x'],
    ['"https://example.org/x"', 'https://example.org/x'],
    ["'https://example.org/x'", 'https://example.org/x'],
    ['<https://example.org/x>', 'https://example.org/x'],
    ['**https://example.org/x**', 'https://example.org/x'],
    ['`https://example.org/x`', 'https://example.org/x'],
    ['https://example.org/x…', 'https://example.org/x'],
    ['漢字 https://example.org/漢字。', 'https://example.org/漢字'],
    ['write to mailto:a@example.org, please', 'mailto:a@example.org'],
  ])('of %j is %s', (line, address) => {
    const start = line.indexOf(address);
    const last = start + address.length - 1;
    expect([start, last].map((index) => addressAt(line, index))).toEqual([address, address]);
    expect([start - 1, last + 1].map((index) => addressAt(line, index))).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('tells two on one line apart', () => {
    const line = 'https://a.example, https://b.example';
    expect(addressAt(line, 3)).toBe('https://a.example');
    expect(addressAt(line, 30)).toBe('https://b.example');
  });

  test.each(['xhttps://example.org', 'https://', 'https://.', 'ftp://example.org', 'file:///etc'])(
    'finds none in %j',
    (line) => {
      const found = Array.from(line, (_, index) => addressAt(line, index));
      expect(found.filter(Boolean)).toEqual([]);
    },
  );

  test('goes through a long line of brackets once for each kind of them', () => {
    const line = `https://example.org/${')'.repeat(5_000)}`;
    const split = jest.spyOn(String.prototype, 'split');
    const found = addressAt(line, 3);
    const whole = split.mock.contexts.filter((text) => String(text).length === line.length);
    split.mockRestore();
    expect(found).toBe('https://example.org/');
    expect(whole).toHaveLength(8);
  });
});

describe('openableAddress', () => {
  test.each([
    ['https://example.org', 'https://example.org/'],
    ['https://пример.example/x y', 'https://xn--e1afmkfd.example/x%20y'],
    ['https://example.org@evil.example/', 'https://example.org@evil.example/'],
    ['mailto:a@example.org', 'mailto:a@example.org'],
    ['file:///home/me/a%20b.txt', 'file:///home/me/a%20b.txt'],
    ['file://localhost/home/me', 'file:///home/me'],
    ['file://MyHost/home/me', 'file:///home/me'],
  ])('of %s is %s', (address, expected) => {
    expect(openableAddress(address, 'myhost')).toBe(expected);
  });

  test.each([
    'file://otherhost/home/me',
    'javascript:alert(1)',
    'data:text/html,x',
    'ssh://host',
    'vscode://file/x',
    '--help',
    '',
    'example.org',
  ])('%j is not opened', (address) => {
    expect(openableAddress(address, 'myhost')).toBeUndefined();
  });
});
