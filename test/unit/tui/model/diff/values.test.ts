import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DiffComment } from '../../../../../src/core/diff-comment.js';
import { changedWords } from '../../../../../src/tui/model/diff/changed-words.js';
import { commentsPrompt, relocated } from '../../../../../src/tui/model/diff/comments.js';
import { diffRows, linesOfRow } from '../../../../../src/tui/model/diff/rows.js';
import { syntaxOf, tokensOf } from '../../../../../src/tui/model/diff/syntax.js';
import { anyCharacter } from '../../../../support/any-character.js';
import { fileDiffOf, hunkOf } from '../../../../support/tui/file-diff.js';

const lines = fc.array(
  fc
    .tuple(fc.constantFrom(' ', '+', '-'), fc.constantFrom('a', 'b', 'c'))
    .map((each) => each.join('')),
  { minLength: 1, maxLength: 12 },
);

describe('rows', () => {
  test.each(['unified', 'side-by-side'] as const)('%s hold every line once', (layout) => {
    fc.assert(
      fc.property(lines, (each) => {
        const hunk = hunkOf(1, '', each);
        const rows = diffRows([hunk], layout);
        const drawn = rows.flatMap(linesOfRow);
        expect(new Set(drawn)).toEqual(new Set(hunk.lines));
        expect(drawn).toHaveLength(hunk.lines.length);
        for (const side of ['old', 'new'] as const) {
          const numbers = drawn.flatMap((line) => line[side] ?? []);
          expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        }
      }),
    );
  });

  test('side by side pair what took the place of what', () => {
    const rows = diffRows([hunkOf(1, '', ['-a', '-b', '+c', ' d', '+e'])], 'side-by-side');
    const texts = rows.flatMap((row) =>
      row.kind === 'pair' ? [[row.old?.text, row.new?.text]] : [],
    );
    expect(texts).toEqual([
      ['a', 'c'],
      ['b', undefined],
      ['d', 'd'],
      [undefined, 'e'],
    ]);
  });
});

describe('changed words', () => {
  const marked = (text: string, ranges: readonly { start: number; end: number }[]) =>
    ranges.map(({ start, end }) => text.slice(start, end));

  test('are those that differ, and none where little has stayed', () => {
    const [before, after] = ['call(one, two);', 'call(one, three, two);'];
    const found = changedWords(before, after);
    expect(marked(before, found.old)).toEqual([]);
    expect(marked(after, found.new).join('')).toContain('three');
    expect(changedWords('something', 'entirely else here')).toEqual({ old: [], new: [] });
  });

  test('leave the same text of both lines when they are taken out', () => {
    const word = fc.constantFrom('a', 'b', ' ', '(', 'long_word', 'é', '漢');
    const text = fc.array(word, { maxLength: 12 }).map((parts) => parts.join(''));
    const rest = (line: string, ranges: readonly { start: number; end: number }[]) =>
      [...ranges]
        .reverse()
        .reduce((left, { start, end }) => left.slice(0, start) + left.slice(end), line);
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { old, new: now } = changedWords(before, after);
        if (old.length + now.length > 0) expect(rest(before, old)).toBe(rest(after, now));
      }),
    );
  });
});

describe('syntax', () => {
  const kinds = (path: string, text: string) =>
    tokensOf(text, syntaxOf(path)).map(
      ({ kind, start, end }) => `${kind} ${text.slice(start, end)}`,
    );

  test('tells the few kinds of words apart', () => {
    expect(kinds('a.ts', "const a = 'x // y' + 12; // why")).toEqual([
      'keyword const',
      "string 'x // y'",
      'number 12',
      'comment // why',
    ]);
    expect(kinds('a.py', 'def f(): return "#" # x')).toEqual([
      'keyword def',
      'keyword return',
      'string "#"',
      'comment # x',
    ]);
    expect(kinds('q.sql', 'SELECT a FROM b -- all')).toContain('keyword SELECT');
    expect(kinds('lib.rs', "fn f<'a>(x: &'a str) {}")).toEqual(['keyword fn']);
    expect(kinds('a.ts', ' * of a comment')).toEqual(['comment  * of a comment']);
    expect(kinds('Dockerfile', '# x')).toEqual(['comment # x']);
    expect(kinds('README.md', 'return "x"')).toEqual([]);
  });

  test('finds tokens in order in any line, and is not held up by one', () => {
    const text = fc.string({ unit: anyCharacter, maxLength: 80 });
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('a.ts', 'a.py', 'a.sql', 'a.html', 'a.sh'),
        (line, path) => {
          let at = 0;
          for (const { start, end } of tokensOf(line, syntaxOf(path))) {
            expect(start).toBeGreaterThanOrEqual(at);
            expect(end).toBeGreaterThan(start);
            at = end;
          }
        },
      ),
    );
    for (const unit of ["'", '"\\', '/*', '/* *', '<!--', '-', 'a']) {
      for (const path of ['a.ts', 'a.py', 'a.html']) tokensOf(unit.repeat(300), syntaxOf(path));
    }
  });
});

describe('comments', () => {
  const hunk = hunkOf(1, '', [' a', '-b', '+c', ' d', '+c']);
  const comment: DiffComment = { id: 1, path: 'x', lines: hunk.lines.slice(2, 4), text: 'why?' };
  const moved = (each: readonly string[]) =>
    relocated([comment], 'x', fileDiffOf({ path: 'x', hunks: [hunkOf(10, '', each)] }))[0];

  test('follow their lines to the nearest place that has them all', () => {
    expect(moved([' z', '+c', ' d', ' z', '+c', ' d'])?.lines.map((line) => line.new)).toEqual([
      11, 12,
    ]);
    expect(moved(['+c', ' z', ' d'])).toMatchObject({ isOutdated: true, lines: comment.lines });
    expect(relocated([comment], 'y', undefined)).toEqual([comment]);
  });

  test('quote what they are about, but not a whole file', () => {
    const many = hunkOf(
      1,
      '',
      Array.from({ length: 40 }, (_, index) => `+${index}\r`),
    );
    const prompt = commentsPrompt([{ id: 1, path: 'x', lines: many.lines, text: 'too long' }]);
    expect(prompt).toContain('x:1-40\n> +0\n');
    expect(prompt).toContain('> +11\n> … 28 more lines\ntoo long');
  });
});
