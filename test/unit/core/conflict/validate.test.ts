import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConflictHunk } from '../../../../src/core/conflict/marked-text.js';
import type { DroppedLine } from '../../../../src/core/conflict/proposal.js';
import { rejectionsOf } from '../../../../src/core/conflict/validate.js';
import { GOOD_RESOLUTIONS, type GoodResolution } from './good-resolutions.js';

const AROUND = { before: ['function login() {\n'], after: ['  return session;\n', '}\n'] };

const hunkOf = (ours: string[], base: string[], theirs: string[]): ConflictHunk => ({
  ...{ ours, base, theirs },
  ...{ lineEnd: '\n', endsFile: false },
});

const codes = (
  hunk: ConflictHunk,
  lines: string[],
  { dropped = [], around = AROUND }: { dropped?: DroppedLine[]; around?: typeof AROUND } = {},
) => rejectionsOf(hunk, { lines, dropped }, around).map(({ code }) => code);

const hunk = hunkOf(['  let a = 2;\n', '  log(a);\n'], ['  let a = 1;\n'], ['  let a = 3;\n']);
const drop = (
  line: string,
  side: 'ours' | 'theirs',
  reason = 'the other is newer',
): DroppedLine => ({
  ...{ line, side, reason },
});

describe('an answer', () => {
  test('is taken with every added line there or named', () => {
    expect(codes(hunk, ['  let a = 2;\n', '  log(a);\n', '  let a = 3;\n'])).toEqual([]);
    expect(
      codes(hunk, ['  log(a);\n', '  let a = 3;\n'], { dropped: [drop('  let a = 2;', 'ours')] }),
    ).toEqual([]);
    expect(
      codes(hunk, ['  log(a);\n', '  let a = 3;\n'], { dropped: [drop('let a = 2;', 'ours')] }),
    ).toEqual([]);
  });

  test('is rejected with a reason for what speaks against it', () => {
    const all = ['  let a = 2;\n', '  log(a);\n', '  let a = 3;\n'];
    expect(codes(hunk, all.slice(1))).toEqual(['lost-line']);
    expect(codes(hunk, [...all, '>>>>>>> topic\n'])).toEqual(['markers']);
    expect(codes(hunk, all, { dropped: [drop('  let b = 2;', 'ours')] })).toEqual(['not-dropped']);
    expect(codes(hunk, all, { dropped: [drop('  log(a);', 'theirs')] })).toEqual(['not-dropped']);
    expect(codes(hunk, all.slice(1), { dropped: [drop('  let a = 2;', 'ours', ' ')] })).toEqual([
      'no-reason',
    ]);
    expect(codes(hunk, [...all, '  // ... rest of the function\n'])).toEqual(['left-out']);
    expect(codes(hunk, ['function login() {\n', ...all])).toEqual(['outside']);
    expect(codes(hunk, [...all, '  return session;\n', '}\n'])).toEqual(['outside']);
    expect(codes(hunk, [])).toContain('empty');
    const near = { before: ['one();\n', 'two();\n', 'three();\n'], after: [] };
    expect(codes(hunk, ['one();\n', 'two();\n', 'changed();\n', ...all], { around: near })).toEqual(
      ['outside'],
    );
  });

  test('counts lines that are there more than once', () => {
    const twice = hunkOf(['a();\n', '}\n', 'b();\n', '}\n'], [], ['c();\n', '}\n']);
    const lines = ['a();\n', '}\n', 'b();\n', '}\n', 'c();\n', '}\n'];
    expect(codes(twice, lines)).toEqual([]);
    expect(codes(twice, lines.slice(0, -1))).toEqual(['lost-line']);
    expect(codes(twice, lines.slice(0, -1), { dropped: [drop('}', 'theirs')] })).toEqual([]);
    const excess = [drop('}', 'theirs'), drop('}', 'theirs')];
    expect(codes(twice, lines, { dropped: excess })).toEqual(['not-dropped']);
  });

  test('may remove what a side has removed, and nothing that neither has', () => {
    const removed = hunkOf(
      ['keep();\n', 'x();\n'],
      ['keep();\n', 'old();\n'],
      ['keep();\n', 'old();\n', 'y();\n'],
    );
    expect(codes(removed, ['keep();\n', 'x();\n', 'y();\n'])).toEqual([]);
    expect(codes(removed, ['x();\n', 'y();\n'])).toEqual(['lost-line']);
  });

  test('may have lines of the sides that look like markers, and those of its surroundings', () => {
    const title = hunkOf(['Title\n', '=======\n'], [], ['Other\n']);
    expect(codes(title, ['Title\n', '=======\n', 'Other\n'])).toEqual([]);
    const own = hunkOf(['function login() {\n', 'a\n'], [], ['b\n']);
    expect(codes(own, ['function login() {\n', 'a\n', 'b\n'])).toEqual([]);
    // Dots alone are Python.
    expect(codes(hunkOf(['...\n'], [], ['b\n']), ['...\n', 'b\n'])).toEqual([]);
  });

  test('keeps the rest of the reasons short where a model has lost itself', () => {
    const many = hunkOf(
      Array.from({ length: 100 }, (_, index) => `ours ${index}\n`),
      [],
      ['b\n'],
    );
    expect(codes(many, ['b\n']).length).toBeLessThan(20);
  });
});

