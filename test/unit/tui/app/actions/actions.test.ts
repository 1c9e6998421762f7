import { describe, expect, test } from '@jest/globals';
import { ActionTable } from '../../../../../src/tui/app/actions/action.js';
import { help } from '../../../../../src/tui/app/actions/help.js';
import { statusHints } from '../../../../../src/tui/app/actions/hints.js';
import { layoutActions } from '../../../../../src/tui/app/actions/layout.js';
import { appActions, sessionActions } from '../../../../../src/tui/app/actions/session.js';
import type { KeyEvent } from '../../../../../src/tui/input/events.js';
import { parseKeyName } from '../../../../../src/tui/input/key-name.js';
import { initialState } from '../../../../../src/tui/model/state.js';
import { lineText } from '../../../../../src/tui/views/line.js';
import { TEST_CONFIG } from '../../../../support/tui/robot.js';

const all = [...sessionActions, ...layoutActions, ...appActions];
const table = new ActionTable(all, TEST_CONFIG.keys);

function press(name: string, protocol: KeyEvent['protocol'] = 'legacy'): KeyEvent {
  const binding = parseKeyName(name);
  if (!binding) throw new Error(`${name} is no key`);
  const isText = [...binding.key].length === 1 && !binding.ctrl && !binding.alt;
  const text = isText ? { text: binding.key } : {};
  return { ...binding, ...text, kind: 'press', protocol, raw: new Uint8Array() };
}

const state = initialState({
  version: '1',
  directory: '/',
  size: { cols: 80, rows: 24 },
  capabilities: { color: 'none', unicode: true, distinguishesCtrlM: false },
  now: 0,
});

describe('the actions', () => {
  test('have ids and keys of their own, and every key means something', () => {
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const keys = all.flatMap((action) => action.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(parseKeyName(key)).toBeDefined();
  });

  test('are found by the key after the leader', () => {
    for (const action of all) {
      for (const key of action.keys) expect(table.afterLeader(press(key))).toBe(action);
    }
    expect(table.afterLeader(press('Z'))).toBeUndefined();
  });

  test('are found by their keys on a layout without Latin letters', () => {
    const event: KeyEvent = { ...press('c'), key: 'с', text: 'с', baseLayoutKey: 'c' };
    expect(table.afterLeader(event)?.id).toBe('new-session');
  });

  test('merge only by a Ctrl-m that is not Enter', () => {
    expect(table.global(press('enter'))).toBeUndefined();
    expect(table.global(press('ctrl-m'))).toBeUndefined();
    expect(table.global(press('ctrl-m', 'kitty'))?.id).toBe('merge');
    const other = new ActionTable(all, { ...TEST_CONFIG.keys, merge: 'ctrl-g' });
    expect(other.global(press('ctrl-g'))?.id).toBe('merge');
    expect(other.global(press('ctrl-m', 'kitty'))).toBeUndefined();
  });

  test('are all in the help that have a key, those of a family in one row', () => {
    const { lines, width } = help(table, state);
    const rows = lines(width).map(lineText);
    for (const action of all) {
      const title = action.family?.title ?? action.title;
      expect(rows.some((row) => row.endsWith(title))).toBe(action.keys.length > 0);
    }
    expect(rows).toContain('Panes');
    expect(rows.filter((row) => row.includes('Go to tab'))).toEqual([
      expect.stringMatching(/^\^B 1…9 +Go to tab 1 to 9$/),
    ]);
  });

  test('are whole in the help at every width', () => {
    const { lines, width } = help(table, state);
    expect(width).toBeLessThanOrEqual(76);
    const words = (text: string) => text.replace(/\s+/g, ' ');
    for (const cols of [24, 36, 52, width]) {
      const rows = lines(cols).map(lineText);
      expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(cols);
      for (const { family, title, keys } of all) {
        if (keys.length > 0) expect(words(rows.join(' '))).toContain(family?.title ?? title);
      }
    }
  });

  test('show another leader where one is set', () => {
    const other = new ActionTable(all, { ...TEST_CONFIG.keys, leader: 'ctrl-a' });
    const detach = other.find('detach');
    expect(detach && other.labels(detach, false)).toEqual(['^A d']);
    expect(new ActionTable(all, { ...TEST_CONFIG.keys, leader: 'nonsense' }).leaderLabel).toBe(
      '^B',
    );
  });

  test('that cannot be done are not among the hints', () => {
    expect(statusHints(table, state).map(({ actionId }) => actionId)).toEqual([
      'new-session',
      'help',
    ]);
    const pending = statusHints(table, { ...state, isLeaderPending: true });
    expect(pending.map(({ actionId }) => actionId)).not.toContain('zoom');
    expect(pending.at(-1)).toEqual({ key: '?', words: 'help', actionId: 'help' });
  });
});
