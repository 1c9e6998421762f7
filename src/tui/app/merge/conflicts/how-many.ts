/** Many questions to a model cost time and money: the person says first how many are meant. */
import { count } from '../../../../core/text.js';
import { usageWords } from '../../../../core/usage-words.js';
import { ask } from '../../../dialogs/simple.js';
import { paragraph } from '../../../dialogs/widget.js';
import type { ConflictItem } from '../../../model/conflicts/board.js';
import type { HunkWork } from '../../../model/conflicts/hunk-work.js';
import type { ConflictDesk } from './desk.js';

/** The hunks of a file that are asked about. */
export interface Asked {
  readonly item: ConflictItem;
  readonly work: HunkWork;
  readonly hunks: readonly number[];
}

/** Hunks that are asked about without a question before. */
const FEW = 20;

/** What is to be asked about: all of few, of many as much as the person says. */
export async function howMany(
  desk: ConflictDesk,
  all: readonly Asked[],
): Promise<readonly Asked[]> {
  const hunks = hunksOf(all);
  if (hunks <= FEW) return all;
  const asked = all.map(({ item: { conflict }, hunks: indices }) => ({ conflict, hunks: indices }));
  const { usage } = await desk.app.sessions.boundOfAsking(desk.plan, asked);
  const answer = await ask<'none' | 'few' | 'all'>(desk.app.dialogs, {
    title: `Ask about ${count(hunks, 'hunk')}?`,
    body: [
      paragraph(
        `${count(hunks, 'hunk')} of ${count(all.length, 'file')} are as many questions, and up to ` +
          'twice as many where answers do not pass.',
      ),
      paragraph(`At most, roughly: ${usageWords(usage)}.`, 'warning'),
    ],
    selected: 'none',
    options: [
      { value: 'none', label: 'Ask nothing' },
      { value: 'few', label: `Ask about the first ${FEW}` },
      { value: 'all', label: `Ask about all ${hunks}` },
    ],
  });
  if (answer === 'all') return all;
  return answer === 'few' ? firstOf(all, FEW) : [];
}

function hunksOf(all: readonly Asked[]): number {
  return all.reduce((sum, { hunks }) => sum + hunks.length, 0);
}

function firstOf(all: readonly Asked[], most: number): Asked[] {
  const first: Asked[] = [];
  for (const each of all) {
    const hunks = each.hunks.slice(0, most - hunksOf(first));
    if (hunks.length > 0) first.push({ ...each, hunks });
  }
  return first;
}
