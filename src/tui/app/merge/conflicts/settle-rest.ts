/** Everything that is open is settled by one side, once the person has read what that means. */
import { isTextConflict } from '../../../../core/conflict/identity.js';
import { count, printable } from '../../../../core/text.js';
import { pathWords } from '../../../dialogs/conflicts/path.js';
import { ask } from '../../../dialogs/simple.js';
import { blankLine, paragraph, type Widget } from '../../../dialogs/widget.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import type { ConflictDesk } from './desk.js';

const NAMED = 5;

export async function settleRest(desk: ConflictDesk, side: 'ours' | 'theirs'): Promise<void> {
  const { ours, theirs } = desk.names;
  const [kept, left] = (side === 'ours' ? [ours, theirs] : [theirs, ours]).map(printable);
  const items = desk.open.filter(({ conflict }) => conflict.choices.includes(side));
  const others = desk.open.length - items.length;
  const texts = items.filter(({ conflict }) => isTextConflict(conflict));
  const whole = items.filter((item) => !texts.includes(item));
  const gone = whole.filter(({ conflict }) => !conflict[side]);
  const body: Widget[] = [
    ...said(
      texts,
      `In ${count(texts.length, 'text')} the places in conflict get the lines of ${kept}; those of ` +
        `${left} there are left out. Everything else of both sides stays.`,
    ),
    ...said(whole, `${count(whole.length, 'other file')} become as ${kept} has them.`),
    ...said(gone, `${kept} has deleted these: ${names(gone)}.`, 'warning'),
    ...said(
      Array.from({ length: others }, () => undefined),
      `${count(others, 'conflict')} cannot be settled by a side, and stay open.`,
    ),
    paragraph('You can take back each answer until the merge has landed.', 'muted'),
  ];
  const answer = await ask(desk.app.dialogs, {
    title: `All that are open: ${kept}`,
    body,
    selected: false,
    options: [
      { value: false, label: 'Cancel' },
      { value: true, label: `Settle ${count(items.length, 'conflict')} by ${kept}` },
    ],
  });
  if (!answer) return;
  desk.settleAll(items, side);
}

function said(
  about: readonly unknown[],
  words: string,
  role: 'normal' | 'warning' = 'normal',
): Widget[] {
  return about.length === 0 ? [] : [paragraph(words, role), blankLine()];
}

function names(items: readonly ConflictItem[]): string {
  const named = items.slice(0, NAMED).map(({ conflict }) => pathWords(conflict.path));
  const rest = items.length - named.length;
  return named.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
