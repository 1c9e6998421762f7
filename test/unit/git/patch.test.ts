import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DiffLine } from '../../../src/core/diff.js';
import { UnexpectedOutput } from '../../../src/git/parsers/fields.js';
import { parsePatch } from '../../../src/git/parsers/patch.js';
import { anyCharacter } from '../../support/any-character.js';

const SIGNS = { context: ' ', added: '+', removed: '-' } as const;
/** Lines of a file, among them what looks like a part of a patch. */
const text = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 30 }).map((each) => each.replaceAll('\n', ' ')),
  fc.constantFrom(
    '-- a/x',
    '++ b/x',
    '@@ -1 +1 @@',
    'diff --git a/x b/x',
    '\\ No newline',
    '',
    '\r',
  ),
);
const line = fc.record({
  kind: fc.constantFrom('context' as const, 'added' as const, 'removed' as const),
  text,
});
const hunk = fc.record({
  header: fc.constantFrom('', 'function f() {', '@@ x @@'),
  lines: fc.array(line, { minLength: 1, maxLength: 8 }),
  isUnended: fc.boolean(),
});

type Hunk = typeof hunk extends fc.Arbitrary<infer Value> ? Value : never;

function numbered({ lines, isUnended }: Hunk, start: number): DiffLine[] {
  const at = { old: start, new: start };
  return lines.map(({ kind, text: each }, index) => ({
    kind,
    text: each,
    ...(kind !== 'added' && { old: at.old++ }),
    ...(kind !== 'removed' && { new: at.new++ }),
    ...(isUnended && index === lines.length - 1 && { isUnended: true as const }),
  }));
}

/** As git writes it, which leaves a count of one out. */
function patchOf(hunks: readonly Hunk[]): string {
  const range = (lines: Hunk['lines'], other: string, start: number) => {
    const count = lines.filter(({ kind }) => kind !== other).length;
    return count === 1 ? `${start}` : `${start},${count}`;
  };
  const head = 'diff --git a/x b/x\nindex 1111111..2222222 100644\n--- a/x\n+++ b/x\n';
  const parts = hunks.map(({ lines, header, isUnended }, index) => {
    const start = index * 100 + 1;
    const ranges = `-${range(lines, 'added', start)} +${range(lines, 'removed', start)}`;
    const body = lines.map((each) => `${SIGNS[each.kind]}${each.text}\n`).join('');
    const tail = isUnended ? '\\ No newline at end of file\n' : '';
    return `@@ ${ranges} @@${header && ` ${header}`}\n${body}${tail}`;
  });
  return head + parts.join('');
}

describe('a patch', () => {
  test('of any lines is read line by line, with their numbers', () => {
    fc.assert(
      fc.property(fc.array(hunk, { maxLength: 4 }), (hunks) => {
        const { hunks: read, isBinary, isLatin1 } = parsePatch(Buffer.from(patchOf(hunks)));
        expect(read.map(({ header }) => header)).toEqual(hunks.map(({ header }) => header));
        expect(read.map(({ lines }) => lines)).toEqual(
          hunks.map((each, index) => numbered(each, index * 100 + 1)),
        );
        expect([isBinary, isLatin1]).toEqual([false, false]);
      }),
    );
  });

  test('says where a line without its end stands between others', () => {
    const patch = '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n';
    expect(parsePatch(Buffer.from(patch)).hunks[0]?.lines).toEqual([
      { kind: 'removed', text: 'a', old: 1, isUnended: true },
      { kind: 'added', text: 'b', new: 1 },
    ]);
  });

  test('reads each line in the encoding that it can be', () => {
    const patch = Buffer.concat([
      Buffer.from('@@ -1 +1 @@\n-caf'),
      Buffer.from([0xe9]),
      Buffer.from('\n+café\n'),
    ]);
    const { hunks, isLatin1 } = parsePatch(patch);
    expect(isLatin1).toBe(true);
    expect(hunks[0]?.lines.map((each) => each.text)).toEqual(['café', 'café']);
  });

  test('that ends early, or holds what no patch holds, is refused', () => {
    for (const patch of ['@@ -1,3 +1,3 @@\n a\n', '@@ -1 +1 @@\n?a\n', '@@ nothing @@\n']) {
      expect(() => parsePatch(Buffer.from(patch))).toThrow(UnexpectedOutput);
    }
  });
});
