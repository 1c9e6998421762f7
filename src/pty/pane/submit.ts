import { QtuiError } from '../../core/errors.js';
import { type Deadlines, monotonicNow } from '../deadlines.js';
import { ENTER_DELAY, submittedText } from '../text.js';
import type { Pane } from './pane.js';

const encoder = new TextEncoder();

/** See `HostConnection.submit`. */
export async function submitText(pane: Pane, text: string, deadlines: Deadlines): Promise<void> {
  requireLive(pane, 'Nothing was typed.');
  const type = (typed: string) => pane.write(encoder.encode(typed), () => undefined);
  type(submittedText(text, pane.emulator.modes.bracketedPaste));
  await new Promise<void>((resolve) => {
    deadlines.set(() => resolve(), monotonicNow() + ENTER_DELAY);
  });
  requireLive(pane, 'The text was typed, but Enter was not pressed.');
  type('\r');
}

function requireLive(pane: Pane, untouched: string): void {
  if (pane.isLive) return;
  throw new QtuiError('session-not-running', 'The program has ended.', {
    untouched,
    hint: 'Restart it with "qtui attach".',
  });
}
