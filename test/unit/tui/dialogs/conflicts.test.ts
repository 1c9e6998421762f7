import { describe, expect, test } from '@jest/globals';
import { conflictKey } from '../../../../src/core/conflict/identity.js';
import type { HunkOutcome } from '../../../../src/core/conflict/proposal.js';
import { QtuiError } from '../../../../src/core/errors.js';
import { resolutionOf } from '../../../../src/core/resolution.js';
import { ConflictList } from '../../../../src/tui/dialogs/conflicts/conflict-list.js';
import { editHunkDialog } from '../../../../src/tui/dialogs/conflicts/edit-hunk.js';
import { HunkView } from '../../../../src/tui/dialogs/conflicts/hunk-view.js';
import { pathTitle } from '../../../../src/tui/dialogs/conflicts/path.js';
import { proposalDialog } from '../../../../src/tui/dialogs/conflicts/proposal.js';
import { wholeChoice } from '../../../../src/tui/dialogs/conflicts/whole-choice.js';
import { Dialog } from '../../../../src/tui/dialogs/dialog.js';
import { diffOfTexts } from '../../../../src/tui/dialogs/diff/texts.js';
import { paragraph } from '../../../../src/tui/dialogs/widget.js';
import {
  boardOf,
  type ConflictItem,
  reopen,
  settle,
} from '../../../../src/tui/model/conflicts/board.js';
import {
  answerHere,
  type HunkWork,
  startWork,
  stepHunk,
} from '../../../../src/tui/model/conflicts/hunk-work.js';
import { lineText, span } from '../../../../src/tui/views/line.js';
import { conflictText, hunkOf } from '../../../support/conflict-text.js';
import { conflictAt } from '../../../support/conflicts.js';
import { expectScreen } from '../../../support/golden-screen.js';
import { keyEvent } from '../../../support/tui/key-event.js';
import { mergePlan } from '../../../support/tui/scripted-sessions.js';

const SIZES = [
  [120, 36],
  [80, 24],
  [40, 10],
] as const;
const NAMES = { ours: 'main', theirs: 'feature/auth' };
const PATH = 'src/auth/login.ts';

function itemsOf(): readonly ConflictItem[] {
  const { theirs: _theirs, ...deleted } = conflictAt('docs/old.md', 'modify/delete');
  const conflicts = [
    conflictAt(PATH, 'contents', { markedOid: '4'.repeat(40) }),
    deleted,
    conflictAt('assets/logo.png', 'binary'),
    conflictAt('bin/run\u202e\x1b[31m', 'mode', { commit: 'c'.repeat(40) }),
    conflictAt('src/deeply/nested/directory/with/a/long/name/of/its/own/module.ts', 'contents'),
  ];
  const plan = mergePlan({ conflicts });
  const [, second, third] = conflicts.map(conflictKey);
  const settled = settle(boardOf(plan), second ?? '', resolutionOf(deleted, 'theirs'), 'theirs');
  return reopen(settled, third ?? '', 'It has changed since it was looked at.').items;
}

function listOf(items: readonly ConflictItem[]): ConflictList {
  const plan = mergePlan({ conflicts: items.map(({ conflict }) => conflict) });
  return new ConflictList({
    content: () => ({ items, plan, hunksOf: () => ({ settled: 1, all: 3 }) }),
    reserved: () => 0,
  });
}

test('a path in a title is cut at its start, as far as the border has no room', () => {
  const dialog = new Dialog<void>({
    title: pathTitle('src/deeply/nested/module.ts', { before: 'Proposal: ', after: ', hunk 1' }),
    width: 200,
    widgets: [paragraph('x')],
  });
  const title = (cols: number) => dialog.view({ cols, rows: 5 }, true).title;
  expect(title(60)).toBe('Proposal: src/deeply/nested/module.ts, hunk 1');
  expect(title(40)).toBe('Proposal: …/nested/module.ts, hunk 1');
});

