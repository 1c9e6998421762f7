import { type ConflictText, conflictTextOf, contextOf } from '../../../core/conflict/hunks.js';
import { CONFLICT_READ_LIMIT, type MergePlan } from '../../../core/merge.js';
import type { AskedConflict, AskingBound } from '../../../core/ports/proposing.js';
import type { SessionDependencies } from '../../dependencies.js';
import { MOST_ATTEMPTS } from './hunk.js';
import { AROUND } from './propose.js';

/** Fewer than a token has in texts of most kinds, as it is a bound. */
const CHARACTERS_PER_TOKEN = 3;
/** What is told to a model besides the lines, and what it says besides its own: tokens. */
const TOLD = 2500;
const SAID = 400;

/** See `ProposingService.boundOfAsking`. A model that says more than was asked for may pass it. */
export async function boundOfAsking(
  { git, model }: SessionDependencies,
  plan: MergePlan,
  asked: readonly AskedConflict[],
): Promise<AskingBound> {
  const used = { hunks: 0, tokensIn: 0, tokensOut: 0 };
  const conflicts = asked.map(({ conflict }) => conflict);
  const each = asked.values();
  for await (const files of git.merges.readConflicts(plan, conflicts, CONFLICT_READ_LIMIT)) {
    const text = conflictTextOf(files);
    const { hunks = text?.hunks.keys() ?? [] } = each.next().value ?? {};
    for (const index of hunks) if (text) add(used, text, index);
  }
  const { hunks, ...tokens } = used;
  return { hunks, usage: await model.priced({ ...tokens, isEstimated: true }) };
}

function add(
  used: { hunks: number; tokensIn: number; tokensOut: number },
  text: ConflictText,
  index: number,
): void {
  const hunk = text.hunks[index];
  if (hunk === undefined) return;
  const { before, after } = contextOf(text, index, AROUND);
  const sides = tokensOf([...hunk.ours, ...hunk.theirs]);
  const around = tokensOf([...before, ...after, ...hunk.base]);
  used.hunks += 1;
  // Asked once more it is shown its own answer again.
  used.tokensIn += MOST_ATTEMPTS * (TOLD + around + sides) + sides + SAID;
  used.tokensOut += MOST_ATTEMPTS * (sides + SAID);
}

function tokensOf(lines: readonly string[]): number {
  const characters = lines.reduce((sum, line) => sum + line.length, 0);
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
