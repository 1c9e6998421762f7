/** What can be done with a session's difference by key, beside reading it. */
import { DIFF_PARTS, type DiffPart } from '../../../core/ports/session-diff.js';
import { count } from '../../../core/text.js';
import { isBelow } from '../../model/diff/comments.js';
import { editComment } from './edit-comment.js';
import { outdatedOf, showOutdated } from './outdated-comments.js';
import { sendComments } from './send-comments.js';
import type { DiffCommand, DiffDialog } from './target.js';

export const PART_WORDS: Readonly<Record<DiffPart, string>> = {
  all: 'committed and uncommitted',
  committed: 'committed',
  uncommitted: 'uncommitted',
};

/** The comments below the chosen line, on the shown file. */
function commentHere({ browser, comments }: DiffDialog) {
  const line = browser.hasLines ? browser.chosen.at(-1) : undefined;
  if (!line) return undefined;
  return comments.find((comment) => comment.path === browser.path && isBelow(comment, line));
}

function nextPart({ diff }: DiffDialog): DiffPart {
  const at = DIFF_PARTS.indexOf(diff.part);
  return DIFF_PARTS[(at + 1) % DIFF_PARTS.length] ?? 'all';
}

/** In the order of the lower border; the menu has the same. */
export const DIFF_COMMANDS: readonly DiffCommand[] = [
  {
    id: 'comment',
    title: 'Comment on the chosen lines (v and arrows choose several); again: change the comment',
    titleFor: (dialog) =>
      commentHere(dialog) ? 'Change the comment' : 'Comment on the chosen lines',
    keys: ['c'],
    hint: 'comments',
    disabledReason: ({ browser }) =>
      browser.hasLines && browser.chosen.length > 0
        ? undefined
        : 'Choose a line first: Tab goes to the lines.',
    doing: 'write the comment',
    run: (dialog) => editComment(dialog, commentHere(dialog)),
  },
  {
    id: 'send',
    title: 'Send the comments to the agent; the prompt is shown first',
    titleFor: ({ comments }) => `Send ${count(comments.length, 'comment')} to the agent …`,
    keys: ['ctrl-s'],
    hint: 'sends',
    disabledReason: ({ comments }) =>
      comments.length > 0 ? undefined : 'There is no comment yet: c writes one.',
    doing: 'send the comments',
    run: sendComments,
  },
  {
    id: 'lines',
    title: 'Go to the lines of the file, or back to the files',
    titleFor: ({ browser }) => (browser.hasLines ? 'Go to the files' : 'Go to the lines'),
    keys: ['tab'],
    hint: 'lines',
    disabledReason: ({ diff }) => (diff.files.length > 0 ? undefined : 'There is no file.'),
    doing: 'go there',
    run: ({ browser }) => browser.switchPart(),
  },
  {
    id: 'delete',
    title: 'Delete the comment on the chosen line',
    keys: ['x'],
    disabledReason: (dialog) =>
      commentHere(dialog) ? undefined : 'No comment stands on the chosen line.',
    doing: 'delete the comment',
    run: (dialog) => {
      const here = commentHere(dialog);
      if (here) dialog.setComments(dialog.comments.filter(({ id }) => id !== here.id));
    },
  },
  {
    id: 'part',
    title: 'All work, only what is committed, or only what is not',
    titleFor: (dialog) => `Show ${PART_WORDS[nextPart(dialog)]} work`,
    keys: ['a'],
    hint: 'part',
    disabledReason: () => undefined,
    doing: 'compare the work',
    run: (dialog) => dialog.look(nextPart(dialog)),
  },
  {
    id: 'refresh',
    title: 'Look anew; it also does so by itself',
    keys: ['r'],
    disabledReason: () => undefined,
    doing: 'compare the work',
    run: (dialog) => dialog.look(),
  },
  {
    id: 'outdated',
    title: 'Show comments whose lines have gone; each can be changed or deleted',
    keys: ['o'],
    disabledReason: (dialog) => (outdatedOf(dialog).length > 0 ? undefined : 'There is none.'),
    doing: 'show the comments',
    run: showOutdated,
  },
  {
    id: 'menu',
    title: 'Show all that can be done',
    keys: ['f2'],
    hint: 'menu',
    disabledReason: () => undefined,
    doing: 'show the menu',
    run: (dialog) => dialog.openMenu(),
  },
];

/** Keys that the widgets themselves take, for the help. */
export const READING_KEYS: readonly { keys: string; title: string }[] = [
  { keys: 'n  p', title: 'To the next or former change, through all files' },
  { keys: ']  [', title: 'To the next or former file' },
  { keys: 's  u', title: 'Side by side, or unified' },
  { keys: 'v  Shift-Up/Down', title: 'Choose several lines' },
  { keys: 'Left  Right', title: 'Shift long lines' },
];
