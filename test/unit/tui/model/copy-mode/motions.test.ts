import { describe, expect, test } from '@jest/globals';
import { ROW } from '../../../../../src/core/frame.js';
import { COPY_MODE_COMMANDS } from '../../../../../src/tui/model/copy-mode/commands.js';
import type { PaneDocument } from '../../../../../src/tui/model/copy-mode/document.js';
import { outputAround } from '../../../../../src/tui/model/copy-mode/motions.js';
import { withFind } from '../../../../../src/tui/model/copy-mode/move-commands.js';
import {
  type CopyModeState,
  cursorCell,
  enteredCopyMode,
  visibleTop,
} from '../../../../../src/tui/model/copy-mode/state.js';
import { documentOf } from '../../../../support/tui/document.js';

const ROWS = 4;

function at(document: PaneDocument, line: number, column: number): CopyModeState {
  return enteredCopyMode('copy', document, { line, column });
}

function run(state: CopyModeState, id: string, count?: number): CopyModeState {
  const command = COPY_MODE_COMMANDS.find((each) => each.id === id);
  if (!command) throw new Error(`There is no command ${id}`);
  return command.run({ state, rows: ROWS, count }).state;
}

function where({ cursor }: CopyModeState): [number, number] {
  return [cursor.line, cursor.column];
}

describe('the cursor', () => {
  const { document } = documentOf([
    'foo.bar(漢字) x',
    '',
    '  if (a[0]) {',
    'done }  ',
    'é e\u0301 end',
  ]);

  test.each<[string, [number, number], string, number | undefined, [number, number]]>([
    ['a word', [0, 0], 'word', undefined, [0, 3]],
    ['words by a count', [0, 0], 'word', 3, [0, 7]],
    ['a word of wide characters', [0, 7], 'word', undefined, [0, 8]],
    ['to an empty line', [0, 14], 'word', undefined, [1, 0]],
    ['from an empty line', [1, 0], 'word', undefined, [2, 2]],
    ['to the last word and no further', [4, 4], 'word', 9, [4, 6]],
    ['a word between spaces', [0, 0], 'big-word', undefined, [0, 14]],
    ['a word back', [2, 2], 'word-back', undefined, [1, 0]],
    ['back over wide characters', [0, 12], 'word-back', undefined, [0, 8]],
    ['back to the start', [0, 2], 'word-back', 5, [0, 0]],
    ['back a word between spaces', [0, 14], 'big-word-back', undefined, [0, 0]],
    ['to the end of a word', [0, 0], 'word-end', undefined, [0, 2]],
    ['to the end of a wide word', [0, 7], 'word-end', undefined, [0, 10]],
    ['to the end of the next word', [0, 14], 'word-end', undefined, [2, 3]],
    ['to the end of a word between spaces', [0, 3], 'big-word-end', undefined, [0, 12]],
    ['left', [0, 10], 'left', undefined, [0, 8]],
    ['left no further than the line', [2, 0], 'left', 3, [2, 0]],
    ['right over a wide character', [0, 8], 'right', undefined, [0, 10]],
    ['right no further than the line', [3, 4], 'right', 9, [3, 5]],
    ['to the start of the line', [2, 5], 'line-start', undefined, [2, 0]],
    ['to its first character', [2, 9], 'line-text', undefined, [2, 2]],
    ['to its end, without blanks', [3, 0], 'line-end', undefined, [3, 5]],
    ['to the bracket that belongs', [0, 0], 'bracket', undefined, [0, 12]],
    ['back to the bracket that belongs', [0, 12], 'bracket', undefined, [0, 7]],
    ['to a bracket on another line', [2, 12], 'bracket', undefined, [3, 5]],
    ['a row down, to the nearest cell', [0, 9], 'down', undefined, [1, 0]],
    ['rows down by a count', [0, 0], 'down', 3, [3, 0]],
    ['no further than the last row', [0, 0], 'down', 99, [4, 0]],
    ['up', [3, 2], 'up', 2, [1, 0]],
    ['to the empty line behind', [0, 0], 'paragraph', undefined, [1, 0]],
    ['to the end without one', [2, 0], 'paragraph', undefined, [4, 0]],
    ['to the empty line before', [3, 0], 'paragraph-back', undefined, [1, 0]],
    ['to the newest line', [0, 5], 'bottom', undefined, [4, 0]],
    ['to a line by its number', [4, 0], 'bottom', 2, [1, 0]],
    ['to the oldest line', [4, 3], 'top', undefined, [0, 0]],
    ['over a cluster', [4, 2], 'right', undefined, [4, 3]],
  ])('goes %s', (_words, [line, column], id, count, expected) => {
    expect(where(run(at(document, line, column), id, count))).toEqual(expected);
  });

  test('aims at the column it came from', () => {
    const start = at(document, 0, 9);
    const down = run(run(start, 'down'), 'down');
    expect(where(down)).toEqual([2, 8]);
    expect(where(run(run(run(start, 'line-end'), 'down', 2), 'up', 2))).toEqual([0, 14]);
  });

  test('finds characters in the line, and again', () => {
    const find = (character: string, direction: 'forward' | 'backward', isTill = false) => ({
      character,
      direction,
      isTill,
    });
    const start = at(document, 0, 4);
    expect(where(withFind(start, find('字', 'forward'), ROWS, 1))).toEqual([0, 10]);
    expect(where(withFind(start, find('漢', 'forward', true), ROWS, 1))).toEqual([0, 7]);
    expect(where(withFind(start, find('o', 'backward'), ROWS, 2))).toEqual([0, 1]);
    expect(where(withFind(start, find('o', 'backward', true), ROWS, 1))).toEqual([0, 3]);
    expect(where(withFind(start, find('?', 'forward'), ROWS, 1))).toEqual([0, 4]);
    const lastFind = find('o', 'backward');
    const again = run({ ...start, lastFind }, 'find-again');
    expect(where(again)).toEqual([0, 2]);
    expect(where(run({ ...again, lastFind }, 'find-again'))).toEqual([0, 1]);
    expect(where(run(at(document, 0, 1), 'find-reverse'))).toEqual([0, 1]);
    expect(where(run({ ...at(document, 0, 1), lastFind }, 'find-reverse'))).toEqual([0, 2]);
  });
});

