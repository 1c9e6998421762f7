import type { Dialog } from '../dialog.js';
import { paragraph } from '../widget.js';
import { pathTitle } from './path.js';
import { type ComparedSide, decisionDialog } from './sides-diff.js';

/** How a conflict was settled before, against both sides; true when it is to be settled so again. */
export function rememberedDialog(path: string, sides: readonly ComparedSide[]): Dialog<boolean> {
  return decisionDialog<boolean>({
    title: pathTitle(path),
    about: [paragraph('You have settled this conflict before: git remembers how (rerere).')],
    sides,
    options: [
      { value: false, label: 'Leave the file as it is' },
      { value: true, label: 'Settle it as before' },
    ],
    selected: false,
    leastRows: 4,
  });
}
