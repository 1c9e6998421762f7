/** Opens one conflict in the way that settles its kind. */
import { isTextConflict } from '../../../../core/conflict/identity.js';
import { waitFor } from '../../../dialogs/simple.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import type { ConflictDesk } from './desk.js';
import { settleLines } from './settle-lines.js';
import { settleWhole } from './settle-whole.js';

export async function openConflict(desk: ConflictDesk, item: ConflictItem): Promise<void> {
  const read = await waitFor(
    desk.app.dialogs,
    { title: 'Conflict', text: 'Reading the file …', doing: 'read the conflict' },
    readIt(desk, item),
  );
  if (!read) return;
  if (read.work) await settleLines(desk, item, read.work);
  else await settleWhole(desk, item, read.files);
}

async function readIt(desk: ConflictDesk, item: ConflictItem) {
  const work = isTextConflict(item.conflict) ? await desk.workOf(item) : undefined;
  return work ? { work } : { work: undefined, files: await desk.readFiles(item) };
}
