/** Asks for the words of a comment. */
import { type DiffComment, isSameComment } from '../../../core/diff-comment.js';
import { Dialog } from '../../dialogs/dialog.js';
import { codeLine } from '../../dialogs/diff/code-line.js';
import { TextField } from '../../dialogs/text-field.js';
import { blankLine, TextBlock } from '../../dialogs/widget.js';
import { nextId, placeWords, withComment } from '../../model/diff/comments.js';
import { type Line, shortenLine, span } from '../../views/line.js';
import type { DiffDialog } from './target.js';

const WIDTH = 90;
/** ms after which what was typed is kept, so that a killed screen loses none. */
const TYPING_TIME = 300;
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
    onChange: () => {
      typing ??= setTimeout(keepTyped, TYPING_TIME);
    },
  });
  /** What the text is kept as while it is typed. */
  let kept = former;
  let typing: NodeJS.Timeout | undefined;
  const put = (text: string) => {
    // Another screen may have given its id to a comment of its own.
    const mine = kept && dialog.comments.find((each) => isSameComment(each, kept));
    const others = dialog.comments.filter((each) => each !== mine);
    const id = mine?.id ?? nextId(dialog.comments);
    const gone = former?.isOutdated && { isOutdated: former.isOutdated };
    kept = { id, path, lines: mine?.lines ?? lines, text, ...gone };
    dialog.setComments(text === '' ? others : withComment(others, kept));
  };
  const keepTyped = () => {
    typing = undefined;
    const text = field.value.trim();
    if (text !== '') put(text);
  };
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
  clearTimeout(typing);
  if (text !== undefined) put(text);
  else if (kept !== former) put(former?.text ?? '');
}

function quotedLines(lines: DiffComment['lines'], width: number, unicode: boolean): Line[] {
  const shown = lines
    .slice(0, MOST_SHOWN)
    .map((line): Line => shortenLine(codeLine(line), width, unicode));
  const left = lines.length - shown.length;
  return left > 0 ? [...shown, [span(`and ${left} more`, 'muted')]] : shown;
}
