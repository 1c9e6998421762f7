import { QtuiError } from '../../core/errors.js';
import type { Appearance, PaneInfo, PaneLaunch, PaneNotification } from '../../core/ports/host.js';
import { checkLaunch } from './launch-check.js';
import { type CheckedLaunch, Pane } from './pane.js';
import type { RunServices } from './run.js';
import { NO_OUTPUT, openTerminal, savedOutput } from './terminal.js';
import type { FrameSink } from './views.js';

export interface PaneSetListener {
  changed(): void;
  bell(paneId: string): void;
  clipboard(paneId: string, text: string): void;
  clipboardRead(paneId: string, answer: (text: string | undefined) => void): void;
  notification(notification: PaneNotification): void;
  /** A program ended or a pane went; the host may have become idle. */
  lessToDo(): void;
}

/** The panes of a host, in order of their creation. */
export class PaneSet {
  readonly #services: () => Promise<RunServices>;
  readonly #listener: PaneSetListener;
  readonly #panes = new Map<string, Pane>();
  /** Ids whose launch is being checked. */
  readonly #starting = new Set<string>();
  /** Panes that are being closed, or were: no program is started in them any more. */
  readonly #ending = new WeakSet<Pane>();
  #isClosing = false;

  constructor(services: () => Promise<RunServices>, listener: PaneSetListener) {
    this.#services = services;
    this.#listener = listener;
  }

  /** Some program runs or is about to. */
  get hasLive(): boolean {
    return this.#starting.size > 0 || [...this.#panes.values()].some((pane) => pane.isLive);
  }

  infos(): PaneInfo[] {
    return [...this.#panes.values()].map((pane) => pane.info());
  }

  find(paneId: string): Pane | undefined {
    return this.#panes.get(paneId);
  }

  /** Throws `pane-not-found`. */
  get(paneId: string): Pane {
    const pane = this.#panes.get(paneId);
    if (pane) return pane;
    throw notFound(paneId);
  }

  /**
   * Starts a program in a new pane, or in the pane of that id when its program has exited. Throws
   * `name-taken`, and the errors of `checkLaunch` and `Pane`; then nothing has changed.
   */
  async launch(launch: PaneLaunch): Promise<PaneInfo> {
    if (this.#panes.get(launch.paneId)?.isLive) throw alreadyRuns(launch.paneId);
    return this.#exclusively(launch.paneId, async () => {
      const checked = { launch, program: await checkLaunch(launch) };
      const services = await this.#services();
      const existing = this.#panes.get(launch.paneId);
      if (existing) return this.#runAgain(existing, checked, launch.typedPrompt);
      this.#refuseWhileClosing();
      const earlier = services.saver?.load(launch.paneId).then(savedOutput);
      const terminal = openTerminal(services, launch, earlier ?? NO_OUTPUT);
      const pane = new Pane(services, checked, terminal, {
        changed: () => this.#listener.changed(),
        bell: () => this.#listener.bell(launch.paneId),
        clipboard: (text) => this.#listener.clipboard(launch.paneId, text),
        clipboardRead: (answer) => this.#listener.clipboardRead(launch.paneId, answer),
        notification: (title, body) =>
          this.#listener.notification({ paneId: launch.paneId, title, body }),
        exited: () => this.#listener.lessToDo(),
      });
      this.#panes.set(launch.paneId, pane);
      this.#listener.changed();
      return pane.info();
    });
  }

  /** Starts an exited pane's program again. Throws like `launch`, and `pane-not-found`. */
  async restart(paneId: string): Promise<PaneInfo> {
    const pane = this.get(paneId);
    if (pane.isLive) throw alreadyRuns(paneId);
    return this.#exclusively(paneId, async () => {
      const program = await checkLaunch(pane.launch);
      return this.#runAgain(pane, { launch: pane.launch, program });
    });
  }

  /**
   * Ends the pane's program and starts this one in its place. Throws like `launch`, and
   * `pane-not-found`, with the former one still running; `agent-failed` when it cannot be ended.
   */
  async replace(launch: PaneLaunch): Promise<PaneInfo> {
    const pane = this.get(launch.paneId);
    return this.#exclusively(launch.paneId, async () => {
      const checked = { launch, program: await checkLaunch(launch) };
      if (!(await pane.end())) throw stillRuns(launch.paneId);
      return this.#runAgain(pane, checked, launch.typedPrompt);
    });
  }

  #runAgain(pane: Pane, checked: CheckedLaunch, prompt?: string): PaneInfo {
    this.#refuseWhileClosing();
    // Somebody may have closed it meanwhile.
    if (this.#ending.has(pane)) throw notFound(pane.paneId);
    const terminal = pane.nextTerminal();
    pane.restart(checked, terminal, prompt);
    return pane.info();
  }

  /** Ends the program and removes the pane. Throws `pane-not-found`. */
  async close(paneId: string): Promise<void> {
    const pane = this.get(paneId);
    this.#ending.add(pane);
    await pane.end();
    if (this.#panes.get(paneId) !== pane) return;
    this.#panes.delete(paneId);
    pane.dispose();
    this.#listener.changed();
    this.#listener.lessToDo();
  }

  setAppearance(appearance: Appearance): void {
    for (const pane of this.#panes.values()) pane.setAppearance(appearance);
  }

  hideFrom(sink: FrameSink): void {
    for (const pane of this.#panes.values()) pane.hide(sink);
  }

  /** Ends every program; none is started any more. */
  async closeAll(): Promise<void> {
    this.#isClosing = true;
    await Promise.all([...this.#panes.keys()].map((paneId) => this.close(paneId)));
  }

  #refuseWhileClosing(): void {
    if (!this.#isClosing) return;
    throw new QtuiError('host-lost', 'The host is stopping.', {
      untouched: 'No program was started.',
      hint: 'Try again; a new host will be started.',
    });
  }

  /** Two starts for one id at once would leave a program without a pane. */
  async #exclusively<T>(paneId: string, start: () => Promise<T>): Promise<T> {
    if (this.#starting.has(paneId)) throw alreadyRuns(paneId);
    this.#starting.add(paneId);
    try {
      return await start();
    } finally {
      this.#starting.delete(paneId);
      this.#listener.lessToDo();
    }
  }
}

function notFound(paneId: string): QtuiError {
  return new QtuiError('pane-not-found', `There is no pane "${paneId}".`, {
    hint: 'It may have been closed meanwhile.',
    data: { paneId },
  });
}

function stillRuns(paneId: string): QtuiError {
  return new QtuiError('agent-failed', `The program in pane "${paneId}" does not end.`, {
    untouched: 'No other program was started.',
    hint: 'Close the pane, and end the program yourself.',
    data: { paneId },
  });
}

export function alreadyRuns(paneId: string): QtuiError {
  return new QtuiError('name-taken', `A program already runs in pane "${paneId}".`, {
    untouched: 'It goes on.',
    hint: 'Close the pane first, or use another id.',
    data: { paneId },
  });
}
