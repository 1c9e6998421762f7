import { describe, expect, test } from '@jest/globals';
import { COLOR_BY_INDEX, COLOR_PALETTE, ROW } from '../../../src/core/frame.js';
import { TestEmulator } from '../../support/emulator.js';

describe('erasing up to the very last cell', () => {
  test.each(['\u001b[1J', '\u001b[?1J'])('%j clears the screen and goes on', (erase) => {
    const emulator = new TestEmulator(4, 3).feed(`aaaa\r\nbbbb\r\ncccc${erase}\u001b[Hok`);
    expect(emulator.look().text()).toBe('ok');
  });

  test('on a screen of one row', () => {
    const emulator = new TestEmulator(4, 1).feed('aaaa\u001b[1J\u001b[1;1Hok');
    expect(emulator.look().text()).toBe('ok');
  });

  test('leaves the cursor where it was', () => {
    const { emulator } = new TestEmulator(4, 3).feed('\u001b[3;4H\u001b[1J');
    expect(emulator.cursor).toMatchObject({ x: 3, y: 2 });
  });
});

describe('absurd repetitions end at once', () => {
  const most = 2_147_483_647;

  test.each(['L', 'M', 'S', 'T'])('CSI %s clears no more than the screen has', (final) => {
    const emulator = new TestEmulator(4, 3).feed(`aaaa\r\nbbbb\u001b[H\u001b[${most}${final}`);
    expect(emulator.look().text()).toBe('');
  });

  test('tabs stop at the edges', () => {
    const emulator = new TestEmulator(20, 3).feed(`\u001b[${most}I`);
    expect(emulator.emulator.cursor.x).toBe(19);
    emulator.feed(`\u001b[${most}Z`);
    expect(emulator.emulator.cursor.x).toBe(0);
  });

  test('REP fills no more than a screen', () => {
    const emulator = new TestEmulator(4, 3).feed(`x\u001b[${most}b`);
    expect(emulator.look().text()).toBe('xxxx\nxxxx\nx');
  });

  test('small counts do what they always did', () => {
    const emulator = new TestEmulator(10, 3).feed('x\u001b[3b\r\n\u001b[I|');
    expect(emulator.look().row(0)).toBe('xxxx');
    expect(emulator.look().cells[1]?.[8]?.text).toBe('|');
  });
});

test('clusters keep their texts when lines wrap anew', () => {
  const clusters = ['1\u20e3', 'e\u0301', '👨‍👩‍👧‍👦', '#️⃣', 'n\u0303', 'a\u0308', '🇯🇵'];
  const text = Array.from({ length: 150 }, (_, i) => `${clusters[(i * i) % 7]}${i % 4 ? '' : 'x'}`);
  const source = new TestEmulator(118, 40).feed(`${text.join('')}\r\n`);
  const shown = () =>
    source
      .look()
      .cells.map((row) => row.map((cell) => cell.text).join(''))
      .join('')
      .replaceAll(' ', '');
  expect(shown()).toBe(text.join(''));
  for (const cols of [87, 133, 30, 60, 118]) {
    source.emulator.resize(cols, 40);
    expect(shown()).toBe(text.join(''));
  }
});

describe('what a program cannot see must not change what it does see', () => {
  test('tab stops stay when the alternate screen is left', () => {
    const source = new TestEmulator(20, 3).feed(
      '\u001b[3g\u001b[1;4H\u001bH\u001b[?1049h\u001b[?1049l',
    );
    expect(source.feed('\r\tx').emulator.lineText(0)).toBe('   x');
  });

  test('the alternate screen has no scrollback after it was made smaller unseen', () => {
    const source = new TestEmulator(20, 6);
    source.emulator.resize(20, 3);
    source.feed('\u001b[?1049h1\r\n2\r\n3\r\n4\r\n5');
    expect(source.emulator.historyLength).toBe(0);
    expect(source.emulator.lineText(0)).toBe('3');
  });

  test('a colour whose index is missing is not that of an earlier sequence', () => {
    const source = new TestEmulator(20, 3).feed('\u001b[1;2;3m\u001b[0m\u001b[38;5mx');
    expect(source.look().cells[0]?.[0]?.style.foreground).toBe(COLOR_PALETTE | COLOR_BY_INDEX);
  });

  test('erasing up to the last column ends the wrapping of the line below, not of a line above', () => {
    const source = new TestEmulator(4, 3).feed('abcdefgh\r\n\r\n\r\n1234567');
    expect(source.emulator.historyLength).toBe(3);
    source.feed('\u001b[2;4H\u001b[1J');
    const flags = (line: number) => source.emulator.lineFlags(line) & ROW.wrapped;
    expect([0, 1, 2, 3, 4, 5].map(flags)).toEqual([0, ROW.wrapped, 0, 0, 0, 0]);
  });

  test('lines are numbered anew by a visit to the alternate screen that nobody has seen', () => {
    const { emulator } = new TestEmulator(4, 3);
    const before = emulator.numbering;
    emulator.parse(Buffer.from('\u001b[?1049h\u001b[?1049l'));
    expect(emulator.numbering).toBe(before + 2);
  });
});

test('a wide character that was cut in half is wrapped anew like any other', () => {
  const source = new TestEmulator(12, 1, 2);
  source.feed(Buffer.from('\xd0c\x1b\x9f\x87\xba\xbe\x8bBoFmnST', 'latin1'));
  source.emulator.resize(10, 3);
  source.feed('\u200d🚀\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\b🇦🇧#');
  source.emulator.resize(8, 1);
  source.feed("\u001b['}");
  source.emulator.resize(9, 3);
  source.feed('\u001b[2J\u001b[Hok');
  expect(source.emulator.lineText(source.emulator.historyLength)).toBe('ok');
});
