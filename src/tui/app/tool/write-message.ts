import { focusedPaneState, paneTitle } from '../../model/selectors.js';
import type { ActionContext } from '../actions/action.js';
import { editInPane } from './edit-in-pane.js';

/** The message, as it is while it is written. */
const FILE = 'message.md';

/** Lets the person write in their editor what is then pasted into the program, unsent. */
export function writeMessage({ app, panes, pastes }: ActionContext): void {
  const { state } = app.store;
  const pane = focusedPaneState(state);
  if (!pane?.info) return;
  const program = { paneId: pane.id, pid: pane.info.pid };
  app.run('write a message', async () => {
    const title = `Message to ${paneTitle(state, pane.id)}`;
    const written = await editInPane(app, { bytes: new Uint8Array(), name: FILE, title });
    const message = written && withoutLastBreaks(written);
    if (!message || message.length === 0) {
      app.notify('Nothing was written.');
      return;
    }
    // How the program takes a paste is known when it is shown again.
    await panes.framed(pane.id);
    if (await pastes.pasteInto(program, message)) return;
    app.clipboard.copy(new TextDecoder().decode(message));
    app.notify('Nothing was pasted; what you wrote is in the clipboard.');
  });
}

/** Editors end a file with a line break, which would send the message. */
function withoutLastBreaks(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
  return bytes.subarray(0, end);
}
