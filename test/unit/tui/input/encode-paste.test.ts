import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PasteEncoder } from '../../../../src/tui/input/encode-paste.js';

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
        expect(body).toBe(streamed([pieces.join('')], false));
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
