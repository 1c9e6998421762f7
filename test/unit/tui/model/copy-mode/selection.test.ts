import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COPY_MODE_COMMANDS } from '../../../../../src/tui/model/copy-mode/commands.js';
import {
  comparePositions,
  type Position,
} from '../../../../../src/tui/model/copy-mode/position.js';
import {
  type Selection,
  type SelectionKind,
  selectedRanges,
  selectedText,
} from '../../../../../src/tui/model/copy-mode/selection.js';
import {
  cursorCell,
  enteredCopyMode,
  visibleTop,
} from '../../../../../src/tui/model/copy-mode/state.js';
import { documentOf, layOut } from '../../../../support/tui/document.js';

const character = fc.constantFrom('a', 'b', ' ', '.', '漢', '👨‍👩‍👧‍👦', 'e\u0301', '/');
const programLine = fc.string({ unit: character, maxLength: 25 }).map((text) => text.trimEnd());
const programLines = fc.array(programLine, { minLength: 1, maxLength: 12 });
const cols = fc.integer({ min: 2, max: 12 });

function select(kind: SelectionKind, anchor: Position, head: Position): Selection {
  return { kind, anchor, head };
}

/** What is between two positions, by the program's own lines. */
function expectedText(lines: readonly string[], width: number, selection: Selection): string {
  const { anchor, head } = selection;
  const [from, to] = comparePositions(anchor, head) <= 0 ? [anchor, head] : [head, anchor];
  const { placed, rows } = layOut(lines, width, 0);
  let row = 0;
  return placed
    .flatMap((characters, index) => {
      const first = row;
      const last = placed
        .slice(0, index + 1)
        .reduce((sum, each) => sum + Math.max(1, new Set(each.map(({ line }) => line)).size), 0);
      row = last;
      if (last - 1 < from.line || first > to.line || first >= rows.length) return [];
      const chosen = characters.filter(
        (each) =>
          comparePositions({ line: each.line, column: each.column + each.width - 1 }, from) >= 0 &&
          comparePositions(each, to) <= 0,
      );
      return [chosen.map(({ text }) => text).join('')];
    })
    .join('\n');
}

describe('the selected text', () => {
  test('is what the program wrote, however its lines were cut', () => {
    const position = fc.record({ line: fc.nat(40), column: fc.nat(12) });
    fc.assert(
      fc.property(programLines, cols, position, position, (lines, width, a, b) => {
        const { document } = documentOf(lines, { cols: width });
        const inside = ({ line, column }: Position) => ({
          line: Math.min(line, document.end - 1),
          column: Math.min(column, width - 1),
        });
        const selection = select('characters', inside(a), inside(b));
        expect(selectedText(document, selection)).toBe(expectedText(lines, width, selection));
      }),
    );
  });

  test('of lines is whole lines of the program', () => {
    fc.assert(
      fc.property(programLines, cols, fc.nat(40), fc.nat(40), (lines, width, a, b) => {
        const { document } = documentOf(lines, { cols: width });
        const at = (line: number) => ({ line: Math.min(line, document.end - 1), column: 0 });
        const text = selectedText(document, select('lines', at(a), at(b)));
        const { rows, wrapped } = layOut(lines, width, 0);
        const indexOf = (line: number) =>
          wrapped.slice(0, Math.min(line, rows.length - 1) + 1).filter((each) => !each).length - 1;
        const [first, last] = [indexOf(Math.min(a, b)), indexOf(Math.max(a, b))];
        expect(text).toBe(lines.slice(first, last + 1).join('\n'));
      }),
    );
  });

  const { document } = documentOf([
    'one two',
    'a漢字b  c',
    '',
    'see https://x.org/a?b=c#d. (src/a-b.ts:12:3)',
  ]);

  test.each<[string, Selection, string]>([
    [
      'ends with a blank that is within the line',
      select('characters', { line: 0, column: 0 }, { line: 0, column: 3 }),
      'one ',
    ],
    [
      'has a wide character whole',
      select('characters', { line: 1, column: 2 }, { line: 1, column: 3 }),
      '漢字',
    ],
    [
      'of a block is cut at its columns',
      select('block', { line: 0, column: 5 }, { line: 1, column: 2 }),
      ' two\n漢字b'.replace(' two', 'e tw'),
    ],
    [
      'of a block has no blanks at its right',
      select('block', { line: 0, column: 4 }, { line: 2, column: 9 }),
      'two\n字b  c\n',
    ],
    [
      'of a word has it whole',
      select('words', { line: 0, column: 5 }, { line: 0, column: 5 }),
      'two',
    ],
    [
      'of words goes from one to the other',
      select('words', { line: 1, column: 2 }, { line: 0, column: 5 }),
      'two\na漢字b',
    ],
    [
      'of an address has it whole, without the full stop',
      select('words', { line: 3, column: 6 }, { line: 3, column: 6 }),
      'https://x.org/a?b=c#d',
    ],
    [
      'of a path has its line too, without the brackets',
      select('words', { line: 3, column: 30 }, { line: 3, column: 30 }),
      'src/a-b.ts:12:3',
    ],
    [
      'of an empty line is empty',
      select('lines', { line: 2, column: 0 }, { line: 2, column: 0 }),
      '',
    ],
  ])('%s', (_words, selection, expected) => {
    expect(selectedText(document, selection)).toBe(expected);
  });

  test('of a block whose rows are parts of one line stays in rows', () => {
    const cut = documentOf(['abcdefgh'], { cols: 4 }).document;
    const whole = select('block', { line: 0, column: 1 }, { line: 1, column: 3 });
    expect(selectedText(cut, whole)).toBe('bcd\nfgh');
  });
});

