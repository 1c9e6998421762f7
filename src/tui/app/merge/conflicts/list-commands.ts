/** What can be done from the list of conflicts. */
import { isTextConflict } from '../../../../core/conflict/identity.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import type { CommandTarget, DialogCommand } from '../../actions/dialog-commands.js';
import { askForFiles } from './ask-for-files.js';
import type { ConflictDesk } from './desk.js';
import { openConflict } from './open-conflict.js';
import { mayDropAnswers, settleRest } from './settle-rest.js';

/** The open list, as far as a command may act on it. */
export interface ConflictListTarget extends CommandTarget {
  readonly desk: ConflictDesk;
  /** The chosen conflict; undefined where none is. */
  readonly item: ConflictItem | undefined;
  /** Why no model can be asked, in words; undefined where one can. */
  readonly modelProblem: string | undefined;
  openMenu(): void;
  find(): void;
  /** Draws again what has changed, with the next open conflict chosen. */
  changed(): void;
}

export type ConflictListCommand = DialogCommand<ConflictListTarget>;

const NOTHING = 'No conflict is chosen.';
const ALL_SETTLED = 'All conflicts are settled.';

function needsItem({ item }: ConflictListTarget): string | undefined {
  return item ? undefined : NOTHING;
}

function needsOpen({ desk }: ConflictListTarget): string | undefined {
  return desk.open.length > 0 ? undefined : ALL_SETTLED;
}

function needsChoice(choice: 'ours' | 'theirs') {
  return (target: ConflictListTarget): string | undefined => {
    if (!target.item) return NOTHING;
    return target.item.conflict.choices.includes(choice)
      ? undefined
      : 'This conflict has no such side: Enter shows what it can be settled by.';
  };
}

function take(choice: 'ours' | 'theirs') {
  return async (target: ConflictListTarget): Promise<void> => {
    const { desk, item } = target;
    if (!item || !(await mayDropAnswers(desk, item, choice))) return;
    desk.forgetWork(item.key);
    desk.settle(item, choice, choice);
    target.changed();
  };
}

function all(id: string, key: string, side: 'ours' | 'theirs', title: string): ConflictListCommand {
  return {
    id,
    title,
    titleFor: ({ desk }) => `Settle all that are open by the side of ${desk.names[side]} …`,
    keys: [key],
    disabledReason: needsOpen,
    doing: 'settle the conflicts',
    run: async (target) => {
      await settleRest(target.desk, side);
      target.changed();
    },
  };
}

export const LIST_COMMANDS: readonly ConflictListCommand[] = [
  {
    id: 'open',
    title: 'Look at the conflict and settle it',
    keys: ['enter'],
    hint: 'opens',
    disabledReason: needsItem,
    doing: 'open the conflict',
    run: async (target) => {
      if (!target.item) return;
      await openConflict(target.desk, target.item);
      target.changed();
    },
  },
  {
    id: 'menu',
    title: 'Show all that can be done with the conflicts',
    keys: ['?', 'f2'],
    hint: 'menu',
    disabledReason: () => undefined,
    doing: 'show the menu',
    run: (target) => target.openMenu(),
  },
  {
    id: 'ours',
    title: 'Settle the conflict by our side, that of the target',
    titleFor: ({ desk }) => `Settle it by the side of ${desk.names.ours} (ours)`,
    keys: ['o'],
    hint: 'ours',
    disabledReason: needsChoice('ours'),
    doing: 'settle the conflict',
    run: take('ours'),
  },
  {
    id: 'theirs',
    title: 'Settle the conflict by their side, that of the session',
    titleFor: ({ desk }) => `Settle it by the side of ${desk.names.theirs} (theirs)`,
    keys: ['t'],
    hint: 'theirs',
    disabledReason: needsChoice('theirs'),
    doing: 'settle the conflict',
    run: take('theirs'),
  },
  {
    id: 'reopen',
    title: 'Take the answer to the conflict back',
    keys: ['u'],
    disabledReason: ({ item }) => {
      if (!item) return NOTHING;
      return item.settled ? undefined : 'It is open.';
    },
    doing: 'open the conflict again',
    run: (target) => {
      const { desk, item } = target;
      if (!item) return;
      desk.forgetWork(item.key);
      desk.reopen(item);
      target.changed();
    },
  },
  {
    id: 'model',
    title: 'Ask the model about every text that is open; you see each answer before it counts',
    keys: ['m'],
    disabledReason: (target) => {
      const texts = target.desk.open.filter(({ conflict }) => isTextConflict(conflict));
      if (texts.length === 0) return 'No text is open: only text is ever a matter for a model.';
      return target.modelProblem;
    },
    doing: 'ask the model',
    run: async (target) => {
      await askForFiles(target.desk);
      target.changed();
    },
  },
  {
    id: 'find',
    title: 'Find conflicts by path, kind or state',
    keys: ['/'],
    disabledReason: () => undefined,
    doing: 'find conflicts',
    run: (target) => target.find(),
  },
  all('all-ours', 'O', 'ours', 'Settle all that are open by our side, that of the target …'),
  all('all-theirs', 'T', 'theirs', 'Settle all that are open by their side, that of the session …'),
];
