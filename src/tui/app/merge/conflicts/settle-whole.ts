/** A conflict that has no lines to choose among is settled as a whole, by the person alone. */
import { readableText } from '../../../../core/conflict/encoding.js';
import { choiceWords, conflictWords } from '../../../../core/conflict-words.js';
import type { FileDiff } from '../../../../core/diff.js';
import type { ConflictChoice, ConflictFile, ConflictFiles } from '../../../../core/merge.js';
import { printable } from '../../../../core/text.js';
import { fileFacts } from '../../../dialogs/conflicts/file-facts.js';
import { pathTitle } from '../../../dialogs/conflicts/path.js';
import { type WholeOption, wholeChoice } from '../../../dialogs/conflicts/whole-choice.js';
import { commitWords, resultWords } from '../../../dialogs/conflicts/words.js';
import { diffOfTexts } from '../../../dialogs/diff/texts.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import { distinctChoices, sideOf } from '../../../model/conflicts/choices.js';
import { type Line, wrapped } from '../../../views/line.js';
import type { ConflictDesk } from './desk.js';
import { canWriteContent, writeContentByHand } from './edit-content.js';

type Chosen = ConflictChoice | 'editor' | 'leave';

export async function settleWhole(
  desk: ConflictDesk,
  item: ConflictItem,
  files: ConflictFiles,
): Promise<void> {
  const choices = distinctChoices(item.conflict);
  const options: WholeOption<Chosen>[] = [
    {
      value: 'leave',
      label: item.settled ? 'Leave it as it is settled' : 'Leave it open',
    },
  ];
  for (const choice of choices) options.push(await optionOf(desk, item, files, choice));
  if (canWriteContent(item.conflict, files)) {
    options.push({ value: 'editor', label: 'Write its content in your editor …' });
  }
  const chosen = await desk.app.dialogs.open(
    wholeChoice<Chosen>({
      title: pathTitle(item.conflict.path),
      about: (width) => aboutLines(desk, item, files, width),
      options,
      selected: 'leave',
    }),
  );
  if (chosen === undefined || chosen === 'leave') return;
  if (chosen === 'editor') await writeContentByHand(desk, item, files);
  else desk.settle(item, chosen, chosen);
}

function aboutLines(
  { plan, names }: ConflictDesk,
  item: ConflictItem,
  files: ConflictFiles,
  width: number,
): Line[] {
  const { conflict } = item;
  const what = printable(conflictWords(conflict, plan.request));
  const commit = commitWords(conflict, plan);
  const side = (name: string, stage: 'base' | 'ours' | 'theirs') => {
    const isDirectory = conflict.kind === 'file/directory' && !conflict[stage];
    const facts = isDirectory ? 'a directory' : fileFacts(conflict[stage], files[stage]);
    return wrapped(`${name}: ${facts}`, width, 'muted');
  };
  return [
    ...wrapped(`${what.charAt(0).toUpperCase()}${what.slice(1)}.`, width),
    ...(commit === undefined ? [] : wrapped(commit, width, 'muted')),
    ...(conflict.base ? side('before both', 'base') : []),
    ...side(printable(names.ours), 'ours'),
    ...side(printable(names.theirs), 'theirs'),
    ...(item.settled ? wrapped(`${resultWords(item, plan)}.`, width, 'done') : []),
    ...(item.problem === undefined ? [] : wrapped(printable(item.problem), width, 'error')),
  ];
}

async function optionOf(
  desk: ConflictDesk,
  { conflict }: ConflictItem,
  files: ConflictFiles,
  choice: ConflictChoice,
): Promise<WholeOption<Chosen>> {
  const words = printable(choiceWords(conflict, choice, desk.plan.request));
  const label = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  const { names } = desk;
  const side = sideOf(conflict, choice);
  const other = conflict.ours ? 'ours' : 'theirs';
  const [title, before, after] = side
    ? [`What ${printable(names[side])} changed in it:`, files.base, files[side]]
    : [`Lost then, what ${printable(names[other])} changed in it:`, files.base, files[other]];
  const isLost = !side && choice !== 'both';
  if (!side && !isLost) return { value: choice, label };
  const file = await differenceOf(conflict.path, before, after);
  return { value: choice, label, ...(file && { preview: { title, file } }) };
}

/** Undefined where there is no text to compare. */
async function differenceOf(
  path: string,
  before: ConflictFile | undefined,
  after: ConflictFile | undefined,
): Promise<FileDiff | undefined> {
  const files = [before, after].filter((file) => file !== undefined);
  const isText = files.every((file) => !file.isBinary && file.bytes !== undefined);
  if (!after || !isText) return undefined;
  return diffOfTexts({
    path,
    before: readableText(before?.bytes),
    after: readableText(after.bytes),
  });
}
