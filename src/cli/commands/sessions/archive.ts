import { EXIT } from '../../../core/errors.js';
import { sessionTitle } from '../../../core/session.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { sessionJson } from '../../session-json.js';

export const archiveSessionCommand: CommandDefinition = {
  name: 'archive',
  summary: 'put a session away; its worktree and branch stay',
  details:
    'Its program is ended, and "qtui sessions list" passes over it. "qtui attach" opens it again, ' +
    '--undo only takes it back into the list.',
  arguments: [{ syntax: '<session>', description: 'id, id prefix, name or branch' }],
  options: [{ flags: '--undo', description: 'take it back into the list' }, JSON_OPTION],
  async run({ app, out }, [selector], options) {
    const service = await app.sessions();
    const view = await service.find(textOf(selector) ?? '');
    const { id, status } = view.session;
    const isBack = options['undo'] === true;
    const session = await (isBack ? service.unarchive(id) : service.archive(id));
    const { agentState, ...rest } = view;
    const isUnchanged = isBack && status === session.status;
    if (out.json) {
      out.answer({
        session: sessionJson({
          ...rest,
          ...(isUnchanged && agentState && { agentState }),
          session,
        }),
      });
      return EXIT.done;
    }
    const title = printable(sessionTitle(session));
    if (isUnchanged) out.print(`"${title}" is not archived.`);
    else if (isBack) out.print(`"${title}" is in the list again.`);
    else {
      out.print(`Archived "${title}"; "qtui attach ${id}" opens it again.`);
      if (session.worktreeInfo) {
        out.note(
          'Its worktree stays as it is, and locked, so that no git command removes it by the way; ' +
            `"qtui sessions close ${id} --remove" does.`,
        );
      }
    }
    return EXIT.done;
  },
};
