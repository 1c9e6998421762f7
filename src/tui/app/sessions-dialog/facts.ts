/** What git tells of the sessions of a list, read for those that are seen, a few at a time. */
import { toQtuiError } from '../../../core/errors.js';
import { type Disposable, DisposableStore } from '../../../core/lifecycle.js';
import { meetingsBySession } from '../../../core/radar-words.js';
import { isPutAway } from '../../../core/session-status.js';
import { paneOfSession } from '../../model/selectors.js';
import { withMeetings, withVerdicts } from '../../model/session-facts.js';
import type { SessionRow } from '../../model/session-table/rows.js';
import { withGitStatus } from '../../model/state.js';
import type { App } from '../app.js';

/** Looks at once; each is a few processes. */
const PARALLEL_LOOKS = 2;

/** Every pair of them is compared: beyond it that is for the person to ask for. */
const MOST_COMPARED = 50;

/** Reads until it is disposed; what was read before is shown until then. */
export class SessionFacts implements Disposable {
  readonly #app: App;
  readonly #visible: () => readonly SessionRow[];
  readonly #abort = new AbortController();
  readonly #owned = new DisposableStore();
  /** Sessions, each in a state of its agent, and roots of repositories that were looked at. */
  #looked = new Set<string>();
  #looks = 0;
  #isPlanned = false;

  constructor(app: App, visible: () => readonly SessionRow[]) {
    this.#app = app;
    this.#visible = visible;
    this.#owned.add(app.dialogs.onChange(() => this.#plan()));
    this.#owned.add(app.store.onChange(() => this.#plan()));
    this.#owned.add(app.repositoryChanged.event(() => this.again()));
    this.again();
  }

  /** What was read may be wrong by now. */
  again(): void {
    this.#looked = new Set();
    this.#judgeMerged();
    this.#plan();
  }

  /** After the drawing that tells what is seen. */
  #plan(): void {
    if (this.#isPlanned || this.#abort.signal.aborted) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      this.#lookOn();
    });
  }

  #lookOn(): void {
    while (this.#looks < PARALLEL_LOOKS && !this.#abort.signal.aborted) {
      const look = this.#nextStatus() ?? (this.#looks === 0 ? this.#nextRadar() : undefined);
      if (!look) return;
      this.#looks += 1;
      void look().finally(() => {
        this.#looks -= 1;
        this.#plan();
      });
    }
  }

  #nextStatus(): (() => Promise<void>) | undefined {
    const row = this.#visible().find(
      ({ id, session }) =>
        session?.directoryExists && session.metadata.repoRoot && !this.#looked.has(this.#stage(id)),
    );
    const metadata = row?.session?.metadata;
    if (!metadata) return undefined;
    this.#looked.add(this.#stage(metadata.id));
    return () =>
      this.#read('git-status', async (signal) => {
        const git = await this.#app.sessions.gitStatus(metadata, signal);
        if (signal.aborted) return;
        this.#app.store.update((state) => withGitStatus(state, metadata.id, git));
      });
  }

  /** Another one when the agent has come to rest: it may have changed something. */
  #stage(id: string): string {
    const info = paneOfSession(this.#app.store.state, id)?.info;
    if (!info) return id;
    const isAtWork = info.agentState === 'busy' || info.agentState === 'starting';
    return `${id} ${isAtWork ? 'at work' : info.stateSince}`;
  }

  #nextRadar(): (() => Promise<void>) | undefined {
    const roots = this.#visible().flatMap(({ session }) => {
      const root = session?.metadata.worktreeInfo?.repoRoot;
      return root !== undefined && session?.directoryExists ? [root] : [];
    });
    const root = roots.find((each) => !this.#looked.has(each) && this.#isComparable(each));
    if (root === undefined) return undefined;
    this.#looked.add(root);
    return () =>
      this.#read('radar', async (signal) => {
        const report = await this.#app.sessions.radar(root, { signal });
        if (signal.aborted) return;
        this.#app.store.update((state) => withMeetings(state, root, meetingsBySession(report)));
      });
  }

  #isComparable(root: string): boolean {
    const live = [...this.#app.store.state.sessions.values()].filter(
      ({ metadata, directoryExists }) =>
        directoryExists && !isPutAway(metadata) && metadata.worktreeInfo?.repoRoot === root,
    );
    return live.length <= MOST_COMPARED;
  }

  #judgeMerged(): void {
    void this.#read('merged', async (signal) => {
      const verdicts = await this.#app.sessions.merged({ signal });
      if (!signal.aborted) this.#app.store.update((state) => withVerdicts(state, verdicts));
    });
  }

  /** A failure leaves what was known; only the log is told. */
  async #read(what: string, look: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#abort;
    try {
      await look(signal);
    } catch (thrown) {
      if (signal.aborted) return;
      const { code } = toQtuiError(thrown, 'look at the sessions');
      this.#app.log.log('warn', `tui.${what}`, { code });
    }
  }

  dispose(): void {
    this.#abort.abort();
    this.#owned.dispose();
  }
}
