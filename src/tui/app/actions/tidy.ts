/** Actions that tidy up, bring back and mend. */

import { cleanUp } from '../tidy/cleanup.js';
import { adoptOne, recoverNow, repairNow } from '../tidy/mend-worktrees.js';
import { UNDO_KEY, undoLast } from '../tidy/undo-last.js';
import { showUndoList } from '../tidy/undo-list.js';
import type { Action } from './action.js';

export const tidyActions: readonly Action[] = [
  {
    id: 'undo',
    title: 'Undo the last removal or merge',
    group: 'Sessions',
    keys: [UNDO_KEY],
    run: ({ app }) => undoLast(app),
  },
  {
    id: 'undo-list',
    title: 'Undo an earlier removal or merge: list them',
    group: 'Sessions',
    keys: [],
    run: ({ app }) => showUndoList(app),
  },
  {
    id: 'cleanup',
    title: 'Clean up: remove sessions that are done, and leftovers',
    group: 'Sessions',
    keys: [],
    run: ({ app }) => cleanUp(app),
  },
  {
    id: 'adopt',
    title: 'Adopt a worktree: make it a session',
    group: 'Sessions',
    keys: [],
    run: ({ app }) => adoptOne(app),
  },
  {
    id: 'repair',
    title: 'Repair worktrees that were moved by hand',
    group: 'Sessions',
    keys: [],
    run: ({ app }) => repairNow(app),
  },
  {
    id: 'recover',
    title: 'Recover: finish or take back what was interrupted',
    group: 'Sessions',
    keys: [],
    run: ({ app }) => recoverNow(app),
  },
];
