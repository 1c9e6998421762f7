import { Dialog } from '../dialog.js';
import { blankLine, keyName, Menu, paragraph } from '../widget.js';
import { pathWords } from './path.js';
import { type ComparedSide, DIFF_HINT, SidesDiff } from './sides-diff.js';

/** Lines around the difference, and of it at least. */
const OTHER_ROWS = 7;
const LEAST_ROWS = 4;

/** How a conflict was settled before, against both sides; true when it is to be settled so again. */
export function rememberedDialog(path: string, sides: readonly ComparedSide[]): Dialog<boolean> {
  const diff = new SidesDiff(sides, (visible) => Math.max(LEAST_ROWS, visible - OTHER_ROWS));
  const menu = new Menu<boolean>(
    [
      { value: false, label: 'Leave the file as it is' },
      { value: true, label: 'Settle it as before' },
    ],
    false,
  );
  const widgets = [
    paragraph('You have settled this conflict before: git remembers how (rerere).'),
    blankLine(),
    diff.heading,
    diff.view,
    blankLine(),
    menu,
  ];
  return new Dialog<boolean>({
    title: pathWords(path),
    width: 160,
    widgets,
    focus: widgets.indexOf(menu),
    hint: `Enter chooses · Esc goes back · o other side · Tab difference · ${DIFF_HINT}`,
    onEnter: (dialog, focused) => {
      if (focused === menu) dialog.finish(menu.value);
    },
    onKey: (event) => {
      if (keyName(event) !== 'o') return false;
      diff.showNext();
      return true;
    },
  });
}
