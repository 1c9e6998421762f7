/** What becomes of a session whose merge has landed. */

import { leftOutWords } from '../../../core/landed-words.js';
import type { LandedMerge } from '../../../core/merge.js';
import { printable } from '../../../core/text.js';
import type { Dialog } from '../dialog.js';
import { blankLine, Menu, type Option, paragraph, type Widget } from '../widget.js';
import { type StepAnswer, type StepPlace, stepDialog } from './step-dialog.js';

export type AfterChoice = 'keep' | 'remove' | 'archive';

export interface AfterSettings {
  place: StepPlace;
  landed: LandedMerge;
  /** How it is undone. */
  undo: string;
  /** What is marked first. */
  selected: AfterChoice;
}

const OPTIONS: readonly Option<AfterChoice>[] = [
  { value: 'keep', label: 'Keep the session' },
  {
    value: 'remove',
    label: 'Remove worktree and branch …',
    note: 'Looks first at what would be lost, and asks again.',
  },
  {
    value: 'archive',
    label: 'Archive the session',
    note: 'Ends its program and puts it away; worktree and branch stay.',
  },
];

export function afterStep(settings: AfterSettings): Dialog<StepAnswer<AfterChoice>> {
  const { landed, undo, selected, place } = settings;
  const target = printable(landed.built.plan.request.target);
  const leftOut = leftOutWords(landed);
  const menu = new Menu(OPTIONS, selected);
  const widgets: Widget[] = [
    paragraph(`${target} is at ${landed.built.commit.slice(0, 10)} now.`, 'done'),
    paragraph(`Its former tip is kept.${undo}`, 'muted'),
    ...(leftOut === undefined ? [] : [paragraph(printable(leftOut), 'warning')]),
    blankLine(),
    menu,
  ];
  return stepDialog<AfterChoice>(() => place, {
    title: 'Merged',
    widgets,
    focus: widgets.indexOf(menu),
    hint: 'Enter chooses',
    onEnter: (dialog, focused) => {
      if (focused === menu) dialog.finish(menu.value);
    },
  });
}
