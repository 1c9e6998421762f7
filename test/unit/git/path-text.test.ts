import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitNul } from '../../../src/git/parsers/fields.js';
import { nulEnded, pathBelow, pathBytes, pathText } from '../../../src/git/path-text.js';

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));

describe('a path as text', () => {
  test('is UTF-8 as it stands', () => {
    expect(pathText(Buffer.from('ä/日本/😀'))).toBe('ä/日本/😀');
    expect(pathBelow('/root', 'ä')).toBe('/root/ä');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(pathText(Buffer.from(name))).toBe(name);
      }),
    );
  });

  test('keeps bytes that are none, and what stands between them', () => {
    const name = Buffer.from([0x66, 0xfc, 0xc3, 0xa4, 0xed, 0xb2, 0x80]);
    expect(pathText(name)).toBe('f\udcfcä\udced\udcb2\udc80');
    expect(pathBelow('/root', pathText(name))).toEqual(
      Buffer.concat([Buffer.from('/root/'), name]),
    );
  });

  test('turns back into any bytes it was made of', () => {
    fc.assert(fc.property(bytes, (path) => pathBytes(pathText(path)).equals(path)));
  });

  test('survives JSON, in which records keep it', () => {
    fc.assert(
      fc.property(bytes, (path) => {
        const stored = JSON.parse(JSON.stringify(pathText(path))) as string;
        return pathBytes(stored).equals(path);
      }),
    );
  });

  test('goes to git and comes back as a list', () => {
    const names = fc.array(bytes.filter((name) => name.length > 0 && !name.includes(0)));
    fc.assert(
      fc.property(names, (paths) => {
        const texts = paths.map((path) => pathText(path));
        expect(splitNul(nulEnded(texts))).toEqual(texts);
      }),
    );
  });
});
