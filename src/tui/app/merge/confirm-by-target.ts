/** What a check has refused lands only where the person types what it lands in. */
import type { MergePlan } from '../../../core/merge.js';
import { printable } from '../../../core/text.js';
import { Dialog } from '../../dialogs/dialog.js';
import { TextField } from '../../dialogs/text-field.js';
import { blankLine, paragraph, TextBlock } from '../../dialogs/widget.js';
import { span } from '../../views/line.js';
import type { App } from '../app.js';

/** True once the target's name was typed; false when the person thought better of it. */
export async function confirmByTarget(app: App, { request }: MergePlan): Promise<boolean> {
  const { target } = request;
  const shown = printable(target);
  let isWrong = false;
  const field = new TextField({
    label: 'Its name',
    onChange: () => {
      isWrong = false;
    },
  });
  const answer = await app.dialogs.open(
    new Dialog<true>({
      title: 'Merge what has not passed its check?',
      width: 66,
      widgets: [
        paragraph(`The check has not passed on what ${shown} would be.`, 'warning'),
        paragraph(`To merge it all the same, type the name of the branch: ${shown}`),
        blankLine(),
        field,
        new TextBlock(() => (isWrong ? [[span(`That is not ${shown}.`, 'error')]] : [])),
      ],
      hint: 'Enter confirms · Esc goes back',
      onEnter: (dialog) => {
        if (field.value.trim() === target) dialog.finish(true);
        else isWrong = true;
      },
    }),
  );
  return answer === true;
}
