import {
  type ConflictText,
  conflictTextOf,
  contextOf,
  type HunkAnswer,
} from '../../../core/conflict/hunks.js';
import type { ConflictProposal, HunkOutcome } from '../../../core/conflict/proposal.js';
import { QtuiError } from '../../../core/errors.js';
import { type ModelUsage, NO_USAGE, usageOf } from '../../../core/llm.js';
import type { MergeConflict, MergePlan } from '../../../core/merge.js';
import type { ProposalOptions } from '../../../core/ports/proposing.js';
import type { SessionDependencies } from '../../dependencies.js';
import { askForHunk, type Earlier, type HunkAsking } from './hunk.js';
import { refusePersonsMatter, refuseSecrets, requireText } from './refusals.js';
import { type Story, tellStory } from './story.js';
import { type FileSyntax, fileSyntax, syntaxCommands } from './syntax.js';

/** Lines around a hunk that a model is shown. */
export const AROUND = { before: 30, after: 30 };

/** See `ProposingService.proposeResolution`. */
export async function proposeResolution(
  deps: SessionDependencies,
  plan: MergePlan,
  conflict: MergeConflict,
  options: ProposalOptions = {},
): Promise<ConflictProposal> {
  refusePersonsMatter(conflict);
  refuseSecrets(conflict);
  const files = await deps.git.merges.readConflict(plan, conflict);
  const text = requireText(conflict, conflictTextOf(files));
  refuseSecrets(conflict, text);
  const { signal } = options;
  const [config, story] = await Promise.all([
    deps.config(plan.request.repoRoot),
    tellStory(deps, plan, conflict, { signal }),
  ]);
  const { commands, warnings } = await syntaxCommands(deps, config);
  const asking = new Asking(deps, { path: conflict.path, text, story }, options);
  await asking.askAll();
  // What the person has stopped is not to go on with commands.
  const how = asking.isStopped ? { commands: {} } : { commands, signal };
  const { syntax, ...told } = await fileSyntax(deps, conflict.path, { files, text }, how);
  const verdict = syntax ? await asking.settleSyntax(syntax) : 'unknown';
  const all = [...warnings, ...told.warnings];
  return { path: conflict.path, ...asking.result(), syntax: verdict, warnings: all };
}

interface Subject {
  path: string;
  text: ConflictText;
  story: Story;
}

/** Hunks of one file that a lane has at least: each sees what became of those before it in its lane. */
const LANE = 8;
/** Lanes of one file that are under way at the same time. */
const MOST_LANES = 4;

/** One file's hunks: of many, stretches of the file are asked for side by side. */
class Asking {
  readonly #deps: SessionDependencies;
  readonly #subject: Subject;
  readonly #options: ProposalOptions;
  readonly #hunks: readonly number[];
  readonly #outcomes = new Map<number, HunkOutcome>();
  #usage: ModelUsage = NO_USAGE;
  #isStopped = false;
  /** What keeps the hunks that are left from being asked for. */
  #failure: QtuiError | undefined;
  /** One lane has come to an end that the others share. */
  #isOver = false;

  constructor(deps: SessionDependencies, subject: Subject, options: ProposalOptions) {
    this.#deps = deps;
    this.#subject = subject;
    this.#options = options;
    const { hunks } = subject.text;
    const open = hunks.map((_, index) => index).filter((index) => !options.answers?.has(index));
    this.#hunks = options.hunks ?? open;
    const unknown = this.#hunks.find((index) => hunks[index] === undefined);
    if (unknown !== undefined) throw noSuchHunk(subject.path, unknown);
  }

