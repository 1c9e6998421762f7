/** A model is asked about text in conflict; what it answers waits for the person. */
import type { ProposalProgress } from '../../../../core/conflict/proposal.js';
import { QtuiError } from '../../../../core/errors.js';
import { NO_USAGE, usageOf } from '../../../../core/llm.js';
import { count } from '../../../../core/text.js';
import { usageWords } from '../../../../core/usage-words.js';
import { clipPath } from '../../../dialogs/conflicts/path.js';
import { Said, waitFor } from '../../../dialogs/simple.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import { answersOf, type HunkWork } from '../../../model/conflicts/hunk-work.js';
import type { ConflictDesk } from './desk.js';

const PATH_WIDTH = 50;

/** The hunks of a file that are asked about. */
export interface Asked {
  readonly item: ConflictItem;
  readonly work: HunkWork;
  readonly hunks: readonly number[];
}

/** Asks about hunks of one file; what comes back is kept with the desk. */
export async function askForHunks(
  desk: ConflictDesk,
  item: ConflictItem,
  work: HunkWork,
  hunks: readonly number[],
): Promise<void> {
  await askAll(desk, [{ item, work, hunks }]);
}

/** One file after the other, until the person stops it; what has come by then is kept. */
export async function askAll(desk: ConflictDesk, all: readonly Asked[]): Promise<void> {
  if (all.length === 0) return;
  const { app } = desk;
  const abort = new AbortController();
  const { signal } = abort;
  const said = new Said();
  const hunks = all.reduce((sum, each) => sum + each.hunks.length, 0);
  const refused: string[] = [];
  const ask = async (): Promise<void> => {
    for (const [index, { item, work, hunks: indices }] of all.entries()) {
      let usage = NO_USAGE;
      const file = { place: index + 1, of: all.length, path: item.conflict.path };
      try {
        const proposal = await app.sessions.proposeResolution(desk.plan, item.conflict, {
          ...{ hunks: indices, answers: answersOf(work), signal },
          onProgress: (progress) => {
            usage = progress.usage;
            said.say(progressWords(file, progress, desk));
          },
        });
        desk.keepProposal(item.key, proposal);
        app.notifyWarnings(proposal.warnings);
      } catch (thrown) {
        desk.spend(usage);
        // A file that is never a model's is the person's; the others can be asked about.
        if (!isRefused(thrown) || all.length === 1) throw thrown;
        refused.push(thrown.message);
      }
    }
  };
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

function progressWords(
  file: { place: number; of: number; path: string },
  { place, of, attempt, step, received, usage }: ProposalProgress,
  desk: ConflictDesk,
): string {
  const again = attempt > 1 ? ', once more with the reasons' : '';
  const letters = received > 0 ? `, ${count(received, 'character')}` : '';
  return [
    `File ${file.place} of ${file.of}: ${clipPath(file.path, PATH_WIDTH, true)}`,
    `Hunk ${place} of ${of}: ${STEP_WORDS[step]}${again}${letters}`,
    `This merge so far: ${usageWords(usageOf(desk.usage, usage))}`,
  ].join('\n');
}
