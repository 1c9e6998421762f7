/** Where the panes of a tab lie on the screen. Coordinates are 0-based cells. */
import type { Direction, LayoutNode, SplitDirection, Tab } from './layout.js';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

export interface PanePlace {
  readonly paneId: string;
  /** With its border; neighbours share the border's cells. */
  readonly outer: Rect;
  /** The cells of the program. */
  readonly inner: Rect;
  /** Child indexes from the root of the tab's tree. */
  readonly path: readonly number[];
}

/** A border between two children of a split, which can be moved. */
export interface BorderPlace {
  /** Child indexes from the root to the split. */
  readonly path: readonly number[];
  /** The border lies between child `index` and the next one. */
  readonly index: number;
  readonly direction: SplitDirection;
  readonly cells: Rect;
  /** Room of every child of the split along its direction, in cells, borders not counted. */
  readonly sizes: readonly number[];
}

export interface TabGeometry {
  readonly panes: readonly PanePlace[];
  readonly borders: readonly BorderPlace[];
  /** One pane only is shown although the tab has more, by choice or for want of room. */
  readonly isZoomed: boolean;
}

/** Regions of the whole screen. */
export interface ScreenGeometry {
  readonly tooSmall: boolean;
  /** Small screens leave the outer border away and keep the line of titles. */
  readonly compact: boolean;
  readonly tabBar: Rect;
  readonly panes: Rect;
  readonly statusBar: Rect;
}

export const MINIMUM_SCREEN: Size = { cols: 40, rows: 10 };
/** Below it a split is not drawn; the focused pane takes the whole room instead. */
export const MINIMUM_PANE: Size = { cols: 2, rows: 1 };
const ROOMY_SCREEN: Size = { cols: 70, rows: 18 };

/** Where bars and panes are on a terminal of this size. */
export function screenGeometry({ cols, rows }: Size): ScreenGeometry {
  return {
    tooSmall: cols < MINIMUM_SCREEN.cols || rows < MINIMUM_SCREEN.rows,
    compact: cols < ROOMY_SCREEN.cols || rows < ROOMY_SCREEN.rows,
    tabBar: { x: 0, y: 0, width: cols, height: 1 },
    panes: { x: 0, y: 1, width: cols, height: Math.max(0, rows - 2) },
    statusBar: { x: 0, y: Math.max(0, rows - 1), width: cols, height: 1 },
  };
}

/** `total` cells shared by weight in whole cells, at least one each; undefined without room. */
export function distribute(total: number, weights: readonly number[]): number[] | undefined {
  if (total < weights.length) return undefined;
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map((weight) => (weight / sum) * total);
  const sizes = exact.map((size) => Math.max(1, Math.floor(size)));
  let rest = total - sizes.reduce((all, size) => all + size, 0);
  const byNeed = exact
    .map((size, index) => ({ index, need: size - (sizes[index] ?? 0) }))
    .sort((a, b) => b.need - a.need || a.index - b.index);
  for (let turn = 0; rest !== 0; turn += 1) {
    const step = Math.sign(rest);
    const position = turn % byNeed.length;
    const { index } = byNeed[step > 0 ? position : byNeed.length - 1 - position] ?? { index: 0 };
    const size = (sizes[index] ?? 0) + step;
    if (size < 1) continue;
    sizes[index] = size;
    rest -= step;
  }
  return sizes;
}

interface Placing {
  panes: PanePlace[];
  borders: BorderPlace[];
}

function innerOf(outer: Rect): Rect {
  return {
    x: outer.x + 1,
    y: outer.y + 1,
    width: outer.width - 2,
    height: outer.height - 2,
  };
}

function place(node: LayoutNode, outer: Rect, path: readonly number[], into: Placing): boolean {
  if (node.kind === 'pane') {
    const inner = innerOf(outer);
    into.panes.push({ paneId: node.paneId, outer, inner, path });
    return true;
  }
  const isRow = node.direction === 'row';
  const room = (isRow ? outer.width : outer.height) - 1 - node.children.length;
  const sizes = distribute(
    room,
    node.children.map((child) => child.weight),
  );
  if (!sizes) return false;
  let offset = 0;
  return node.children.every((child, index) => {
    const extent = (sizes[index] ?? 0) + 2;
    const rect = isRow
      ? { ...outer, x: outer.x + offset, width: extent }
      : { ...outer, y: outer.y + offset, height: extent };
    offset += extent - 1;
    if (index < node.children.length - 1) {
      const cells = isRow
        ? { x: outer.x + offset, y: outer.y, width: 1, height: outer.height }
        : { x: outer.x, y: outer.y + offset, width: outer.width, height: 1 };
      into.borders.push({
        path,
        index,
        direction: node.direction,
        cells,
        sizes,
      });
    }
    return place(child.node, rect, [...path, index], into);
  });
}

