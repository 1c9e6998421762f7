import { describe, expect, test } from '@jest/globals';
import { COLOR_DEFAULT, COLOR_PALETTE, STYLE_BOLD } from '../../../../src/core/frame.js';
import type { AgentState } from '../../../../src/core/session.js';
import { screenGeometry } from '../../../../src/tui/model/geometry.js';
import { activateTab, focusPane, placePane } from '../../../../src/tui/model/layout.js';
import { formatDuration } from '../../../../src/tui/model/selectors.js';
import {
  type AppState,
  initialState,
  visibleGeometry,
  withGitStatus,
  withHostPanes,
  withSession,
} from '../../../../src/tui/model/state.js';
import { textWidth } from '../../../../src/tui/terminal/text-width.js';
import { lineText, lineWidth, shorten, wrapText } from '../../../../src/tui/views/line.js';
import { creationView, progressBar } from '../../../../src/tui/views/messages.js';
import { paneFramesView } from '../../../../src/tui/views/pane-frames.js';
import { statusBarHeight, statusBarView } from '../../../../src/tui/views/status-bar.js';
import { tabBarView } from '../../../../src/tui/views/tab-bar.js';
import { styleOf } from '../../../../src/tui/views/theme.js';
import { sessionRow } from '../../../support/sessions.js';
import { ScriptedHost } from '../../../support/tui/scripted-host.js';
import { REPOSITORY_DEFAULTS } from '../../../support/tui/scripted-sessions.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const HINTS = [
  { key: '^N', words: 'new', actionId: 'new-session' },
  { key: '^B m', words: 'merge', actionId: 'merge' },
  { key: '^B ?', words: 'help', actionId: 'help' },
];
const CLEAN = { dirty: 3, staged: 0, unstaged: 3, untracked: 0, conflicted: 0 };

function stateWith(
  panes: readonly [string, AgentState, boolean?][],
  { unicode = true, isTemporary = false } = {},
): AppState {
  const host = new ScriptedHost();
  for (const [paneId, agentState, unseen = false] of panes) {
    const exit = agentState === 'exited' ? { exit: { code: 1, signal: 0 } } : {};
    const stateSince = NOW - 72_000;
    host.add({ paneId, agentKind: 'claude', agentState, unseen, stateSince, ...exit });
  }
  let state: AppState = {
    ...initialState({
      version: '1',
      directory: '/work/my-repo',
      size: { cols: 90, rows: 24 },
      capabilities: { color: 'none', unicode, distinguishesCtrlM: false },
      now: NOW,
    }),
    defaults: REPOSITORY_DEFAULTS,
  };
  for (const [id] of panes) {
    const { worktreeInfo, ...row } = sessionRow({ id, name: id, repoRoot: '/work/my-repo' });
    if (!worktreeInfo) throw new Error('no worktree');
    const branch = `feature/${id}`;
    const session = { ...row, worktreeInfo: { ...worktreeInfo, branch, isTemporary } };
    state = withSession(state, session);
    const aheadBehind = { ahead: 2, behind: 0 };
    state = withGitStatus(state, id, { status: { ...CLEAN, branch }, aheadBehind });
  }
  return withHostPanes(state, host.connect().panes);
}

const tabBar = (state: AppState, width: number) =>
  lineText(tabBarView(state, width).line).trimEnd();
const statusBar = (state: AppState, width: number, hints = HINTS) =>
  statusBarView(state, hints, width)
    .lines.map((line) => lineText(line).trimEnd())
    .join('\n');