describe('the list of conflicts', () => {
  test.each(SIZES)('on %d×%d', (...size) => {
    const list = listOf(itemsOf());
    const dialog = new Dialog<void>({ title: 'Conflicts', width: 80, widgets: [list] });
    expectScreen(dialog, 'conflicts/list', size);
  });

  test('of 500 is searched, keeps its order and what is chosen', () => {
    const conflicts = Array.from({ length: 500 }, (_, index) =>
      conflictAt(`src/${String(index).padStart(3, '0')}.ts`, index % 100 === 7 ? 'binary' : 'mode'),
    );
    const items = boardOf(mergePlan({ conflicts })).items;
    const list = listOf(items);
    const text = () =>
      list
        .view({ width: 76, height: 20, unicode: true, isFocused: true })
        .lines.map(lineText)
        .join('\n');
    text();
    list.key(keyEvent('end'));
    expect(text()).toContain('src/499.ts');
    expect(list.selected?.conflict.path).toBe('src/499.ts');
    list.find();
    for (const letter of 'binary') list.key(keyEvent(letter));
    expect(text()).toContain('src/107.ts');
    expect(list.visible.map(({ conflict }) => conflict.path)).toEqual(
      [7, 107, 207, 307, 407].map((number) => `src/${String(number).padStart(3, '0')}.ts`),
    );
    list.key(keyEvent('down'));
    list.stopFinding();
    expect(list.selected?.conflict.path).toBe('src/107.ts');
    expect(list.key(keyEvent('x'))).toBe(false);
  });

  test('marks what is meant best by what is typed', () => {
    const paths = ['ma-other.ts', 'main.ts', 'src/more.ts'];
    const items = boardOf(
      mergePlan({ conflicts: paths.map((path) => conflictAt(path, 'mode')) }),
    ).items;
    const list = listOf(items);
    list.find();
    for (const letter of 'more') list.key(keyEvent(letter));
    expect(list.selected?.conflict.path).toBe('src/more.ts');
  });
});

const WORK = stepHunk(
  startWork(
    conflictText(
      ['import a from "a";\n', '\n', 'export function greet() {\n'],
      hunkOf(
        '\tconst words = "good morning";\n\tconst more = 1;',
        '\tconst words = "\x1b[31mhowdy";',
      ),
      ['\treturn words;\n', '}\n', '\n'],
      {
        ...hunkOf('a\nb', '', 'a\nold'),
        ours: ['a\r\n', `${'long '.repeat(60)}\n`],
        endsFile: true,
        theirs: ['漢字 end'],
      },
    ),
  ),
  1,
);

function viewOf(work: () => HunkWork): Dialog<void> {
  const view = new HunkView({ work, names: NAMES, path: PATH, said: () => undefined });
  return new Dialog<void>({
    title: PATH,
    width: 240,
    widgets: [view],
    onKey: () => {
      view.showNextPart();
      return true;
    },
  });
}

describe('a hunk', () => {
  const first = { ...WORK, at: 0 };
  const settled = { ...answerHere(first, 'both-reversed'), at: 0 };

  test.each(SIZES)('that is open, on %d×%d', (...size) => {
    expectScreen(
      viewOf(() => first),
      'conflicts/hunk',
      size,
    );
  });

  test.each(SIZES)('that has an answer, on %d×%d', (...size) => {
    expectScreen(
      viewOf(() => settled),
      'conflicts/hunk-answered',
      size,
    );
  });

  test('of mixed line ends, wide characters and long lines, without Unicode', () => {
    expectScreen(
      viewOf(() => WORK),
      'conflicts/hunk-odd',
      [120, 36],
      false,
    );
  });

  test('is scrolled to its sides, and shown a part at a time', () => {
    const dialog = viewOf(() => WORK);
    const text = () => dialog.view({ cols: 76, rows: 22 }, true).lines.map(lineText).join('\n');
    expect(text()).toContain('+ long long');
    for (let step = 0; step < 20; step += 1) dialog.key(keyEvent('right'));
    expect(text()).not.toContain('漢字');
    for (let step = 0; step < 20; step += 1) dialog.key(keyEvent('left'));
    dialog.key(keyEvent('x'));
    expect(text()).toContain('main (ours)');
    expect(text()).not.toContain('feature/auth (theirs)');
    for (const _ of [1, 2, 3]) dialog.key(keyEvent('x'));
    expect(text()).toContain('feature/auth (theirs)');
  });

  test('of 20,000 lines is cut into lines once, however far it is scrolled', () => {
    const lines = (word: string) => Array.from({ length: 20_000 }, (_, i) => `${word} ${i}`);
    const big = hunkOf(lines('ours').join('\n'), lines('theirs').join('\n'));
    let reads = 0;
    const watched = new Proxy(big, {
      get: (target, name, receiver) => {
        reads += 1;
        return Reflect.get(target, name, receiver);
      },
    });
    const started = startWork(conflictText(watched));
    const dialog = viewOf(() => started);
    reads = 0;
    dialog.view({ cols: 116, rows: 34 }, true);
    expect(reads).toBeGreaterThan(0);
    reads = 0;
    for (let step = 0; step < 10; step += 1) {
      dialog.key(keyEvent('pagedown'));
      dialog.view({ cols: 116, rows: 34 }, true);
    }
    expect(reads).toBe(0);
  });
});

