import type { Warning } from '../../core/errors.js';
import { printable } from '../../core/text.js';
import { showText } from '../dialogs/simple.js';
import { type Line, wrapped } from '../views/line.js';
import type { App } from './app.js';

const WIDTH = 72;

/** What was finished or taken back at the start: one thing in the status bar, more to be read. */
export function tellRecovered(app: App, told: readonly Warning[]): void {
  if (told.length < 2) {
    app.notifyWarnings(told);
    return;
  }
  const lines = (width: number): Line[] =>
    told.flatMap(({ message, hint }, index) => [
      ...(index > 0 ? [[]] : []),
      ...wrapped(printable(message), width, 'normal'),
      ...(hint === undefined ? [] : wrapped(printable(hint), width, 'muted')),
    ]);
  app.run('tell what was recovered', () =>
    showText(app.dialogs, { title: 'Found at the start', width: WIDTH, lines }),
  );
}
