import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  answerLines,
  type ConflictText,
  conflictTextOf,
  contextOf,
  type HunkAnswer,
  settledText,
} from '../../../../src/core/conflict/hunks.js';
import type { ConflictFiles } from '../../../../src/core/merge.js';

const OURS = 'a'.repeat(40);
const THEIRS = 'b'.repeat(40);

interface Part {
  common: string[];
  ours: string[];
  base: string[];
  theirs: string[];
}

/** What git leaves of these parts, whose lines have their ends; git ends every line of a hunk. */
function filesOf(parts: readonly Part[], encoding: BufferEncoding = 'utf8'): ConflictFiles {
  const closed = (lines: readonly string[], end: string) =>
    lines.map((line) => (line.endsWith('\n') ? line : line + end));
  const end = parts.some(({ common }) => common[0]?.endsWith('\r\n')) ? '\r\n' : '\n';
  const marked = parts.flatMap((part) => [
    ...part.common,
    `<<<<<<< ${OURS}${end}`,
    ...closed(part.ours, end),
    `||||||| 1234567${end}`,
    ...closed(part.base, end),
    `=======${end}`,
    ...closed(part.theirs, end),
    `>>>>>>> ${THEIRS}${end}`,
  ]);
  const file = (side: 'ours' | 'base' | 'theirs') => {
    const bytes = Buffer.from(
      parts.flatMap((each) => [...each.common, ...each[side]]).join(''),
      encoding,
    );
    return { size: bytes.length, isBinary: false, bytes };
  };
  return {
    base: file('base'),
    ours: file('ours'),
    theirs: file('theirs'),
    asGitMarked: {
      bytes: Buffer.from(marked.join(''), encoding),
      labels: { ours: OURS, theirs: THEIRS },
    },
  };
}

function textOf(files: ConflictFiles): ConflictText {
  const text = conflictTextOf(files);
  if (text === undefined) throw new Error('there is no text');
  return text;
}

function settle(text: ConflictText, answer: HunkAnswer): Buffer {
  const settled = settledText(text, new Map(text.hunks.map((_, index) => [index, answer])));
  if (settled.kind === 'open') throw new Error(`open: ${settled.hunks}`);
  return Buffer.from(settled.bytes);
}

const part = (change: Partial<Part> = {}): Part => ({
  common: ['a\n'],
  ours: ['ours\n'],
  base: ['base\n'],
  theirs: ['theirs\n'],
  ...change,
});

