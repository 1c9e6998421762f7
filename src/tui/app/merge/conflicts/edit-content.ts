/** A file whose lines cannot be told apart, or that one side has deleted, written by hand. */
import { readableText } from '../../../../core/conflict/encoding.js';
import { newMarkerLines } from '../../../../core/conflict/marked-text.js';
import type { ConflictFiles, ConflictKind, MergeConflict } from '../../../../core/merge.js';
import { pathWords } from '../../../dialogs/conflicts/path.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import { editInPane } from '../../tool/edit-in-pane.js';
import type { ConflictDesk } from './desk.js';
import { isMeantContent } from './empty-content.js';

const WRITABLE_KINDS: readonly ConflictKind[] = ['contents', 'add/add', 'modify/delete'];

export function canWriteContent({ kind }: MergeConflict, files: ConflictFiles): boolean {
  return WRITABLE_KINDS.includes(kind) && contentOf(files) !== undefined;
}

/** What the person begins with: the text as git marked it, else that of a side. */
function contentOf({ marked, ours, theirs }: ConflictFiles): Uint8Array | undefined {
  return [marked, ours, theirs].find((file) => file && !file.isBinary && file.bytes)?.bytes;
}

export async function writeContentByHand(
  desk: ConflictDesk,
  item: ConflictItem,
  files: ConflictFiles,
): Promise<void> {
  const begun = desk.unfinished(item.key) ?? contentOf(files);
  if (!begun) return;
  const { path } = item.conflict;
  const title = `Conflict in ${pathWords(path)}`;
  const edited = await editInPane(desk.app, { bytes: begun, name: path, title });
  if (edited === undefined) {
    desk.app.notify('The editor was closed, or ended with an error: nothing was taken over.');
    return;
  }
  if (!(await isMeantContent(desk.app, edited))) return;
  const sides = [files.base, files.ours, files.theirs].map((file) => readableText(file?.bytes));
  const [marker] = newMarkerLines(readableText(edited), sides);
  if (marker === undefined) {
    await desk.settleByContent(item, edited, 'edited');
    return;
  }
  desk.keepUnfinished(item.key, edited);
  desk.reopen(item, 'What you saved still has a conflict marker: opening it goes on with that.');
}
