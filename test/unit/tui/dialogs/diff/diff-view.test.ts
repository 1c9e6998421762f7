import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FileDiff } from '../../../../../src/core/diff.js';
import { DiffView, type DiffViewSettings } from '../../../../../src/tui/dialogs/diff/diff-view.js';
import { diffOfTexts } from '../../../../../src/tui/dialogs/diff/texts.js';
import { type Line, lineText, lineWidth } from '../../../../../src/tui/views/line.js';
import { anyCharacter } from '../../../../support/any-character.js';
import { fileDiffOf, hunkOf } from '../../../../support/tui/file-diff.js';
import { keyEvent } from '../../../../support/tui/key-event.js';

const FILE = fileDiffOf({
  hunks: [
    hunkOf(10, 'export class Greeter {', [
      ' // Says hello.',
      '-  greet(name: string) {',
      "-    return 'hi ' + name;",
      '+  greet(name: string, mark = "!") {',
      '+    const who = name.trim();',
      "+    return 'hello ' + who + mark;",
      '   }',
    ]),
    hunkOf(120, '', [' \tindented', '-old\r', '+new', ' 漢字 and é', '+\u202eevil\x1b[0m']),
  ],
});

class Stage {
  readonly view: DiffView;
  width = 120;
  height = 20;
  unicode = true;

  constructor(settings: DiffViewSettings = {}) {
    this.view = new DiffView({ file: FILE, ...settings });
  }

  lines(): readonly Line[] {
    const { width, height, unicode } = this;
    return this.view.view({ width, height, unicode, isFocused: true }).lines;
  }

  text(): string {
    return this.lines()
      .map((line) => lineText(line).trimEnd())
      .join('\n');
  }

  roleOf(text: string): string | undefined {
    return this.lines()
      .flat()
      .find((span) => span.text.includes(text))?.role;
  }

  press(...keys: string[]): this {
    for (const key of keys) {
      this.lines();
      this.view.key(keyEvent(key));
    }
    return this;
  }
}

/** 500 hunks of a change and what is around it. */
const LONG = fileDiffOf({
  hunks: Array.from({ length: 500 }, (_, index) =>
    hunkOf(index * 20 + 1, `hunk ${index}`, [
      ...Array.from({ length: 9 }, (_each, line) => ` before ${index}.${line}`),
      `-old ${index}`,
      `+new ${index}`,
      ...Array.from({ length: 9 }, (_each, line) => ` after ${index}.${line}`),
    ]),
  ),
});