describe('a line that the width has cut', () => {
  const { document } = documentOf(['abcdefghij klm', 'next'], { cols: 5 });

  test.each<[string, [number, number], string, [number, number]]>([
    ['goes on to the right', [0, 4], 'right', [1, 0]],
    ['goes back to the left', [1, 0], 'left', [0, 4]],
    ['is one line for its start', [2, 2], 'line-start', [0, 0]],
    ['is one line for its end', [0, 1], 'line-end', [2, 3]],
    ['is one text for words', [0, 0], 'word', [2, 1]],
    ['is one text for ends of words', [0, 0], 'word-end', [1, 4]],
  ])('%s', (_words, [line, column], id, expected) => {
    expect(where(run(at(document, line, column), id))).toEqual(expected);
  });
});

describe('the view', () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const { document } = documentOf(lines, { first: 100, screenRows: ROWS });
  const bottom = at(document, 119, 0);

  test('follows the cursor no more than it must', () => {
    expect(visibleTop(bottom, ROWS)).toBe(116);
    const up = run(bottom, 'up', 4);
    expect([visibleTop(up, ROWS), ...where(up)]).toEqual([115, 115, 0]);
    expect(visibleTop(run(up, 'down', 2), ROWS)).toBe(115);
  });

  test.each<[string, number | undefined, number, number]>([
    ['half-up', undefined, 114, 117],
    ['half-up', 3, 110, 113],
    ['page-up', undefined, 114, 117],
    ['scroll-up', undefined, 115, 118],
    ['scroll-up', 2, 114, 117],
    ['top', undefined, 100, 100],
    ['page-up', 99, 100, 100],
    ['centre', undefined, 116, 119],
  ])('%s with count %s', (id, count, top, line) => {
    const moved = run(bottom, id, count);
    expect([visibleTop(moved, ROWS), moved.cursor.line]).toEqual([top, line]);
  });

  test('scrolls down again, and the cursor is dragged along', () => {
    const top = run(bottom, 'top');
    const down = run(top, 'scroll-down', 2);
    expect([visibleTop(down, ROWS), down.cursor.line]).toEqual([102, 102]);
    const page = run(top, 'page-down');
    expect([visibleTop(page, ROWS), page.cursor.line]).toEqual([102, 102]);
    expect(visibleTop(run(page, 'half-down', 50), ROWS)).toBe(116);
  });

  test('has a top, a middle and a bottom', () => {
    const middle = run(bottom, 'half-up', 4);
    const top = visibleTop(middle, ROWS);
    expect(run(middle, 'view-top').cursor.line).toBe(top);
    expect(run(middle, 'view-top', 2).cursor.line).toBe(top + 1);
    expect(run(middle, 'view-middle').cursor.line).toBe(top + 2);
    expect(run(middle, 'view-bottom').cursor.line).toBe(top + 3);
    expect(run(middle, 'view-bottom', 9).cursor.line).toBe(top);
  });

  test('shows the cursor at every height', () => {
    const up = run(bottom, 'up', 10);
    expect(visibleTop(up, 1)).toBe(109);
    expect(cursorCell(up, 1)).toEqual({ x: 0, y: 0 });
    expect(visibleTop(up, 50)).toBe(100);
  });
});

