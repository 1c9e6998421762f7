/** Conflicts are settled before there is a result to check and land. */
import { conflictLines } from '../../dialogs/merge/preview-lines.js';
import { stepDialog } from '../../dialogs/merge/step-dialog.js';
import { blankLine, Menu, paragraph, TextBlock } from '../../dialogs/widget.js';
import type { App } from '../app.js';
import type { MergeWalk, StepOutcome } from './walk.js';

const SETTLE_HINT =
  'Settle them with `qtui merge --resolve` on the command line, or merge the target into the ' +
  'session first.';

/** Names what is open. */
export async function showConflicts(app: App, walk: MergeWalk): Promise<StepOutcome> {
  const { plan } = walk;
  const menu = new Menu([{ value: 'back' as const, label: 'Go back' }]);
  const widgets = [
    new TextBlock((width, unicode) => conflictLines(plan, width, unicode)),
    paragraph(SETTLE_HINT, 'muted'),
    blankLine(),
    menu,
  ];
  const dialog = stepDialog<never>(() => walk.place('conflicts'), {
    title: 'Conflicts',
    widgets,
    focus: widgets.indexOf(menu),
    hint: 'Enter goes back',
    onEnter: (self) => self.finish('back'),
  });
  return (await app.dialogs.open(dialog)) === 'back' ? 'back' : 'cancelled';
}
