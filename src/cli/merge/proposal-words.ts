import type { ChalkInstance } from 'chalk';
import { decode } from '../../core/conflict/encoding.js';
import { type ConflictText, type HunkAnswer, settledText } from '../../core/conflict/hunks.js';
import type { ConflictProposal, HunkOutcome } from '../../core/conflict/proposal.js';
import { type DiffLine, LINE_SIGNS } from '../../core/diff.js';
import type { MergeRequest } from '../../core/merge.js';
import { count, printable } from '../../core/text.js';
import { codeLine } from '../../tui/dialogs/diff/code-line.js';
import { diffOfTexts } from '../../tui/dialogs/diff/texts.js';

/** A proposal for a file, and the file as it would be where all of it is accepted. */
export interface ShownProposal {
  text: ConflictText | undefined;
  bytes: Uint8Array | undefined;
  proposal: ConflictProposal;
  request: Pick<MergeRequest, 'source' | 'target'>;
}

/** What a model proposes for a file, why, and its difference from both sides. */
export async function proposalLines(
  { text, bytes, proposal, request }: ShownProposal,
  style: ChalkInstance,
): Promise<string[]> {
  const lines = proposal.outcomes.flatMap((outcome) =>
    outcomeLines(outcome, proposal.outcomes.length, style),
  );
  if (proposal.syntax === 'fails') {
    lines.push(style.red('  With these answers the file does not parse: it stays open.'));
  }
  if (!text || !bytes) return lines;
  const after = decode(bytes, text.encoding);
  for (const [side, branch] of [
    ['ours', request.target],
    ['theirs', request.source],
  ] as const) {
    lines.push(style.bold(`  against ${printable(branch)} (${side}):`));
    lines.push(...(await diffLines(proposal.path, textWith(text, side), after, style)));
  }
  return lines;
}

function outcomeLines(outcome: HunkOutcome, of: number, style: ChalkInstance): string[] {
  const place = of === 1 ? '' : `place ${outcome.hunk + 1}: `;
  if (outcome.kind === 'failed') {
    return [style.red(`  ${place}no answer: ${printable(outcome.error.message)}`)];
  }
  const { proposal } = outcome;
  const explained = proposal
    ? [`  ${place}${printable(proposal.explanation)} (confidence ${proposal.confidence})`]
    : [];
  const dropped = (proposal?.dropped ?? []).map(
    ({ side, line, reason }) =>
      `    left out of ${side}: "${printable(line)}", as ${printable(reason)}`,
  );
  if (outcome.kind === 'accepted')
    return [...explained, ...dropped.map((each) => style.yellow(each))];
  const why = outcome.reasons.map(({ message }) => `    ${printable(message)}`);
  const times = count(outcome.attempts, 'answer');
  return [...explained, style.red(`  ${place}not accepted, after ${times}:`), ...why];
}

async function diffLines(
  path: string,
  before: string,
  after: string,
  style: ChalkInstance,
): Promise<string[]> {
  const { hunks } = await diffOfTexts({ path, before, after });
  if (hunks.length === 0) return ['    the same'];
  return hunks.flatMap(({ oldStart, newStart, lines }) => [
    style.cyan(`    @@ line ${oldStart}, then ${newStart} @@`),
    ...lines.map((line) => `    ${coloured(line, style)}`),
  ]);
}

/** Every character of a line is seen; none can move the cursor. */
function coloured(line: DiffLine, style: ChalkInstance): string {
  const text = codeLine(line)
    .map((span) => span.text)
    .join('');
  const words = `${LINE_SIGNS[line.kind]}${text}`;
  if (line.kind === 'context') return words;
  return line.kind === 'added' ? style.green(words) : style.red(words);
}

/** A file as text where every place has this answer. */
function textWith(text: ConflictText, answer: HunkAnswer): string {
  const settled = settledText(text, new Map(text.hunks.map((_, index) => [index, answer])));
  return settled.kind === 'settled' ? decode(settled.bytes, text.encoding) : '';
}
