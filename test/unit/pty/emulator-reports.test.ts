import { describe, expect, test } from '@jest/globals';
import { TestEmulator } from '../../support/emulator.js';

const ST = '\u001b\\';

describe('answers', () => {
  test.each([
    ['primary device attributes', '\u001b[c', '\u001b[?62;22;52c'],
    ['primary device attributes, written out', '\u001b[0c', '\u001b[?62;22;52c'],
    ['DECID', '\u001bZ', '\u001b[?62;22;52c'],
    ['secondary device attributes', '\u001b[>c', '\u001b[>1;379;0c'],
    ['tertiary device attributes', '\u001b[=c', `\u001bP!|00000000${ST}`],
    ['XTVERSION', '\u001b[>q', `\u001bP>|qtui 1.2.3${ST}`],
    ['XTVERSION with a parameter', '\u001b[>0q', `\u001bP>|qtui 1.2.3${ST}`],
    ['status', '\u001b[5n', '\u001b[0n'],
    ['cursor position', 'ab\r\ncd\u001b[6n', '\u001b[2;3R'],
    ['cursor position while a wrap is pending', `${'x'.repeat(20)}\u001b[6n`, '\u001b[1;20R'],
    ['cursor position in origin mode', '\u001b[2;4r\u001b[?6h\u001b[2;1H\u001b[6n', '\u001b[2;1R'],
    ['extended cursor position', 'ab\u001b[?6n', '\u001b[?1;3R'],
    ['printer', '\u001b[?15n', '\u001b[?13n'],
    ['user-defined keys', '\u001b[?25n', '\u001b[?20n'],
    ['keyboard', '\u001b[?26n', '\u001b[?27;1;0;0n'],
    ['locator', '\u001b[?55n', '\u001b[?50n'],
    ['kind of locator', '\u001b[?56n', '\u001b[?57;0n'],
    ['macro space', '\u001b[?62n', '\u001b[0000*{'],
    ['memory checksum', '\u001b[?63;7n', `\u001bP7!~0000${ST}`],
    ['data integrity', '\u001b[?75n', '\u001b[?70n'],
    ['sessions', '\u001b[?85n', '\u001b[?83n'],
    ['colour scheme', '\u001b[?996n', '\u001b[?997;1n'],
    ['modifyOtherKeys', '\u001b[>4;1m\u001b[?4m', '\u001b[>4;1m'],
    ['formatOtherKeys', '\u001b[?4g', '\u001b[>4;0f'],
    ['window state', '\u001b[11t', '\u001b[1t'],
    ['window position', '\u001b[13t', '\u001b[3;0;0t'],
    ['size in pixels', '\u001b[14t', '\u001b[4;80;160t'],
    ['window size in pixels', '\u001b[14;2t', '\u001b[4;80;160t'],
    ['screen size in pixels', '\u001b[15t', '\u001b[5;80;160t'],
    ['cell in pixels', '\u001b[16t', '\u001b[6;16;8t'],
    ['size in cells', '\u001b[18t', '\u001b[8;5;20t'],
    ['screen size in cells', '\u001b[19t', '\u001b[9;5;20t'],
    ['icon title, always empty', '\u001b]1;evil\u0007\u001b[20t', `\u001b]L${ST}`],
    ['window title, always empty', '\u001b]2;evil\u0007\u001b[21t', `\u001b]l${ST}`],
  ])('%s', (_name, query, answer) => {
    expect(new TestEmulator().ask(query)).toBe(answer);
  });

  test.each([
    ['moving the window', '\u001b[3;0;0t'],
    ['resizing the window', '\u001b[8;10;10t'],
    ['tertiary XTVERSION', '\u001b[>1q'],
    ['device attributes of a future kind', '\u001b[1c'],
    ['a status that nobody knows', '\u001b[99n'],
    ['a DEC status that nobody knows', '\u001b[?99n'],
    ['terminal parameters of a VT100', '\u001b[x'],
    ['terminal state (DECRQTSR)', '\u001b[1$u'],
    ['preferred set (DECRQUPSS)', '\u001b[&u'],
    ['the answerback (ENQ)', '\u0005'],
    ['kitty graphics', `\u001b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA${ST}`],
    ['a sixel image', `\u001bPq#0;2;0;0;0#0~~@@vv${ST}`],
    ['an image of iTerm2', '\u001b]1337;File=inline=1:AAAA\u0007'],
    ['a pointer shape', '\u001b]22;pointer\u0007'],
  ])('%s is not answered and not shown', (_name, query) => {
    const emulator = new TestEmulator();
    expect(emulator.ask(query)).toBe('');
    expect(emulator.look().text()).toBe('');
  });

  test('questions are answered in their order', () => {
    const answer = new TestEmulator().ask('\u001b]11;?\u0007\u001b]4;0;?\u001b\\\u001b[5n');
    expect(answer).toBe(
      `\u001b]11;rgb:a0a0/b0b0/c0c0\u0007\u001b]4;0;rgb:0000/0000/0000${ST}\u001b[0n`,
    );
  });

  test.each(['\u0007', ST])('an answer ends as its question %j, cut anywhere', (terminator) => {
    const question = Buffer.from(`\u001b]10;?${terminator}`);
    for (let cut = 1; cut < question.length; cut++) {
      const emulator = new TestEmulator().feed(question.subarray(0, cut));
      emulator.feed(question.subarray(cut));
      expect(emulator.replies.join('')).toBe(`\u001b]10;rgb:0101/0202/0303${terminator}`);
    }
  });
});

