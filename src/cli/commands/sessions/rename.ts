import { EXIT } from '../../../core/errors.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { findToChange } from '../../select.js';
import { sessionJson } from '../../session-json.js';

export const renameSessionCommand: CommandDefinition = {
  name: 'rename',
  summary: 'give a session another name; branch and worktree keep theirs',
  arguments: [
    { syntax: '<session>', description: 'id, id prefix, name or branch' },
    { syntax: '<name...>', description: 'the new name' },
  ],
  options: [JSON_OPTION],
  async run({ app, out }, [selector, name]) {
    const service = await app.sessions();
    const view = await findToChange({ app, out }, textOf(selector) ?? '');
    const session = await service.rename(view.session.id, textOf(name) ?? '');
    if (out.json) out.answer({ session: sessionJson({ ...view, session }) });
    else out.print(`Renamed to "${printable(session.name ?? '')}".`);
    return EXIT.done;
  },
};
