import { toQtuiError } from '../../../core/errors.js';
import type { App } from '../app.js';
import { tell } from '../tidy/tell-recovered.js';

/** Says where that is which was saved in editors that a crash has ended. */
export function tellCutOffEdits(app: App): void {
  app.sessions.cutOffEdits().then(
    (edits) => {
      if (edits.length === 0) return;
      const told = edits.map(({ title, file }) => ({
        message: `"${title}" was cut off; nothing of it was taken over.`,
        hint: `What was saved is kept for 30 days in ${file}`,
      }));
      app.run('tell what was cut off', () =>
        tell(app.dialogs.unasked, 'Found from your editor', told),
      );
    },
    (thrown: unknown) => app.notifyError(toQtuiError(thrown, 'look for edits that were cut off')),
  );
}
