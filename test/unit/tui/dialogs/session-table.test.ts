import { describe, expect, test } from '@jest/globals';
import {
  SessionTable,
  type TableContent,
} from '../../../../src/tui/dialogs/session-table/table.js';
import { sessionRows } from '../../../../src/tui/model/session-table/rows.js';
import { type Line, lineText, lineWidth } from '../../../../src/tui/views/line.js';
import { keyEvent } from '../../../support/tui/key-event.js';
import { type StatedSession, stateWith } from '../../../support/tui/session-state.js';

const NOW = Date.parse('2026-01-02T05:04:05.000Z');

class Stage {
  content: TableContent;
  readonly table: SessionTable;

  constructor(sessions: readonly StatedSession[]) {
    this.content = { rows: sessionRows(stateWith(sessions)), showsPutAway: false, now: NOW };
    this.table = new SessionTable({
      content: () => this.content,
      empty: 'Nothing yet.',
      putAwayHint: (count) => `${count} put away.`,
    });
  }

  set(sessions: readonly StatedSession[]): void {
    this.content = { ...this.content, rows: sessionRows(stateWith(sessions)) };
  }

  view(width: number, height: number, unicode = true) {
    return this.table.view({ width, height, unicode, isFocused: true });
  }

  lines(width: number, height: number, unicode = true): readonly Line[] {
    return this.view(width, height, unicode).lines;
  }

  text(width: number, height: number, unicode = true): string[] {
    return this.lines(width, height, unicode).map((line) => lineText(line).trimEnd());
  }

  type(...keys: string[]): void {
    for (const key of keys) this.table.key(keyEvent(key));
  }
}

const many = (count: number): StatedSession[] =>
  Array.from({ length: count }, (_, index) => ({
    row: { id: `s${String(index).padStart(3, '0')}` },
  }));

const GIT = {
  status: { branch: 'branch-login', dirty: 2, staged: 0, unstaged: 2, untracked: 0, conflicted: 0 },
  aheadBehind: { ahead: 1, behind: 3 },
};
const MEETINGS = {
  target: 'main',
  targetConflicts: 0,
  others: [
    { id: 'parser', title: 'parser', conflicts: 1, files: 1 },
    { id: 'lost', title: 'lost', conflicts: 0, files: 1 },
  ],
};

const SCENE: readonly StatedSession[] = [
  {
    row: { id: 'login', type: 'feature', firstMessage: 'Fix the login\nplease' },
    pane: { agentState: 'waiting' },
    git: GIT,
    meetings: MEETINGS,
  },
  { row: { id: 'parser', isPinned: true } },
  { row: { id: 'lost', repoRoot: '/work/zebra' }, directoryExists: false },
];

