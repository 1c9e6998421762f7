import { describe, expect, test } from '@jest/globals';
import { TestEmulator } from '../../support/emulator.js';

describe('answers', () => {
  test.each([
    ['primary device attributes', '\u001b[c', '\u001b[?1;2c'],
    ['secondary device attributes', '\u001b[>c', '\u001b[>0;276;0c'],
    ['status', '\u001b[5n', '\u001b[0n'],
    ['cursor position', 'ab\r\ncd\u001b[6n', '\u001b[2;3R'],
    ['XTVERSION', '\u001b[>q', '\u001bP>|qtui 1.2.3\u001b\\'],
    ['XTVERSION with a parameter', '\u001b[>0q', '\u001bP>|qtui 1.2.3\u001b\\'],
    ['modifyOtherKeys', '\u001b[>4;1m\u001b[?4m', '\u001b[>4;1m'],
    ['foreground', '\u001b]10;?\u0007', '\u001b]10;rgb:0101/0202/0303\u001b\\'],
    ['background', '\u001b]11;?\u001b\\', '\u001b]11;rgb:a0a0/b0b0/c0c0\u001b\\'],
    ['cursor colour', '\u001b]12;?\u0007', '\u001b]12;rgb:ffff/ffff/ffff\u001b\\'],
    [
      'two colours at once',
      '\u001b]10;?;?\u0007',
      '\u001b]10;rgb:0101/0202/0303\u001b\\\u001b]11;rgb:a0a0/b0b0/c0c0\u001b\\',
    ],
    ['size in pixels', '\u001b[14t', '\u001b[4;80;160t'],
    ['cell in pixels', '\u001b[16t', '\u001b[6;16;8t'],
    ['size in cells', '\u001b[18t', '\u001b[8;5;20t'],
    ['mode 2026', '\u001b[?2026$p', '\u001b[?2026;2$y'],
    ['mode 2027', '\u001b[?2027$p', '\u001b[?2027;3$y'],
    ['an unknown mode', '\u001b[?31337$p', '\u001b[?31337;0$y'],
    [
      'attributes',
      '\u001b[1;4:3;38;2;1;2;3m\u001bP$qm\u001b\\',
      '\u001bP1$r0;1;4:3;38;2;1;2;3m\u001b\\',
    ],
    ['cursor shape', '\u001b[5 q\u001bP$q q\u001b\\', '\u001bP1$r5 q\u001b\\'],
    ['scroll region', '\u001b[2;4r\u001bP$qr\u001b\\', '\u001bP1$r2;4r\u001b\\'],
  ])('%s', (_name, query, answer) => {
    expect(new TestEmulator().ask(query)).toBe(answer);
  });

  test.each([
    ['setting a colour', '\u001b]11;#ffffff\u0007'],
    ['reading the clipboard', '\u001b]52;c;?\u0007'],
    ['moving the window', '\u001b[3;0;0t'],
    ['tertiary XTVERSION', '\u001b[>1q'],
  ])('%s is not answered', (_name, query) => {
    expect(new TestEmulator().ask(query)).toBe('');
  });
});

describe('reports', () => {
  test('titles lose their control characters', () => {
    const emulator = new TestEmulator().feed('\u001b]0;a\u007fb\u0007\u001b]2;two\u001b\\');
    expect(emulator.titles).toEqual(['a b', 'two']);
  });

  test('a bell rings, one that ends a sequence does not', () => {
    expect(new TestEmulator().feed('\u0007\u001b]2;t\u0007\u0007').bells).toBe(2);
  });

  test('a copy is decoded', () => {
    const base64 = Buffer.from('grüße\n').toString('base64');
    const emulator = new TestEmulator().feed(`\u001b]52;c;${base64}\u0007`);
    expect(emulator.clipboard).toEqual(['grüße\n']);
  });

  test.each(['c;', 'c;***', ';not base64', 'QUJD'])('no copy of %j', (data) => {
    expect(new TestEmulator().feed(`\u001b]52;${data}\u0007`).clipboard).toEqual([]);
  });

  test.each([
    ['state=working:app=codex', ['busy']],
    ['app=codex:state=blocked:kind=permission', ['waiting']],
    ['state=idle', ['idle']],
    ['state=done:app=x', ['idle']],
    ['state=error', ['waiting']],
    ['state=clear', [undefined]],
    ['state=unheard', []],
    ['', []],
  ])('OSC 7501 %s', (data, states) => {
    expect(new TestEmulator().feed(`\u001b]7501;${data}\u001b\\`).states).toEqual(states);
  });
});
