import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PaneDocument } from '../../../../src/tui/model/copy-mode/document.js';
import { MatchList } from '../../../../src/tui/model/copy-mode/matches.js';
import { toRegExp } from '../../../../src/tui/model/copy-mode/pattern.js';
import type { SearchQuery } from '../../../../src/tui/model/copy-mode/state.js';
import { packRows } from '../../../../src/tui/search/packed-rows.js';
import { SearchedText } from '../../../../src/tui/search/searched-text.js';
import { Searcher } from '../../../../src/tui/search/searcher.js';
import { documentOf, layOut } from '../../../support/tui/document.js';

const FIRST = 30;

/** Gives the searcher's text the lines of a document from its own end on. */
function extend(text: SearchedText, document: PaneDocument, to: number): void {
  const rows = [];
  for (let line = document.first; line < to; line++) {
    const source = document.source(line);
    if (source) rows.push(source);
  }
  text.prepend(packRows(document.first, rows), document.cols, document.isComplete);
}

/** Where the program's own lines match. */
function expected(lines: readonly string[], cols: number, query: SearchQuery) {
  const { placed } = layOut(lines, cols, FIRST);
  return lines.flatMap((line, index) => {
    const characterAt = (unit: number) => {
      let behind = 0;
      return placed[index]?.find(({ text }) => {
        behind += text.length;
        return unit < behind;
      });
    };
    return [...line.matchAll(toRegExp(query))]
      .filter(([found]) => found !== '')
      .map((match) => {
        const first = characterAt(match.index);
        const last = characterAt(match.index + match[0].length - 1);
        return {
          start: { line: first?.line, column: first?.column },
          end: { line: last?.line, column: last?.column },
        };
      });
  });
}

function allOf(matches: MatchList): unknown[] {
  return matches.between(0, Number.MAX_SAFE_INTEGER);
}

const character = fc.constantFrom('a', 'b', 'B', ' ', '漢', '👨‍👩‍👧‍👦', 'e\u0301', '.');
const programLine = fc.string({ unit: character, maxLength: 20 }).map((text) => text.trimEnd());
const query = fc.constantFrom(
  { pattern: 'a', isRegex: false },
  { pattern: 'ab', isRegex: false },
  { pattern: 'B', isRegex: false },
  { pattern: '漢', isRegex: false },
  { pattern: '. ', isRegex: false },
  { pattern: 'b+', isRegex: true },
  { pattern: '^.', isRegex: true },
  { pattern: 'a.*b', isRegex: true },
  { pattern: 'x*', isRegex: true },
  { pattern: '\\S+$', isRegex: true },
);

describe('a search', () => {
  test('finds what the program wrote, wherever it was cut and loaded', () => {
    fc.assert(
      fc.property(
        fc.array(programLine, { minLength: 1, maxLength: 14 }),
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        query,
        fc.constantFrom('forward', 'backward'),
        fc.nat(40),
        fc.nat(3),
        (lines, cols, chunk, wanted, direction, from, early) => {
          const options = { cols, first: FIRST, screenRows: 3, chunk, unloaded: 1_000_000 };
          const built = documentOf(lines, options);
          let { document } = built;
          const text = new SearchedText();
          extend(text, document, document.end);
          const origin = FIRST + Math.min(from, document.end - 1 - FIRST);
          const searcher = new Searcher(text, wanted, direction, origin);
          let matches = MatchList.EMPTY;
          const search = () => {
            while (searcher.hasWork) matches = matches.with(searcher.step());
          };
          for (const [index, range] of built.ranges.entries()) {
            if (index >= early) search();
            const end = document.first;
            document = document.withOlder(range);
            extend(text, document, end);
          }
          search();
          expect(searcher.isDone).toBe(true);
          expect(allOf(matches)).toEqual(expected(lines, cols, wanted));
        },
      ),
    );
  });

  test('begins where it is told to and goes its way first', () => {
    const lines = Array.from({ length: 400 }, (_, index) => `line ${index}`);
    const { document } = documentOf(lines);
    const text = new SearchedText();
    extend(text, document, document.end);
    const backward = new Searcher(text, { pattern: 'line', isRegex: false }, 'backward', 200);
    expect(backward.step().end).toBe(201);
    const forward = new Searcher(text, { pattern: 'line', isRegex: false }, 'forward', 200);
    expect(forward.step().from).toBe(200);
    let last = forward.step();
    while (last.end < 400) last = forward.step();
    expect(forward.step().end).toBe(200);
  });

  test('waits for the beginning of a line whose end it has', () => {
    const { document, ranges } = documentOf(['abcdefgh'], {
      cols: 3,
      screenRows: 1,
      chunk: 1,
      unloaded: 9,
    });
    const text = new SearchedText();
    extend(text, document, document.end);
    const searcher = new Searcher(text, { pattern: 'cdefg', isRegex: false }, 'backward', 2);
    expect([searcher.hasWork, searcher.isDone]).toEqual([false, false]);
    let longer = document;
    for (const range of ranges) {
      const end = longer.first;
      longer = longer.withOlder(range);
      extend(text, longer, end);
    }
    expect([...searcher.step().cells]).toEqual([0, 2, 2, 0]);
    expect(searcher.isDone).toBe(true);
  });
});
