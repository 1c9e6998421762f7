import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Utf8Stream } from '../../support/xterm/utf8.js';

/** Bytes of which many are the beginning or the middle of a character. */
const byte = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe2, 0xed, 0xf0, 0xf4, 0xff),
);
const chunks = fc.array(fc.array(byte, { maxLength: 9 }), { maxLength: 20 });

function decode(parts: readonly Uint8Array[]): string {
  const stream = new Utf8Stream();
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  for (const part of parts) {
    const own = Uint8Array.from(part);
    stream.push(own, (wellFormed) => {
      text += strict.decode(wellFormed);
    });
    // Its memory belongs to the caller again.
    own.fill(0);
  }
  return text;
}

test('any bytes in any chunks become what the Unicode Standard recommends', () => {
  fc.assert(
    fc.property(chunks, (parts) => {
      // Ends a character that is not finished.
      const all = [...parts, [0x0a]].map((part) => Uint8Array.from(part));
      const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(all));
      expect(decode(all)).toBe(whole);
    }),
    { numRuns: 500 },
  );
});

test('long input is cut between characters', () => {
  const text = '、。👍'.repeat(50_000);
  for (const shift of ['', 'a', 'ab']) {
    expect(decode([Buffer.from(shift + text)])).toBe(shift + text);
  }
});
