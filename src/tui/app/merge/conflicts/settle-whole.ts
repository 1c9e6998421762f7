/** A conflict that has no lines to choose among is settled as a whole, by the person alone. */
import { readableText } from '../../../../core/conflict/encoding.js';
import { choiceWords, conflictWords } from '../../../../core/conflict-words.js';
import type { FileDiff } from '../../../../core/diff.js';
import type {
  ConflictChoice,
  ConflictFile,
  ConflictFiles,
  MergeConflict,
} from '../../../../core/merge.js';
import { count, printable } from '../../../../core/text.js';
import { fileFacts } from '../../../dialogs/conflicts/file-facts.js';
import { pathTitle } from '../../../dialogs/conflicts/path.js';
import {
  type WholeOption,
  type WholePreview,
  wholeChoice,
} from '../../../dialogs/conflicts/whole-choice.js';
import { commitWords, resultWords } from '../../../dialogs/conflicts/words.js';
import { diffOfTexts } from '../../../dialogs/diff/texts.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import { distinctChoices, sideOf } from '../../../model/conflicts/choices.js';
import { type Line, wrapped } from '../../../views/line.js';
import type { ConflictDesk } from './desk.js';
import { canWriteContent, writeContentByHand } from './edit-content.js';

type Side = 'ours' | 'theirs';
const SIDES: readonly Side[] = ['ours', 'theirs'];

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
  const preview = await previewOf(desk, conflict, files, choice);
  return { value: choice, label, ...(preview && { preview }) };
}

/** What a choice brings of the one side, or what is lost by it. */
async function previewOf(
  { names }: ConflictDesk,
  conflict: MergeConflict,
  files: ConflictFiles,
  choice: ConflictChoice,
): Promise<WholePreview | undefined> {
  const side = sideOf(conflict, choice);
  if (side && files.directory) {
    const other = printable(names[side === 'ours' ? 'theirs' : 'ours']);
    const title = `Lost then, ${count(files.directory.length, 'file')} of ${other}:`;
    return { title, paths: files.directory };
  }
  const changedBy = async (by: Side) => differenceOf(conflict.path, files.base, files[by]);
  if (side) {
    const file = await changedBy(side);
    return file && { title: `What ${printable(names[side])} changed in it:`, file };
  }
  if (choice === 'both') return undefined;
  const sides = SIDES.filter((each) => conflict[each]);
  const lost: { name: string; file: FileDiff }[] = [];
  for (const by of sides) {
    const file = await changedBy(by);
    if (file) lost.push({ name: names[by], file });
  }
  const file = oneAfterOther(lost);
  const who = lost.map(({ name }) => printable(name)).join(' and ');
  return file && { title: `Lost then, what ${who} changed in it:`, file };
}

/** The hunks of all, each under the name of its side where there are several. */
function oneAfterOther(sides: readonly { name: string; file: FileDiff }[]): FileDiff | undefined {
  const [first] = sides;
  if (!first || sides.length === 1) return first?.file;
  const hunks = sides.flatMap(({ name, file }) =>
    file.hunks.map((hunk) => ({ ...hunk, header: name })),
  );
  return { ...first.file, hunks };
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