describe('what becomes of a hunk, written by hand', () => {
  const hunk = WORK.text.hunks[0];
  const open = (problem?: string) =>
    editHunkDialog({
      ...{ title: 'Hunk 1 of 2', lines: ['\tx\r\n', 'y\n'], names: NAMES, path: PATH },
      hunk: hunk ?? hunkOf('', ''),
      problemOf: () => problem,
      mayLeave: async () => true,
    });
  const press = (dialog: ReturnType<typeof open>, ...keys: string[]) => {
    dialog.view({ cols: 76, rows: 22 }, true);
    for (const key of keys) dialog.key(keyEvent(key));
  };

  test.each(SIZES)('on %d×%d', (...size) => expectScreen(open(), 'conflicts/edit', size));

  test('keeps tabs and line ends, takes Enter and Tab as text, and undoes', async () => {
    const dialog = open();
    press(dialog, 'end', 'enter', 'tab', 'z', 'Q', 'ctrl-z', 'alt-t', 'ctrl-s');
    expect(await dialog.answer).toEqual({
      lines: ['\tx\r\n', '\tconst words = "\x1b[31mhowdy";\n', '\tz\r\n', 'y\n'],
    });
  });

  test('marks where a long line goes on, on both sides of the cursor', () => {
    const dialog = editHunkDialog({
      ...{ title: 'Hunk', lines: [`${'0123456789'.repeat(9)}\n`, 'short\n', '\n'] },
      ...{ names: NAMES, path: PATH, hunk: hunk ?? hunkOf('', '') },
      problemOf: () => undefined,
      mayLeave: async () => true,
    });
    const drawn = () => dialog.view({ cols: 40, rows: 8 }, true);
    const rows = () => drawn().lines.map(lineText).slice(0, 3);
    expect(rows()[0]).toMatch(/^0123.*8…$/);
    dialog.key(keyEvent('end'));
    expect(rows()[0]).toMatch(/^….*89 +$/);
    expect(rows().slice(1)).toEqual([expect.stringMatching(/^… +$/), ' '.repeat(40)]);
    for (let step = 0; step < 50; step += 1) dialog.key(keyEvent('left'));
    const { cursor } = drawn();
    expect(rows()[0]).toMatch(/^….*…$/);
    expect(rows()[0]?.[cursor?.x ?? 0]).toBe('0');
  });

  test('is not taken with a problem, and Escape asks first where something was written', async () => {
    const dialog = open('It still has a conflict marker.');
    press(dialog, 'ctrl-s');
    const view = dialog.view({ cols: 76, rows: 22 }, true);
    expect(view.lines.map(lineText).join('\n')).toContain('It still has a conflict marker.');
    expect(dialog.isFinished).toBe(false);
    press(dialog, 'escape');
    expect(await dialog.answer).toBeUndefined();
  });
});

describe('what a model proposes', () => {
  const proposal = {
    lines: ['\tconst words = "good morning, howdy";\n', '\tconst more = 1;\n'],
    explanation: 'Both greetings are kept \x1b[31min one.',
    dropped: [
      { line: '\tconst words = "howdy";', side: 'theirs' as const, reason: 'joined above' },
    ],
    confidence: 'medium' as const,
  };
  const accepted: HunkOutcome = { hunk: 0, attempts: 1, kind: 'accepted', proposal };
  const dialogOf = async (outcome: HunkOutcome) =>
    proposalDialog({
      title: `Proposal 1 of 2: ${PATH}, hunk 1 of 2`,
      outcome,
      names: NAMES,
      usage: { tokensIn: 1234, tokensOut: 340, isEstimated: true, cost: 0.0123 },
      sides:
        outcome.kind === 'failed'
          ? []
          : [
              {
                title: 'main and the proposal',
                file: await diffOfTexts({
                  path: PATH,
                  before: 'a\n\tconst words = "good morning";\n\tconst more = 1;\n',
                  after: `a\n${proposal.lines.join('')}`,
                }),
              },
            ],
    });

  test.each(SIZES)('on %d×%d', async (...size) => {
    expectScreen(await dialogOf(accepted), 'conflicts/proposal', size);
  });

  test('is taken only when that is chosen', async () => {
    const dialog = await dialogOf(accepted);
    dialog.view({ cols: 116, rows: 34 }, true);
    dialog.key(keyEvent('enter'));
    expect(await dialog.answer).toBe('leave');
    const other = await dialogOf(accepted);
    other.view({ cols: 116, rows: 34 }, true);
    other.key(keyEvent('down'));
    other.key(keyEvent('enter'));
    expect(await other.answer).toBe('take');
  });

  test('and is not acceptable, or did not come, with the reasons', async () => {
    const reasons = [{ code: 'lost-line' as const, message: 'It loses a line: "x".' }];
    const rejected = await dialogOf({ hunk: 0, attempts: 2, kind: 'rejected', reasons, proposal });
    expectScreen(rejected, 'conflicts/proposal-rejected', [80, 24]);
    const error = new QtuiError('llm-unavailable', 'The model is offline.', { hint: 'Try later.' });
    const failed = await dialogOf({ hunk: 0, attempts: 1, kind: 'failed', error });
    expectScreen(failed, 'conflicts/proposal-failed', [80, 24]);
  });
});