/** What a side has and the base has not, each as often. */
function addedBy(side: readonly string[], base: readonly string[]): string[] {
  const left = base.map((line) => line.trimEnd());
  return side
    .map((line) => line.trimEnd())
    .filter((line) => {
      const index = left.indexOf(line);
      if (index === -1) return line !== '';
      left.splice(index, 1);
      return false;
    });
}

/** The resolution without each line, in turn, that a side has added and that it keeps. */
function mutantsOf({ hunk: { ours, base, theirs }, lines }: GoodResolution): string[][] {
  const added = new Set([...addedBy(ours, base), ...addedBy(theirs, base)]);
  return lines.flatMap((line, index) =>
    added.has(line.trimEnd()) ? [lines.filter((_, other) => other !== index)] : [],
  );
}

describe('a good resolution', () => {
  test('is taken, and caught without any one line that a side has added', () => {
    let mutants = 0;
    for (const good of GOOD_RESOLUTIONS) {
      const { hunk: own, dropped = [], around } = good;
      expect([good.name, rejectionsOf(own, { lines: good.lines, dropped }, around)]).toEqual([
        good.name,
        [],
      ]);
      for (const lines of mutantsOf(good)) {
        mutants += 1;
        const found = rejectionsOf(own, { lines, dropped }, around).map(({ code }) => code);
        expect([good.name, lines, found]).toEqual([
          good.name,
          lines,
          expect.arrayContaining(['lost-line']),
        ]);
      }
    }
    expect(mutants).toBeGreaterThan(45);
  });

  test('is caught likewise whatever the lines are', () => {
    const words = fc.array(fc.constantFrom<string>('a', 'b', 'c', '}', '', ' d'), { maxLength: 6 });
    const none = { before: [], after: [] };
    fc.assert(
      fc.property(
        words,
        words,
        words,
        fc.infiniteStream(fc.nat(100)),
        (ours, base, theirs, order) => {
          const own = hunkOf(ours, base, theirs);
          const lines = [
            ...addedBy(ours, base),
            ...addedBy(theirs, base),
            ...base.filter((line) => line !== ''),
          ]
            .map((line) => ({ line, at: order.next().value }))
            .sort((one, other) => one.at - other.at)
            .map(({ line }) => line);
          const answer = (given: string[]) =>
            rejectionsOf(own, { lines: given, dropped: [] }, none);
          expect(answer(lines).filter(({ code }) => code === 'lost-line')).toEqual([]);
          // A base line that one side removed may go; what a side has added may not.
          const kept = lines.filter((line) => !base.includes(line));
          for (const [index, line] of lines.entries()) {
            if (!kept.includes(line)) continue;
            const without = lines.filter((_, other) => other !== index);
            expect(answer(without).map(({ code }) => code)).toContain('lost-line');
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
