import { EXIT, QtuiError } from '../../core/errors.js';
import { sessionTitle } from '../../core/session.js';
import { submitText } from '../../core/submit-text.js';
import { printable } from '../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../command.js';
import { connectFor, paneOf, selectSession } from '../select.js';
import { sessionJson } from '../session-json.js';

export const sendCommand: CommandDefinition = {
  name: 'send',
  summary: "type text into a session's program, and Enter",
  arguments: [
    { syntax: '<session>', description: 'id, id prefix, name or branch' },
    { syntax: '<text...>', description: 'what to type; several words are joined by blanks' },
  ],
  options: [{ flags: '--no-enter', description: 'do not press Enter after the text' }, JSON_OPTION],
  examples: [
    { command: 'qtui send auth "add tests for the login"', does: 'gives the agent a task' },
  ],
  async run({ app, out }, [selector, words], options) {
    const view = await selectSession(app, textOf(selector));
    const text = textOf(words) ?? '';
    const connection = await connectFor(app, view);
    const pane = paneOf(connection, view);
    if (pane.exit !== undefined) {
      throw new QtuiError(
        'session-not-running',
        `The program of session "${sessionTitle(view.session)}" has ended.`,
        { untouched: 'Nothing was typed.', hint: 'Restart it with "qtui attach".' },
      );
    }
    if (options['enter'] === false) {
      connection.write(pane.paneId, Buffer.from(text));
      // An answered request proves that the host has read what was written before it.
      await connection.capture(pane.paneId);
    } else {
      await submitText(connection, pane.paneId, text);
    }
    const service = await app.sessions();
    if (options['enter'] !== false) await service.noteSent(view.session.id, text);
    await service.saveActivity();
    if (out.json) out.answer({ session: sessionJson(view) });
    else out.note(`Typed into "${printable(sessionTitle(view.session))}".`);
    return EXIT.done;
  },
};
