/** The last look before the target moves: what will happen, in plain words. */
import type { MergePlan } from '../../../core/merge.js';
import { count, printable } from '../../../core/text.js';
import { upstreamNotes } from '../../../core/upstream-words.js';
import { type Line, type Role, span, wrapped } from '../../views/line.js';
import type { Dialog } from '../dialog.js';
import { TextField } from '../text-field.js';
import { blankLine, Menu, type Option, TextBlock, type Widget } from '../widget.js';
import { fileTotals } from './file-lines.js';
import { type StepAnswer, type StepPlace, stepDialog } from './step-dialog.js';
import { needsMessage, STRATEGY_NOTES } from './strategy-words.js';

/** How the merge stands with its check. */
export interface CheckStanding {
  readonly words: string;
  readonly role: Role;
}

export interface LandSettings {
  place: StepPlace;
  plan: MergePlan;
  /** Of a merge or squash; what was typed goes to `onMessage`. */
  message: string;
  onMessage: (message: string) => void;
  standing: CheckStanding;
  /** How it is undone afterwards. */
  undo: string;
}

function landLines({ plan, standing, undo }: LandSettings, width: number): Line[] {
  const { request, commits, files, targetWorktree, uncommitted } = plan;
  const [source, target] = [printable(request.source), printable(request.target)];
  const where =
    targetWorktree === undefined
      ? `${target} is checked out nowhere: only the branch moves.`
      : `${target} is checked out in ${printable(targetWorktree)}: its files change there too; ` +
        'what you have changed there and not committed stays.';
  const left =
    uncommitted.length > 0
      ? wrapped(
          `${count(uncommitted.length, 'uncommitted file')} of ${source} stays out of it.`,
          width,
          'warning',
        )
      : [];
  return [
    ...wrapped(
      `${source} goes into ${target} by ${request.strategy}: ${STRATEGY_NOTES[request.strategy]}.`,
      width,
      'strong',
    ),
    [span(`${count(commits.length, 'commit')}, `), ...fileTotals(files)],
    ...upstreamNotes(plan).flatMap((note) => wrapped(printable(note), width, 'warning')),
    ...wrapped(where, width),
    ...wrapped(standing.words, width, standing.role),
    ...left,
    ...wrapped(undo, width, 'muted'),
  ];
}

/** Enter alone goes back: nothing lands that was not chosen. */
export function landStep(settings: LandSettings): Dialog<StepAnswer<'land'>> {
  const { plan, message, onMessage, place } = settings;
  const { strategy } = plan.request;
  const target = printable(plan.request.target);
  const field = needsMessage(strategy)
    ? new TextField({ label: 'Message', value: message, allowLines: true, onChange: onMessage })
    : undefined;
  const options: Option<'back' | 'land'>[] = [
    { value: 'back', label: `Go back; ${target} stays as it is` },
    { value: 'land', label: `Merge into ${target}` },
  ];
  const menu = new Menu(options);
  const lacksMessage = () => field !== undefined && field.value.trim() === '';
  const widgets: Widget[] = [
    new TextBlock((width) => landLines(settings, width)),
    blankLine(),
    ...(field ? [field] : []),
    new TextBlock(() => (lacksMessage() ? [[span('The commit needs a message.', 'warning')]] : [])),
    ...(field ? [blankLine()] : []),
    menu,
  ];
  return stepDialog<'land'>(() => place, {
    title: `Merge into ${target}`,
    widgets,
    focus: widgets.indexOf(menu),
    hint: (focused) => {
      if (focused === field && field) return 'Type the message · Tab on';
      return field ? 'Enter chooses · Tab message' : 'Enter chooses';
    },
    onEnter: (dialog, focused) => {
      if (focused !== menu) dialog.focusOn(menu);
      else if (menu.value === 'back') dialog.finish('back');
      else if (menu.value === 'land' && !lacksMessage()) dialog.finish('land');
    },
  });
}
