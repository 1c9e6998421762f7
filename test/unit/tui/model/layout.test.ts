import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  contains,
  distribute,
  MINIMUM_PANE,
  movedSizes,
  paneInDirection,
  type Rect,
  tabGeometry,
} from '../../../../src/tui/model/geometry.js';
import {
  activateTab,
  activeTab,
  breakOutPane,
  type Destination,
  EMPTY_LAYOUT,
  focusedPane,
  focusPane,
  hidePane,
  type Layout,
  type LayoutNode,
  moveTab,
  panesOf,
  placedPanes,
  placePane,
  reconcile,
  removePane,
  renameTab,
  setWeights,
  stepTab,
  swapPane,
  toggleZoom,
} from '../../../../src/tui/model/layout.js';

type Step =
  | { kind: 'tab' }
  | { kind: 'split'; beside: number; direction: 'row' | 'column' }
  | { kind: 'remove' | 'focus' | 'hide'; pane: number }
  | { kind: 'swap' | 'step' | 'zoom' | 'break-out' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>({ kind: 'tab' }),
  fc.record({
    kind: fc.constant('split' as const),
    beside: fc.nat(20),
    direction: fc.constantFrom('row' as const, 'column' as const),
  }),
  fc.record({
    kind: fc.constantFrom('remove' as const, 'focus' as const, 'hide' as const),
    pane: fc.nat(20),
  }),
  fc.record({
    kind: fc.constantFrom('swap' as const, 'step' as const, 'zoom' as const, 'break-out' as const),
  }),
);

function apply(layout: Layout, each: Step, number: number): Layout {
  const panes = [...placedPanes(layout), ...layout.hidden];
  const pick = (index: number) => panes[index % Math.max(1, panes.length)] ?? 'none';
  switch (each.kind) {
    case 'tab':
      return placePane(layout, `p${number}`, { kind: 'tab' }, true);
    case 'split': {
      const { direction } = each;
      const destination: Destination = { kind: 'split', beside: pick(each.beside), direction };
      return placePane(layout, `p${number}`, destination, true);
    }
    case 'remove':
      return removePane(layout, pick(each.pane));
    case 'focus':
      return focusPane(layout, pick(each.pane));
    case 'hide':
      return panes.length > 0 ? hidePane(layout, pick(each.pane)) : layout;
    case 'swap':
      return swapPane(layout, 1);
    case 'step':
      return stepTab(layout, 1);
    case 'zoom':
      return toggleZoom(layout);
    case 'break-out':
      return breakOutPane(layout);
  }
}

const layouts = fc.array(step, { maxLength: 25 }).map((steps) => steps.reduce(apply, EMPTY_LAYOUT));

/** Three panes: a | (b over c). */
function threePanes(): Layout {
  const a = placePane(EMPTY_LAYOUT, 'a', { kind: 'tab' }, true);
  const b = placePane(a, 'b', { kind: 'split', beside: 'a', direction: 'row' }, true);
  return placePane(b, 'c', { kind: 'split', beside: 'b', direction: 'column' }, true);
}

const AREA: Rect = { x: 0, y: 1, width: 100, height: 40 };

function geometryOf(layout: Layout, area = AREA, compact = false) {
  const tab = activeTab(layout);
  if (!tab) throw new Error('no tab');
  return tabGeometry(tab, area, compact);
}

