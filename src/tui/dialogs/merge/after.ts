/** What becomes of a session whose merge has landed. */

import { leftOutWords } from '../../../core/landed-words.js';
import type { LandedMerge } from '../../../core/merge.js';
import type { AfterMergeChoice } from '../../../core/ports/after-merge.js';
import { printable } from '../../../core/text.js';
import type { Dialog } from '../dialog.js';
import { blankLine, Menu, type Option, paragraph, type Widget } from '../widget.js';
import { type StepAnswer, type StepPlace, stepDialog } from './step-dialog.js';

export interface AfterSettings {
  place: StepPlace;
  landed: LandedMerge;
  /** How it is undone. */
  undo: string;
  /** What is marked first. */
  selected: AfterMergeChoice;
}

function optionsFor(
  target: string,
  selected: AfterMergeChoice,
): readonly Option<AfterMergeChoice>[] {
  const options: readonly Option<AfterMergeChoice>[] = [
    { value: 'keep', label: 'Keep the session as it is' },
    {
      value: 'go-on',
      label: `Keep it, and go on from ${target}`,
      note: 'Moves its branch and files to what has landed, if all is committed.',
    },
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
  // What was chosen last is marked; it is done when it is chosen again.
  return [...options].sort(
    (one, other) => Number(other.value === selected) - Number(one.value === selected),
  );
}

export function afterStep(settings: AfterSettings): Dialog<StepAnswer<AfterMergeChoice>> {
  const { landed, undo, selected, place } = settings;
  const target = printable(landed.built.plan.request.target);
  const leftOut = leftOutWords(landed);
  const menu = new Menu(optionsFor(target, selected), selected);
  const widgets: Widget[] = [
    paragraph(`${target} is at ${landed.built.commit.slice(0, 10)} now.`, 'done'),
    paragraph(`Its former tip is kept.${undo}`, 'muted'),
    ...(leftOut === undefined ? [] : [paragraph(printable(leftOut), 'warning')]),
    blankLine(),
    menu,
  ];
  return stepDialog<AfterMergeChoice>(() => place, {
    title: 'Merged',
    widgets,
    focus: widgets.indexOf(menu),
    hint: 'Enter chooses',
    escape: 'Esc keeps it',
    onEnter: (dialog, focused) => {
      if (focused === menu) dialog.finish(menu.value);
    },
  });
}
