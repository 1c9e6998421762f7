import { describe, expect, test } from '@jest/globals';
import {
  EMPTY_LAYOUT,
  focusedPane,
  focusPane,
  hidePane,
  placePane,
  renameTab,
  toggleZoom,
} from '../../../../src/tui/model/layout.js';
import {
  adoptShared,
  parseDocument,
  toDocument,
} from '../../../../src/tui/model/layout-document.js';

const tab = { kind: 'tab' } as const;
const split = { kind: 'split', beside: 'a', direction: 'row' } as const;
const two = placePane(placePane(EMPTY_LAYOUT, 'a', tab, true), 'b', split, true);
const three = hidePane(placePane(placePane(two, 'c', tab, true), 'd', tab, false), 'd');

describe('the shared layout', () => {
  test('survives the way through JSON', () => {
    const layout = toggleZoom(renameTab(focusPane(three, 'b'), 1, 'work'));
    expect(parseDocument(JSON.parse(JSON.stringify(toDocument(layout))))).toEqual(layout);
  });

  test.each([
    ['nothing', null],
    ['another version', { version: 99, tabs: [] }],
    ['no tabs', { version: 1 }],
    [
      'a pane in two places',
      { version: 1, tabs: [1, 2].map((id) => ({ id, root: leaf('a'), focus: 'a' })) },
    ],
  ])('is empty for %s', (_name, document) => {
    expect(parseDocument(document)).toEqual(EMPTY_LAYOUT);
  });

  test('leaves out a tab that is not well-formed', () => {
    const broken = { id: 1, focus: 'a', root: { kind: 'split', direction: 'row', children: [] } };
    const whole = { id: 2, focus: 'gone', root: leaf('b') };
    const layout = parseDocument({ version: 1, tabs: [broken, whole], activeTab: 1 });
    expect(layout.tabs).toEqual([{ id: 2, root: leaf('b'), focus: 'b', zoomed: false }]);
    expect(layout.activeTab).toBe(2);
  });

  test('brings the tabs of others but not their focus', () => {
    const own = toggleZoom(focusPane(three, 'a'));
    const theirs = placePane(focusPane(three, 'c'), 'e', tab, true);
    const adopted = adoptShared(own, theirs);
    expect(adopted.tabs).toHaveLength(3);
    expect(focusedPane(adopted)).toBe('a');
    expect(adopted.tabs[0]?.zoomed).toBe(true);
  });
});

function leaf(paneId: string) {
  return { kind: 'pane', paneId };
}
