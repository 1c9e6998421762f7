/** What one hunk becomes, written by hand. */
import { encode, type TextEncoding } from '../../../../core/conflict/encoding.js';
import {
  answerLines,
  type ConflictHunk,
  type HunkAnswer,
} from '../../../../core/conflict/hunks.js';
import { newMarkerLines } from '../../../../core/conflict/marked-text.js';
import { printable } from '../../../../core/text.js';
import { editHunkDialog } from '../../../dialogs/conflicts/edit-hunk.js';
import { ask } from '../../../dialogs/simple.js';
import { paragraph } from '../../../dialogs/widget.js';
import { answerHere, hunkAt, withTyped } from '../../../model/conflicts/hunk-work.js';
import type { HunkTarget } from './hunk-target.js';

/** ms after which what was typed is kept, so that a killed screen loses none. */
const TYPING_TIME = 300;

export async function editHunk(target: HunkTarget): Promise<void> {
  const { work } = target;
  const hunk = hunkAt(work);
  if (!hunk) return;
  const given = work.answers.get(work.at)?.answer ?? 'both';
  const begun = work.typed?.hunk === work.at ? work.typed.lines : undefined;
  let typing: NodeJS.Timeout | undefined;
  let written: readonly string[] = [];
  const keep = () => {
    typing = undefined;
    target.work = withTyped(target.work, { hunk: work.at, lines: written });
  };
  const onWritten = (now: readonly string[]) => {
    written = now;
    typing ??= setTimeout(keep, TYPING_TIME);
  };
  const lines = await askForLines(target, begun ?? answerLines(hunk, given), onWritten);
  clearTimeout(typing);
  // What was begun before, and not touched, is still there to go on with.
  const isLeft = lines === undefined && target.work.typed === work.typed;
  if (!isLeft) target.work = withTyped(target.work, undefined);
  if (lines) target.work = answerHere(target.work, lines);
}

/** Lets the person change lines into an answer for the hunk; undefined when they leave it. */
export async function askForLines(
  { app, desk, item, work }: Pick<HunkTarget, 'app' | 'desk' | 'item' | 'work'>,
  lines: readonly string[],
  onWritten?: (lines: readonly string[]) => void,
): Promise<HunkAnswer | undefined> {
  const hunk = hunkAt(work);
  if (!hunk) return undefined;
  return app.dialogs.open(
    editHunkDialog({
      title: `Hunk ${work.at + 1} of ${work.text.hunks.length}`,
      ...{ hunk, lines, names: desk.names, path: item.conflict.path },
      ...(onWritten && { onWritten }),
      problemOf: (edited) => problemOf(edited.join(''), hunk, work.text.encoding),
      mayLeave: async () =>
        (await ask(app.dialogs, {
          title: 'Drop what you have written?',
          body: [paragraph('The hunk stays as it was.')],
          selected: false,
          options: [
            { value: false, label: 'Go on writing' },
            { value: true, label: 'Drop it' },
          ],
        })) === true,
    }),
  );
}

function problemOf(
  edited: string,
  { ours, theirs }: ConflictHunk,
  encoding: TextEncoding,
): string | undefined {
  if (encode(edited, encoding) === undefined) {
    return 'It has a character that the file cannot hold: the file is Latin-1, not UTF-8.';
  }
  const [marker] = newMarkerLines(edited, [ours.join(''), theirs.join('')]);
  return marker === undefined ? undefined : `It still has a conflict marker: ${printable(marker)}`;
}
