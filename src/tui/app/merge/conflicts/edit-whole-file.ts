/** The whole file in the person's own editor; what comes back is looked at before it counts. */
import { printable } from '../../../../core/text.js';
import { pathWords } from '../../../dialogs/conflicts/path.js';
import { editedText, textToEdit } from '../../../model/conflicts/edited-text.js';
import { answerHunks, openHunks } from '../../../model/conflicts/hunk-work.js';
import { editInPane } from '../../tool/edit-in-pane.js';
import { isMeantContent } from './empty-content.js';
import type { HunkTarget } from './hunk-target.js';

export async function editWholeFile(target: HunkTarget): Promise<void> {
  const { app, desk, item, work } = target;
  const { path } = item.conflict;
  const given =
    desk.unfinished(item.key) ??
    (await desk.settledBytes(item, work)) ??
    textToEdit(work, desk.names);
  const edited = await editInPane(app, {
    bytes: given,
    name: path,
    title: `Conflict in ${pathWords(path)}`,
  });
  if (edited === undefined) {
    target.say('The editor was closed, or ended with an error: nothing was taken over.');
    return;
  }
  if (Buffer.from(given).equals(edited)) {
    target.say('Nothing was changed in the editor.');
    return;
  }
  if (!(await isMeantContent(app, edited))) return;
  const result = editedText(work, edited, desk.names);
  if (result.kind === 'marked') {
    desk.keepUnfinished(item.key, edited);
    target.say(
      `It still has a conflict marker (${printable(result.marker).slice(0, 40)}), so the file ` +
        'stays open. E goes on with what you saved.',
    );
    return;
  }
  desk.keepUnfinished(item.key, undefined);
  if (result.kind === 'content') {
    await desk.settleByContent(item, edited, 'edited');
    desk.forgetWork(item.key);
    target.leave();
    return;
  }
  const changed = [...result.answers].map(
    ([index, answer]) => [index, { answer, source: sourceOf(target, index, answer) }] as const,
  );
  target.work = answerHunks({ ...work, answers: new Map() }, changed);
  const open = openHunks(target.work).length;
  target.say(
    open === 0
      ? 'Every hunk has an answer now: Enter takes the file.'
      : `${open} of ${work.text.hunks.length} hunks still have markers, and stay open.`,
  );
}

/** An answer that came back as it was is still whose it was. */
function sourceOf({ work }: HunkTarget, index: number, answer: unknown) {
  const before = work.answers.get(index);
  const isSame = before && JSON.stringify(before.answer) === JSON.stringify(answer);
  return isSame ? before.source : 'person';
}