  /** The person has cancelled it after something was accepted, which stays. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /**
   * Throws `llm-unavailable` where none of the hunks got an answer, and `aborted` where none was
   * accepted.
   */
  async askAll(): Promise<void> {
    const ended = await Promise.allSettled(lanesOf(this.#hunks).map((lane) => this.#askLane(lane)));
    const thrown = ended.find((each) => each.status === 'rejected');
    if (thrown) {
      if (!this.#options.signal?.aborted || this.#accepted().length === 0) throw thrown.reason;
      this.#isStopped = true;
      return;
    }
    const error = this.#failure;
    if (error === undefined) return;
    if ([...this.#outcomes.values()].every(({ kind }) => kind === 'failed')) throw error;
    for (const left of this.#hunks) {
      if (this.#outcomes.has(left)) continue;
      this.#outcomes.set(left, { hunk: left, attempts: 0, kind: 'failed', error });
    }
  }

  async #askLane(hunks: readonly number[]): Promise<void> {
    for (const hunk of hunks) {
      if (this.#isOver) return;
      try {
        const outcome = await this.#ask(hunk);
        this.#outcomes.set(hunk, outcome);
        if (outcome.kind !== 'failed') continue;
        // What keeps one from being asked keeps the others too.
        this.#failure ??= outcome.error;
        this.#isOver = true;
      } catch (thrown) {
        this.#isOver = true;
        throw thrown;
      }
    }
  }

  /** Asks once more for what keeps the file from parsing; what still does is not taken. */
  async settleSyntax(syntax: FileSyntax): Promise<ConflictProposal['syntax']> {
    for (;;) {
      const accepted = this.#accepted();
      if (accepted.length === 0) return 'unknown';
      const verdict = await syntax.verdict(this.#answers());
      if (verdict.kind !== 'fails') return verdict.kind;
      const place = verdict.line === undefined ? '' : ` (line ${verdict.line})`;
      const message = `With it the file does not parse: ${verdict.message}${place}`;
      const reasons = [{ code: 'syntax' as const, message }];
      const guilty = await syntax.guilty(this.#answers(), accepted);
      const again = this.#isStopped
        ? []
        : guilty.filter((hunk) => this.#outcomes.get(hunk)?.attempts === 1);
      for (const hunk of again) await this.#askAgain(hunk, { attempts: 1, reasons });
      if (again.length > 0 && !this.#isStopped) continue;
      for (const hunk of guilty) this.#reject(hunk, reasons);
      return 'fails';
    }
  }

  result(): Pick<ConflictProposal, 'outcomes' | 'usage'> {
    const outcomes = this.#hunks.flatMap((hunk) => this.#outcomes.get(hunk) ?? []);
    return { outcomes, usage: this.#usage };
  }

  async #askAgain(hunk: number, earlier: Earlier): Promise<void> {
    const before = this.#outcomes.get(hunk);
    if (before?.kind !== 'accepted') return;
    this.#outcomes.delete(hunk);
    const proposal = { ...earlier, proposal: before.proposal };
    const outcome = await this.#unlessStopped(this.#ask(hunk, proposal));
    this.#outcomes.set(hunk, outcome ?? before);
  }

  async #unlessStopped(work: Promise<HunkOutcome>): Promise<HunkOutcome | undefined> {
    try {
      return await work;
    } catch (thrown) {
      if (!this.#options.signal?.aborted || this.#accepted().length === 0) throw thrown;
      this.#isStopped = true;
      return undefined;
    }
  }

  #reject(hunk: number, reasons: Earlier['reasons']): void {
    const before = this.#outcomes.get(hunk);
    if (before?.kind !== 'accepted') return;
    const { attempts, proposal } = before;
    this.#outcomes.set(hunk, { hunk, attempts, kind: 'rejected', reasons, proposal });
  }

  async #ask(hunk: number, earlier?: Earlier): Promise<HunkOutcome> {
    const { signal, onProgress } = this.#options;
    const { path, text, story } = this.#subject;
    const lines = text.hunks[hunk];
    if (lines === undefined) throw noSuchHunk(path, hunk);
    signal?.throwIfAborted();
    const place = { hunk, place: this.#hunks.indexOf(hunk) + 1, of: this.#hunks.length };
    const asking: HunkAsking = {
      ...{ model: this.#deps.model, text, hunk, signal },
      question: { path, hunk: lines, ...contextOf(text, hunk, AROUND, this.#answers()), ...story },
      onStep: (step, attempt, { usage, ...so }) =>
        onProgress?.({ ...place, attempt, step, ...so, usage: usageOf(this.#usage, usage) }),
      onUsed: (usage) => {
        this.#usage = usageOf(this.#usage, usage);
      },
    };
    const outcome = await askForHunk(asking, earlier);
    const usage = this.#usage;
    onProgress?.({ ...place, attempt: outcome.attempts, step: 'done', received: 0, usage });
    return outcome;
  }

  #accepted(): number[] {
    return [...this.#outcomes.values()].flatMap(({ kind, hunk }) =>
      kind === 'accepted' ? [hunk] : [],
    );
  }

  /** Those that hold already, and those that are accepted. */
  #answers(): Map<number, HunkAnswer> {
    const asked = new Set(this.#hunks);
    const given = [...(this.#options.answers ?? [])].filter(([hunk]) => !asked.has(hunk));
    const accepted = [...this.#outcomes.values()].flatMap((outcome): [number, HunkAnswer][] =>
      outcome.kind === 'accepted' ? [[outcome.hunk, { lines: outcome.proposal.lines }]] : [],
    );
    return new Map([...given, ...accepted]);
  }
}

/** Stretches of neighbours, of about the same length. */
function lanesOf(hunks: readonly number[]): number[][] {
  const lanes = Math.max(1, Math.min(MOST_LANES, Math.floor(hunks.length / LANE)));
  const size = Math.ceil(hunks.length / lanes);
  return Array.from({ length: lanes }, (_, lane) => hunks.slice(lane * size, (lane + 1) * size));
}

function noSuchHunk(path: string, hunk: number): QtuiError {
  return new QtuiError('usage', `${path} has no conflict number ${hunk + 1}.`);
}
