import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanTitle, pasteOf } from '../../../src/pty/text.js';
import { anyCharacter } from '../../support/any-character.js';

describe('titles', () => {
  test('are one harmless line', () => {
    expect(cleanTitle(' a\u001b[31mb\r\nc\u009bd ')).toBe('a [31mb c d');
    expect(cleanTitle('x'.repeat(10_000))).toHaveLength(256);
  });

  test('never hold a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        expect(cleanTitle(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    );
  });
});

describe('a typed prompt', () => {
  test('keeps its lines inside a bracketed paste', () => {
    expect(pasteOf('one\r\ntwo\n', true)).toBe('\u001b[200~one\rtwo\u001b[201~');
  });

  test('is one line for a program that would take a newline for Enter', () => {
    expect(pasteOf('one\n\n  two', false)).toBe('one two');
  });

  test('cannot end its own paste or press keys', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), fc.boolean(), (prompt, bracketed) => {
        const inner = pasteOf(`\u001b[201~${prompt}\u0003`, bracketed)
          .replace(/^\u001b\[200~/, '')
          .replace(/\u001b\[201~$/, '');
        expect(inner).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
        if (!bracketed) expect(inner).not.toMatch(/[\r\n]/);
      }),
    );
  });
});
