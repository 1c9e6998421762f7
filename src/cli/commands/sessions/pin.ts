import { EXIT } from '../../../core/errors.js';
import { sessionTitle } from '../../../core/session.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { findToChange } from '../../select.js';
import { sessionJson } from '../../session-json.js';

export const pinSessionCommand: CommandDefinition = {
  name: 'pin',
  summary: 'keep a session first in lists, and out of every cleanup',
  arguments: [{ syntax: '<session>', description: 'id, id prefix, name or branch' }],
  options: [{ flags: '--undo', description: 'take the pin away' }, JSON_OPTION],
  async run({ app, out }, [selector], options) {
    const service = await app.sessions();
    const view = await findToChange({ app, out }, textOf(selector) ?? '');
    const { id } = view.session;
    const isBack = options['undo'] === true;
    const session = await (isBack ? service.unpin(id) : service.pin(id));
    if (out.json) out.answer({ session: sessionJson({ ...view, session }) });
    else {
      const title = printable(sessionTitle(session));
      out.print(isBack ? `"${title}" is not pinned any more.` : `"${title}" is pinned.`);
    }
    return EXIT.done;
  },
};