describe('a difference', () => {
  test('stands in two columns where there is room', () => {
    expect(new Stage().text()).toBe(
      [
        '@@ 10 → 10 @@ export class Greeter {',
        ' 10  // Says hello.                                        │ 10  // Says hello.',
        ' 11 -  greet(name: string) {                               │ 11 +  greet(name: string, mark = "!") {',
        " 12 -    return 'hi ' + name;                              │ 12 +    const who = name.trim();",
        "                                                           │ 13 +    return 'hello ' + who + mark;",
        ' 13    }                                                   │ 14    }',
        '@@ 120 → 120 @@',
        '120      indented                                          │120      indented',
        '121 -old^M                                                 │121 +new',
        '122  漢字 and é                                            │122  漢字 and é',
        '                                                           │123 +<202e>evil^[[0m',
      ].join('\n'),
    );
  });

  test('stands in one column where there is not, or where that is wanted', () => {
    const stage = new Stage();
    stage.width = 80;
    const narrow = [
      '@@ 10 → 10 @@ export class Greeter {',
      ' 10  10  // Says hello.',
      ' 11     -  greet(name: string) {',
      " 12     -    return 'hi ' + name;",
      '     11 +  greet(name: string, mark = "!") {',
      '     12 +    const who = name.trim();',
      "     13 +    return 'hello ' + who + mark;",
      ' 13  14    }',
    ].join('\n');
    expect(stage.text()).toContain(narrow);
    stage.width = 120;
    expect(stage.text()).not.toContain(narrow);
    expect(stage.press('u').text()).toContain(narrow);
    expect(stage.press('s').text()).not.toContain(narrow);
    stage.width = 40;
    stage.unicode = false;
    expect(stage.text()).toContain(
      [
        '@@ 10 > 10 @@ export class Greeter {',
        ' 10  // Says hello.',
        ' 11 -  greet(name: string) {',
        " 12 -    return 'hi ' + name;",
        ' 11 +  greet(name: string, mark = "!") {',
      ].join('\n'),
    );
  });

  test('stands in one column where one side has all lines, however wide it is', () => {
    for (const [kind, sign] of [
      ['added', '+'],
      ['deleted', '-'],
    ] as const) {
      const hunks = [hunkOf(1, '', [`${sign}one`, `${sign}two`])];
      const text = new Stage({ file: fileDiffOf({ kind, hunks }) }).text();
      expect(text).not.toContain('│');
      expect(text).toContain(`${sign}two`);
    }
    const mixed = new Stage({ file: fileDiffOf({ hunks: [hunkOf(1, '', ['-one', '+two'])] }) });
    expect(mixed.text()).toContain('│');
  });

  test('tells changed words from the rest of a changed line, and code by its kind', () => {
    const stage = new Stage({ layout: 'unified' });
    expect(stage.roleOf('mark = ')).toBe('added-word');
    expect(stage.roleOf('greet(name')).toBe('removed');
    expect(stage.roleOf('// Says')).toBe('code-comment');
    expect(stage.roleOf('return')).toBe('removed-keyword');
    expect(stage.roleOf('^M')).toBe('muted');
    expect(stage.roleOf('<202e>')).toBe('warning');
  });

  test('is shifted as far as there is more to see', () => {
    const long = fileDiffOf({ hunks: [hunkOf(1, '', [`+${'x'.repeat(200)}END`, '+漢字漢字'])] });
    const stage = new Stage({ file: long, layout: 'unified' });
    stage.width = 60;
    expect(stage.text()).not.toContain('END');
    const end = stage.press(...Array.from({ length: 40 }, () => 'right')).text();
    expect(end).toMatch(/xEND$/m);
    expect(stage.press(...Array.from({ length: 40 }, () => 'left')).text()).toContain('  1 +xxx');
  });

  test('is gone through by changes, pages and ends', () => {
    const stage = new Stage({ file: LONG });
    expect(stage.press('n').text()).toContain('-old 0');
    expect(stage.press('n', 'n').text()).toContain('-old 2');
    expect(stage.text()).toContain('before 2.8');
    expect(stage.press('p').text()).toContain('-old 1');
    expect(stage.press('end').text()).toContain('after 499.8');
    expect(stage.view.key(keyEvent('down'))).toBe(false);
    expect(stage.press('p').text()).toContain('-old 498');
    expect(stage.press('home').text()).toContain('hunk 0');
    expect(stage.view.key(keyEvent('up'))).toBe(false);
    expect(stage.press('pagedown').text()).toContain('hunk 1');
    stage.view.wheel(-3);
    expect(stage.text()).toContain('after 0.');
  });

  test('has a mark for its lines, and lines are chosen by it', () => {
    const stage = new Stage({ hasLineCursor: true, layout: 'unified' });
    stage.press('down', 'down');
    expect(stage.text()).toContain('› 11     -  greet(name');
    expect(stage.view.chosen.map(({ text }) => text)).toEqual(['  greet(name: string) {']);
    stage.press('shift-down', 'shift-down');
    expect(stage.view.chosen.map(({ kind }) => kind)).toEqual(['removed', 'removed', 'added']);
    stage.press('v');
    expect(stage.view.chosen).toHaveLength(1);
    const [line] = stage.view.chosen;
    stage.press('s');
    expect(stage.text()).toContain('› 11 -  greet');
    expect(stage.view.chosen).toContain(line);
    stage.view.click(0, 8);
    expect(stage.view.chosen.map(({ text }) => text)).toEqual(['new']);
  });

  test('has remarks below its lines, and keeps its place when one comes', () => {
    const remarks = new Map<number, string[]>();
    const stage = new Stage({
      hasLineCursor: true,
      layout: 'unified',
      remarksOn: ({ new: number }) => remarks.get(number ?? 0) ?? [],
    });
    stage.press('down', 'down', 'down', 'down');
    remarks.set(11, ['Why not an option object?', 'x '.repeat(80)]);
    stage.view.refreshRemarks();
    expect(stage.text()).toContain(
      '     11 +  greet(name: string, mark = "!") {\n     ▌ Why not an option object?\n     ▌ x x',
    );
    expect(stage.view.chosen.map(({ new: number }) => number)).toEqual([11]);
  });
});

describe('a file without lines to show', () => {
  const said = (parts: Partial<FileDiff>) =>
    new Stage({ file: fileDiffOf({ hunks: [], ...parts }) }).text();

  test('says why', () => {
    expect(said({ isBinary: true, oldBytes: 3, newBytes: 2048 })).toBe(
      'A binary file, 3 bytes before and 2 KB now: it has no lines to show.',
    );
    expect(said({ isTooLarge: true, added: 60_000, removed: 2, newBytes: 4096 })).toBe(
      'Too large to show: 60002 changed lines (+60000 -2), 4 KB.',
    );
    expect(said({ kind: 'renamed', from: 'old\x1b.ts' })).toBe(
      'Renamed from old .ts.\nNo line of it differs.',
    );
    expect(said({ oldMode: '100644', newMode: '100755' })).toContain('is now executable');
    expect(said({ kind: 'added', newMode: '160000' })).toContain('a repository of its own');
    expect(said({ kind: 'added', newMode: '100644' })).toBe('It is empty.');
    expect(said({ isLatin1: true })).toContain('Latin-1');
  });

  test('leaves room for what is waited for', () => {
    const view = new DiffView({ placeholder: () => [{ text: 'Reading …', role: 'busy' }] });
    expect(view.view({ width: 40, height: 5, unicode: true, isFocused: true }).lines).toHaveLength(
      1,
    );
  });
});