describe('the tab bar', () => {
  const state = stateWith([
    ['auth', 'busy'],
    ['parser', 'waiting'],
    ['docs', 'idle', true],
    ['ui', 'exited'],
    ['old', 'idle'],
    ['bell', 'unknown', true],
  ]);

  test('shows numbers, titles and signs', () => {
    expect(tabBar(state, 120)).toBe(
      ` 1 auth ● │ 2 parser ◐ │ 3 docs ✔ │ 4 ui ✖ │ 5 old │ 6 bell ! │ +${' '.repeat(40)} qtui  my-repo`,
    );
    expect(tabBar(stateWith([['auth', 'waiting']], { unicode: false }), 40)).toBe(
      ' 1 auth ? | +             qtui  my-repo',
    );
  });

  test('shows what is pinned, and priorities, before the title', () => {
    const ranked = (unicode: boolean) => {
      const plain = stateWith(
        [
          ['auth', 'busy'],
          ['docs', 'idle'],
        ],
        { unicode },
      );
      const auth = plain.sessions.get('auth')?.metadata;
      const docs = plain.sessions.get('docs')?.metadata;
      if (!auth || !docs) throw new Error('no sessions');
      const pinned = withSession(plain, { ...auth, isPinned: true, priority: 'high' });
      return tabBar(withSession(pinned, { ...docs, priority: 'low' }), 60);
    };
    expect(ranked(true)).toContain(' 1 ★▲ auth ● │ 2 ▽ docs │ +');
    expect(ranked(false)).toContain(' 1 #^ auth * | 2 v docs | +');
  });

  test('names the repository of tabs of another one', () => {
    const foreign = withSession(
      state,
      sessionRow({ id: 'docs', name: 'docs', repoRoot: '/work/other' }),
    );
    expect(tabBar(foreign, 120)).toContain(
      ' my-repo: 1 auth ● │ 2 parser ◐ │ other: 3 docs ✔ │ my-repo: 4 ui ✖ │ 5 old │ 6 bell ! │ +',
    );
    const cut = { ...foreign, layout: activateTab(foreign.layout, 5) };
    expect(tabBar(cut, 40)).toMatch(/^‹ {2}my-repo: 5 old │ 6 bell ! │ \+/);
    const { defaults: _unknown, ...unread } = foreign;
    expect(tabBar(unread, 120)).toContain('│ 3 docs ✔ │ 4 ui');
  });

  test('shortens titles, then shows the tabs around the active one', () => {
    const many = stateWith(
      Array.from({ length: 12 }, (_, index): [string, AgentState] => [
        `session-number-${index + 1}`,
        'idle',
      ]),
    );
    expect(tabBar(many, 200)).toContain('│ 12 session-nu… │ +');
    const active = { ...many, layout: activateTab(many.layout, 7) };
    const narrow = tabBar(active, 40);
    expect(narrow).toContain(' 7 session… ');
    expect(narrow).toMatch(/^‹ .*› {2}\+/);
    for (const width of [200, 120, 60, 40, 12]) {
      expect(lineWidth(tabBarView(active, width).line)).toBe(width);
    }
  });

  test('tells what a click means', () => {
    const { regions } = tabBarView(state, 120);
    const at = (x: number) => regions.find(({ start, end }) => x >= start && x < end)?.target;
    expect(at(3)).toEqual({ kind: 'tab', id: 1 });
    expect(at(14)).toEqual({ kind: 'tab', id: 2 });
    expect(at(10)).toBeUndefined();
    expect(at(tabBar(state, 120).indexOf(' + ') + 1)).toEqual({ kind: 'new' });
  });
});

