/** What can be done with the places in conflict of one file. */
import type { HunkAnswer } from '../../../../core/conflict/hunks.js';
import { printable } from '../../../../core/text.js';
import { LONGEST_EDITED_LINE } from '../../../dialogs/lines-field.js';
import {
  answerHere,
  answerOpen,
  hunkAt,
  openHunk,
  openHunks,
  stepHunk,
  undoAnswer,
} from '../../../model/conflicts/hunk-work.js';
import type { DialogCommand } from '../../actions/dialog-commands.js';
import { askForHunks } from './ask-model.js';
import { editHunk } from './edit-hunk.js';
import { editWholeFile } from './edit-whole-file.js';
import type { HunkTarget } from './hunk-target.js';
import { previewResult } from './preview-result.js';
import { reviewProposals } from './review-proposals.js';
import { takeRemembered } from './take-remembered.js';

type HunkCommand = DialogCommand<HunkTarget>;

const ONLY_THIS_IS_OPEN = 'Only this hunk is open: o, t, b, e';

const always = () => undefined;

function needsOpenHunk({ work }: HunkTarget): string | undefined {
  return openHunks(work).length > 0 ? undefined : 'Every hunk of this file has an answer.';
}

function answer(id: string, keys: readonly string[], given: HunkAnswer, words: AnswerWords) {
  const command: HunkCommand = {
    id,
    title: words.title,
    titleFor: ({ desk }) => words.named(printable(desk.names.ours), printable(desk.names.theirs)),
    keys,
    hint: words.hint,
    disabledReason: always,
    doing: 'answer the hunk',
    run: (target) => {
      target.work = answerHere(target.work, given);
    },
  };
  return command;
}

interface AnswerWords {
  readonly title: string;
  readonly named: (ours: string, theirs: string) => string;
  readonly hint: string;
}

function rest(id: string, key: string, side: 'ours' | 'theirs', title: string): HunkCommand {
  return {
    id,
    title,
    titleFor: ({ desk, work }) =>
      `Answer all ${openHunks(work).length} open hunks of the file by ${printable(desk.names[side])}`,
    keys: [key],
    disabledReason: needsOpenHunk,
    doing: 'answer the hunks',
    run: (target) => {
      target.work = answerOpen(target.work, side);
    },
  };
}

function tooLongToEdit({ work }: HunkTarget): string | undefined {
  const hunk = hunkAt(work);
  const lines = hunk ? [...hunk.ours, ...hunk.theirs] : [];
  return lines.some((line) => line.length > LONGEST_EDITED_LINE)
    ? 'It has a line that is too long to be edited here: E opens your editor.'
    : undefined;
}

