import { QtuiError } from '../../src/core/errors.js';
import { Emitter } from '../../src/core/lifecycle.js';
import type {
  ClipboardRead,
  HostConnection,
  PaneActivity,
  PaneExit,
  PaneInfo,
  PaneLaunch,
  PaneNotification,
  SharedLayout,
  ToolLaunch,
} from '../../src/core/ports/host.js';

/** Above the kernel's greatest pid, so that no process of the machine is taken for a pane's. */
const NO_PROCESS = 4_194_305;

/** A host without ptys: panes are records, and what was asked of it is written down. */
export class FakeHost implements HostConnection {
  readonly info = {
    pid: process.pid,
    protocol: 1,
    version: '0.0.0',
    clients: 1,
    canFocus: true,
    canRunTools: true,
    canPause: true,
    canHold: true,
    canSubmit: true,
  };
  panes: PaneInfo[] = [];
  layout: SharedLayout = { revision: 0, document: null };

  readonly launched: PaneLaunch[] = [];
  readonly closed: string[] = [];
  readonly renamed: { paneId: string; title: string }[] = [];
  /** Rejects the next launches with this. */
  launchError: Error | undefined;
  isDisposed = false;

  readonly #panesChanged = new Emitter<readonly PaneInfo[]>();
  readonly onPanesChanged = this.#panesChanged.event;
  readonly onFrame = new Emitter<never>().event;
  readonly onLayoutChanged = new Emitter<SharedLayout>().event;
  readonly onBell = new Emitter<{ paneId: string }>().event;
  readonly onClipboard = new Emitter<{ paneId: string; text: string }>().event;
  readonly onClipboardRead = new Emitter<ClipboardRead>().event;
  readonly onNotification = new Emitter<PaneNotification>().event;
  readonly onFocus = new Emitter<{ sessionId: string }>().event;
  readonly onToolEnded = new Emitter<{ paneId: string; exit: PaneExit }>().event;
  readonly onInputTaken = new Emitter<{ paneId: string; dropped: number }>().event;
  readonly onClosed = new Emitter<{ reason: string }>().event;

  async launch(launch: PaneLaunch): Promise<PaneInfo> {
    if (this.launchError) throw this.launchError;
    this.launched.push(launch);
    const pane: PaneInfo = {
      paneId: launch.paneId,
      sessionId: launch.sessionId,
      agentKind: launch.agentKind,
      title: launch.title,
      programTitle: '',
      workingDirectory: '',
      cwd: launch.cwd,
      argv: launch.argv,
      pid: NO_PROCESS,
      cols: launch.cols,
      rows: launch.rows,
      agentState: 'starting',
      stateSince: 0,
      unseen: false,
      bell: false,
      unreadInput: 0,
    };
    this.#replace([...this.panes.filter(({ paneId }) => paneId !== launch.paneId), pane]);
    return pane;
  }

  async runTool(launch: ToolLaunch): Promise<PaneInfo> {
    throw new QtuiError('usage', `No program ${launch.argv[0]} runs here.`);
  }

  async replace(launch: PaneLaunch): Promise<PaneInfo> {
    this.#require(launch.paneId);
    return this.launch(launch);
  }

  /** The pane's program ends, as seen from outside. */
  exit(paneId: string, code: number): void {
    this.#change(paneId, { agentState: 'exited', exit: { code, signal: 0 } });
  }

  /** The pane's program waits for the person, who has asked for nothing. */
  idle(paneId: string): void {
    this.#change(paneId, { agentState: 'idle' });
  }

  /** What the pane's counter tells. */
  used(paneId: string, activity: PaneActivity): void {
    this.#change(paneId, { agentState: 'idle', activity });
  }

  async restart(paneId: string): Promise<PaneInfo> {
    const { exit: _exit, ...pane } = this.#require(paneId);
    this.#replace(this.panes.map((other) => (other.paneId === paneId ? pane : other)));
    return pane;
  }

  async close(paneId: string): Promise<void> {
    this.#require(paneId);
    this.closed.push(paneId);
    this.#replace(this.panes.filter((pane) => pane.paneId !== paneId));
  }

  async rename(paneId: string, title: string): Promise<void> {
    this.renamed.push({ paneId, title });
    this.#change(paneId, { title });
  }

  show(): void {}
  hide(): void {}
  acknowledge(): void {}
  markSeen(): void {}
  write(): void {}
  waitingInput = () => 0;

  async history() {
    return {
      from: 0,
      numbering: 0,
      firstLine: 0,
      historyLength: 0,
      styles: [],
      clusters: [],
      rows: [],
    };
  }

  async capture(): Promise<string> {
    return '';
  }

  async setLayout(document: unknown, revision: number): Promise<SharedLayout> {
    if (revision === this.layout.revision) this.layout = { revision: revision + 1, document };
    return this.layout;
  }

  answerClipboardRead(): void {}
  setAppearance(): void {}
  async submit(): Promise<void> {}

  async hold(paneId: string): Promise<void> {
    await this.pause(paneId);
  }

  async pause(paneId: string): Promise<void> {
    this.#change(paneId, { isPaused: true });
  }

  async resume(paneId: string): Promise<void> {
    const { isPaused: _paused, ...pane } = this.#require(paneId);
    this.#replace(this.panes.map((other) => (other.paneId === paneId ? pane : other)));
  }

  focus = async () => false;

  async shutdown(): Promise<void> {
    this.#replace([]);
  }

  dispose(): void {
    this.isDisposed = true;
  }

  #require(paneId: string): PaneInfo {
    const pane = this.panes.find((other) => other.paneId === paneId);
    if (pane === undefined) throw new QtuiError('pane-not-found', `There is no pane ${paneId}.`);
    return pane;
  }

  #change(paneId: string, change: Partial<PaneInfo>): void {
    const changed = { ...this.#require(paneId), ...change };
    this.#replace(this.panes.map((pane) => (pane.paneId === paneId ? changed : pane)));
  }

  #replace(panes: PaneInfo[]): void {
    this.panes = panes;
    this.#panesChanged.fire(panes);
  }
}
