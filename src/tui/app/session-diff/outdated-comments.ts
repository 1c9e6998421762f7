/** Comments on lines that have gone stand nowhere in the difference: they are listed by themselves. */
import type { DiffComment } from '../../../core/diff-comment.js';
import { printable } from '../../../core/text.js';
import { ask } from '../../dialogs/simple.js';
import { paragraph } from '../../dialogs/widget.js';
import { placeWords } from '../../model/diff/comments.js';
import { editComment } from './edit-comment.js';
import type { DiffDialog } from './target.js';

/** Those of which nothing stands in the difference, also as their file has left all of it. */
export function outdatedOf({
  comments,
  diff: { files, part },
}: Pick<DiffDialog, 'comments' | 'diff'>): readonly DiffComment[] {
  const isLeft = (path: string) => part === 'all' && files.every((file) => file.path !== path);
  return comments.filter(({ isOutdated, path }) => isOutdated || isLeft(path));
}

/** Lets the person read, change or delete each, until none is left or they have seen enough. */
export async function showOutdated(dialog: DiffDialog): Promise<void> {
  for (;;) {
    const gone = outdatedOf(dialog);
    if (gone.length === 0) return;
    const answer = await ask<DiffComment | 'back' | 'all'>(dialog.app.dialogs, {
      title: 'Comments whose lines have gone',
      body: [paragraph('They are sent with the others, as "changed since".', 'muted')],
      selected: 'back',
      options: [
        { value: 'back', label: 'Back' },
        ...gone.map((comment) => ({
          value: comment,
          label: placeOf(comment),
          note: firstLine(comment.text),
        })),
        ...(gone.length > 1 ? [{ value: 'all' as const, label: 'Delete all of them' }] : []),
      ],
    });
    if (answer === undefined || answer === 'back') return;
    if (answer === 'all') {
      dialog.setComments(dialog.comments.filter((comment) => !gone.includes(comment)));
      return;
    }
    await decide(dialog, answer);
  }
}

async function decide(dialog: DiffDialog, comment: DiffComment): Promise<void> {
  const answer = await ask<'keep' | 'change' | 'delete'>(dialog.app.dialogs, {
    title: placeOf(comment),
    body: [
      ...comment.lines.map(({ text }) => paragraph(`> ${printable(text)}`, 'muted')),
      ...comment.text.split('\n').map((line) => paragraph(printable(line))),
    ],
    selected: 'keep',
    options: [
      { value: 'keep', label: 'Keep it' },
      { value: 'change', label: 'Change its words' },
      { value: 'delete', label: 'Delete it' },
    ],
  });
  if (answer === 'change') await editComment(dialog, comment);
  if (answer !== 'delete') return;
  dialog.setComments(dialog.comments.filter(({ id }) => id !== comment.id));
}

function placeOf({ path, lines }: DiffComment): string {
  return `${printable(path)}:${placeWords(lines)}`;
}

function firstLine(text: string): string {
  const [first = '', ...more] = text.split('\n');
  return `${printable(first)}${more.length > 0 ? ' …' : ''}`;
}
