/** A file of which every hunk is answered is looked at as a whole before it counts. */
import { settledText } from '../../../../core/conflict/hunks.js';
import { pathWords } from '../../../dialogs/conflicts/path.js';
import { ask, waitFor } from '../../../dialogs/simple.js';
import { paragraph } from '../../../dialogs/widget.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import { answersOf, type HunkWork } from '../../../model/conflicts/hunk-work.js';
import type { ConflictDesk } from './desk.js';

/**
 * Settles the file where every hunk has an answer, else it is open. Answers that pass one by one may
 * not parse together: what is a model's alone stays open then, of the person's own they decide.
 */
export async function settleByHunks(
  desk: ConflictDesk,
  item: ConflictItem,
  work: HunkWork,
): Promise<void> {
  const settled = settledText(work.text, answersOf(work));
  const mayCount = settled.kind === 'open' || (await parses(desk, item, work, settled.bytes));
  if (mayCount) await desk.settleByHunks(item, work);
  else if (desk.item(item.key)?.settled) desk.reopen(item);
}

/** False where it does not, or where that was not waited for. */
async function parses(
  desk: ConflictDesk,
  item: ConflictItem,
  work: HunkWork,
  bytes: Uint8Array,
): Promise<boolean> {
  const { app, plan } = desk;
  const path = pathWords(item.conflict.path);
  const abort = new AbortController();
  const { signal } = abort;
  const verdict = await waitFor(
    app.dialogs,
    { title: 'Conflicts', text: `Looking whether ${path} parses …`, doing: 'read the file', abort },
    app.sessions.settledSyntax(plan, item.conflict, bytes, { signal }),
  );
  if (verdict?.kind !== 'fails') return verdict !== undefined;
  const line = verdict.line === undefined ? '' : ` (line ${verdict.line})`;
  const isPersons = [...work.answers.values()].some(({ source }) => source !== 'model');
  const stays = 'Its answers are kept: change one of them, or edit the file.';
  const answer = await ask(app.dialogs, {
    title: 'The file does not parse',
    body: [
      paragraph(`${path}: ${verdict.message}${line}`, 'warning'),
      paragraph(
        isPersons
          ? 'Each side does. With these answers together it does not.'
          : `Each side does. With the model's answers together it does not: they are not taken.`,
      ),
    ],
    selected: false,
    options: [
      { value: false, label: 'Leave it open', note: stays },
      ...(isPersons ? [{ value: true, label: 'Take it all the same' }] : []),
    ],
  });
  return answer === true;
}