describe('settings', () => {
  test.each([
    ['m', '', '1$r0m'],
    ['m', '\u001b[1;4:3;38;2;1;2;3m', '1$r0;1;4:3;38:2::1:2:3m'],
    ['m', '\u001b[31;48;5;100m', '1$r0;31;48:5:100m'],
    ['m', '\u001b[97;4;58;5;9m', '1$r0;4;97;58:5:9m'],
    ['r', '', '1$r1;5r'],
    ['r', '\u001b[2;4r', '1$r2;4r'],
    [' q', '', '1$r0 q'],
    [' q', '\u001b[1 q', '1$r1 q'],
    [' q', '\u001b[5 q', '1$r5 q'],
    [' q', '\u001b[6 q\u001b[ q', '1$r0 q'],
    ['"p', '', '1$r62;1"p'],
    ['"q', '', '1$r0"q'],
    ['"q', '\u001b[1"q', '1$r1"q'],
    ['t', '', '1$r5t'],
    ['*|', '', '1$r5*|'],
    ['$|', '', '1$r20$|'],
    ['s', '', '0$r'],
    ['x', '', '0$r'],
    ['', '', '0$r'],
  ])('DECRQSS %j after %j', (setting, before, answer) => {
    const emulator = new TestEmulator().feed(before);
    expect(emulator.ask(`\u001bP$q${setting}${ST}`)).toBe(`\u001bP${answer}${ST}`);
  });
});

describe('titles', () => {
  test('lose their control characters', () => {
    const emulator = new TestEmulator().feed('\u001b]0;a\u007fb\u0007\u001b]2;two\u001b\\');
    expect(emulator.titles).toEqual(['a b', 'two']);
  });

  test('an icon name is no title', () => {
    expect(new TestEmulator().feed('\u001b]1;icon\u0007').titles).toEqual([]);
  });

  test('a title of megabytes is cut', () => {
    const emulator = new TestEmulator().feed(`\u001b]2;${'x'.repeat(3_000_000)}\u0007`);
    expect(emulator.titles).toEqual(['x'.repeat(256)]);
  });

  test('are saved and restored', () => {
    const emulator = new TestEmulator().feed(
      '\u001b]2;a\u0007\u001b[22;0t\u001b]2;b\u0007\u001b[22;2t\u001b]2;c\u0007',
    );
    emulator.feed('\u001b[23;1t');
    expect(emulator.titles.at(-1)).toBe('c');
    emulator.feed('\u001b[23;2t');
    expect(emulator.titles.at(-1)).toBe('b');
    emulator.feed('\u001b[23t');
    expect(emulator.titles.at(-1)).toBe('a');
    emulator.feed('\u001b[23t');
    expect(emulator.titles).toEqual(['a', 'b', 'c', 'b', 'a']);
  });

  test('ten are kept', () => {
    const emulator = new TestEmulator();
    for (let n = 1; n <= 12; n++) emulator.feed(`\u001b]2;${n}\u0007\u001b[22t`);
    emulator.feed('\u001b[23t'.repeat(20));
    expect(emulator.titles.slice(12)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map(String));
  });
});

describe('reports', () => {
  test('a bell rings, one that ends a sequence does not', () => {
    expect(new TestEmulator().feed('\u0007\u001b]2;t\u0007\u0007').bells).toBe(2);
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
