/** A text in conflict is settled place by place. */
import { toQtuiError } from '../../../../core/errors.js';
import { HunkView } from '../../../dialogs/conflicts/hunk-view.js';
import { pathTitle } from '../../../dialogs/conflicts/path.js';
import { resultWords } from '../../../dialogs/conflicts/words.js';
import { Dialog } from '../../../dialogs/dialog.js';
import { ask, showError } from '../../../dialogs/simple.js';
import { paragraph } from '../../../dialogs/widget.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import { type HunkWork, openHunks } from '../../../model/conflicts/hunk-work.js';
import {
  commandHints,
  commandOf,
  openCommandMenu,
  runCommand,
} from '../../actions/dialog-commands.js';
import type { ConflictDesk } from './desk.js';
import { HUNK_COMMANDS } from './hunk-commands.js';
import type { HunkTarget } from './hunk-target.js';
import { settleByHunks } from './settle-by-hunks.js';

/** Cells between the borders: three parts side by side, each of a usual line's length. */
const WIDTH = 240;

/** Shows the file's hunks until the person goes back; with every one answered it is settled. */
export async function settleLines(
  desk: ConflictDesk,
  item: ConflictItem,
  begun: HunkWork,
): Promise<void> {
  let work = begun;
  let isSettledAsWhole = false;
  let said = wholeWords(desk, item, begun);
  const { app } = desk;
  const view = new HunkView({
    work: () => work,
    names: desk.names,
    path: item.conflict.path,
    said: () => said,
  });
  const target: HunkTarget = {
    app,
    desk,
    item,
    get work() {
      return work;
    },
    set work(changed) {
      const isDone = openHunks(changed).length === 0;
      if (isDone && changed !== work) said = 'Every hunk has an answer: Enter takes the file.';
      work = changed;
      desk.keepWork(item.key, changed);
      dialog.refresh();
    },
    get modelProblem() {
      return desk.modelProblem;
    },
    say: (message) => {
      said = message;
      dialog.refresh();
    },
    openMenu: () => openCommandMenu(target, HUNK_COMMANDS, title),
    showNextPart: () => view.showNextPart(),
    close: () => dialog.finish(undefined),
    leave: () => {
      isSettledAsWhole = true;
      dialog.finish(undefined);
    },
  };
  const title = pathTitle(item.conflict.path);
  const dialog: Dialog<void> = new Dialog<void>({
    title,
    width: WIDTH,
    widgets: [view],
    hint: () => commandHints(target, HUNK_COMMANDS, 'Esc back'),
    onKey: (event) => {
      said = undefined;
      const command = commandOf(HUNK_COMMANDS, event);
      if (!command) return false;
      runCommand(target, command);
      return true;
    },
  });
  const shown = app.dialogs.open(dialog);
  void tellRemembered(target);
  await shown;
  if (!isSettledAsWhole) await takeAnswers(desk, item, begun);
}

/** An earlier answer is offered; why it cannot be looked for is told to who asks for it. */
async function tellRemembered({ app, desk, item, say }: HunkTarget): Promise<void> {
  if (item.settled) return;
  const found = app.sessions.rememberedResolution(desk.plan, item.conflict);
  const oid = await found.catch(() => undefined);
  if (oid !== undefined) say('You have settled this conflict before: r shows how.');
}

/** The file is settled otherwise than by what is answered here. */
function wholeWords(desk: ConflictDesk, item: ConflictItem, work: HunkWork): string | undefined {
  if (!item.settled || openHunks(work).length === 0) return undefined;
  return `The file is settled. ${resultWords(item, desk.plan)}. Answers here take its place.`;
}

async function takeAnswers(desk: ConflictDesk, item: ConflictItem, begun: HunkWork): Promise<void> {
  const work = await desk.workOf(item);
  const isOpen = !desk.item(item.key)?.settled && openHunks(work ?? begun).length === 0;
  if (!work || (work.answers === begun.answers && !isOpen)) return;
  try {
    if (openHunks(work).length > 0 && !(await mayOpenAgain(desk, item, work))) return;
    await settleByHunks(desk, item, work);
  } catch (thrown) {
    const error = toQtuiError(thrown, 'settle the conflict');
    await showError(desk.app.dialogs, error);
  }
}

/** Of a file that was settled, and of which only some places have an answer now. */
async function mayOpenAgain(
  desk: ConflictDesk,
  item: ConflictItem,
  work: HunkWork,
): Promise<boolean> {
  const now = desk.item(item.key);
  if (!now?.settled) return true;
  const answer = await ask(desk.app.dialogs, {
    title: 'The file was settled',
    body: [
      paragraph(
        `${work.answers.size} of its ${work.text.hunks.length} hunks have an answer now. The file ` +
          'can keep what it was settled by, or be open until the others have one too.',
      ),
    ],
    selected: false,
    options: [
      { value: false, label: 'Keep what it was settled by' },
      { value: true, label: 'Open it again, with these answers' },
    ],
  });
  if (!answer) desk.forgetWork(item.key);
  return answer === true;
}
