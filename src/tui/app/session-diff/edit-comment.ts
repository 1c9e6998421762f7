/** Asks for the words of a comment. */
import type { DiffComment } from '../../../core/diff-comment.js';
import { Dialog } from '../../dialogs/dialog.js';
import { codeLine } from '../../dialogs/diff/code-line.js';
import { TextField } from '../../dialogs/text-field.js';
import { blankLine, TextBlock } from '../../dialogs/widget.js';
import { nextId, placeWords, withComment } from '../../model/diff/comments.js';
import { type Line, shortenLine, span } from '../../views/line.js';
import type { DiffDialog } from './target.js';

const WIDTH = 90;
/** Lines that are shown of those that the comment is about. */
const MOST_SHOWN = 5;

/** A new comment on the chosen lines, or other words for `former`; without words it is deleted. */
export async function editComment(
  dialog: DiffDialog,
  former: DiffComment | undefined,
): Promise<void> {
  const { browser } = dialog;
  const path = former?.path ?? browser.path;
  const lines = former?.lines ?? browser.chosen;
  if (path === undefined || lines.length === 0) return;
  const field = new TextField({
    label: 'Comment',
    value: former?.text ?? '',
    placeholder: 'what the agent should know or do',
    allowLines: true,
  });
  const text = await dialog.app.dialogs.open(
    new Dialog<string>({
      title: `${path}:${placeWords(lines)}`,
      width: WIDTH,
      widgets: [
        new TextBlock((width, unicode) => quotedLines(lines, width, unicode)),
        blankLine(),
        field,
      ],
      focus: 2,
      hint: 'Enter keeps it · Alt-Enter new line · Esc cancels',
      onEnter: (self) => self.finish(field.value.trim()),
    }),
  );
  if (text === undefined) return;
  const others = dialog.comments.filter(({ id }) => id !== former?.id);
  const id = former?.id ?? nextId(dialog.comments);
  const gone = former?.isOutdated && { isOutdated: former.isOutdated };
  const comment = { id, path, lines, text, ...gone };
  dialog.setComments(text === '' ? others : withComment(others, comment));
}

function quotedLines(lines: DiffComment['lines'], width: number, unicode: boolean): Line[] {
  const shown = lines
    .slice(0, MOST_SHOWN)
    .map((line): Line => shortenLine(codeLine(line), width, unicode));
  const left = lines.length - shown.length;
  return left > 0 ? [...shown, [span(`and ${left} more`, 'muted')]] : shown;
}
