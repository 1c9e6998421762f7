/** What a conflict is and how it is settled, for the list and the dialogs of one. */
import { choiceWords, conflictWords } from '../../../core/conflict-words.js';
import type { MergeConflict, MergePlan, MergeRequest } from '../../../core/merge.js';
import { count, printable } from '../../../core/text.js';
import type { ConflictItem, HunkCount, SettledBy } from '../../model/conflicts/board.js';
import { type Line, wrapped } from '../../views/line.js';

const BY_WORDS: Readonly<Record<SettledBy, string>> = {
  ours: 'ours',
  theirs: 'theirs',
  both: 'both, ours first',
  keep: 'kept',
  delete: 'deleted',
  edited: 'edited',
  hunks: 'by hunks',
  'both-reversed': 'both, theirs first',
  model: 'by the model',
  remembered: 'as before',
};

/** The state of a conflict in a few words. */
export function stateWords(item: ConflictItem, hunks?: HunkCount): string {
  const { conflict, settled, problem } = item;
  if (settled) {
    const isSide = settled.by === 'ours' || settled.by === 'theirs';
    const leavesNone = isSide && conflict[settled.by as 'ours' | 'theirs'] === undefined;
    return `settled: ${leavesNone ? BY_WORDS.delete : BY_WORDS[settled.by]}`;
  }
  if (problem !== undefined) return 'open again';
  if (!hunks) return 'open';
  if (hunks.settled === 0) return `open, ${count(hunks.all, 'hunk')}`;
  return `open, ${hunks.settled} of ${count(hunks.all, 'hunk')}`;
}

/** The same where there is little room. */
export function shortStateWords(item: ConflictItem, hunks?: HunkCount): string {
  const words = stateWords(item, hunks).replace(/^settled: /, '');
  if (item.settled || item.problem !== undefined) return words;
  return hunks ? `open ${hunks.settled}/${hunks.all}` : words;
}

/** What a conflict is, which commit has it and what becomes of it. */
export function detailsOf(item: ConflictItem, plan: MergePlan, width: number): Line[] {
  const { conflict, settled, problem } = item;
  const what = printable(conflictWords(conflict, plan.request));
  const commit = commitWords(conflict, plan);
  return [
    ...wrapped(`${what.charAt(0).toUpperCase()}${what.slice(1)}.`, width),
    ...(commit === undefined ? [] : wrapped(commit, width, 'muted')),
    ...(settled ? wrapped(`${resultWords(item, plan)}.`, width, 'done') : []),
    ...(problem === undefined ? [] : wrapped(printable(problem), width, 'error')),
  ];
}

/** What becomes of a settled conflict, as a sentence without its stop. */
export function resultWords({ conflict, settled }: ConflictItem, plan: MergePlan): string {
  if (!settled) return '';
  return `Becomes: ${printable(becomes(conflict, settled, plan.request))}`;
}

function becomes(
  conflict: MergeConflict,
  { by, resolution }: NonNullable<ConflictItem['settled']>,
  branches: Pick<MergeRequest, 'source' | 'target'>,
): string {
  switch (by) {
    case 'both-reversed':
      return `the lines of both, those of ${branches.source} first`;
    case 'hunks':
      return 'what was chosen for each of its hunks, all else of both';
    case 'edited':
    case 'model':
    case 'remembered':
      return 'content of its own';
    default:
      return choiceWords(conflict, resolution.take, branches);
  }
}

/** Of a rebase, which of its commits conflicts. */
export function commitWords(
  { commit }: Pick<MergeConflict, 'commit'>,
  { commits }: MergePlan,
): string | undefined {
  if (commit === undefined) return undefined;
  const subject = commits.find(({ oid }) => oid === commit)?.subject;
  const words = subject === undefined ? '' : ` "${printable(subject)}"`;
  return `In the commit ${commit.slice(0, 10)}${words}, which the rebase puts on top.`;
}