export const HUNK_COMMANDS: readonly HunkCommand[] = [
  {
    id: 'next-open',
    title: 'Go to the next hunk that is open; where none is, the file is done',
    titleFor: ({ work }) =>
      openHunks(work).length > 0 ? 'Go to the next open hunk' : 'Take the file as it is answered',
    keys: ['enter'],
    hint: 'next',
    disabledReason: always,
    doing: 'go on',
    run: (target) => {
      const next = openHunk(target.work, 1);
      if (next === undefined) target.close();
      else if (next === target.work.at) target.say(ONLY_THIS_IS_OPEN);
      else target.work = { ...target.work, at: next };
    },
  },
  {
    id: 'menu',
    title: 'Show all that can be done with the hunk',
    keys: ['?', 'f2'],
    hint: 'menu',
    disabledReason: always,
    doing: 'show the menu',
    run: (target) => target.openMenu(),
  },
  answer('ours', ['o', '1'], 'ours', {
    title: 'Take our lines, those of the target',
    named: (ours) => `Take the lines of ${ours} (ours)`,
    hint: 'ours',
  }),
  answer('theirs', ['t', '2'], 'theirs', {
    title: 'Take their lines, those of the session',
    named: (_, theirs) => `Take the lines of ${theirs} (theirs)`,
    hint: 'theirs',
  }),
  answer('both', ['b', '3'], 'both', {
    title: 'Take both, our lines first',
    named: (ours) => `Take both, the lines of ${ours} first`,
    hint: 'both',
  }),
  answer('both-reversed', ['B', '4'], 'both-reversed', {
    title: 'Take both, their lines first',
    named: (_, theirs) => `Take both, the lines of ${theirs} first`,
    hint: 'both reversed',
  }),
  {
    id: 'edit',
    title: 'Edit what the hunk becomes, here',
    keys: ['e'],
    hint: 'edits',
    disabledReason: tooLongToEdit,
    doing: 'edit the hunk',
    run: editHunk,
  },
  {
    id: 'undo',
    title: 'Take the last answer back',
    keys: ['u'],
    hint: 'undoes',
    disabledReason: ({ work }) =>
      work.past.length > 0 ? undefined : 'Nothing was answered in this file yet.',
    doing: 'take the answer back',
    run: (target) => {
      target.work = undoAnswer(target.work) ?? target.work;
    },
  },
  {
    id: 'next',
    title: 'Look at the next hunk',
    keys: ['n'],
    hint: 'next hunk',
    disabledReason: always,
    doing: 'look at the next hunk',
    run: (target) => {
      target.work = stepHunk(target.work, 1);
    },
  },
  {
    id: 'previous',
    title: 'Look at the previous hunk',
    keys: ['p'],
    hint: 'previous',
    disabledReason: always,
    doing: 'look at the previous hunk',
    run: (target) => {
      target.work = stepHunk(target.work, -1);
    },
  },
  {
    id: 'preview',
    title: 'Show what the whole file becomes, against each side',
    keys: ['v'],
    hint: 'result',
    disabledReason: always,
    doing: 'show the result',
    run: ({ desk, item, work }) => previewResult(desk, item, work),
  },
  {
    id: 'model',
    title: 'Ask the model about this hunk; you see its answer before it counts',
    keys: ['m'],
    hint: 'asks the model',
    disabledReason: ({ desk, item, work, modelProblem }) =>
      desk.waiting(item.key).has(work.at) ? undefined : modelProblem,
    doing: 'ask the model',
    run: async (target) => {
      const { desk, item, work } = target;
      if (!desk.waiting(item.key).has(work.at)) await askForHunks(desk, item, work, [work.at]);
      target.work = (await reviewProposals(desk, item, target.work, [work.at])).work;
    },
  },
  {
    id: 'model-file',
    title: 'Ask the model about every open hunk of this file; you see each answer before it counts',
    keys: ['M'],
    disabledReason: (target) => needsOpenHunk(target) ?? target.modelProblem,
    doing: 'ask the model',
    run: async (target) => {
      const { desk, item, work } = target;
      const asked = desk.waiting(item.key);
      const open = openHunks(work);
      const unasked = open.filter((index) => !asked.has(index));
      if (unasked.length > 0) await askForHunks(desk, item, work, unasked);
      target.work = (await reviewProposals(desk, item, target.work, open)).work;
    },
  },
  {
    id: 'editor',
    title: 'Open the whole file in your editor; places that you leave marked stay open',
    keys: ['E'],
    hint: 'editor',
    disabledReason: always,
    doing: 'edit the file',
    run: editWholeFile,
  },
  {
    id: 'remembered',
    title: 'Show how you settled this conflict before, as git remembers it, and settle it so again',
    keys: ['r'],
    disabledReason: always,
    doing: 'look for an earlier answer',
    run: takeRemembered,
  },
  {
    id: 'parts',
    title: 'Show one side alone, or all again',
    keys: ['tab'],
    disabledReason: always,
    doing: 'show one side',
    run: (target) => target.showNextPart(),
  },
  rest('rest-ours', 'O', 'ours', 'Answer all open hunks of the file by our side'),
  rest('rest-theirs', 'T', 'theirs', 'Answer all open hunks of the file by their side'),
  {
    id: 'delete',
    title: 'Settle the conflict by deleting the file',
    keys: [],
    disabledReason: ({ item }) =>
      item.conflict.choices.includes('delete') ? undefined : 'This file cannot be deleted.',
    doing: 'settle the conflict',
    run: ({ desk, item, leave }) => {
      desk.forgetWork(item.key);
      desk.settle(item, 'delete', 'delete');
      leave();
    },
  },
];