test('whatever a file holds, rows fill their width and hold nothing that moves the cursor', () => {
  const text = fc
    .string({ unit: anyCharacter, maxLength: 60 })
    .map((each) => each.replace(/\n/g, ''));
  const line = fc.tuple(fc.constantFrom(' ', '+', '-'), text).map(([sign, each]) => sign + each);
  const hunks = fc.array(fc.array(line, { minLength: 1, maxLength: 8 }), { maxLength: 3 });
  fc.assert(
    fc.property(hunks, fc.constantFrom(24, 40, 80, 130), fc.nat(4), (each, width, shift) => {
      const file = fileDiffOf({ hunks: each.map((lines, at) => hunkOf(at * 50 + 1, '', lines)) });
      const stage = new Stage({ file, hasLineCursor: true, fillsHeight: true });
      stage.width = width;
      if (file.hunks.length > 0) stage.press(...Array.from({ length: shift }, () => 'right'));
      for (const drawn of stage.lines()) {
        expect(lineText(drawn)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        if (file.hunks.length > 0) expect(lineWidth(drawn)).toBe(width);
      }
    }),
    { numRuns: 60 },
  );
});

describe('two texts', () => {
  test('are compared line by line, with their ends', async () => {
    const before = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join('');
    const after = before.replace('line 3\n', 'three\n').replace('line 29\n', 'line 29');
    const file = await diffOfTexts({ path: 'a.ts', before, after });
    const stage = new Stage({ file, layout: 'unified' });
    stage.width = 60;
    expect(stage.text()).toBe(
      [
        '@@ 1 → 1 @@',
        ...['  1  line 0', '  2  line 1', '  3  line 2', '  4 -line 3', '  4 +three'],
        ...['  5  line 4', '  6  line 5', '  7  line 6', '@@ 27 → 27 @@', ' 27  line 26'],
        ...[' 28  line 27', ' 29  line 28', ' 30 -line 29', ' 30 +line 29 (no line end)'],
      ].join('\n'),
    );
    expect(file).toMatchObject({ added: 2, removed: 2 });
  });

  test('that are the same have no hunk, and all of a text can be asked for', async () => {
    expect((await diffOfTexts({ path: 'a', before: 'a\n', after: 'a\n' })).hunks).toEqual([]);
    const whole = { path: 'a', before: 'a\nb\n'.repeat(20), after: `${'a\nb\n'.repeat(20)}c\n` };
    const [hunk] = (await diffOfTexts({ ...whole, context: Infinity })).hunks;
    expect(hunk?.lines).toHaveLength(41);
  });

  test('give both back from the lines of their difference', async () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\n', '\n', 'c\r\n', 'd'), { maxLength: 12 })
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, text, async (before, after) => {
        const { hunks } = await diffOfTexts({ path: 'a', before, after, context: Infinity });
        const side = (left: 'added' | 'removed') =>
          hunks
            .flatMap((hunk) => hunk.lines)
            .filter(({ kind }) => kind !== left)
            .map((line) => line.text + (line.isUnended ? '' : '\n'))
            .join('');
        if (before === after) expect(hunks).toEqual([]);
        else expect([side('added'), side('removed')]).toEqual([before, after]);
      }),
    );
  });
});

test('of ten thousand lines only those that come in sight are read', () => {
  const read: string[] = [];
  const lines = LONG.hunks.flatMap((hunk) => hunk.lines);
  const watched = new Map(
    lines.map((line) => [
      line,
      Object.defineProperty({ ...line }, 'text', {
        get: () => {
          read.push(line.text);
          return line.text;
        },
      }),
    ]),
  );
  const hunks = LONG.hunks.map((hunk) => ({
    ...hunk,
    lines: hunk.lines.map((line) => watched.get(line) ?? line),
  }));
  const stage = new Stage({ file: { ...LONG, hunks } });
  stage.press('end', 'home').lines();
  expect(new Set(read).size).toBeLessThanOrEqual(2 * stage.height);
  expect(read).toContain('after 499.8');
  read.length = 0;
  stage.press('end', 'home').lines();
  expect(read).toEqual([]);
});
