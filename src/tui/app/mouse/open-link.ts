/** What a click on a link does. */
import { toQtuiError } from '../../../core/errors.js';
import type { LinkOpener } from '../../../core/ports/links.js';
import { printable } from '../../../core/text.js';
import type { PaneDocument } from '../../model/copy-mode/document.js';
import { isCutAbove, linkAt } from '../../model/copy-mode/link-at.js';
import type { Position } from '../../model/copy-mode/position.js';
import { openableAddress } from '../../model/links.js';
import type { App } from '../app.js';
import { withOlderLines } from '../copy-mode/history.js';

/** Longest address that is opened, characters. */
const MAX_ADDRESS = 4096;

/**
 * Opens the link at a position of what the pane shows, and says which; one that is not to be opened,
 * or cannot be here, is copied. Text of programs: it is never run, and nothing of it is an option.
 */
export async function openLinkAt(
  app: App,
  opener: LinkOpener | undefined,
  { paneId, document, position }: { paneId: string; document: PaneDocument; position: Position },
): Promise<void> {
  let lines = document;
  while (isCutAbove(lines, position)) lines = await withOlderLines(app, paneId, lines);
  const link = linkAt(lines, position);
  if (link === undefined) {
    app.notify('There is no link there.');
    return;
  }
  const address = openableAddress(link, opener?.hostName ?? '');
  if (opener && address !== undefined && address.length <= MAX_ADDRESS) {
    app.notify(`Opening ${address}`);
    await opener.open(address).catch((thrown: unknown) => {
      app.notifyError(toQtuiError(thrown, 'open the link'));
    });
    return;
  }
  const reason = opener
    ? 'only web, mail and local file links are opened'
    : 'no program opens links here';
  app.notify(`Copied ${printable(link)} (${reason}).`);
  app.clipboard.copy(link);
}
