/**
 * Tabs and splits as plain data. Every operation returns a new layout and leaves its argument
 * alone, so that an operation can be applied again to what another client has shared meanwhile.
 */

/** `row` puts children side by side, `column` stacks them. */
export type SplitDirection = 'row' | 'column';
export type Direction = 'left' | 'right' | 'up' | 'down';

export interface PaneLeaf {
  readonly kind: 'pane';
  readonly paneId: string;
}

export interface SplitNode {
  readonly kind: 'split';
  readonly direction: SplitDirection;
  readonly children: readonly SplitChild[];
}

export interface SplitChild {
  readonly node: LayoutNode;
  /** Share of the room relative to its siblings; positive. */
  readonly weight: number;
}

export type LayoutNode = PaneLeaf | SplitNode;

export interface Tab {
  readonly id: number;
  /** Given by the person; without it a tab is called after its focused pane. */
  readonly name?: string;
  readonly root: LayoutNode;
  /** Pane that receives keys while the tab is active; always one of the tab's. */
  readonly focus: string;
  readonly zoomed: boolean;
}

export interface Layout {
  readonly tabs: readonly Tab[];
  /** Id of the tab on the screen; undefined only when there is none. */
  readonly activeTab: number | undefined;
  /** Live panes the person took off the screen; they get no tab by themselves. */
  readonly hidden: readonly string[];
}

/** Where a new pane goes; a destination that is gone means a tab of its own. */
export type Destination =
  /** At the end, or to the right of the tab with the pane `after`. */
  { kind: 'tab'; after?: string } | { kind: 'split'; beside: string; direction: SplitDirection };

export const EMPTY_LAYOUT: Layout = {
  tabs: [],
  activeTab: undefined,
  hidden: [],
};

/** Panes of a tree, left to right and top to bottom. */
export function panesOf(node: LayoutNode): string[] {
  if (node.kind === 'pane') return [node.paneId];
  return node.children.flatMap((child) => panesOf(child.node));
}

export function activeTab(layout: Layout): Tab | undefined {
  return layout.tabs.find((tab) => tab.id === layout.activeTab);
}

export function focusedPane(layout: Layout): string | undefined {
  return activeTab(layout)?.focus;
}

function tabOfPane(layout: Layout, paneId: string): Tab | undefined {
  return layout.tabs.find((tab) => panesOf(tab.root).includes(paneId));
}

/** Every pane that has a place in a tab. */
export function placedPanes(layout: Layout): string[] {
  return layout.tabs.flatMap((tab) => panesOf(tab.root));
}

function leaf(paneId: string): PaneLeaf {
  return { kind: 'pane', paneId };
}

function replaceTab(layout: Layout, id: number, change: (tab: Tab) => Tab): Layout {
  return {
    ...layout,
    tabs: layout.tabs.map((tab) => (tab.id === id ? change(tab) : tab)),
  };
}

/** The same tree with splits of one child dissolved and nested splits of one direction joined. */
function normalize(node: LayoutNode): LayoutNode {
  if (node.kind === 'pane') return node;
  const children = node.children.flatMap((child): SplitChild[] => {
    const inner = normalize(child.node);
    if (inner.kind === 'pane' || inner.direction !== node.direction) {
      return [{ node: inner, weight: child.weight }];
    }
    const sum = inner.children.reduce((total, each) => total + each.weight, 0);
    return inner.children.map((each) => ({
      node: each.node,
      weight: (each.weight / sum) * child.weight,
    }));
  });
  const only = children[0];
  return children.length === 1 && only ? only.node : { ...node, children };
}

function withoutPane(node: LayoutNode, paneId: string): LayoutNode | undefined {
  if (node.kind === 'pane') return node.paneId === paneId ? undefined : node;
  const children = node.children.flatMap((child) => {
    const kept = withoutPane(child.node, paneId);
    return kept ? [{ ...child, node: kept }] : [];
  });
  return children.length === 0 ? undefined : normalize({ ...node, children });
}

