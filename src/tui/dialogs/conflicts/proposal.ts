/** What a model proposes for one hunk, against both sides, with what it says of it. */
import type { HunkOutcome, HunkProposal } from '../../../core/conflict/proposal.js';
import type { ModelUsage } from '../../../core/llm.js';
import { count, printable } from '../../../core/text.js';
import { usageWords } from '../../../core/usage-words.js';
import { type Line, span, wrapped } from '../../views/line.js';
import type { Dialog, DialogTitle } from '../dialog.js';
import { type Option, TextBlock } from '../widget.js';
import type { SideNames } from './hunk-rows.js';
import { type ComparedSide, decisionDialog } from './sides-diff.js';

export type ProposalChoice = 'take' | 'edit' | 'again' | 'leave';

export interface ProposalSettings {
  readonly title: DialogTitle;
  readonly outcome: HunkOutcome;
  readonly names: SideNames;
  /** Of the merge so far. */
  readonly usage: ModelUsage;
  /** None where there is no proposal that could be read. */
  readonly sides: readonly ComparedSide[];
}

/** Undefined when the person goes back. Nothing is taken unless it is chosen. */
export function proposalDialog(settings: ProposalSettings): Dialog<ProposalChoice> {
  const { title, outcome, sides } = settings;
  return decisionDialog<ProposalChoice>({
    ...{ title, sides },
    about: [new TextBlock((width) => saidLines(settings, width))],
    options: optionsOf(outcome),
    selected: 'leave',
    leastRows: 5,
  });
}

function optionsOf(outcome: HunkOutcome): Option<ProposalChoice>[] {
  const leave = { value: 'leave', label: 'Leave the hunk as it is' } as const;
  const edit = { value: 'edit', label: 'Edit it first …' } as const;
  const again = { value: 'again', label: 'Ask again' } as const;
  switch (outcome.kind) {
    case 'accepted':
      return [leave, { value: 'take', label: 'Take it' }, edit];
    case 'rejected':
      return outcome.proposal ? [leave, edit, again] : [leave, again];
    default:
      return [leave, again];
  }
}

function saidLines({ outcome, names, usage }: ProposalSettings, width: number): Line[] {
  const spent = wrapped(`This merge so far: ${usageWords(usage)}.`, width, 'muted');
  switch (outcome.kind) {
    case 'accepted':
      return [...proposalLines(outcome.proposal, names, width), ...spent];
    case 'rejected':
      return [
        ...wrapped(
          `Not acceptable, asked ${count(outcome.attempts, 'time')}: you decide.`,
          width,
          'error',
        ),
        ...outcome.reasons.flatMap(({ message }) => bullet(message, width)),
        ...(outcome.proposal ? proposalLines(outcome.proposal, names, width) : []),
        ...spent,
      ];
    default:
      return [
        ...wrapped(printable(outcome.error.message), width, 'error'),
        ...(outcome.error.hint ? wrapped(printable(outcome.error.hint), width, 'muted') : []),
        ...spent,
      ];
  }
}

function proposalLines(
  { explanation, confidence, dropped }: HunkProposal,
  names: SideNames,
  width: number,
): Line[] {
  const left = dropped.flatMap(({ line, side, reason }) =>
    bullet(`of ${names[side]}: ${line.trim()} (${reason})`, width),
  );
  return [
    ...wrapped(printable(explanation), width),
    ...wrapped(`Confidence: ${confidence}.`, width, confidence === 'high' ? 'muted' : 'warning'),
    ...(left.length > 0
      ? [...wrapped(`Leaves out ${count(dropped.length, 'line')}:`, width, 'warning'), ...left]
      : []),
  ];
}

function bullet(text: string, width: number): Line[] {
  return wrapped(printable(text), Math.max(1, width - 2)).map((line, index) => [
    span(index === 0 ? '- ' : '  ', 'muted'),
    ...line,
  ]);
}
