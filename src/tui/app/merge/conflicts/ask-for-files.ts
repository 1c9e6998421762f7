/** Every open text of a merge is a question for the model, and every answer one for the person. */
import { isTextConflict } from '../../../../core/conflict/identity.js';
import { waitFor } from '../../../dialogs/simple.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import { type HunkWork, openHunks } from '../../../model/conflicts/hunk-work.js';
import { askAll } from './ask-model.js';
import type { ConflictDesk } from './desk.js';
import type { Asked } from './how-many.js';
import { reviewProposals } from './review-proposals.js';
import { settleByHunks } from './settle-by-hunks.js';

/** Asks about every open hunk of every text, and shows what comes back, file by file. */
export async function askForFiles(desk: ConflictDesk): Promise<void> {
  const items = desk.open.filter(({ conflict }) => isTextConflict(conflict));
  const works = await waitFor(
    desk.app.dialogs,
    { title: 'Ask the model', text: 'Reading the files …', doing: 'read the conflicts' },
    openWorks(desk, items),
  );
  if (!works) return;
  const unasked = works.map(({ hunks, ...asked }) => {
    const waiting = desk.waiting(asked.item.key);
    return { ...asked, hunks: hunks.filter((index) => !waiting.has(index)) };
  });
  await askAll(
    desk,
    unasked.filter(({ hunks }) => hunks.length > 0),
  );
  for (const { item, work, hunks } of works) {
    const isStopped = await review(desk, item, work, hunks);
    if (isStopped) return;
  }
}

async function openWorks(desk: ConflictDesk, items: readonly ConflictItem[]): Promise<Asked[]> {
  const works: Asked[] = [];
  for (const item of items) {
    const work = await desk.workOf(item);
    if (work) works.push({ item, work, hunks: openHunks(work) });
  }
  return works;
}

/** True when the person has had enough of it. */
async function review(
  desk: ConflictDesk,
  item: ConflictItem,
  work: HunkWork,
  hunks: readonly number[],
): Promise<boolean> {
  const reviewed = await reviewProposals(desk, item, work, hunks);
  if (reviewed.work !== work) await settleByHunks(desk, item, reviewed.work);
  return reviewed.isStopped;
}