describe('a conflict that is settled as a whole', () => {
  test.each(SIZES)('shows what each choice comes to, on %d×%d', async (...size) => {
    const file = await diffOfTexts({ path: 'old.md', before: 'a\nb\n', after: 'a\nB\n' });
    const dialog = wholeChoice({
      title: 'docs/old.md',
      about: () =>
        paragraph('Changed in main, deleted in feature/auth.').view({
          width: 30,
          height: 1,
          unicode: true,
          isFocused: false,
        }).lines,
      options: [
        { value: 'leave', label: 'Leave it open' },
        {
          value: 'ours',
          label: 'The file of main',
          preview: { title: 'What main changed in it:', file },
        },
        { value: 'theirs', label: 'Deleted, as in feature/auth' },
      ],
      selected: 'leave',
    });
    dialog.view({ cols: size[0] - 4, rows: size[1] - 2 }, true);
    dialog.key(keyEvent('down'));
    dialog.key(keyEvent('down'));
    dialog.key(keyEvent('up'));
    expectScreen(dialog, 'conflicts/modify-delete', size);
  });

  test('names the files of a directory that goes, and says where no line has changed', async () => {
    const same = await diffOfTexts({ path: 'd', before: 'a\n', after: 'a\n' });
    const paths = Array.from({ length: 30 }, (_, number) => `d/${number}`);
    const dialog = wholeChoice({
      title: 'd',
      about: () => [],
      options: [
        { value: 'ours', label: 'The file', preview: { title: 'Lost then, 30 files:', paths } },
        { value: 'theirs', label: 'The directory', preview: { title: 'Lost then:', file: same } },
      ],
      selected: 'ours',
    });
    const lines = () => dialog.view({ cols: 36, rows: 12 }, true).lines.map(lineText);
    const before = lines();
    expect(before.slice(4, 7)).toEqual(['Lost then, 30 files:', '  d/0', '  d/1']);
    expect(before.at(-1)).toMatch(/^ {2}and \d+ more$/);
    dialog.key(keyEvent('down'));
    expect(lines()[4]).toBe('Lost then: none of its lines');
    expect(lines()).toHaveLength(before.length);
  });

  test('is read to its end on a small screen, where nothing stands beside the choices', async () => {
    const after = Array.from({ length: 20 }, (_, line) => `${line}\n`).join('');
    const file = await diffOfTexts({ path: 'd', before: '', after });
    const label = `The file of ${'a-branch-'.repeat(8)}`;
    const dialog = wholeChoice({
      title: 'd',
      about: () => paragraphLines(8),
      options: [
        { value: 'leave', label: 'Leave it open' },
        { value: 'ours', label, preview: { title: 'What it brings:', file } },
      ],
      selected: 'leave',
    });
    const shown = () => dialog.view({ cols: 36, rows: 8 }, true).lines.map(lineText).join('\n');
    shown();
    // The first one only goes to the choices, which are out of sight.
    dialog.key(keyEvent('enter'));
    shown();
    dialog.key(keyEvent('down'));
    expect(shown().replaceAll(/\s/g, '')).toContain(label.replaceAll(' ', ''));
    for (let page = 0; page < 4; page += 1) {
      dialog.key(keyEvent('pagedown'));
      shown();
    }
    expect(shown()).toContain('+19');
  });
});

function paragraphLines(length: number) {
  return Array.from({ length }, (_, line) => [span(`fact ${line}`)]);
}
