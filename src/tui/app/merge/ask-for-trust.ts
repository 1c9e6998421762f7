/** A check of the repository that is not trusted: a person reads it, and decides on the spot. */
import type { UntrustedFile } from '../../../core/merge.js';
import { commandWords, count, printable } from '../../../core/text.js';
import { stepDialog } from '../../dialogs/merge/step-dialog.js';
import { blankLine, keyName, Menu, paragraph, type Widget } from '../../dialogs/widget.js';
import type { App } from '../app.js';
import { planAgain } from './planning.js';
import type { MergeWalk, StepOutcome } from './walk.js';

type Choice = 'back' | 'trust' | 'without';

/**
 * Shows all that trust in the file would let run. Trusts exactly what was shown, and plans the
 * merge anew; a file that has changed meanwhile is shown again.
 */
export async function askForTrust(
  app: App,
  walk: MergeWalk,
  untrusted: UntrustedFile,
): Promise<StepOutcome> {
  const menu = new Menu<Choice>([
    { value: 'back', label: 'Go back; nothing is trusted' },
    { value: 'trust', label: 'Trust the file, and run the check' },
    { value: 'without', label: 'Go on without the check' },
  ]);
  const widgets = [...shown(untrusted), menu];
  const dialog = stepDialog<Exclude<Choice, 'back'>>(() => walk.place('check'), {
    title: 'The check is not trusted',
    widgets,
    focus: widgets.indexOf(menu),
    hint: 'Enter chooses · y trusts',
    onEnter: (self) => self.finish(menu.value),
    onKey: (event, self) => {
      if (keyName(event) !== 'y') return false;
      // Trust is in all that stands above the choices: it has to be read first.
      if (self.isInSight) self.finish('trust');
      return true;
    },
  });
  const answer = await app.dialogs.open(dialog);
  walk.skipsCheck = answer === 'without';
  if (answer === undefined) return 'cancelled';
  if (answer === 'back') return 'back';
  if (answer === 'without') return 'next';
  await app.sessions.trustCheck(untrusted);
  await planAgain(app, walk);
  return 'check';
}

function shown({ file, commands }: UntrustedFile): Widget[] {
  const named = commands.flatMap(({ name, when, command }) => [
    paragraph(`${name}, ${when}:`, 'muted'),
    paragraph(`  ${commandWords(command)}`, 'strong'),
  ]);
  const them = commands.length === 1 ? 'It runs' : 'They run';
  return [
    paragraph(`${printable(file.path)} names ${count(commands.length, 'command')}:`, 'warning'),
    ...named,
    blankLine(),
    paragraph(
      `${them} with your rights. A change of the file ends the trust; qtui trust --revoke takes it back.`,
      'muted',
    ),
    blankLine(),
  ];
}