function splitLeaf(
  node: LayoutNode,
  beside: string,
  direction: SplitDirection,
  added: PaneLeaf,
): LayoutNode {
  if (node.kind === 'pane') {
    if (node.paneId !== beside) return node;
    return {
      kind: 'split',
      direction,
      children: [
        { node, weight: 1 },
        { node: added, weight: 1 },
      ],
    };
  }
  const children = node.children.map((child) => ({
    ...child,
    node: splitLeaf(child.node, beside, direction, added),
  }));
  return { ...node, children };
}

/** Takes a pane out of the tabs and out of the hidden ones; its tab goes when it was the last. */
export function removePane(layout: Layout, paneId: string): Layout {
  const hidden = layout.hidden.filter((id) => id !== paneId);
  const tab = tabOfPane(layout, paneId);
  if (!tab) return { ...layout, hidden };
  const order = panesOf(tab.root);
  const root = withoutPane(tab.root, paneId);
  if (!root) {
    const index = layout.tabs.indexOf(tab);
    const tabs = layout.tabs.filter((each) => each !== tab);
    const next = tabs[Math.min(index, tabs.length - 1)]?.id;
    return {
      tabs,
      hidden,
      activeTab: layout.activeTab === tab.id ? next : layout.activeTab,
    };
  }
  const rest = panesOf(root);
  const neighbour = rest[Math.min(order.indexOf(paneId), rest.length - 1)] ?? tab.focus;
  const focus = tab.focus === paneId ? neighbour : tab.focus;
  const kept = {
    ...tab,
    root,
    focus,
    zoomed: tab.zoomed && tab.focus !== paneId,
  };
  return replaceTab({ ...layout, hidden }, tab.id, () => kept);
}

/** Gives a pane a place, moving it when it has one; it is focused when `focus` is set. */
export function placePane(
  layout: Layout,
  paneId: string,
  destination: Destination,
  focus: boolean,
): Layout {
  const freed = removePane(layout, paneId);
  const target =
    destination.kind === 'split' && destination.beside !== paneId
      ? tabOfPane(freed, destination.beside)
      : undefined;
  if (destination.kind === 'split' && target) {
    const root = normalize(
      splitLeaf(target.root, destination.beside, destination.direction, leaf(paneId)),
    );
    const changed = replaceTab(freed, target.id, (tab) => ({
      ...tab,
      root,
      focus: focus ? paneId : tab.focus,
      zoomed: tab.zoomed && !focus,
    }));
    return focus ? { ...changed, activeTab: target.id } : changed;
  }
  const id = Math.max(0, ...freed.tabs.map((tab) => tab.id)) + 1;
  const tab: Tab = { id, root: leaf(paneId), focus: paneId, zoomed: false };
  const after = destination.kind === 'tab' ? destination.after : undefined;
  const left =
    after === undefined ? -1 : freed.tabs.findIndex(({ root }) => panesOf(root).includes(after));
  const index = left < 0 ? freed.tabs.length : left + 1;
  return {
    ...freed,
    tabs: [...freed.tabs.slice(0, index), tab, ...freed.tabs.slice(index)],
    activeTab: focus || freed.activeTab === undefined ? id : freed.activeTab,
  };
}

/** Takes a pane off the screen without ending its program. */
export function hidePane(layout: Layout, paneId: string): Layout {
  const freed = removePane(layout, paneId);
  return { ...freed, hidden: [...freed.hidden, paneId] };
}

/** Makes a pane the one that receives keys, whatever tab it is in; a hidden one gets a tab. */
export function focusPane(layout: Layout, paneId: string): Layout {
  const tab = tabOfPane(layout, paneId);
  if (!tab) {
    return layout.hidden.includes(paneId)
      ? placePane(layout, paneId, { kind: 'tab' }, true)
      : layout;
  }
  const focused = replaceTab(layout, tab.id, (each) => ({
    ...each,
    focus: paneId,
    zoomed: each.zoomed && each.focus === paneId,
  }));
  return { ...focused, activeTab: tab.id };
}

export function activateTab(layout: Layout, id: number): Layout {
  return layout.tabs.some((tab) => tab.id === id) ? { ...layout, activeTab: id } : layout;
}

