/** The Conflicts step of a merge: all are listed, and settled one by one or together. */
import type { MergePlan } from '../../../../core/merge.js';
import { count, printable } from '../../../../core/text.js';
import { ConflictList } from '../../../dialogs/conflicts/conflict-list.js';
import type { Dialog } from '../../../dialogs/dialog.js';
import { type StepAnswer, type StepPlace, stepDialog } from '../../../dialogs/merge/step-dialog.js';
import { ask, waitFor } from '../../../dialogs/simple.js';
import {
  blankLine,
  Menu,
  type Option,
  paragraph,
  shownWhile,
  TextBlock,
} from '../../../dialogs/widget.js';
import { nextOpen } from '../../../model/conflicts/board.js';
import { type Line, wrapped } from '../../../views/line.js';
import {
  commandHints,
  commandOf,
  openCommandMenu,
  runCommand,
} from '../../actions/dialog-commands.js';
import type { App } from '../../app.js';
import { ConflictDesk, type ConflictsGiven } from './desk.js';
import { HunkCounter } from './hunk-counter.js';
import { type ConflictListTarget, LIST_COMMANDS } from './list-commands.js';

export type ConflictsOutcome = { kind: 'resolved'; plan: MergePlan } | { kind: 'back' };

export interface ConflictsStep extends ConflictsGiven {
  /** Where the step is on its way. */
  readonly place: () => StepPlace;
}

/**
 * Lets the person settle every conflict of the plan. Resolves with the plan that has none open any
 * more; undefined when the merge is given up. Nothing of the repository changes: what is written
 * are objects that nothing refers to.
 */
export async function resolveConflicts(
  app: App,
  step: ConflictsStep,
): Promise<ConflictsOutcome | undefined> {
  const desk = new ConflictDesk(app, step);
  await desk.lookForModel();
  let news: string | undefined;
  for (;;) {
    const answer = await showList(desk, step.place, news);
    if (answer !== 'go-on') {
      if (!(await mayLeave(desk))) continue;
      return answer === 'back' ? { kind: 'back' } : undefined;
    }
    const plan = await waitFor(
      app.dialogs,
      { title: 'Conflicts', text: 'Looking at the merge with your answers …', doing: 'go on' },
      desk.replan(),
    );
    if (plan && plan.conflicts.length === 0) return { kind: 'resolved', plan };
    news = plan && newsOf(desk);
  }
}

/** Why there is more to settle. */
function newsOf({ open, plan }: ConflictDesk): string {
  const again = open.filter(({ problem }) => problem !== undefined).length;
  if (again > 0)
    return `${count(again, 'answer does', 'answers do')} not hold any more: see why below.`;
  const isRebase = plan.request.strategy === 'rebase';
  return isRebase
    ? `The next commit of the rebase has ${count(open.length, 'conflict')} of its own.`
    : `There are ${count(open.length, 'conflict')} more now.`;
}

function showList(
  desk: ConflictDesk,
  place: () => StepPlace,
  news: string | undefined,
): Promise<StepAnswer<'go-on'> | undefined> {
  let said = news;
  const { app } = desk;
  const counter = new HunkCounter(desk, () => dialog.refresh());
  const list = new ConflictList({
    content: () => ({
      items: desk.items,
      plan: desk.plan,
      hunksOf: (item) => {
        counter.want(item);
        return desk.hunksOf(item);
      },
    }),
    reserved: (width) => RESERVED + (isDone() ? OPTIONS.length + 1 : 0) + saidLines(width).length,
  });
  const isDone = () => desk.open.length === 0;
  const menu = new Menu<'go-on' | 'back'>(OPTIONS);
  const below = shownWhile(isDone, menu);
  const target: ConflictListTarget = {
    app,
    desk,
    get item() {
      return list.selected;
    },
    get modelProblem() {
      return desk.modelProblem;
    },
    say: (message) => {
      said = message;
      dialog.refresh();
    },
    openMenu: () => openCommandMenu(target, LIST_COMMANDS, 'Conflicts'),
    find: () => {
      dialog.focusOn(list);
      list.find();
      dialog.refresh();
    },
    changed: () => {
      const { selected } = list;
      const next = selected?.settled && nextOpen(desk.board, selected.key);
      if (next) list.select(next.key);
      if (isDone()) dialog.focusOn(below);
      else dialog.focusOn(list);
      dialog.refresh();
    },
  };
  const saidLines = (width: number): Line[] =>
    said === undefined ? [] : wrapped(said, width, 'warning');
  const message = new TextBlock((width) => saidLines(width));
  const dialog: Dialog<StepAnswer<'go-on'>> = stepDialog<'go-on'>(place, {
    title: () => titleOf(desk),
    widgets: [list, message, shownWhile(isDone, blankLine()), below],
    ...(isDone() && { focus: 3 }),
    hint: (focused) => (focused === below ? 'Enter chooses' : commandHints(target, LIST_COMMANDS)),
    onEnter: (self, focused) => {
      if (focused === below) self.finish(menu.value);
      else if (list.isFinding && list.selected === undefined) list.stopFinding();
    },
    onKey: (event, self) => {
      said = undefined;
      const command = commandOf(LIST_COMMANDS, event);
      if (!command || (command.id === 'open' && self.focused === below)) return false;
      runCommand(target, command);
      return true;
    },
    onCancel: (self) => {
      if (list.isFinding) list.stopFinding();
      else self.finish(undefined);
      self.refresh();
    },
  });
  const [first] = desk.open;
  if (first) list.select(first.key);
  return app.dialogs.open(dialog).finally(() => counter.dispose());
}

/** What can be done once nothing is open. */
const OPTIONS: readonly Option<'go-on' | 'back'>[] = [
  { value: 'go-on', label: 'Go on with the merge' },
  { value: 'back', label: 'Go back' },
];

/** Lines of the dialog above the list: the steps, and a blank one. */
const RESERVED = 2;

function titleOf({ items, open }: ConflictDesk): string {
  if (open.length === 0) return `Conflicts: all ${items.length} settled`;
  return `Conflicts: ${open.length} of ${items.length} open`;
}

/** What an editor has left and cannot be taken is in no draft: it would be lost. */
async function mayLeave(desk: ConflictDesk): Promise<boolean> {
  const files = desk.unfinishedFiles;
  if (files.length === 0) return true;
  const named = files.slice(0, 3).map(({ conflict }) => printable(conflict.path));
  const more = files.length > 3 ? ' …' : '';
  const answer = await ask(desk.app.dialogs, {
    title: 'Leave the conflicts?',
    body: [
      paragraph(
        `Every answer is kept, but not what you wrote of ${named.join(', ')}${more} in your ` +
          'editor, which cannot be taken as it is.',
        'warning',
      ),
    ],
    selected: false,
    options: [
      { value: false, label: 'Stay' },
      { value: true, label: 'Leave, and drop it' },
    ],
  });
  return answer === true;
}
