import { describe, expect, test } from '@jest/globals';
import type { ConflictText } from '../../../src/core/conflict/hunks.js';
import { linesOf } from '../../../src/core/conflict/lines.js';
import { humanAnswers } from '../../mergelab/answers.js';

function hunk(ours: string, base: string, theirs: string) {
  const lines = { ours: linesOf(ours), base: linesOf(base), theirs: linesOf(theirs) };
  return { kind: 'hunk', hunk: { ...lines, lineEnd: '\n', endsFile: false } } as const;
}

function textOf(...parts: (string | ReturnType<typeof hunk>)[]): ConflictText {
  const segments = parts.map((part) =>
    typeof part === 'string' ? ({ kind: 'common', lines: linesOf(part) } as const) : part,
  );
  const hunks = segments.flatMap((each) => (each.kind === 'hunk' ? [each.hunk] : []));
  return { encoding: 'utf-8', segments, hunks };
}

const TWO = textOf('a\n', hunk('o\n', 'b\n', 't\n'), 'm\n', hunk('O\n', '', 'T\n'), 'z\n');

describe('what people put in the place of a hunk', () => {
  test.each([
    ['a\no\nm\nT\nz\n', ['ours', 'theirs']],
    ['a\no\nt\nm\nT\nO\nz\n', ['both', 'both-reversed']],
    ['a\nb\nm\nz\n', ['base', 'base']],
    ['a\nm\nown\nlines\nz\n', ['empty', 'other']],
    ['a\nx\ny\nm\nT\nz\n', ['other', 'theirs']],
  ])('is told of %j', (settled, expected) => {
    expect(humanAnswers(TWO, settled)?.map(({ by }) => by)).toEqual(expected);
  });

  test.each(['A\no\nm\nO\nz\n', 'a\no\nO\nz\n', 'a\no\nm\nO\nz\nmore\n', ''])(
    'is not told of %j, where more was changed',
    (settled) => {
      expect(humanAnswers(TWO, settled)).toBeUndefined();
    },
  );

  test('is found in a long file in no time', () => {
    const common = 'x\n'.repeat(400);
    const parts = Array.from({ length: 20 }, (_, n) => [common, hunk(`o${n}\n`, '', `t${n}\n`)]);
    const settled = `${common}o0\n`.repeat(19);
    expect(humanAnswers(textOf(...parts.flat()), settled)).toBeUndefined();
  });
});
