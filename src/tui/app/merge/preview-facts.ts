/** What is worth knowing before a merge beside its plan: it shows when it has been found. */
import { toQtuiError } from '../../../core/errors.js';
import { DisposableStore } from '../../../core/lifecycle.js';
import type { MergePlan } from '../../../core/merge.js';
import type { SavedMergeDraft } from '../../../core/merge-draft.js';
import { meetingsBySession, type SessionMeetings } from '../../../core/radar-words.js';
import type { SessionMetadata } from '../../../core/session.js';
import { sessionTitle } from '../../../core/session.js';
import { isOpen } from '../../../core/session-status.js';
import { count, printable } from '../../../core/text.js';
import { paneOfSession } from '../../model/selectors.js';
import { type Line, wrapped } from '../../views/line.js';
import type { App } from '../app.js';
import { pauseAgent } from '../panes/pause-agent.js';
import { ageWords } from '../tidy/undo-last.js';
import type { MergeWalk } from './walk.js';

/** Others named in one line; what is beyond is counted. */
const NAMED = 4;

interface OtherMerge {
  title: string;
  draft: SavedMergeDraft;
}

export class PreviewFacts {
  readonly #app: App;
  readonly #walk: MergeWalk;
  readonly #abort = new AbortController();
  readonly #owned = new DisposableStore();
  #meetings: SessionMeetings | undefined;
  #others: readonly OtherMerge[] = [];
  /** Told when there is something else to say. */
  onChange: () => void = () => undefined;

  constructor(app: App, walk: MergeWalk) {
    this.#app = app;
    this.#walk = walk;
    this.#owned.add(app.store.onChange(() => this.onChange()));
    void this.#look(async () => {
      const { repoRoot } = walk.plan.request;
      const report = await app.sessions.radar(repoRoot, { signal: this.#abort.signal });
      this.#meetings = meetingsBySession(report).get(walk.session.id);
    });
    void this.#look(async () => {
      this.#others = await readOtherMerges(app, walk);
    });
  }

  /** That they cannot be found keeps nobody from merging. */
  async #look(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const { code } = toQtuiError(thrown, 'look at the other sessions');
      if (!this.#abort.signal.aborted) this.#app.log.log('warn', 'merge.facts', { code });
    }
    if (!this.#abort.signal.aborted) this.onChange();
  }

  get #agent() {
    return paneOfSession(this.#app.store.state, this.#walk.session.id)?.info;
  }

  /** It may write while one merges. */
  get isAgentBusy(): boolean {
    const { agentState, exit, isPaused } = this.#agent ?? {};
    return !exit && !isPaused && (agentState === 'busy' || agentState === 'starting');
  }

  /** Stops the agent where it is, until the walk is over. */
  async pauseAgent(): Promise<void> {
    const paneId = this.#agent?.paneId;
    if (paneId === undefined) return;
    await pauseAgent(this.#app.link.require(), paneId);
    this.#walk.pausedPane = paneId;
  }

  lines(plan: MergePlan, width: number): Line[] {
    return [
      ...this.#agentLines(width),
      ...this.#overlapLines(width),
      ...this.#otherLines(plan, width),
    ];
  }

  #agentLines(width: number): Line[] {
    if (this.isAgentBusy) {
      const words = 'Its agent is busy: what it writes from now on is not part of this merge.';
      return wrapped(words, width, 'warning');
    }
    return this.#agent?.isPaused ? wrapped('Its agent is paused.', width, 'muted') : [];
  }

  #overlapLines(width: number): Line[] {
    const { others = [] } = this.#meetings ?? {};
    if (others.length === 0) return [];
    const named = others.slice(0, NAMED).map(({ title, files, conflicts }) => {
      const what = conflicts > 0 ? count(conflicts, 'conflict') : count(files, 'file');
      return `${printable(title)} (${what})`;
    });
    const rest = others.length - named.length;
    const more = rest > 0 ? [`${rest} more`] : [];
    const role = others.some(({ conflicts }) => conflicts > 0) ? 'warning' : 'muted';
    return wrapped(`Also changed by: ${[...named, ...more].join(', ')}.`, width, role);
  }

  #otherLines({ request: { target } }: MergePlan, width: number): Line[] {
    return this.#others
      .filter(({ draft }) => draft.target === target)
      .flatMap(({ title, draft: { time } }) => {
        const words = `${printable(title)} is being merged into ${printable(target)} too, begun ${ageWords(time)}.`;
        return wrapped(words, width, 'warning');
      });
  }

  dispose(): void {
    this.#abort.abort();
    this.#owned.dispose();
  }
}

/** Merges of other sessions of the repository that were begun and have not landed. */
async function readOtherMerges(app: App, { session, plan }: MergeWalk): Promise<OtherMerge[]> {
  const { repoRoot } = plan.request;
  const isOther = (other: SessionMetadata) =>
    other.id !== session.id && other.worktreeInfo?.repoRoot === repoRoot && isOpen(other);
  const others = [...app.store.state.sessions.values()]
    .map(({ metadata }) => metadata)
    .filter(isOther);
  const found = await Promise.all(
    others.map(async (other): Promise<OtherMerge[]> => {
      const { draft } = await app.sessions.mergeDraft(other.id);
      return draft ? [{ title: sessionTitle(other), draft }] : [];
    }),
  );
  return found.flat();
}
