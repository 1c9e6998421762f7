/** The layout as clients share it through the host, which does not look into it. */
import {
  EMPTY_LAYOUT,
  type Layout,
  type LayoutNode,
  panesOf,
  type SplitChild,
  type Tab,
} from './layout.js';

const DOCUMENT_VERSION = 1;

/** What is sent; panes that only this client knows are left out by reconciling first. */
export function toDocument(layout: Layout): unknown {
  return { version: DOCUMENT_VERSION, ...layout };
}

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

function parseNode(value: unknown): LayoutNode | undefined {
  const node = fieldsOf(value);
  if (node?.['kind'] === 'pane' && typeof node['paneId'] === 'string') {
    return { kind: 'pane', paneId: node['paneId'] };
  }
  const { direction, children } = node ?? {};
  if (node?.['kind'] !== 'split' || !Array.isArray(children) || children.length < 2) {
    return undefined;
  }
  if (direction !== 'row' && direction !== 'column') return undefined;
  const parsed: SplitChild[] = [];
  for (const child of children) {
    const { weight, node: inner } = fieldsOf(child) ?? {};
    const parsedNode = parseNode(inner);
    if (!parsedNode || typeof weight !== 'number' || !(weight > 0)) return undefined;
    parsed.push({ node: parsedNode, weight });
  }
  return { kind: 'split', direction, children: parsed };
}

function parseTab(value: unknown): Tab | undefined {
  const { id, name, root, focus, zoomed } = fieldsOf(value) ?? {};
  const node = parseNode(root);
  if (!node || typeof id !== 'number' || typeof focus !== 'string') return undefined;
  const panes = panesOf(node);
  const tab = {
    id,
    root: node,
    focus: panes.includes(focus) ? focus : (panes[0] ?? focus),
    zoomed: zoomed === true,
  };
  return typeof name === 'string' ? { ...tab, name } : tab;
}

/**
 * Reads what another client has shared. A document of another version, or one that names a pane
 * twice, is as good as none: the panes then get tabs of their own.
 */
export function parseDocument(value: unknown): Layout {
  const document = fieldsOf(value);
  if (document?.['version'] !== DOCUMENT_VERSION || !Array.isArray(document['tabs'])) {
    return EMPTY_LAYOUT;
  }
  const tabs = document['tabs'].map(parseTab).filter((tab) => tab !== undefined);
  const hidden = Array.isArray(document['hidden'])
    ? document['hidden'].filter((id) => typeof id === 'string')
    : [];
  const panes = [...tabs.flatMap((tab) => panesOf(tab.root)), ...hidden];
  const isUnique =
    new Set(panes).size === panes.length && new Set(tabs.map((tab) => tab.id)).size === tabs.length;
  if (!isUnique) return EMPTY_LAYOUT;
  const wanted = tabs.find((tab) => tab.id === document['activeTab']) ?? tabs[0];
  return { tabs, hidden, activeTab: wanted?.id };
}

/**
 * Takes over the tabs another client has shared; which tab is active, which pane has the focus
 * and what is zoomed stays each client's own.
 */
export function adoptShared(own: Layout, shared: Layout): Layout {
  const tabs = shared.tabs.map((tab) => {
    const mine = own.tabs.find((each) => each.id === tab.id);
    if (!mine || !panesOf(tab.root).includes(mine.focus)) return tab;
    return { ...tab, focus: mine.focus, zoomed: mine.zoomed };
  });
  const isKept = tabs.some((tab) => tab.id === own.activeTab);
  return {
    ...shared,
    tabs,
    activeTab: isKept ? own.activeTab : shared.activeTab,
  };
}
