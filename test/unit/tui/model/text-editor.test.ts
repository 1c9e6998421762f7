import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cleanText,
  cursorRow,
  EDIT_COMMANDS,
  type EditCommand,
  type EditedText,
  editText,
  insertText,
  lineWindow,
  moveRows,
  textOf,
  wrapRows,
} from '../../../../src/tui/model/text-editor.js';
import { textWidth } from '../../../../src/tui/terminal/text-width.js';

/** `|` marks the cursor. */
function at(marked: string): EditedText {
  const [before = '', after = ''] = marked.split('|');
  return { ...editText(before + after), cursor: editText(before).graphemes.length };
}

function show(text: EditedText): string {
  const before = text.graphemes.slice(0, text.cursor).join('');
  return `${before}|${text.graphemes.slice(text.cursor).join('')}`;
}

describe('editing text', () => {
  test.each<[EditCommand, string, string]>([
    ['left', 'ab|c', 'a|bc'],
    ['left', '|abc', '|abc'],
    ['right', 'ab|c', 'abc|'],
    ['right', 'abc|', 'abc|'],
    ['start', 'one\ntw|o', 'one\n|two'],
    ['start', '|one', '|one'],
    ['start', '\n|', '\n|'],
    ['end', 'o|ne\ntwo', 'one|\ntwo'],
    ['wordLeft', 'fix the  |bug', 'fix |the  bug'],
    ['wordRight', 'fix| the-bug', 'fix the|-bug'],
    ['deleteBefore', 'ab|c', 'a|c'],
    ['deleteBefore', '|abc', '|abc'],
    ['deleteAfter', 'ab|c', 'ab|'],
    ['deleteWordBefore', 'src/auth|.ts', 'src/|.ts'],
    ['deleteArgumentBefore', 'fix src/auth.ts |now', 'fix |now'],
    ['deleteWordAfter', 'fix |the bug', 'fix | bug'],
    ['deleteToStart', 'one\ntw|o', 'one\n|o'],
    ['deleteToEnd', 'o|ne\ntwo', 'o|\ntwo'],
    ['deleteBefore', 'a👨‍👩‍👧|b', 'a|b'],
    ['left', 'ae\u0301|', 'a|e\u0301'],
  ])('%s: %s becomes %s', (command, before, after) => {
    expect(show(EDIT_COMMANDS[command](at(before)))).toBe(after);
  });

  test('inserts in the middle, and a combining mark joins the letter before it', () => {
    expect(show(insertText(at('a|c'), 'b'))).toBe('ab|c');
    const joined = insertText(at('e|x'), '\u0301');
    expect(joined.graphemes).toEqual(['e\u0301', 'x']);
    expect(joined.cursor).toBe(1);
  });

  test('is split into the same graphemes however long it is', () => {
    const family = '👨‍👩‍👧‍👦';
    for (const shift of [[], ['a'], ['a', 'b'], ['e\u0301'], ['🇩🇪']]) {
      const units = [...Array.from({ length: 600 }, () => [family, 'x', '🇫🇷', 'e\u0301']).flat()];
      const graphemes = [...shift, ...units];
      expect(editText(graphemes.join('')).graphemes).toEqual(graphemes);
    }
  });

  test('leaves no control character in what is pasted', () => {
    expect(cleanText('a\r\nb\tc\x1b[31md\x07', true)).toBe('a\nb  c[31md');
    expect(cleanText('a\r\n\nb', false)).toBe('a b');
  });

  test('keeps the cursor inside the text whatever is done', () => {
    const commands = Object.keys(EDIT_COMMANDS) as EditCommand[];
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.array(fc.oneof(fc.constantFrom(...commands), fc.string({ unit: 'grapheme' }))),
        (start, steps) => {
          let text = editText(start);
          for (const each of steps) {
            const command = Object.hasOwn(EDIT_COMMANDS, each)
              ? EDIT_COMMANDS[each as EditCommand]
              : undefined;
            text = command ? command(text) : insertText(text, each);
            expect(text.cursor).toBeGreaterThanOrEqual(0);
            expect(text.cursor).toBeLessThanOrEqual(text.graphemes.length);
            expect(editText(textOf(text)).graphemes).toEqual(text.graphemes);
          }
        },
      ),
    );
  });
});

describe('showing text', () => {
  test('scrolls a long line so that the cursor is inside', () => {
    expect(lineWindow(at('abcdefgh|'), 5, textWidth)).toEqual({
      text: 'efgh',
      cursorColumn: 4,
      first: 4,
    });
    expect(lineWindow(at('|abcdefgh'), 5, textWidth)).toMatchObject({
      text: 'abcde',
      cursorColumn: 0,
    });
    expect(lineWindow(at('日本語|'), 5, textWidth)).toMatchObject({
      text: '本語',
      cursorColumn: 4,
    });
  });

  test('wraps at the width and at line breaks, and moves by rows', () => {
    const text = at('abcdef\ngh|');
    const rows = wrapRows(text, 4, textWidth);
    expect(rows).toEqual([
      { start: 0, end: 4 },
      { start: 4, end: 6 },
      { start: 7, end: 9 },
    ]);
    expect(cursorRow(rows, text.cursor)).toBe(2);
    const up = moveRows(text, rows, -1);
    expect(up && show(up)).toBe('abcdef|\ngh');
    expect(moveRows(text, rows, 1)).toBeUndefined();
    expect(wrapRows(at('|'), 4, textWidth)).toHaveLength(1);
  });
});