describe('what is seen of a selection', () => {
  const { document } = documentOf(['abcd漢字', 'xyz', 'last'], { cols: 10 });

  test('is its cells on the rows asked for, wide characters whole', () => {
    const selection = select('characters', { line: 0, column: 5 }, { line: 2, column: 1 });
    expect(selectedRanges(document, selection, 0, 2)).toEqual([
      { line: 0, start: 4, end: 10 },
      { line: 1, start: 0, end: 10 },
    ]);
    expect(selectedRanges(document, selection, 2, 9)).toEqual([{ line: 2, start: 0, end: 2 }]);
    const block = select('block', { line: 2, column: 2 }, { line: 0, column: 6 });
    expect(selectedRanges(document, block, 0, 1)).toEqual([{ line: 0, start: 2, end: 8 }]);
    expect(selectedRanges(document, block, 1, 2)).toEqual([{ line: 1, start: 2, end: 7 }]);
  });
});

test('no command puts the cursor where it cannot be', () => {
  const keys = fc.array(
    fc.record({
      command: fc.constantFrom(...COPY_MODE_COMMANDS),
      count: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(
      programLines,
      cols,
      fc.integer({ min: 1, max: 6 }),
      keys,
      (lines, width, rows, pressed) => {
        const { document } = documentOf(lines, { cols: width, first: 50, screenRows: 3 });
        let state = enteredCopyMode('copy', document, { line: document.end - 1, column: 0 });
        for (const { command, count } of pressed) {
          state = command.run({ state, rows, count }).state;
          const { line, column } = state.cursor;
          const { texts } = document.row(line);
          expect(line >= document.first && line < document.end).toBe(true);
          expect(column >= 0 && column < width).toBe(true);
          // Never on the right half of a wide character.
          expect(texts[column]).not.toBe('');
          const isBlock = state.selection?.kind === 'block';
          expect(isBlock || column <= Math.max(0, width - 1)).toBe(true);
          const cell = cursorCell(state, rows);
          expect(cell && cell.y >= 0 && cell.y < rows).toBe(true);
          const top = visibleTop(state, rows);
          expect(top >= document.first && top <= Math.max(document.first, document.end - 1)).toBe(
            true,
          );
          if (state.selection) expect(state.selection.head).toEqual(state.cursor);
        }
      },
    ),
  );
});
