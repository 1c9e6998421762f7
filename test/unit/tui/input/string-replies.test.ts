import { describe, expect, test } from '@jest/globals';
import { collectEvents } from './collect.js';

const colors = (...list: [string | number, number][]) => ({
  reply: 'colors',
  colors: list.map(([name, rgb]) => ({ name, rgb })),
});

describe('answers that come as strings', () => {
  test.each<[string, object | undefined]>([
    ['\x1b]10;rgb:ffff/8080/0000\x1b\\', colors(['foreground', 0xff8000])],
    ['\x1b]11;rgb:1e/1e/2e\x07', colors(['background', 0x1e1e2e])],
    ['\x1b]11;rgba:1e1e/1e1e/2e2e/cccc\x07', colors(['background', 0x1e1e2e])],
    ['\x1b]12;#ffffff\x07', colors(['cursor', 0xffffff])],
    ['\x1b]4;1;rgb:cd/0/0\x07', colors([1, 0xcd0000])],
    ['\x1b]4;0;rgb:0/0/0;15;rgb:f/f/f\x1b\\', colors([0, 0], [15, 0xffffff])],
    ['\x1b]4;256;rgb:0/0/0\x07', colors()],
    ['\x1b]11;red\x07', undefined],
    ['\x1b]11\x07', undefined],
    ['\x1b]52;c;Z3LDvMOfZQ==\x1b\\', { reply: 'clipboard', text: 'grüße' }],
    ['\x1b]52;;YQ==\x07', { reply: 'clipboard', text: 'a' }],
    ['\x1b]52;c;\x07', { reply: 'clipboard', text: '' }],
    ['\x1b]52;c;?\x07', undefined],
    ['\x1bP>|kitty(0.36.0)\x1b\\', { reply: 'terminal-name', name: 'kitty(0.36.0)' }],
    ['\x1bP1$r0m\x1b\\', undefined],
    ['\x1b]0;title\x07', undefined],
    ['\x1b_Gi=1;OK\x1b\\', undefined],
    ['\x1b[?997;1n', { reply: 'color-scheme', scheme: 'dark' }],
    ['\x1b[?997;2n', { reply: 'color-scheme', scheme: 'light' }],
    ['\x1b[0n', { reply: 'status' }],
  ])('%j', (bytes, reply) => {
    const expected = reply === undefined ? [] : [{ type: 'reply', reply }];
    expect(collectEvents([Buffer.from(bytes)])).toEqual(expected);
    expect(collectEvents([...Buffer.from(bytes)].map((byte) => Uint8Array.of(byte)))).toEqual(
      expected,
    );
  });
});
