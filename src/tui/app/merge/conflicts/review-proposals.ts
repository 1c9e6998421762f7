/** What a model proposes is shown hunk by hunk; the person takes, changes or leaves it. */
import { type AnswerSource, answerLines, contextOf } from '../../../../core/conflict/hunks.js';
import type { HunkOutcome, HunkProposal } from '../../../../core/conflict/proposal.js';
import { printable } from '../../../../core/text.js';
import { pathTitle } from '../../../dialogs/conflicts/path.js';
import { type ProposalChoice, proposalDialog } from '../../../dialogs/conflicts/proposal.js';
import type { ComparedSide } from '../../../dialogs/conflicts/sides-diff.js';
import { diffOfTexts } from '../../../dialogs/diff/texts.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import { answerHunks, type HunkWork } from '../../../model/conflicts/hunk-work.js';
import { askForHunks } from './ask-model.js';
import type { ConflictDesk } from './desk.js';
import { askForLines } from './edit-hunk.js';

const CONTEXT_LINES = 3;

export interface Reviewed {
  readonly work: HunkWork;
  /** The person went back before the last one. */
  readonly isStopped: boolean;
}

/** Shows what waits for these hunks, one after the other. */
export async function reviewProposals(
  desk: ConflictDesk,
  item: ConflictItem,
  begun: HunkWork,
  hunks: readonly number[],
): Promise<Reviewed> {
  let work = begun;
  const waiting = hunks.filter((index) => desk.waiting(item.key).has(index));
  for (const [place, index] of waiting.entries()) {
    const shown = { ...work, at: index };
    const choice = await decide(desk, item, shown, `${place + 1} of ${waiting.length}`);
    if (choice === undefined) return { work, isStopped: true };
    if (choice.kind !== 'answer') continue;
    desk.dropProposal(item.key, index);
    const { answer, source } = choice;
    work = { ...answerHunks(work, [[index, { answer, source }]]), at: work.at };
    desk.keepWork(item.key, work);
  }
  return { work, isStopped: false };
}

type Decision =
  | {
      kind: 'answer';
      answer: { lines: readonly string[] } | 'ours' | 'theirs' | 'both' | 'both-reversed';
      source: AnswerSource;
    }
  | { kind: 'leave' };

/** Undefined when the person goes back. */
async function decide(
  desk: ConflictDesk,
  item: ConflictItem,
  work: HunkWork,
  place: string,
): Promise<Decision | undefined> {
  for (;;) {
    const outcome = desk.waiting(item.key).get(work.at);
    if (!outcome) return { kind: 'leave' };
    const choice = await show(desk, item, work, outcome, place);
    const lines = proposalOf(outcome)?.lines;
    switch (choice) {
      case undefined:
        return undefined;
      case 'take':
        return { kind: 'answer', answer: { lines: lines ?? [] }, source: 'model' };
      case 'edit': {
        const target = { app: desk.app, desk, item, work };
        const answer = await askForLines(target, lines ?? []);
        if (answer !== undefined) return { kind: 'answer', answer, source: 'person' };
        break;
      }
      case 'again':
        desk.dropProposal(item.key, work.at);
        await askForHunks(desk, item, work, [work.at]);
        break;
      default:
        return { kind: 'leave' };
    }
  }
}

function proposalOf(outcome: HunkOutcome): HunkProposal | undefined {
  return outcome.kind === 'failed' ? undefined : outcome.proposal;
}

async function show(
  desk: ConflictDesk,
  item: ConflictItem,
  work: HunkWork,
  outcome: HunkOutcome,
  place: string,
): Promise<ProposalChoice | undefined> {
  const { path } = item.conflict;
  const hunk = `hunk ${work.at + 1} of ${work.text.hunks.length}`;
  return desk.app.dialogs.open(
    proposalDialog({
      title: pathTitle(path, { before: `Proposal ${place}: `, after: `, ${hunk}` }),
      outcome,
      names: desk.names,
      usage: desk.usage,
      sides: await sidesOf(desk, work, proposalOf(outcome), path),
    }),
  );
}

/** The proposal against each side, with what stands around the hunk. */
async function sidesOf(
  desk: ConflictDesk,
  work: HunkWork,
  proposal: HunkProposal | undefined,
  path: string,
): Promise<ComparedSide[]> {
  const hunk = work.text.hunks[work.at];
  if (!hunk || !proposal) return [];
  const around = contextOf(work.text, work.at, { before: CONTEXT_LINES, after: CONTEXT_LINES });
  const text = (lines: readonly string[]) => [...around.before, ...lines, ...around.after].join('');
  const after = text(answerLines(hunk, { lines: proposal.lines }));
  const against = async (name: string, lines: readonly string[]) => ({
    title: `${printable(name)} and the proposal`,
    file: await diffOfTexts({ path, before: text(lines), after }),
  });
  return [await against(desk.names.ours, hunk.ours), await against(desk.names.theirs, hunk.theirs)];
}
