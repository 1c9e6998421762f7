import {
  type CellRow,
  DEFAULT_MODES,
  DEFAULT_STYLE,
  type HistoryRange,
  NO_COLORS,
  type PaneColors,
  type PaneFrame,
  type PaneModes,
  packCode,
  ROW,
  type Style,
} from '../../../src/core/frame.js';
import { Emitter } from '../../../src/core/lifecycle.js';
import type {
  Appearance,
  ClipboardRead,
  HostConnection,
  PaneExit,
  PaneInfo,
  PaneLaunch,
  PaneNotification,
  SharedLayout,
  ToolLaunch,
} from '../../../src/core/ports/host.js';
import { textWidth } from '../../../src/tui/terminal/text-width.js';

export type ScriptedLine =
  | string
  | {
      text: string;
      /** It goes on where the line above it ends. */
      isWrapped?: boolean;
      /** Target of a hyperlink over the whole text. */
      link?: string;
      /** Bits of `ROW`. */
      flags?: number;
    };

interface ScriptedPane {
  info: PaneInfo;
  lines: ScriptedLine[];
  history: ScriptedLine[];
  modes: PaneModes;
  /** Colours that the program has set. */
  colors?: PaneColors;
  written: string;
}

/** What several scripted clients share, as the real host does. */
export class ScriptedHost {
  readonly panes = new Map<string, ScriptedPane>();
  /** Panes that are a client's own. */
  readonly tools = new Set<string>();
  layout: SharedLayout = { revision: 0, document: null };
  readonly clients = new Set<ScriptedConnection>();
  isShutDown = false;
  /** Texts by `submit`, each with its pane. */
  readonly submitted: [string, string][] = [];

  /** Awaited before scrollback is sent. */
  beforeHistory: Promise<void> | undefined;

  /** Thrown at the next attempts to connect. */
  failure: Error | undefined;

  connect(): ScriptedConnection {
    if (this.failure) throw this.failure;
    const client = new ScriptedConnection(this);
    this.clients.add(client);
    return client;
  }

  add(change: Partial<PaneInfo> & { paneId: string }): PaneInfo {
    const info: PaneInfo = {
      sessionId: change.paneId,
      agentKind: 'shell',
      title: change.paneId,
      programTitle: '',
      workingDirectory: '',
      cwd: '/repo',
      argv: ['/bin/sh'],
      pid: 1,
      cols: 80,
      rows: 24,
      agentState: 'unknown',
      stateSince: Date.now(),
      unseen: false,
      bell: false,
      unreadInput: 0,
      ...change,
    };
    const modes = { ...DEFAULT_MODES };
    this.panes.set(info.paneId, { info, lines: [], history: [], modes, written: '' });
    this.changed();
    return info;
  }

  pane(paneId: string): ScriptedPane {
    const pane = this.panes.get(paneId);
    if (!pane) throw new Error(`No pane ${paneId}`);
    return pane;
  }

  set(paneId: string, change: Partial<PaneInfo>): void {
    const pane = this.pane(paneId);
    pane.info = { ...pane.info, ...change };
    this.changed();
  }

  /** The pane's screen becomes these lines. */
  print(paneId: string, ...lines: ScriptedLine[]): void {
    this.pane(paneId).lines = lines;
    for (const client of this.clients) client.sendFrame(paneId);
  }

  remove(paneId: string): void {
    this.panes.delete(paneId);
    this.changed();
  }

  endTool(paneId: string, exit: PaneExit): void {
    this.tools.delete(paneId);
    this.panes.delete(paneId);
    for (const client of this.clients) client.toolEnded.fire({ paneId, exit });
  }

  changed(): void {
    for (const client of this.clients) client.panesChanged.fire(client.panes);
  }
}