describe('a layout', () => {
  test('keeps its promises whatever is done to it', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        const panes = [...placedPanes(layout), ...layout.hidden];
        expect(new Set(panes).size).toBe(panes.length);
        expect(new Set(layout.tabs.map(({ id }) => id)).size).toBe(layout.tabs.length);
        for (const tab of layout.tabs) {
          expect(panesOf(tab.root)).toContain(tab.focus);
          expectNormal(tab.root);
        }
        expect(activeTab(layout) === undefined).toBe(layout.tabs.length === 0);
      }),
    );
  });

  function expectNormal(node: LayoutNode) {
    if (node.kind === 'pane') return;
    expect(node.children.length).toBeGreaterThan(1);
    for (const { node: inner } of node.children) {
      if (inner.kind === 'split') expect(inner.direction).not.toBe(node.direction);
      expectNormal(inner);
    }
  }

  test('moves the focus to a neighbour when the focused pane goes', () => {
    const layout = removePane(threePanes(), 'c');
    expect(focusedPane(layout)).toBe('b');
    expect(focusedPane(removePane(layout, 'b'))).toBe('a');
    expect(removePane(removePane(layout, 'b'), 'a')).toEqual(EMPTY_LAYOUT);
  });

  test('activates the next tab when the active one goes, else the last', () => {
    let layout = EMPTY_LAYOUT;
    for (const id of ['a', 'b', 'c']) layout = placePane(layout, id, { kind: 'tab' }, true);
    expect(focusedPane(removePane(focusPane(layout, 'b'), 'b'))).toBe('c');
    expect(focusedPane(removePane(layout, 'c'))).toBe('b');
    expect(focusedPane(removePane(layout, 'a'))).toBe('c');
  });

  test('puts a pane whose neighbour is gone into a tab of its own', () => {
    const layout = placePane(
      threePanes(),
      'd',
      { kind: 'split', beside: 'x', direction: 'row' },
      true,
    );
    expect(layout.tabs).toHaveLength(2);
    expect(focusedPane(layout)).toBe('d');
  });

  test('steps round through tabs and moves them only to the ends', () => {
    let layout = EMPTY_LAYOUT;
    for (const id of ['a', 'b', 'c']) layout = placePane(layout, id, { kind: 'tab' }, true);
    expect(focusedPane(stepTab(layout, 1))).toBe('a');
    expect(focusedPane(stepTab(activateTab(layout, 1), -1))).toBe('c');
    expect(placedPanes(moveTab(layout, -1))).toEqual(['a', 'c', 'b']);
    expect(placedPanes(moveTab(layout, 1))).toEqual(['a', 'b', 'c']);
  });

  test('names a tab and takes the name away', () => {
    const named = renameTab(threePanes(), 1, 'work');
    expect(named.tabs[0]?.name).toBe('work');
    expect(renameTab(named, 1, '').tabs[0]).not.toHaveProperty('name');
  });

  test('zooms only split tabs, and focusing another pane ends the zoom', () => {
    const zoomed = toggleZoom(threePanes());
    expect(activeTab(zoomed)?.zoomed).toBe(true);
    expect(activeTab(focusPane(zoomed, 'a'))?.zoomed).toBe(false);
    expect(activeTab(focusPane(zoomed, 'c'))?.zoomed).toBe(true);
    const single = placePane(EMPTY_LAYOUT, 'a', { kind: 'tab' }, true);
    expect(toggleZoom(single)).toBe(single);
  });

  test('hides a pane until it is focused again', () => {
    const hidden = hidePane(threePanes(), 'b');
    expect(placedPanes(hidden)).toEqual(['a', 'c']);
    const kept = reconcile(hidden, ['a', 'b', 'c'], () => ({ kind: 'tab' }));
    expect(placedPanes(kept)).toEqual(['a', 'c']);
    expect(placedPanes(focusPane(kept, 'b'))).toEqual(['a', 'c', 'b']);
  });

  test('drops panes that are gone and gives new ones their place without the focus', () => {
    const layout = reconcile(threePanes(), ['a', 'c', 'd', 'e'], (id) =>
      id === 'd' ? { kind: 'split', beside: 'a', direction: 'column' } : { kind: 'tab' },
    );
    expect(layout.tabs.map((tab) => panesOf(tab.root))).toEqual([['a', 'd', 'c'], ['e']]);
    expect(focusedPane(layout)).toBe('c');
  });

  test('swaps panes in place and breaks one out', () => {
    expect(placedPanes(swapPane(threePanes(), -1))).toEqual(['a', 'c', 'b']);
    const out = breakOutPane(threePanes());
    expect(out.tabs.map((tab) => panesOf(tab.root))).toEqual([['a', 'b'], ['c']]);
  });
});

