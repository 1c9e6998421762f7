import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countLines, joinLines, PasteEncoder } from '../../../../src/tui/input/encode-paste.js';

const END = '\x1b[201~';

function streamed(chunks: readonly string[], bracketedPaste: boolean): string {
  const encoder = new PasteEncoder();
  const modes = { bracketedPaste };
  const parts = [
    encoder.encode({ part: 'start' }, modes),
    ...chunks.map((chunk) => encoder.encode({ part: 'chunk', bytes: Buffer.from(chunk) }, modes)),
    encoder.encode({ part: 'end' }, modes),
  ];
  return Buffer.concat(parts).toString();
}

describe('pastes', () => {
  test('go between brackets to a program that asked', () => {
    expect(streamed(['one\rtwo'], true)).toBe(`\x1b[200~one\rtwo${END}`);
  });

  test('go as they are to one that did not', () => {
    expect(streamed(['one\rtwo'], false)).toBe('one\rtwo');
  });

  test('keep the form they began in', () => {
    const encoder = new PasteEncoder();
    encoder.encode({ part: 'start' }, { bracketedPaste: true });
    expect(Buffer.from(encoder.encode({ part: 'end' }, { bracketedPaste: false })).toString()).toBe(
      END,
    );
  });

  test('lose an end mark inside, however it is cut or nested', () => {
    const piece = fc.constantFrom(
      'a',
      '\x1b',
      '[',
      '2',
      '0',
      '1',
      '~',
      '\x1b[20',
      '1~',
      END,
      '\x1b[2\x1b[201~01~',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const body = streamed(pieces, true).slice('\x1b[200~'.length, -END.length);
        expect(body).not.toContain(END);
        const whole = streamed([pieces.join('')], true);
        expect(body).toBe(whole.slice('\x1b[200~'.length, -END.length));
      }),
      { numRuns: 500 },
    );
  });

  test('lose nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (pieces) => {
        expect(streamed(pieces, false)).toBe(pieces.join(''));
      }),
    );
  });
});

describe('a paste as typing', () => {
  test('has CR for every kind of line break, however it is cut', () => {
    const text = 'a\nb\r\nc\rd\n\n\r\n';
    for (let cut = 0; cut <= text.length; cut++) {
      expect(streamed([text.slice(0, cut), text.slice(cut)], false)).toBe('a\rb\rc\rd\r\r\r');
    }
  });

  test.each([
    ['', 0, false],
    ['one', 1, false],
    ['one\r', 1, true],
    ['one\ntwo', 2, true],
    ['one\r\ntwo\r\n', 2, true],
    ['\n\n', 2, true],
  ])('of %j has %i lines', (text, lines, hasBreak) => {
    expect(countLines(Buffer.from(text))).toEqual({ lines, hasBreak });
  });

  test('can be made one line', () => {
    expect(Buffer.from(joinLines(Buffer.from('ä\r\n\nb\rc\n'))).toString()).toBe('ä b c');
  });
});