export class ScriptedConnection implements HostConnection {
  readonly #host: ScriptedHost;
  readonly info = {
    pid: 1,
    protocol: 1,
    version: '0.0.0',
    clients: 1,
    canFocus: true,
    canRunTools: true,
    canPause: true,
    canHold: true,
    canSubmit: true,
  };
  readonly panesChanged = new Emitter<readonly PaneInfo[]>();
  readonly frame = new Emitter<PaneFrame>();
  /** Panes of the frames that were acknowledged. */
  readonly acknowledged: string[] = [];
  readonly layoutChanged = new Emitter<SharedLayout>();
  readonly bell = new Emitter<{ paneId: string }>();
  readonly clipboard = new Emitter<{ paneId: string; text: string }>();
  readonly clipboardRead = new Emitter<ClipboardRead>();
  readonly notification = new Emitter<PaneNotification>();
  readonly closed = new Emitter<{ reason: string }>();
  readonly onPanesChanged = this.panesChanged.event;
  readonly onFrame = this.frame.event;
  readonly onLayoutChanged = this.layoutChanged.event;
  readonly onBell = this.bell.event;
  readonly inputTaken = new Emitter<{ paneId: string; dropped: number }>();
  readonly onInputTaken = this.inputTaken.event;
  /** Bytes that wait for a pane's program, by pane. */
  readonly waiting = new Map<string, number>();
  readonly onClipboard = this.clipboard.event;
  readonly onClipboardRead = this.clipboardRead.event;
  readonly onNotification = this.notification.event;
  readonly focusWishes = new Emitter<{ sessionId: string }>();
  readonly toolEnded = new Emitter<{ paneId: string; exit: PaneExit }>();
  readonly onToolEnded = this.toolEnded.event;
  readonly onFocus = this.focusWishes.event;
  readonly onClosed = this.closed.event;
  readonly shown = new Map<string, { cols: number; rows: number }>();
  readonly seen: string[] = [];
  readonly calls: string[] = [];
  readonly clipboardAnswers: { requestId: number; text: string | undefined }[] = [];
  appearance: Appearance | undefined;

  constructor(host: ScriptedHost) {
    this.#host = host;
  }

  get panes(): PaneInfo[] {
    const { panes, tools } = this.#host;
    return [...panes.values()]
      .filter(({ info }) => !tools.has(info.paneId))
      .map(({ info }) => info);
  }

  get layout(): SharedLayout {
    return this.#host.layout;
  }

  async launch(launch: PaneLaunch): Promise<PaneInfo> {
    return this.#host.add(launch);
  }

  async runTool(launch: ToolLaunch): Promise<PaneInfo> {
    this.#host.tools.add(launch.paneId);
    return this.#host.add({ ...launch, sessionId: '', agentKind: '', agentState: 'starting' });
  }

  async replace(launch: PaneLaunch): Promise<PaneInfo> {
    this.calls.push(`replace ${launch.paneId}`);
    return this.#host.add(launch);
  }

  async restart(paneId: string): Promise<PaneInfo> {
    this.calls.push(`restart ${paneId}`);
    const pane = this.#host.pane(paneId);
    const { exit: _ended, ...info } = pane.info;
    pane.info = { ...info, agentState: 'unknown' };
    this.#host.changed();
    return pane.info;
  }