describe('the status bar', () => {
  const state = stateWith(
    [
      ['auth', 'busy'],
      ['parser', 'waiting'],
      ['docs', 'busy'],
    ],
    { isTemporary: true },
  );

  test('drops the least important first', () => {
    const parts = (width: number) => statusBar(state, width).replace(/(?<=\S) {4,}/, ' | ');
    expect([200, 120, 80, 60, 40].map(parts)).toEqual([
      ' feature/auth → main  ±3 ↑2 ↓0  TEMP   claude busy  1 waiting  2 busy | ^N new  ^B m merge  ^B ? help',
      ' feature/auth → main  ±3 ↑2 ↓0  TEMP   claude busy  1 waiting  2 busy | ^N new  ^B m merge  ^B ? help',
      ' feature/auth → main  ±3 ↑2 ↓0  TEMP   1 waiting | ^B m merge  ^B ? help',
      ' feature/auth → main  ±3 ↑2 ↓0  TEMP   1 waiting  ^B ? help',
      ' feature/auth → main  ±3 ↑2 ↓0  TEMP',
    ]);
  });

  test('shows the branch that the worktree really is on, and whose it should be', () => {
    const at = (status: object) =>
      statusBar(
        withGitStatus(stateWith([['auth', 'idle']]), 'auth', { status: { ...CLEAN, ...status } }),
        100,
      );
    expect(at({ branch: 'other' })).toMatch(/^ other → main {2}not on feature\/auth {2}±3/);
    expect(at({})).toMatch(/^ detached → main {2}not on feature\/auth/);
    expect(at({ operation: 'rebase' })).toMatch(/^ feature\/auth → main {2}±3 {2}rebase under way/);
  });

  test('keeps branch, target and counts beside each other however long the names are', () => {
    const long = stateWith([['a-branch-that-has-a-very-long-name-indeed', 'idle']]);
    const session = long.sessions.get('a-branch-that-has-a-very-long-name-indeed');
    const worktreeInfo = session?.metadata.worktreeInfo;
    if (!session || !worktreeInfo) throw new Error('no session');
    const metadata = {
      ...session.metadata,
      worktreeInfo: { ...worktreeInfo, mergeTarget: 'release/2026-01-with-a-long-name' },
    };
    const named = withSession(long, metadata);
    expect(statusBar(named, 60)).toBe(
      ' feature/a-branc… → release/202…  ±3 ↑2 ↓0        ^B ? help',
    );
    expect(statusBar(named, 40)).toBe(' feature/a-bra… → release…  ±3 ↑2 ↓0');
  });

  test('tells what the focused agent does, and the others only where there are some', () => {
    const one = (agentState: AgentState) => statusBar(stateWith([['auth', agentState]]), 120);
    expect(one('waiting')).toMatch(/↓0 {2}claude waiting {3}/);
    expect(one('busy')).not.toContain('1 busy');
    expect(one('exited')).toContain('claude exited 1');
    expect(one('unknown')).not.toContain('claude');
  });

  test.each(['truecolor', 'none'] as const)('sets TEMP apart with %s', (depth) => {
    const span = statusBarView(state, HINTS, 120).lines[0]?.find(({ text }) =>
      text.includes('TEMP'),
    );
    expect(styleOf(span?.role ?? 'bar', depth)).not.toEqual(styleOf('bar', depth));
    expect(styleOf(span?.role ?? 'bar', depth)).not.toEqual(styleOf('bar-strong', depth));
  });

  test('tells conflicts, operations and a directory that is gone', () => {
    const status = { ...CLEAN, conflicted: 2, operation: 'rebase' as const };
    const conflicted = withGitStatus(state, 'auth', { status });
    expect(statusBar(conflicted, 120)).toContain('±3  2 in conflict  rebase under way');
    const session = conflicted.sessions.get('auth');
    if (!session) throw new Error('no session');
    const gone = new Map(state.sessions).set('auth', { ...session, directoryExists: false });
    expect(statusBar({ ...state, sessions: gone }, 120)).toContain('directory is gone');
  });

  test('names what the leader can be followed by, help last of all to go', () => {
    const pending = { ...state, isLeaderPending: true };
    const line = statusBar(pending, 40);
    expect(line).toContain('leader');
    expect(line).toContain('^B ? help');
  });

  test('shows a notice in place of everything, with all of its advice', () => {
    const told = (text: string, cols: number, rows: number) => {
      const size = { cols, rows };
      const notice = { level: 'error' as const, text, until: 0 };
      return statusBar({ ...state, size, notice }, cols).split('\n');
    };
    const text =
      'The worktree /work/wt/auth could not be removed, as a program runs in it. ' +
      'Close it first.\nThen try again.';
    expect(told(text, 60, 15)).toEqual([
      ' The worktree /work/wt/auth could not be removed, as a',
      ' program runs in it. Close it first.',
      ' Then try again.',
    ]);
    const long = { level: 'error' as const, text, until: 0 };
    const small = { ...state, size: { cols: 60, rows: 15 } };
    expect([statusBarHeight({ ...small, notice: long }), statusBarHeight(small)]).toEqual([3, 1]);
    const cut = told('It failed. '.repeat(40), 40, 10);
    expect(cut).toHaveLength(5);
    expect(cut.at(-1)).toMatch(/…$/);
    expect(Math.max(...cut.map((line) => textWidth(line)))).toBeLessThanOrEqual(40);
  });

  test('leaves room for what to do next in a small pane that could not be made', () => {
    const error = {
      message: 'The branch "auth" is in use by the worktree /work/wt/a-long-name-of-another-one.',
      untouched: 'Nothing was created.',
      hint: 'Choose another name, or open the session that has it: qtui attach auth.',
    };
    const creation = { destination: { kind: 'tab' as const }, step: '', error, cancel: () => {} };
    const area = { x: 0, y: 0, width: 40, height: 7 };
    const lines = creationView({ creation, typedAhead: '' }, 'auth', true, area).map(lineText);
    expect(lines).toHaveLength(7);
    expect(lines.join('\n')).toMatch(/Nothing was created\.\n Choose .*attach auth\.\n Enter/s);
  });

  test('says that there is no repository', () => {
    const nowhere: AppState = {
      ...stateWith([]),
      defaults: { ...REPOSITORY_DEFAULTS, context: { kind: 'none', directory: '/tmp' } },
    };
    expect(statusBar(nowhere, 80)).toContain('no repository: sessions run without worktrees');
  });
});