/** The room panes and their borders share; a compact one has its outer border off the screen. */
function borderedArea(area: Rect, compact: boolean): Rect {
  if (!compact) return area;
  return {
    x: area.x - 1,
    y: area.y,
    width: area.width + 2,
    height: area.height + 1,
  };
}

/** Places a tab's panes; falls back to its focused pane alone where there is no room for all. */
export function tabGeometry(tab: Tab, area: Rect, compact: boolean): TabGeometry {
  const outer = borderedArea(area, compact);
  const placing: Placing = { panes: [], borders: [] };
  const fits =
    !tab.zoomed &&
    place(tab.root, outer, [], placing) &&
    (placing.panes.length === 1 ||
      placing.panes.every(
        ({ inner }) => inner.width >= MINIMUM_PANE.cols && inner.height >= MINIMUM_PANE.rows,
      ));
  if (fits) return { ...placing, isZoomed: false };
  const inner = innerOf(outer);
  return {
    panes: [{ paneId: tab.focus, outer, inner, path: [] }],
    borders: [],
    isZoomed: tab.root.kind === 'split',
  };
}

/** The pane next to `from` in a direction: the nearest, then the one that shares most border. */
export function paneInDirection(
  geometry: TabGeometry,
  from: string,
  direction: Direction,
): string | undefined {
  const origin = geometry.panes.find((pane) => pane.paneId === from)?.outer;
  if (!origin) return undefined;
  const isHorizontal = direction === 'left' || direction === 'right';
  const isForward = direction === 'right' || direction === 'down';
  const span = (rect: Rect, along: boolean) =>
    along === isHorizontal
      ? { start: rect.x, end: rect.x + rect.width - 1 }
      : { start: rect.y, end: rect.y + rect.height - 1 };
  const own = { along: span(origin, true), across: span(origin, false) };
  const candidates = geometry.panes.flatMap(({ paneId, outer }) => {
    const along = span(outer, true);
    const across = span(outer, false);
    const gap = isForward ? along.start - own.along.end : own.along.start - along.end;
    const shared =
      Math.min(across.end, own.across.end) - Math.max(across.start, own.across.start) - 1;
    return paneId !== from && gap >= 0 && shared > 0 ? [{ paneId, gap, shared }] : [];
  });
  candidates.sort((a, b) => a.gap - b.gap || b.shared - a.shared);
  return candidates[0]?.paneId;
}

/** The border that moves when a pane is resized along an axis: after the pane, else before it. */
export function borderOfPane(
  geometry: TabGeometry,
  paneId: string,
  direction: SplitDirection,
): BorderPlace | undefined {
  const path = geometry.panes.find((pane) => pane.paneId === paneId)?.path ?? [];
  const beside = geometry.borders.filter(
    (border) =>
      border.direction === direction && border.path.every((step, depth) => path[depth] === step),
  );
  const byDepth = beside.sort((a, b) => b.path.length - a.path.length);
  const after = byDepth.find((border) => path[border.path.length] === border.index);
  return after ?? byDepth.find((border) => path[border.path.length] === border.index + 1);
}

/** Sizes of the split's children after its border has moved by `cells`, within the minimum. */
export function movedSizes(border: BorderPlace, cells: number): number[] {
  const minimum = border.direction === 'row' ? MINIMUM_PANE.cols : MINIMUM_PANE.rows;
  const first = border.sizes[border.index] ?? 0;
  const second = border.sizes[border.index + 1] ?? 0;
  const lowest = Math.min(0, minimum - first);
  const highest = Math.max(0, second - minimum);
  const step = Math.max(lowest, Math.min(highest, cells));
  return border.sizes.map((size, index) => {
    if (index === border.index) return first + step;
    return index === border.index + 1 ? second - step : size;
  });
}

/** The same border of the same split, wherever it lies. */
export function isSameBorder(a: BorderPlace, b: BorderPlace): boolean {
  return (
    a.direction === b.direction &&
    a.index === b.index &&
    a.path.length === b.path.length &&
    a.path.every((step, depth) => step === b.path[depth])
  );
}

/** Sizes of the split's children with the two beside its border of one size. */
export function evenSizes({ sizes, index }: BorderPlace): number[] {
  const both = (sizes[index] ?? 0) + (sizes[index + 1] ?? 0);
  const first = Math.ceil(both / 2);
  return sizes.map((size, at) => (at === index ? first : at === index + 1 ? both - first : size));
}

/** Whether a cell lies in a rectangle. */
export function contains(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}