  show(paneId: string, size: { cols: number; rows: number }): void {
    this.shown.set(paneId, size);
    const pane = this.#host.pane(paneId);
    const sizes = [...this.#host.clients].flatMap((client) => client.shown.get(paneId) ?? []);
    pane.info = {
      ...pane.info,
      cols: Math.min(...sizes.map(({ cols }) => cols)),
      rows: Math.min(...sizes.map(({ rows }) => rows)),
    };
    for (const client of this.#host.clients) client.sendFrame(paneId);
  }

  hide(paneId: string): void {
    this.shown.delete(paneId);
  }

  sendFrame(paneId: string): void {
    if (!this.shown.has(paneId)) return;
    const { info, lines, history, modes, colors = NO_COLORS } = this.#host.pane(paneId);
    const styles = stylesOf(lines);
    this.frame.fire({
      paneId,
      full: true,
      cols: info.cols,
      rows: info.rows,
      cursor: { x: 0, y: lines.length, visible: true, shape: 'block', blink: false },
      modes,
      colors,
      // Another width numbers the lines anew.
      numbering: info.cols,
      firstLine: 0,
      historyLength: history.length,
      newStyles: styles.map((style, index) => ({ index, style })),
      clusters: [],
      changedRows: lines.slice(0, info.rows).map((line, y) => cellRow(line, y, styles)),
    });
  }

  acknowledge(paneId: string): void {
    this.acknowledged.push(paneId);
  }

  async focus(): Promise<boolean> {
    return false;
  }

  markSeen(paneId: string): void {
    this.seen.push(paneId);
    this.#host.set(paneId, { unseen: false, bell: false });
  }

  write(paneId: string, bytes: Uint8Array): void {
    // Who types does not know yet that a program has ended.
    const pane = this.#host.panes.get(paneId);
    if (pane) pane.written += Buffer.from(bytes).toString();
  }

  waitingInput(paneId: string): number {
    return this.waiting.get(paneId) ?? 0;
  }

  async history(
    paneId: string,
    { from, count }: { from: number; count: number },
  ): Promise<HistoryRange> {
    await this.#host.beforeHistory;
    const { info, history, lines } = this.#host.pane(paneId);
    const rows = [...history, ...lines].slice(from, from + count);
    const styles = stylesOf(rows);
    return {
      from,
      // Another width numbers the lines anew.
      numbering: info.cols,
      firstLine: 0,
      historyLength: history.length,
      styles,
      clusters: [],
      rows: rows.map((line, y) => cellRow(line, y, styles)),
    };
  }

  async capture(paneId: string): Promise<string> {
    const { lines } = this.#host.pane(paneId);
    return lines.map((line) => (typeof line === 'string' ? line : line.text)).join('\n');
  }

  async close(paneId: string): Promise<void> {
    this.calls.push(`close ${paneId}`);
    if (this.#host.tools.has(paneId)) this.#host.endTool(paneId, { code: 0, signal: 1 });
    else this.#host.remove(paneId);
  }

  async submit(paneId: string, text: string): Promise<void> {
    this.#host.submitted.push([paneId, text]);
  }

  async hold(paneId: string): Promise<void> {
    await this.pause(paneId);
  }

  async pause(paneId: string): Promise<void> {
    this.#host.set(paneId, { isPaused: true });
  }

  async resume(paneId: string): Promise<void> {
    const { isPaused: _paused, ...info } = this.#host.pane(paneId).info;
    this.#host.pane(paneId).info = info;
    this.#host.changed();
  }

  async rename(paneId: string, title: string): Promise<void> {
    this.#host.set(paneId, { title });
  }

  async setLayout(document: unknown, revision: number): Promise<SharedLayout> {
    if (revision === this.#host.layout.revision) {
      this.#host.layout = { revision: revision + 1, document };
      for (const client of this.#host.clients) client.layoutChanged.fire(this.#host.layout);
    }
    return this.#host.layout;
  }

  answerClipboardRead(requestId: number, text: string | undefined): void {
    this.clipboardAnswers.push({ requestId, text });
  }

  setAppearance(appearance: Appearance): void {
    this.appearance = appearance;
  }

  async shutdown(): Promise<void> {
    this.#host.isShutDown = true;
    for (const client of [...this.#host.clients]) client.closed.fire({ reason: 'shut down' });
  }

  dispose(): void {
    this.#host.clients.delete(this);
  }
}

/** The styles that links need: the default one, then one for each target. */
function stylesOf(lines: readonly ScriptedLine[]): Style[] {
  const links = lines.flatMap((line) => (typeof line === 'string' ? [] : (line.link ?? [])));
  return [DEFAULT_STYLE, ...new Set(links)].map((each) =>
    typeof each === 'string' ? { ...DEFAULT_STYLE, link: each } : each,
  );
}

function cellRow(line: ScriptedLine, y: number, styles: readonly Style[]): CellRow {
  const {
    text,
    isWrapped = false,
    link = '',
    flags = 0,
  } = typeof line === 'string' ? { text: line } : line;
  const codes = [...text].flatMap((each) => {
    const code = each.codePointAt(0) ?? 32;
    return textWidth(each) === 2 ? [packCode(code, 2), packCode(0, 0)] : [packCode(code, 1)];
  });
  const style = styles.findIndex((each) => each.link === link);
  return {
    y,
    codes: Uint32Array.from(codes),
    styles: new Uint32Array(codes.length).fill(style),
    flags: flags | (isWrapped ? ROW.wrapped : 0),
  };
}
