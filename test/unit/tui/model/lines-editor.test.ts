import { describe, expect, test } from '@jest/globals';
import {
  deleteLine,
  type EditedLines,
  editLine,
  editLines,
  insertInLines,
  insertWholeLines,
  linesOf,
  moveLines,
} from '../../../../src/tui/model/lines-editor.js';
import type { EditCommand } from '../../../../src/tui/model/text-editor.js';

const at = (edited: EditedLines, row: number, column: number) => ({ ...edited, row, column });
const run = (edited: EditedLines, ...commands: EditCommand[]) => commands.reduce(editLine, edited);

describe('lines that are edited', () => {
  test('come back byte for byte when nothing was typed', () => {
    for (const lines of [
      ['a\r\n', '\tb\n', 'c\u0007\r\n'],
      ['no end'],
      [],
      ['\n', '\n'],
      ['é\r\n', 'last'],
    ]) {
      const edited = editLines(lines);
      const end = lines.at(-1)?.endsWith('\n') === false ? '' : '\n';
      expect(linesOf(edited, end)).toEqual(lines);
    }
  });

  test('keep the end of the line that is broken, and get the usual one behind the last', () => {
    const broken = insertInLines(at(editLines(['one\r\n', 'two\n']), 0, 1), '\n', '\n');
    expect(linesOf(broken, '\n')).toEqual(['o\r\n', 'ne\r\n', 'two\n']);
    expect([broken.row, broken.column]).toEqual([1, 0]);
    const behind = insertInLines(at(editLines(['one\r\n']), 1, 0), 'x\ny', '\r\n');
    expect(linesOf(behind, '\r\n')).toEqual(['one\r\n', 'x\r\n', 'y\r\n']);
    expect([behind.row, behind.column]).toEqual([2, 1]);
  });

  test('are joined and left over their ends', () => {
    const edited = editLines(['ab\r\n', 'c\n']);
    expect(linesOf(run(at(edited, 1, 0), 'deleteBefore'), '\n')).toEqual(['abc\n']);
    expect(linesOf(run(at(edited, 0, 2), 'deleteAfter'), '\n')).toEqual(['abc\n']);
    expect(linesOf(run(at(edited, 0, 2), 'deleteToEnd'), '\n')).toEqual(['abc\n']);
    expect(run(at(edited, 1, 0), 'left')).toMatchObject({ row: 0, column: 2 });
    expect(run(at(edited, 0, 2), 'right')).toMatchObject({ row: 1, column: 0 });
    expect(run(at(edited, 0, 0), 'left', 'deleteBefore')).toMatchObject({ row: 0, column: 0 });
    expect(run(at(edited, 2, 0), 'right', 'deleteAfter').lines).toEqual(edited.lines);
  });

  test('move by lines with the column kept inside', () => {
    const edited = at(editLines(['long\n', 'x\n']), 0, 4);
    expect(moveLines(edited, 1)).toMatchObject({ row: 1, column: 1 });
    expect(moveLines(edited, -1)).toBeUndefined();
    expect(moveLines(edited, 99)).toMatchObject({ row: 2, column: 0 });
  });

  test('are put in and taken out as a whole', () => {
    const edited = insertWholeLines(at(editLines(['a\n', 'b\n']), 1, 1), ['x\r\n', 'y']);
    expect(linesOf(edited, '\n')).toEqual(['a\n', 'x\r\n', 'y\n', 'b\n']);
    expect(edited).toMatchObject({ row: 3, column: 0 });
    expect(linesOf(deleteLine(edited), '\n')).toEqual(['a\n', 'x\r\n', 'y\n']);
    expect(linesOf(deleteLine(editLines([])), '\n')).toEqual([]);
  });
});
