/** An editor that broke down can leave an empty file just as a person can: nobody else can tell. */
import { ask } from '../../../dialogs/simple.js';
import { paragraph } from '../../../dialogs/widget.js';
import type { App } from '../../app.js';

/** False where the content is empty and the person does not mean it. */
export async function isMeantContent({ dialogs }: App, bytes: Uint8Array): Promise<boolean> {
  if (bytes.length > 0) return true;
  const answer = await ask(dialogs, {
    title: 'What you saved is empty',
    body: [paragraph('The file would be there, with nothing in it.')],
    selected: false,
    options: [
      { value: false, label: 'Leave the conflict as it was' },
      { value: true, label: 'Settle it with an empty file' },
    ],
  });
  return answer === true;
}
