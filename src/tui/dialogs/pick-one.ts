/** A dialog that lets the person pick one of many, found by a few letters. */
import { Dialog, type DialogTitle } from './dialog.js';
import type { DialogStack } from './dialog-stack.js';
import { fuzzyFilter } from './fuzzy.js';
import { type PickEntry, PickList } from './pick-list.js';

/** Lines of a list; what is more is scrolled. */
const ROWS = 14;

export interface PickQuestion<Value> {
  title: DialogTitle;
  /** What can be typed to find an entry. */
  placeholder: string;
  /** Said where there are no entries. */
  empty?: string;
  entries: readonly PickEntry<Value>[];
  hint: string;
  /** Cells between the borders; with two numbers as many between them as the entries take. */
  width: number | readonly [least: number, most: number];
}

/** Resolves with what was picked; undefined when cancelled. What is disabled is not picked. */
export function pickOne<Value>(
  dialogs: DialogStack,
  { title, placeholder, empty, entries, hint, width }: PickQuestion<Value>,
): Promise<Value | undefined> {
  const list = new PickList<Value>({
    ...{ label: 'Find', placeholder, entries, filter: fuzzyFilter, rows: ROWS },
    ...(empty !== undefined && { empty }),
  });
  const widthOf = ([least, most]: readonly [number, number]) =>
    Math.max(least, Math.min(list.naturalWidth, most));
  return dialogs.open(
    new Dialog<Value>({
      ...{ title, hint, widgets: [list] },
      width: typeof width === 'number' ? width : widthOf(width),
      onEnter: (self) => {
        const entry = list.selected;
        if (entry && !entry.disabledReason) self.finish(entry.value);
      },
    }),
  );
}