describe('pane frames', () => {
  function frames(state: AppState, cols: number, rows: number): string[] {
    const sized = { ...state, size: { cols, rows } };
    const geometry = visibleGeometry(sized);
    if (!geometry) throw new Error('too small');
    const { panes } = screenGeometry(sized.size);
    return paneFramesView(sized, geometry, panes).map((line) => lineText(line).trimEnd());
  }

  function split(state: AppState): AppState {
    const direction = 'row';
    const layout = placePane(
      state.layout,
      'parser',
      { kind: 'split', beside: 'auth', direction },
      false,
    );
    return { ...state, layout };
  }

  const state = split(
    stateWith([
      ['auth', 'busy'],
      ['parser', 'waiting'],
    ]),
  );

  test('have titles with agent and state on shared borders', () => {
    const lines = frames(state, 90, 20);
    expect(lines[0]).toBe(
      '┌ auth · claude · busy 1:12 ─────────────────┬ parser · claude · WAITING 1:12 ───────────┐',
    );
    expect(lines[1]).toBe(`│${' '.repeat(44)}│${' '.repeat(43)}│`);
    expect(lines.at(-1)).toBe(`└${'─'.repeat(44)}┴${'─'.repeat(43)}┘`);
  });

  test('are ASCII where there is no Unicode', () => {
    const ascii = { ...state, capabilities: { ...state.capabilities, unicode: false } };
    const lines = frames(ascii, 90, 20);
    expect(lines.join('')).toMatch(/^[ -~]*$/);
    expect(lines[0]).toMatch(/^\+\* auth - claude - busy 1:12 -+\+\? parser/);
  });

  test('leave the outer border away on a small screen', () => {
    const lines = frames(state, 50, 10);
    expect(lines[0]).toMatch(/^ auth · busy 1:12 ─+┬ parser · WAITING 1:12 ─+$/);
    expect(lines[1]).toBe(`${' '.repeat(25)}│`);
    expect(lines).toHaveLength(8);
  });

  test('keep the words of a title apart however narrow it is', () => {
    for (let cols = 90; cols >= 40; cols--) {
      const [titles = ''] = frames(state, cols, 10);
      expect(titles).toContain('auth');
      expect(titles.replaceAll(/ · (claude|busy|WAITING)/g, '')).not.toMatch(/claude|busy|WAITING/);
    }
  });

  test.each(['waiting', 'match', 'match-current'] as const)(
    'show %s on a ground of its own',
    (role) => {
      const { foreground, background, flags } = styleOf(role, '16');
      expect(background).not.toBe(COLOR_DEFAULT);
      expect(foreground).toBe(COLOR_PALETTE);
      expect(flags & STYLE_BOLD).toBe(0);
      expect(styleOf(role, 'none').flags & STYLE_BOLD).not.toBe(0);
    },
  );

  test('say when one pane covers the others', () => {
    const focused = { ...state, layout: focusPane(state.layout, 'parser') };
    const tabs = focused.layout.tabs.map((tab) => ({ ...tab, zoomed: true }));
    const lines = frames({ ...focused, layout: { ...focused.layout, tabs } }, 90, 20);
    expect(lines[0]).toMatch(/parser · claude · WAITING 1:12 ─+ 2 of 2 panes ┐$/);
  });
});

describe('words', () => {
  test('of durations, progress and cut texts', () => {
    expect([-5, 7_000, 72_000, 3_723_000].map(formatDuration)).toEqual([
      '0:00',
      '0:07',
      '1:12',
      '1:02:03',
    ]);
    expect(progressBar(1, 4, 13, false)).toBe('##...... 25 %');
    expect(progressBar(0, 0, 10, true)).toBe('');
    expect(shorten('日本語', 5)).toBe('日本…');
    expect(wrapText('a bcd efghijkl', 4)).toEqual(['a', 'bcd', 'efgh', 'ijkl']);
    expect(wrapText('one\ntwo three', 9)).toEqual(['one', 'two three']);
  });
});
