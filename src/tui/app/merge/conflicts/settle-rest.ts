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
  const half = items.filter((item) => desk.answersIn(item) > 0);
  const untouched = items.filter((item) => !half.includes(item));
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
    ...said(half, halfWords(desk, half), 'warning'),
    paragraph('You can take back each answer until the merge has landed.', 'muted'),
  ];
  const answer = await ask<'none' | 'untouched' | 'all'>(desk.app.dialogs, {
    title: `All that are open: ${kept}`,
    body,
    selected: 'none',
    options: [
      { value: 'none', label: 'Cancel' },
      ...(half.length > 0 && untouched.length > 0
        ? [
            {
              value: 'untouched' as const,
              label: `Settle ${count(untouched.length, 'conflict')} by ${kept}, and leave what you have begun`,
            },
          ]
        : []),
      {
        value: 'all',
        label:
          half.length > 0
            ? `Settle ${count(items.length, 'conflict')} by ${kept}, and drop ${answerWords(desk, half)}`
            : `Settle ${count(items.length, 'conflict')} by ${kept}`,
      },
    ],
  });
  if (answer === 'all') desk.settleAll(items, side);
  if (answer === 'untouched') desk.settleAll(untouched, side);
}

/** Asks before a file that is half settled is settled as a whole; others need no question. */
export async function mayDropAnswers(
  desk: ConflictDesk,
  item: ConflictItem,
  side: 'ours' | 'theirs',
): Promise<boolean> {
  if (item.settled || desk.answersIn(item) === 0) return true;
  const by = printable(desk.names[side]);
  const answers = answerWords(desk, [item]);
  const answer = await ask(desk.app.dialogs, {
    title: 'The file is half settled',
    body: [paragraph(`${pathWords(item.conflict.path)} has ${answers} to single hunks.`)],
    selected: false,
    options: [
      { value: false, label: 'Keep them; the file stays open' },
      { value: true, label: `Settle the file by ${by}, and drop ${answers}` },
    ],
  });
  return answer === true;
}

/** Of files of which some hunks are answered, and would lose that. */
function halfWords(desk: ConflictDesk, half: readonly ConflictItem[]): string {
  const files = half.length === 1 ? '1 of them is' : `${half.length} of them are`;
  return `${files} half settled, with ${answerWords(desk, half)}: ${names(half)}.`;
}

function answerWords(desk: ConflictDesk, half: readonly ConflictItem[]): string {
  return count(
    half.reduce((sum, item) => sum + desk.answersIn(item), 0),
    'answer',
  );
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
