import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UnexpectedOutput } from '../../../src/git/parsers/fields.js';
import { parseHunks } from '../../../src/git/parsers/hunks.js';
import { anyCharacter } from '../../support/any-character.js';

const oid = fc.stringMatching(/^[0-9a-f]{40}$/);
/** Lines of a file, among them what looks like the headers of a patch. */
const line = fc.oneof(
  fc.string({ unit: anyCharacter }).map((text) => text.replaceAll('\n', ' ')),
  fc.constantFrom('diff --git a/x b/x', '@@ -1 +1 @@', 'index 1..2', '-- a/x', '++ b/x', ''),
);
const hunk = fc.record({
  start: fc.nat(10_000),
  removed: fc.array(line, { maxLength: 4 }),
  added: fc.array(line, { maxLength: 4 }),
});
const file = fc.record({ before: oid, after: oid, hunks: fc.array(hunk, { minLength: 1 }) });

function range(start: number, count: number): string {
  return count === 1 ? `${start}` : `${start},${count}`;
}

function patchOf({ before, after, hunks }: typeof file extends fc.Arbitrary<infer F> ? F : never) {
  const head = `diff --git a/0 b/0\nindex ${before}..${after} 100644\n--- a/0\n+++ b/0\n`;
  return (
    head +
    hunks
      .map(
        ({ start, removed, added }) =>
          `@@ -${range(start, removed.length)} +${range(start, added.length)} @@ function\n` +
          removed.map((text) => `-${text}\n`).join('') +
          added.map((text) => `+${text}\n`).join(''),
      )
      .join('')
  );
}

describe('parseHunks', () => {
  test('reads the ranges of any files, whatever their lines look like', () => {
    const files = fc.uniqueArray(file, { selector: ({ before, after }) => `${before} ${after}` });
    fc.assert(
      fc.property(files, (all) => {
        const parsed = parseHunks(all.map(patchOf).join(''));
        expect(
          [...parsed].map(([key, hunks]) => [
            key,
            hunks === 'binary' ? hunks : hunks.map(({ start, count }) => [start, count]),
          ]),
        ).toEqual(
          all.map(({ before, after, hunks }) => [
            `${before} ${after}`,
            hunks.map(({ start, removed }) => [start, removed.length]),
          ]),
        );
      }),
    );
  });

  test('tells equal new lines from others, and nothing else of a hunk', () => {
    const becomes = (text: string) => {
      const [hunks] = parseHunks(`index ${'a'.repeat(40)}..${'b'.repeat(40)}\n${text}`).values();
      return hunks === 'binary' || hunks === undefined ? [] : hunks.map((each) => each.becomes);
    };
    const [first, second, third] = becomes(
      '@@ -1 +1 @@\n-old\n+new\n@@ -5 +5 @@\n-other\n+new\n@@ -9 +9 @@\n-old\n+newer\n',
    );
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('knows binary files, and files without a change of content', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40));
    const output =
      'diff --git a/mode b/mode\nold mode 100644\nnew mode 100755\n' +
      `diff --git a/0 b/0\nindex ${a}..${b} 100644\nBinary files a/0 and b/0 differ\n` +
      `diff --git a/1 b/1\nindex ${c}..${d} 100644\n--- a/1\n+++ b/1\n@@ -0,0 +1 @@\n+x\n` +
      '\\ No newline at end of file\n';
    expect([...parseHunks(output)]).toEqual([
      [`${a} ${b}`, 'binary'],
      [`${c} ${d}`, [{ start: 0, count: 0, becomes: expect.any(String) }]],
    ]);
  });

  test('refuses what is no patch, and never hangs on any text', () => {
    expect(() => parseHunks('@@ -1 +1 @@\n')).toThrow(UnexpectedOutput);
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        try {
          parseHunks(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UnexpectedOutput);
        }
      }),
    );
  });
});