describe('the session table', () => {
  test('has all columns, and details of the chosen session, where there is room', () => {
    const stage = new Stage(SCENE);
    stage.type('down');
    expect(stage.text(116, 30)).toEqual([
      'Find          name, branch, target, agent, state, repository',
      '      Session           Branch         Target  State     Age   Changes      Overlap                   Agent',
      'here  /work',
      '    ★ parser            branch-parser  main    closed    2h                                           claude',
      '› ◐   login             branch-login   main    waiting   2h    ±2 ↑1 ↓3     ! parser +1               claude',
      'zebra  /work',
      '      lost              branch-lost    main    missing   2h                                           claude',
      '',
      '',
      '─'.repeat(116),
      'login · feature · claude · 1 message · made 2h ago',
      'branch-login → main',
      '2 uncommitted files · 1 commit ahead of main, 3 behind',
      '1 conflict with parser, 1 file in common with lost',
      '"Fix the login"',
      '/data/worktrees/repo/login',
    ]);
  });

  test('has fewer columns at 80 columns', () => {
    expect(new Stage(SCENE).text(76, 22)).toEqual([
      'Find          name, branch, target, agent, state, repository',
      '      Session           Branch         Target  State     Age   Changes',
      'here  /work',
      '›   ★ parser            branch-parser  main    closed    2h',
      '  ◐   login             branch-login   main    waiting   2h    ±2 ↑1 ↓3',
      'zebra  /work',
      '      lost              branch-lost    main    missing   2h',
      '',
      '',
      '─'.repeat(76),
      'parser · feature · claude · pinned · 1 message · made 2h ago',
      'branch-parser → main',
      '"Fix the login"',
      '/data/worktrees/repo/parser',
    ]);
  });

  test('tells the rest below the chosen session where there is little room', () => {
    const stage = new Stage(SCENE);
    stage.type('down');
    expect(stage.text(56, 13)).toEqual([
      'Find          name, branch, target, agent, state, repos…',
      '      Session           State     Age   Changes',
      'here  /work',
      '    ★ parser            closed    2h',
      '› ◐   login             waiting   2h    ±2 ↑1 ↓3',
      '    branch-login → main · claude',
      '    1 conflict with parser, 1 file in common with lost',
      'zebra  /work',
      '      lost              missing   2h',
    ]);
    expect(stage.text(36, 8, false)).toEqual([
      'name, branch, target, agent, state,~',
      'here  /work',
      '    # parser            closed',
      '> ?   login             waiting',
      '    branch-login -> main · ~2 ^1 v3~',
      '    1 conflict with parser, 1 file ~',
      'zebra  /work',
      '      lost              missing',
    ]);
  });

  test.each([1, 2, 3, 8, 13, 17, 18, 22, 34])('fits %d lines at every width', (height) => {
    const stage = new Stage([...SCENE, ...many(40)]);
    stage.type('down', 'down', 'down');
    stage.table.say('Its directory is gone, and these are many words about it. '.repeat(3));
    for (const width of [10, 36, 39, 40, 56, 76, 116, 130]) {
      const lines = stage.lines(width, height);
      // The filter and one session are there whatever the room.
      expect(lines.length).toBeLessThanOrEqual(Math.max(height, 5));
      for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(width);
      expect(lines.map(lineText).some((line) => line.startsWith('›'))).toBe(true);
    }
  });

  test('draws no more than is seen of many sessions', () => {
    const stage = new Stage(many(500));
    stage.lines(116, 30);
    expect(stage.table.visible.length).toBeLessThan(30);
    stage.type('ctrl-end');
    expect(stage.text(116, 30).some((line) => /^› +s499/.test(line))).toBe(true);
    expect(stage.table.visible.at(-1)?.id).toBe('s499');
    stage.type('ctrl-home');
    stage.lines(116, 30);
    expect(stage.table.visible[0]?.id).toBe('s000');
  });

  test('keeps what is chosen on its line when rows come, change and go', () => {
    const stage = new Stage(many(100));
    for (let step = 0; step < 50; step += 1) stage.type('down');
    const line = () => stage.text(116, 30).findIndex((text) => /^› +s050/.test(text));
    const before = line();
    expect(before).toBeGreaterThan(0);
    stage.set([...many(100), { row: { id: 'new', isPinned: true } }]);
    expect(line()).toBe(before);
    stage.set(many(100).filter(({ row }) => row.id > 's010'));
    expect(line()).toBe(before);
    stage.set(many(100).filter(({ row }) => row.id > 's010' && row.id !== 's050'));
    expect(stage.table.selected?.id).toBe('s051');
  });

  test('chooses a neighbour of the same group for one that has gone', () => {
    const others: StatedSession[] = [{ row: { id: 'other', repoRoot: '/work/zebra' } }];
    const stage = new Stage([...many(3), ...others]);
    stage.type('down', 'down');
    expect(stage.table.selected?.id).toBe('s002');
    stage.set([...many(2), ...others]);
    expect(stage.table.selected?.id).toBe('s001');
    stage.set(others);
    expect(stage.table.selected?.id).toBe('other');
    stage.set([]);
    expect(stage.table.selected).toBeUndefined();
    expect(stage.text(76, 22)).toContain('Nothing yet.');
  });

  test('chooses the best match of what is typed, and keeps it when that is taken away', () => {
    const stage = new Stage(many(30));
    stage.type('0', '1', '7');
    expect(stage.table.selected?.id).toBe('s017');
    expect(stage.table.counts).toEqual({ shown: 1, all: 30 });
    const marked = stage
      .lines(76, 22)
      .flatMap((line) => line.filter(({ role }) => role === 'match'));
    expect(marked.map(({ text }) => text)).toContain('017');
    stage.type('ctrl-u');
    expect(stage.table.selected?.id).toBe('s017');
    stage.type('q', 'q');
    expect(stage.table.selected).toBeUndefined();
    expect(stage.text(76, 22)).toContain('Nothing matches.');
  });

  test('says how many are put away where only those match', () => {
    const stage = new Stage([{ row: { id: 'old', status: 'archived' } }, ...many(2)]);
    expect(stage.table.counts).toEqual({ shown: 2, all: 2 });
    stage.type('o', 'l', 'd');
    expect(stage.text(76, 22)).toContain('1 put away.');
    stage.content = { ...stage.content, showsPutAway: true };
    expect(stage.table.selected?.id).toBe('old');
  });

  test('tells what is wrong with the registry, in few words on a small screen', () => {
    const stage = new Stage(many(2));
    stage.content = { ...stage.content, warning: { text: 'A long tale.', short: 'Short.' } };
    expect(stage.text(76, 22)).toContain('A long tale.');
    expect(stage.text(36, 8)).toContain('Short.');
  });

  test('says what cannot be done until the next key', () => {
    const stage = new Stage(many(2));
    stage.table.say('Not now.');
    expect(stage.text(76, 22).at(-1)).toBe('Not now.');
    expect(stage.text(36, 8).at(-1)).toBe('Not now.');
    stage.type('down');
    expect(stage.text(76, 22)).not.toContain('Not now.');
  });

  test('a click chooses, the second one in its place opens, whatever has moved meanwhile', () => {
    const stage = new Stage(many(4));
    const row = stage.text(56, 13).findIndex((line) => line.includes('s002'));
    expect(stage.table.click(5, row, 1)).toBe(false);
    stage.lines(56, 13);
    expect(stage.table.selected?.id).toBe('s002');
    expect(stage.table.click(5, row, 2)).toBe(true);
    expect(stage.table.selected?.id).toBe('s002');
    expect(stage.table.click(5, 0, 1)).toBe(false);
    expect(stage.table.click(5, 0, 2)).toBe(false);
  });
});
