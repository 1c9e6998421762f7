import type { BranchSuggestion } from '../../core/ports/naming.js';
import type { ErrorWords } from '../model/state.js';
import { type Line, type Role, span, wrapped } from '../views/line.js';
import { ROOM_BESIDE_LABEL } from './text-field.js';
import { LABEL_WIDTH } from './widget.js';

/** What the branch will be called, below the name it is made of. */
export function branchLines(
  suggestion: BranchSuggestion | ErrorWords | undefined,
  width: number,
): readonly Line[] {
  const indent = ' '.repeat(width < ROOM_BESIDE_LABEL ? 0 : LABEL_WIDTH);
  const words = wrapped(...branchWords(suggestion, width - indent.length));
  return words.map((line): Line => [span(indent), ...line]);
}

function branchWords(
  suggestion: BranchSuggestion | ErrorWords | undefined,
  width: number,
): [string, number, Role] {
  if (!suggestion) return ['branch: two random words', width, 'muted'];
  if (!('branch' in suggestion)) return [suggestion.message, width, 'error'];
  const { branch, taken, suggestedName } = suggestion;
  const remarks = [
    ...(taken === undefined ? [] : [`${taken} is taken`]),
    ...(suggestedName === undefined ? [] : ['suggested; ^Y changes it']),
  ];
  const remark = remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
  return [`branch: ${branch}${remark}`, width, taken === undefined ? 'muted' : 'warning'];
}
