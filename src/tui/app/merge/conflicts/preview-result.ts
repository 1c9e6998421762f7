/** What a whole file becomes, shown against each side before it counts. */
import { readableText } from '../../../../core/conflict/encoding.js';
import type { ConflictFile } from '../../../../core/merge.js';
import { printable } from '../../../../core/text.js';
import { sidesDiff } from '../../../dialogs/conflicts/sides-diff.js';
import { diffOfTexts } from '../../../dialogs/diff/texts.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import { textWithAnswers } from '../../../model/conflicts/edited-text.js';
import { type HunkWork, openHunks } from '../../../model/conflicts/hunk-work.js';
import type { ConflictDesk } from './desk.js';

export async function previewResult(
  desk: ConflictDesk,
  item: ConflictItem,
  work: HunkWork,
): Promise<void> {
  const { path } = item.conflict;
  const files = await desk.readFiles(item);
  const settled = await desk.settledBytes(item, work);
  const after = settled ? readableText(settled) : textWithAnswers(work, desk.names);
  const { ours, theirs } = desk.names;
  const against = async (name: string, side: ConflictFile | undefined) => ({
    title: `${printable(name)} and the result`,
    file: await diffOfTexts({ path, before: readableText(side?.bytes), after }),
  });
  const open = openHunks(work).length;
  await desk.app.dialogs.open(
    sidesDiff({
      title: path,
      note:
        open === 0 || settled
          ? undefined
          : `${open} of ${work.text.hunks.length} hunks are open: markers stand in their place.`,
      sides: [await against(ours, files.ours), await against(theirs, files.theirs)],
    }),
  );
}