/** Activates the tab `step` places to the right, around the ends. */
export function stepTab(layout: Layout, step: number): Layout {
  const count = layout.tabs.length;
  const index = layout.tabs.findIndex((tab) => tab.id === layout.activeTab);
  const next = layout.tabs[(((index + step) % count) + count) % count];
  return next ? { ...layout, activeTab: next.id } : layout;
}

/** Moves the active tab `step` places to the right; it stops at the ends. */
export function moveTab(layout: Layout, step: number): Layout {
  const index = layout.tabs.findIndex((tab) => tab.id === layout.activeTab);
  const moved = layout.tabs[index];
  const to = Math.max(0, Math.min(layout.tabs.length - 1, index + step));
  if (!moved || to === index) return layout;
  const tabs = layout.tabs.filter((tab) => tab !== moved);
  return { ...layout, tabs: [...tabs.slice(0, to), moved, ...tabs.slice(to)] };
}

/** An empty name takes the name away. */
export function renameTab(layout: Layout, id: number, name: string): Layout {
  return replaceTab(layout, id, ({ name: _former, ...tab }) => (name ? { ...tab, name } : tab));
}

export function toggleZoom(layout: Layout): Layout {
  const tab = activeTab(layout);
  if (!tab || tab.root.kind === 'pane') return layout;
  return replaceTab(layout, tab.id, (each) => ({
    ...each,
    zoomed: !each.zoomed,
  }));
}

/** Swaps the focused pane with the one before (-1) or after (1) it in reading order. */
export function swapPane(layout: Layout, step: 1 | -1): Layout {
  const tab = activeTab(layout);
  if (!tab) return layout;
  const order = panesOf(tab.root);
  const other = order[(order.indexOf(tab.focus) + step + order.length) % order.length];
  if (other === undefined || other === tab.focus) return layout;
  const swapped = (node: LayoutNode): LayoutNode => {
    if (node.kind === 'split') {
      const children = node.children.map((child) => ({
        ...child,
        node: swapped(child.node),
      }));
      return { ...node, children };
    }
    if (node.paneId === tab.focus) return leaf(other);
    return node.paneId === other ? leaf(tab.focus) : node;
  };
  return replaceTab(layout, tab.id, (each) => ({
    ...each,
    root: swapped(each.root),
  }));
}

/** Moves the focused pane out of its split into a tab of its own. */
export function breakOutPane(layout: Layout): Layout {
  const tab = activeTab(layout);
  if (!tab || tab.root.kind === 'pane') return layout;
  return placePane(layout, tab.focus, { kind: 'tab' }, true);
}

/** Sets the shares of the children of one split; `path` is the child indexes from the root. */
export function setWeights(
  layout: Layout,
  tabId: number,
  path: readonly number[],
  weights: readonly number[],
): Layout {
  const change = (node: LayoutNode, depth: number): LayoutNode => {
    if (node.kind === 'pane') return node;
    const step = path[depth];
    const children = node.children.map((child, index) => {
      if (step === undefined) return { ...child, weight: weights[index] ?? child.weight };
      return index === step ? { ...child, node: change(child.node, depth + 1) } : child;
    });
    return { ...node, children };
  };
  return replaceTab(layout, tabId, (tab) => ({
    ...tab,
    root: change(tab.root, 0),
  }));
}

/**
 * The layout with exactly these panes: those that are gone are taken out, those without a place
 * are put where `destinationOf` says of the layout so far; undefined leaves one without.
 */
export function reconcile(
  layout: Layout,
  paneIds: readonly string[],
  destinationOf: (paneId: string, layout: Layout) => Destination | undefined,
): Layout {
  const alive = new Set(paneIds);
  const gone = [...placedPanes(layout), ...layout.hidden].filter((id) => !alive.has(id));
  const pruned = gone.reduce(removePane, layout);
  const known = new Set([...placedPanes(pruned), ...pruned.hidden]);
  return paneIds
    .filter((id) => !known.has(id))
    .reduce((current, id) => {
      const destination = destinationOf(id, current);
      return destination ? placePane(current, id, destination, false) : current;
    }, pruned);
}
