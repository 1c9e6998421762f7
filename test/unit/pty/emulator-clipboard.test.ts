import { describe, expect, test } from '@jest/globals';
import { TestEmulator } from '../../support/emulator.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('copying', () => {
  test.each(['c', 'p', 's', 'q', 'pc', '', 'c0'])('to selection %j', (selection) => {
    const emulator = new TestEmulator().feed(`\u001b]52;${selection};${base64('grüße\n')}\u0007`);
    expect(emulator.clipboard).toEqual(['grüße\n']);
  });

  test('a text that comes in pieces', () => {
    const text = 'x€'.repeat(100_000);
    const emulator = new TestEmulator();
    const bytes = Buffer.from(`\u001b]52;c;${base64(text)}\u001b\\`);
    for (let at = 0; at < bytes.length; at += 10_007) {
      emulator.feed(bytes.subarray(at, at + 10_007));
    }
    expect(emulator.clipboard).toEqual([text]);
  });

  test.each(['c;', 'c;!', 'c;not base64'])('%j clears', (data) => {
    expect(new TestEmulator().feed(`\u001b]52;${data}\u0007`).clipboard).toEqual(['']);
  });

  test.each(['7;QUJD', 'x;QUJD', 'QUJD', 'c'])('%j does nothing', (data) => {
    expect(new TestEmulator().feed(`\u001b]52;${data}\u0007`).clipboard).toEqual([]);
  });

  test('more than three megabytes are passed over', () => {
    const emulator = new TestEmulator().feed(`\u001b]52;c;${'QUJD'.repeat(1_100_000)}\u0007ok`);
    expect(emulator.clipboard).toEqual([]);
    expect(emulator.look().text()).toBe('ok');
  });
});

describe('reading', () => {
  test.each([
    ['\u001b]52;c;?\u0007', `\u001b]52;c;${base64('text')}\u0007`],
    ['\u001b]52;pc;?\u001b\\', `\u001b]52;p;${base64('text')}\u001b\\`],
    ['\u001b]52;;?\u0007', `\u001b]52;;${base64('text')}\u0007`],
  ])('%j', (question, answer) => {
    const emulator = new TestEmulator();
    expect(emulator.ask(question)).toBe('');
    emulator.clipboardReads[0]?.('text');
    expect(emulator.replies).toEqual([answer]);
  });

  test('a denied program gets an empty text instead of nothing', () => {
    const emulator = new TestEmulator().feed('\u001b]52;c;?\u0007');
    emulator.clipboardReads[0]?.(undefined);
    expect(emulator.replies).toEqual(['\u001b]52;c;\u0007']);
  });

  test('one question waits at a time', () => {
    const emulator = new TestEmulator().feed('\u001b]52;c;?\u0007\u001b]52;p;?\u0007');
    expect(emulator.clipboardReads).toHaveLength(1);
    expect(emulator.replies).toEqual(['\u001b]52;p;\u0007']);
    emulator.clipboardReads[0]?.('a');
    emulator.feed('\u001b]52;c;?\u0007');
    expect(emulator.clipboardReads).toHaveLength(2);
  });
});