describe('the geometry of a tab', () => {
  test('tiles its area with panes and shared borders', () => {
    fc.assert(
      fc.property(
        layouts,
        fc.integer({ min: 10, max: 300 }),
        fc.integer({ min: 4, max: 80 }),
        (layout, width, height) => {
          const tab = activeTab(layout);
          if (!tab) return;
          const area = { x: 0, y: 1, width, height };
          const { panes, isZoomed } = tabGeometry(tab, area, false);
          expect(panes).toHaveLength(isZoomed ? 1 : panesOf(tab.root).length);
          const wrong: string[] = [];
          for (let y = area.y; y < area.y + height; y += 1) {
            for (let x = 0; x < width; x += 1) {
              const inside = panes.filter(({ inner }) => contains(inner, x, y)).length;
              const isCovered = panes.some(({ outer }) => contains(outer, x, y));
              if (inside > 1 || !isCovered) wrong.push(`${x},${y}`);
            }
          }
          expect(wrong).toEqual([]);
          if (panes.length > 1) {
            for (const { inner } of panes) {
              expect(inner.width).toBeGreaterThanOrEqual(MINIMUM_PANE.cols);
              expect(inner.height).toBeGreaterThanOrEqual(MINIMUM_PANE.rows);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('shares one column of border between neighbours', () => {
    const { panes } = geometryOf(threePanes());
    const [a, b, c] = panes;
    expect(a?.outer).toEqual({ x: 0, y: 1, width: 51, height: 40 });
    expect(b?.outer).toEqual({ x: 50, y: 1, width: 50, height: 21 });
    expect(c?.outer).toEqual({ x: 50, y: 21, width: 50, height: 20 });
    expect(a?.inner).toEqual({ x: 1, y: 2, width: 49, height: 38 });
  });

  test('gives a compact screen all cells but the line of titles', () => {
    const layout = placePane(EMPTY_LAYOUT, 'a', { kind: 'tab' }, true);
    const { panes } = geometryOf(layout, { x: 0, y: 1, width: 40, height: 8 }, true);
    expect(panes[0]?.inner).toEqual({ x: 0, y: 2, width: 40, height: 7 });
  });

  test('shows the focused pane alone where a split has no room', () => {
    const least = geometryOf(threePanes(), { x: 0, y: 1, width: 7, height: 5 });
    expect(least.panes.map(({ inner }) => `${inner.width}x${inner.height}`)).toEqual([
      '2x3',
      '2x1',
      '2x1',
    ]);
    const { panes, isZoomed } = geometryOf(threePanes(), { x: 0, y: 1, width: 6, height: 5 });
    expect(panes.map(({ paneId }) => paneId)).toEqual(['c']);
    expect(isZoomed).toBe(true);
  });

  test('finds the pane in a direction', () => {
    const geometry = geometryOf(threePanes());
    expect(paneInDirection(geometry, 'a', 'right')).toBe('b');
    expect(paneInDirection(geometry, 'c', 'up')).toBe('b');
    expect(paneInDirection(geometry, 'c', 'left')).toBe('a');
    expect(paneInDirection(geometry, 'a', 'left')).toBeUndefined();
    expect(paneInDirection(geometry, 'b', 'up')).toBeUndefined();
  });

  test('moves a border by exactly the cells asked for, within the minimum', () => {
    const layout = threePanes();
    const geometry = geometryOf(layout);
    const border = geometry.borders.find(({ direction }) => direction === 'row');
    if (!border) throw new Error('no border');
    for (const cells of [-7, 1, 13]) {
      const moved = setWeights(layout, 1, border.path, movedSizes(border, cells));
      expect(geometryOf(moved).panes[0]?.inner.width).toBe(49 + cells);
    }
    const least = setWeights(layout, 1, border.path, movedSizes(border, -100));
    expect(geometryOf(least).panes[0]?.inner.width).toBe(MINIMUM_PANE.cols);
  });

  test('shares cells by weight without losing one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), { minLength: 1, maxLength: 8 }),
        fc.nat(300),
        (weights, total) => {
          const sizes = distribute(total, weights);
          if (total < weights.length) {
            expect(sizes).toBeUndefined();
            return;
          }
          expect(sizes?.reduce((sum, size) => sum + size, 0)).toBe(total);
          expect(Math.min(...(sizes ?? []))).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });
});
