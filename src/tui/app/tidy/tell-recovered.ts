import type { Warning } from '../../../core/errors.js';
import { printable } from '../../../core/text.js';
import type { DialogOpener } from '../../dialogs/dialog-stack.js';
import { showText } from '../../dialogs/simple.js';
import { type Line, wrapped } from '../../views/line.js';
import type { App } from '../app.js';

const WIDTH = 72;

type Told = Pick<Warning, 'message' | 'hint'>;

/** What was finished or taken back at the start: one thing in the status bar, more to be read. */
export function tellRecovered(app: App, told: readonly Warning[]): void {
  if (told.length < 2) app.notifyWarnings(told);
  else
    app.run('tell what was recovered', () => tell(app.dialogs.unasked, 'Found at the start', told));
}

/** Shows each with what to do next; resolves when it was read. */
export function tell(dialogs: DialogOpener, title: string, told: readonly Told[]): Promise<void> {
  const lines = (width: number): Line[] =>
    told.flatMap(({ message, hint }, index) => [
      ...(index > 0 ? [[]] : []),
      ...wrapped(printable(message), width, 'normal'),
      ...(hint === undefined ? [] : wrapped(printable(hint), width, 'muted')),
    ]);
  return showText(dialogs, { title, width: WIDTH, lines });
}
