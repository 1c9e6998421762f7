/** A model is asked about text in conflict; what it answers waits for the person. */
import type { ProposalProgress } from '../../../../core/conflict/proposal.js';
import { QtuiError } from '../../../../core/errors.js';
import { type ModelUsage, NO_USAGE, usageOf } from '../../../../core/llm.js';
import { pooled } from '../../../../core/pool.js';
import { count } from '../../../../core/text.js';
import { usageWords } from '../../../../core/usage-words.js';
import { clipPath } from '../../../dialogs/conflicts/path.js';
import { Said, waitFor } from '../../../dialogs/simple.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import { answersOf, type HunkWork } from '../../../model/conflicts/hunk-work.js';
import type { ConflictDesk } from './desk.js';
import { type Asked, howMany } from './how-many.js';

const PATH_WIDTH = 40;
/** Files that are under way together; how many questions are is a setting. */
const FILES_AT_ONCE = 4;
const SECOND = 1000;

/** Asks about hunks of one file; what comes back is kept with the desk. */
export async function askForHunks(
  desk: ConflictDesk,
  item: ConflictItem,
  work: HunkWork,
  hunks: readonly number[],
): Promise<void> {
  await askAll(desk, [{ item, work, hunks }]);
}

/**
 * Several files at the same time, until the person stops it; what has come by then is kept. Of many
 * hunks the person says first whether all of them are meant.
 */
export async function askAll(desk: ConflictDesk, wanted: readonly Asked[]): Promise<void> {
  const all = await howMany(desk, wanted);
  if (all.length === 0) return;
  const { app } = desk;
  const abort = new AbortController();
  const { signal } = abort;
  const said = new Said();
  const hunks = all.reduce((sum, each) => sum + each.hunks.length, 0);
  const refused: string[] = [];
  const answered = new Set<string>();
  /** Of files that are under way. */
  const usages = new Map<string, ModelUsage>();
  const waits = new Waits();
  const say = () => {
    const usage = [desk.usage, ...usages.values()].reduce(usageOf);
    said.say(progressWords({ answered: answered.size, hunks }, waits, usage));
  };
  const askFor = async ({ item, work, hunks: indices }: Asked): Promise<void> => {
    const { path } = item.conflict;
    try {
      const proposal = await app.sessions.proposeResolution(desk.plan, item.conflict, {
        ...{ hunks: indices, answers: answersOf(work), signal },
        onProgress: (progress) => {
          usages.set(item.key, progress.usage);
          if (progress.step === 'done') answered.add(`${item.key} ${progress.hunk}`);
          waits.told(`${item.key} ${progress.hunk}`, path, progress);
          say();
        },
      });
      usages.delete(item.key);
      desk.keepProposal(item.key, proposal);
      app.notifyWarnings(proposal.warnings);
    } catch (thrown) {
      desk.spend(usages.get(item.key) ?? NO_USAGE);
      usages.delete(item.key);
      // A file that is never a model's is the person's; the others can be asked about.
      if (!isRefused(thrown) || all.length === 1) throw thrown;
      refused.push(thrown.message);
    }
  };
  // What is silent is no less under way: how long shows that it is waited for.
  const clock = setInterval(say, SECOND);
  const ask = () => pooled(all, askFor, FILES_AT_ONCE).finally(() => clearInterval(clock));
  const done = await waitFor(
    app.dialogs,
    {
      title: 'Ask the model',
      text: `Asking about ${count(hunks, 'hunk')} of ${count(all.length, 'file')} …`,
      ...{ said, doing: 'ask the model', abort },
    },
    ask().then(() => true),
  );
  if (!done) app.notify('Stopped: what the model had answered by then is kept.');
  if (refused.length > 0) app.notify(refused.join(' '), 'warning');
}

function isRefused(thrown: unknown): thrown is QtuiError {
  return thrown instanceof QtuiError && thrown.code === 'resolution-refused';
}

const STEP_WORDS: Readonly<Record<ProposalProgress['step'], string>> = {
  asking: 'asked',
  answering: 'answers',
  checking: 'its answer is checked',
  done: 'done',
};

interface Wait {
  readonly path: string;
  readonly progress: ProposalProgress;
  /** When its question was asked, ms of `performance.now()`. */
  readonly since: number;
}

/** Questions that are under way, and since when. */
class Waits {
  readonly #open = new Map<string, Wait>();
  #last: Wait | undefined;

  told(key: string, path: string, progress: ProposalProgress): void {
    const former = this.#open.get(key);
    const { attempt, limitSeconds, step } = progress;
    // It has waited for its turn until a limit is told.
    const isSame =
      former?.progress.attempt === attempt &&
      (former.progress.limitSeconds !== undefined || limitSeconds === undefined);
    const since = former && isSame ? former.since : performance.now();
    this.#last = { path, progress, since };
    if (step === 'done') this.#open.delete(key);
    else this.#open.set(key, this.#last);
  }

  /** That of which was heard last; else the one that is waited for the longest. */
  get shown(): Wait | undefined {
    const isOver = this.#last?.progress.step === 'done';
    return isOver ? ([...this.#open.values()][0] ?? this.#last) : this.#last;
  }
}

function progressWords(
  { answered, hunks }: { answered: number; hunks: number },
  { shown }: Waits,
  usage: ModelUsage,
): string {
  return [
    `${answered} of ${count(hunks, 'hunk')} answered`,
    ...(shown ? [waitWords(shown)] : []),
    `This merge so far: ${usageWords(usage)}`,
  ].join('\n');
}

function waitWords({ path, progress, since }: Wait): string {
  const { hunk, attempt, step, received, limitSeconds } = progress;
  const again = attempt > 1 ? ', once more with the reasons' : '';
  const letters = received > 0 ? `, ${count(received, 'character')}` : '';
  const isAnswering = step === 'asking' || step === 'answering';
  const words = STEP_WORDS[step === 'answering' && received === 0 ? 'asking' : step];
  const seconds = Math.floor((performance.now() - since) / SECOND);
  const limit = limitSeconds === undefined ? '' : ` of at most ${limitSeconds}`;
  const time = isAnswering && seconds > 0 ? `, ${seconds} s${limit}` : '';
  return `${clipPath(path, PATH_WIDTH, true)}, hunk ${hunk + 1}: ${words}${time}${again}${letters}`;
}
