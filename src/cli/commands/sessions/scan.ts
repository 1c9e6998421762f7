import { EXIT } from '../../../core/errors.js';
import { sessionTitle } from '../../../core/session.js';
import { count, printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';
import { sessionJson } from '../../session-json.js';

export const scanSessionsCommand: CommandDefinition = {
  name: 'scan',
  summary: 'find sessions of this repository that the registry has lost',
  details:
    'Every worktree carries a mark with all that is known of its session. Where that is gone too, ' +
    'a record is made of what git knows. Worktrees that never had a session are not touched: ' +
    '"qtui sessions adopt" makes sessions of them.',
  options: [JSON_OPTION],
  async run({ app, out }) {
    await app.requireGit();
    const service = await app.sessions();
    const { restored, warnings } = await service.scan(app.cwd);
    const { sessions } = await service.list();
    const views = restored.flatMap(
      ({ id }) => sessions.find(({ session }) => session.id === id) ?? [],
    );
    if (out.json) {
      out.answer({ restored: views.map(sessionJson), warnings });
      return EXIT.done;
    }
    out.warn(warnings);
    for (const { session } of views) {
      out.print(
        `${session.id}  ${printable(sessionTitle(session))}  ${printable(session.directory)}`,
      );
    }
    out.print(
      views.length === 0 ? 'No session was lost.' : `${count(views.length, 'session')} restored.`,
    );
    return EXIT.done;
  },
};
