/** Has what panes tell of their use written into the registry, now and then, for all sessions. */
import type { Disposable } from '../../../core/lifecycle.js';
import type { PaneInfo } from '../../../core/ports/host.js';
import type { App } from '../app.js';

/** ms from a change until it is written; what changes meanwhile goes with it. */
const DELAY = 30_000;
/** How long leaving the screen may wait for the last write, ms. */
const LAST_LIMIT = 1_000;
/** Later use of a session is news in steps of this, ms. */
const STEP = 60_000;

export class ActivitySaver implements Disposable {
  readonly #app: App;
  readonly #following: Disposable;
  #timer: NodeJS.Timeout | undefined;
  #saved = '';

  constructor(app: App) {
    this.#app = app;
    this.#following = app.link.onPanesChanged(() => this.#plan());
  }

  /** The last time, when the screen is left; not for long where the registry is busy. */
  async finish(): Promise<void> {
    // A host that has not answered yet may be silent, and what it would tell is not lost with us.
    if (!this.#app.link.connection) return;
    const options = { fileCounts: fileCounts(this.#app), isLast: true };
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_LIMIT);
    });
    await Promise.race([this.#app.sessions.saveActivity(options), limit]);
    clearTimeout(timer);
  }

  #plan(): void {
    if (this.#timer || this.#newsOf() === this.#saved) return;
    this.#timer = setTimeout(() => this.#save(), DELAY);
    this.#timer.unref();
  }

  #save(): void {
    this.#timer = undefined;
    this.#saved = this.#newsOf();
    void this.#app.sessions.saveActivity({ fileCounts: fileCounts(this.#app) });
    // An agent at work tells nothing until it is done.
    this.#plan();
  }

  #newsOf(): string {
    const panes = this.#app.link.connection?.panes ?? [];
    const counts = [...fileCounts(this.#app)].map(([id, count]) => `${id} ${count}`);
    return [...panes.map(newsOfPane), ...counts].join('\n');
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#following.dispose();
  }
}

function newsOfPane({ agentState, activity }: PaneInfo): string {
  if (!activity) return '';
  const { counterId, prompts, lastActive } = activity;
  const used = agentState === 'busy' ? Date.now() : lastActive;
  return `${counterId} ${prompts} ${Math.floor(used / STEP)}`;
}

/** How many files the sessions on the screen change, by their ids. */
function fileCounts(app: App): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [id, { git }] of app.store.state.sessions) {
    if (git?.status.changedFiles !== undefined) counts.set(id, git.status.changedFiles);
  }
  return counts;
}