describe('the text of a conflict', () => {
  test('gives each side back byte for byte, whatever its ends, tabs and encoding', () => {
    for (const encoding of ['utf8', 'latin1'] as const) {
      const word = fc.constantFrom(
        'x',
        '\ty ',
        '',
        'é',
        'straße',
        'ÿ',
        '\u{feff}z'.slice(encoding === 'utf8' ? 0 : 1),
      );
      for (const end of ['\n', '\r\n']) {
        const lines = fc.array(
          word.map((each) => each + end),
          { maxLength: 4 },
        );
        const anyPart = fc.record({ common: lines, ours: lines, base: lines, theirs: lines });
        const open = fc.record({ ours: fc.boolean(), base: fc.boolean(), theirs: fc.boolean() });
        fc.assert(
          fc.property(fc.array(anyPart, { minLength: 1, maxLength: 3 }), open, (parts, ends) => {
            const last = parts.at(-1);
            for (const side of ['ours', 'base', 'theirs'] as const) {
              const line = last?.[side].pop();
              if (line !== undefined && ends[side] && line.trim() !== '')
                last?.[side].push(line.trimEnd());
              else if (line !== undefined) last?.[side].push(line);
            }
            const files = filesOf(parts, encoding);
            for (const side of ['ours', 'theirs'] as const) {
              expect(settle(textOf(files), side)).toEqual(files[side]?.bytes);
            }
          }),
          { numRuns: 60 },
        );
      }
    }
  });

  test('is Latin-1 where the bytes are no UTF-8, and refuses what that cannot hold', () => {
    const text = textOf(filesOf([part({ ours: ['caf\xe9\n'] })], 'latin1'));
    expect(text.encoding).toBe('latin-1');
    expect(text.hunks[0]?.ours).toEqual(['café\n']);
    expect(settle(text, { lines: ['thé\n'] })).toEqual(Buffer.from('a\nth\xe9\n', 'latin1'));
    expect(() => settle(text, { lines: ['日本\n'] })).toThrow(/Latin-1/);
  });

  test('names the hunks that are still open', () => {
    const text = textOf(filesOf([part(), part({ common: ['b\n'] }), part({ common: ['c\n'] })]));
    expect(settledText(text, new Map([[1, 'ours' as const]]))).toEqual({
      kind: 'open',
      hunks: [0, 2],
    });
  });

  test('puts both sides in either order, with an end between them', () => {
    const text = textOf(filesOf([part({ ours: ['ours'], theirs: ['theirs'] })]));
    expect(settle(text, 'both').toString()).toBe('a\nours\ntheirs');
    expect(settle(text, 'both-reversed').toString()).toBe('a\ntheirs\nours');
  });

  test('gives lines that are given the ends of the file', () => {
    const crlf = part({ common: ['a\r\n'], ours: ['o\r\n'], base: ['b\r\n'], theirs: ['t\r\n'] });
    expect(settle(textOf(filesOf([crlf])), { lines: ['o\n', 'new', 't\n'] }).toString()).toBe(
      'a\r\no\r\nnew\r\nt\r\n',
    );
  });

  test('merges whether the file ends with an end of line', () => {
    const ends = (ours: string, base: string, theirs: string) =>
      settle(textOf(filesOf([part({ ours: [ours], base: [base], theirs: [theirs] })])), {
        lines: ['x\n'],
      }).toString();
    expect(ends('o', 'b', 't')).toBe('a\nx');
    expect(ends('o\n', 'b', 't')).toBe('a\nx\n');
    expect(ends('o', 'b', 't\n')).toBe('a\nx\n');
    expect(ends('o', 'b\n', 't\n')).toBe('a\nx');
  });

  test('takes lines that look like markers of branches for what they are', () => {
    const files = filesOf([part({ common: ['<<<<<<< main\n', 'quoted\n', '>>>>>>> topic\n'] })]);
    const text = textOf(files);
    expect(text.hunks).toHaveLength(1);
    expect(settle(text, 'theirs')).toEqual(files.theirs?.bytes);
  });

  test('is none where there are no markers, or where lines cannot be told apart', () => {
    expect(conflictTextOf({})).toBeUndefined();
    expect(conflictTextOf(filesOf([]))).toBeUndefined();
    const odd = part({ ours: ['=======\n', '||||||| x\n'], base: ['=======\n', '||||||| x\n'] });
    const { asGitMarked } = filesOf([odd]);
    expect(conflictTextOf({ ...(asGitMarked && { asGitMarked }) })).toBeUndefined();
  });

  test('shows what stands around a hunk, up to the next ones', () => {
    const text = textOf(
      filesOf([
        part({ common: ['1\n', '2\n', '3\n'] }),
        part({ common: ['4\n'] }),
        part({ common: [] }),
      ]),
    );
    expect(contextOf(text, 0, { before: 2, after: 5 })).toEqual({
      before: ['2\n', '3\n'],
      after: ['4\n'],
    });
    expect(contextOf(text, 2, { before: 2, after: 5 })).toEqual({ before: [], after: [] });
  });

  test('keeps its speed with hundreds of hunks', () => {
    const parts = Array.from({ length: 500 }, (_, index) =>
      part({ common: Array(40).fill(`line ${index}\n`) }),
    );
    const text = textOf(filesOf(parts));
    expect(text.hunks).toHaveLength(500);
    const first = text.hunks[0];
    expect(first && answerLines(first, 'both')).toEqual(['ours\n', 'theirs\n']);
  });
});
