/** Loads the lines above a pane's screen into its document. */
import { toQtuiError } from '../../../core/errors.js';
import { MAX_HISTORY_LINES } from '../../../core/ports/host.js';
import type { PaneDocument } from '../../model/copy-mode/document.js';
import type { App } from '../app.js';

/**
 * The document with a piece of older lines in front; complete when there are none, or when they
 * cannot be had, which the person is told.
 */
export async function withOlderLines(
  app: App,
  paneId: string,
  document: PaneDocument,
): Promise<PaneDocument> {
  const { connection } = app.link;
  if (!connection || document.isComplete) return document.completed();
  const from = Math.max(document.oldest, document.first - MAX_HISTORY_LINES);
  try {
    return document.withOlder(
      await connection.history(paneId, { from, count: document.first - from }),
    );
  } catch (thrown) {
    app.notifyError(toQtuiError(thrown, 'read the scrollback'));
    return document.completed();
  }
}
