import { describe, expect, test } from '@jest/globals';
import { NO_COLORS } from '../../../src/core/frame.js';
import { newViewMark } from '../../../src/pty/pane/screen.js';
import { parseColor } from '../../../src/pty/requests/color-spec.js';
import { TestEmulator } from '../../support/emulator.js';

const LIGHT = {
  foreground: 0x202020,
  background: 0xfafafa,
  cursor: 0x0000ff,
  palette: [0x111111, 0x222222],
  scheme: 'light',
} as const;

describe('asking', () => {
  test.each([
    ['10;?', '10;rgb:0101/0202/0303'],
    ['11;?', '11;rgb:a0a0/b0b0/c0c0'],
    ['12;?', '12;rgb:ffff/ffff/ffff'],
    ['10;?;?', '10;rgb:0101/0202/0303', '11;rgb:a0a0/b0b0/c0c0'],
    ['13;?', '13;rgb:0101/0202/0303'],
    ['14;?', '14;rgb:a0a0/b0b0/c0c0'],
    ['17;?', '17;rgb:0101/0202/0303'],
    ['18;?;?;?', '18;rgb:ffff/ffff/ffff', '19;rgb:a0a0/b0b0/c0c0'],
    ['4;1;?', '4;1;rgb:cdcd/0000/0000'],
    ['4;196;?;232;?', '4;196;rgb:ffff/0000/0000', '4;232;rgb:0808/0808/0808'],
    ['4;67;?', '4;67;rgb:5f5f/8787/afaf'],
    ['4;255;?', '4;255;rgb:eeee/eeee/eeee'],
  ])('OSC %s', (question, ...answers) => {
    const expected = answers.map((answer) => `\u001b]${answer}\u0007`).join('');
    expect(new TestEmulator().ask(`\u001b]${question}\u0007`)).toBe(expected);
  });

  test.each(['4;256;?', '4;-1;?', '4;x;?', '4;1', '4', '5;0;?', '11;', '11;nonsense', '20;?'])(
    'OSC %s is not answered',
    (question) => {
      const emulator = new TestEmulator();
      expect(emulator.ask(`\u001b]${question}\u0007`)).toBe('');
      expect(emulator.emulator.colors).toBe(NO_COLORS);
    },
  );

  test('tells the colours of the terminal that stands for this one', () => {
    const emulator = new TestEmulator();
    emulator.emulator.setAppearance(LIGHT);
    expect(emulator.ask('\u001b]11;?\u0007')).toBe('\u001b]11;rgb:fafa/fafa/fafa\u0007');
    expect(emulator.ask('\u001b]4;1;?;2;?\u0007')).toBe(
      '\u001b]4;1;rgb:2222/2222/2222\u0007\u001b]4;2;rgb:0000/cdcd/0000\u0007',
    );
  });
});

describe('setting', () => {
  test('several at once; what is set is answered and shown', () => {
    const emulator = new TestEmulator().feed('\u001b]10;#102030;rgb:f/0/80;white\u0007');
    expect(emulator.emulator.colors).toEqual({
      foreground: 0x102030,
      background: 0xff0080,
      cursor: 0xffffff,
      palette: new Map(),
    });
    expect(emulator.ask('\u001b]11;?\u0007')).toBe('\u001b]11;rgb:ffff/0000/8080\u0007');
    emulator.emulator.setAppearance(LIGHT);
    expect(emulator.ask('\u001b]11;?\u0007')).toBe('\u001b]11;rgb:ffff/0000/8080\u0007');
  });

  test('entries of the palette, mixed with questions', () => {
    const emulator = new TestEmulator();
    expect(emulator.ask('\u001b]4;3;#ff0000;3;?;300;#fff;7;?\u0007')).toBe(
      '\u001b]4;3;rgb:ffff/0000/0000\u0007\u001b]4;7;rgb:e5e5/e5e5/e5e5\u0007',
    );
    expect(emulator.emulator.colors.palette).toEqual(new Map([[3, 0xff0000]]));
  });

  test('the same again is no change', () => {
    const emulator = new TestEmulator().feed('\u001b]11;#123456\u0007\u001b]4;1;#123456\u0007');
    const { colors } = emulator.emulator;
    emulator.feed('\u001b]11;#123456\u0007\u001b]4;1;#123456\u0007\u001b]11;nonsense\u0007');
    expect(emulator.emulator.colors).toBe(colors);
  });

  test.each([
    ['\u001b]110\u0007\u001b]111\u0007\u001b]112\u0007\u001b]104\u0007'],
    ['\u001b]110;\u0007\u001b]111;\u0007\u001b]112;\u0007\u001b]104;1;2\u0007'],
    ['\u001bc'],
  ])('%j takes everything back', (reset) => {
    const emulator = new TestEmulator().feed(
      '\u001b]10;red;blue;green\u0007\u001b]4;1;red;2;blue\u0007',
    );
    expect(emulator.feed(reset).emulator.colors).toBe(NO_COLORS);
  });

  test('a part of the palette can be taken back', () => {
    const emulator = new TestEmulator().feed('\u001b]4;1;red;2;blue\u0007\u001b]104;1\u0007');
    expect(emulator.emulator.colors.palette).toEqual(new Map([[2, 0x0000ff]]));
  });

  test('a client is told', () => {
    const emulator = new TestEmulator().feed('\u001b]11;#123456\u0007');
    emulator.screen.capture(true);
    const { colors } = emulator.screen.frameFor('pane', newViewMark());
    expect(colors?.background).toBe(0x123456);
  });
});

describe('specifications', () => {
  test.each([
    ['#123', 0x102030],
    ['#102030', 0x102030],
    ['#123456789', 0x124578],
    ['#1234567890ab', 0x125690],
    ['rgb:1/22/333', 0x112233],
    ['rgb:ffff/8000/0', 0xff8000],
    ['RGB:FF/00/7f', 0xff007f],
    ['rgbi:1/0.5/0', 0xff8000],
    ['Red', 0xff0000],
    [' white ', 0xffffff],
    ['#12', undefined],
    ['rgb:1/2', undefined],
    ['rgb:12345/0/0', undefined],
    ['rgbi:2/0/0', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('%j', (spec, color) => {
    expect(parseColor(spec)).toBe(color);
  });
});
