/** What becomes of the session once its merge has landed. */
import { printable } from '../../../core/text.js';
import { afterStep } from '../../dialogs/merge/after.js';
import type { App } from '../app.js';
import { removeSession } from '../remove-session.js';
import { archiveOrTakeBack } from '../sessions-dialog/archive.js';
import { undoHint } from '../undo-last.js';
import type { MergeWalk, StepOutcome } from './walk.js';

export async function showAfter(app: App, walk: MergeWalk): Promise<StepOutcome> {
  const { landed, session } = walk;
  if (!landed) return 'done';
  const target = printable(landed.built.plan.request.target);
  const undo = undoHint(app, landed.actId);
  app.acts.push(landed.actId);
  app.notify(`Merged into ${target} as ${landed.built.commit.slice(0, 10)}.${undo}`);
  const answer = await app.dialogs.open(
    afterStep({ place: walk.place('after'), landed, undo, selected: 'keep' }),
  );
  if (answer === 'remove') await removeSession(app, session);
  else if (answer === 'archive') {
    const done = await archiveOrTakeBack(app, session);
    if (done !== undefined) app.notify(`${printable(done)}${undo}`);
  }
  return 'done';
}