describe('lines that are not loaded yet', () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  const { document, ranges } = documentOf(lines, { screenRows: 4, chunk: 10, unloaded: 10 });

  test.each([
    ['top', undefined],
    ['page-up', 99],
    ['up', 40],
    ['half-up', 30],
    ['scroll-up', 99],
    ['bottom', 2],
    ['previous-prompt', undefined],
  ] as const)('are waited for by %s', (id, count) => {
    const command = COPY_MODE_COMMANDS.find((each) => each.id === id);
    const state = at(document, 39, 0);
    expect(command?.run({ state, rows: ROWS, count }).wantsOlder).toBe(true);
    const whole = ranges.reduce((longer, range) => longer.withOlder(range), document);
    expect(whole.isComplete).toBe(true);
    const outcome = command?.run({ state: { ...state, document: whole }, rows: ROWS, count });
    expect(outcome?.wantsOlder ?? false).toBe(false);
  });

  test('of another numbering, and none at all, are the end of it', () => {
    const [range] = ranges;
    if (!range) throw new Error('There is nothing to load');
    const other = document.withOlder({ ...range, numbering: range.numbering + 1 });
    expect(other).toMatchObject({
      isComplete: true,
      first: document.first,
      oldest: document.first,
    });
    expect(document.withOlder({ ...range, rows: [] }).isComplete).toBe(true);
    // The host has let go of some meanwhile.
    const fewer = {
      ...range,
      from: range.from + 4,
      rows: range.rows.slice(4),
      firstLine: range.from + 4,
    };
    expect(document.withOlder(fewer)).toMatchObject({ isComplete: true, first: range.from + 4 });
  });
});

describe('a shell that marks its prompts', () => {
  const { document } = documentOf(['before', '$ ls', 'a', 'b', '', '$ true', '$ cat x', 'text'], {
    flags: { 1: ROW.prompt, 2: ROW.output, 5: ROW.prompt, 6: ROW.prompt, 7: ROW.output },
  });

  test('is walked from prompt to prompt', () => {
    expect(where(run(at(document, 7, 2), 'previous-prompt'))).toEqual([6, 0]);
    expect(where(run(at(document, 7, 2), 'previous-prompt', 2))).toEqual([5, 0]);
    expect(where(run(at(document, 0, 0), 'next-prompt', 9))).toEqual([6, 0]);
    const none = COPY_MODE_COMMANDS.find(({ id }) => id === 'next-prompt');
    expect(none?.run({ state: at(document, 7, 0), rows: ROWS, count: 1 }).effect).toMatchObject({
      kind: 'tell',
    });
  });

  test.each<[number, { first: number; last: number } | undefined]>([
    [0, undefined],
    [1, { first: 2, last: 3 }],
    [3, { first: 2, last: 3 }],
    [4, { first: 2, last: 3 }],
    [5, undefined],
    [6, { first: 7, last: 7 }],
    [7, { first: 7, last: 7 }],
  ])('has the output around line %s', (line, expected) => {
    expect(outputAround(document, line)).toEqual(expected);
  });

  test('has its output selected as lines', () => {
    expect(run(at(document, 1, 0), 'select-output').selection).toEqual({
      kind: 'lines',
      anchor: { line: 2, column: 0 },
      head: { line: 3, column: 0 },
    });
  });
});
