import { EXIT } from '../../../core/errors.js';
import { sessionTitle } from '../../../core/session.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { findToChange } from '../../select.js';
import { sessionJson } from '../../session-json.js';

export const archiveSessionCommand: CommandDefinition = {
  name: 'archive',
  summary: 'put a session away; its worktree and branch stay',
  details:
    'Its program is ended, and "qtui sessions list" passes over it (--archived: lists those). A ' +
    'summary of what was done is kept. "qtui attach" opens it again, --undo only takes it back ' +
    'into the list.',
  arguments: [{ syntax: '<session>', description: 'id, id prefix, name or branch' }],
  options: [
    {
      flags: '--summary <text>',
      description: 'what was done in it, on one line; by default as git tells',
    },
    { flags: '--undo', description: 'take it back into the list', conflicts: ['summary'] },
    JSON_OPTION,
  ],
  async run({ app, out }, [selector], options) {
    const service = await app.sessions();
    const view = await findToChange({ app, out }, textOf(selector) ?? '');
    const { id, status } = view.session;
    const isBack = options['undo'] === true;
    const summary = options['summary'];
    const session = await (isBack
      ? service.unarchive(id)
      : service.archive(id, typeof summary === 'string' ? { summary } : {}));
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
      if (session.ended) out.print(`  ${printable(session.ended.summary)}`);
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
