import { resolve } from 'node:path';
import { EXIT } from '../../../core/errors.js';
import { sessionTitle } from '../../../core/session.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { sessionJson } from '../../session-json.js';

export const adoptWorktreeCommand: CommandDefinition = {
  name: 'adopt',
  summary: 'make a session of a worktree that has none',
  details:
    'The worktree may have been made by hand or by another program. Nothing in it is moved or ' +
    'changed: it is locked, and gets a mark that git does not see. Where the branch of a ' +
    "session's worktree was switched by hand, the session takes the branch it stands on now.",
  arguments: [{ syntax: '<path>', description: 'the worktree, or a directory in it' }],
  options: [
    { flags: '-n, --name <name>', description: 'name of the session' },
    { flags: '--into <branch>', description: 'branch that the session will be merged into' },
    { flags: '--agent <kind>', description: 'which agent runs when it is opened' },
    { flags: '--locked', description: 'also one that somebody else has locked; that lock stays' },
    JSON_OPTION,
  ],
  examples: [{ command: 'qtui sessions adopt ../app-fix --into main', does: 'then: qtui attach' }],
  async run({ app, out }, [path], options) {
    await app.requireGit();
    const service = await app.sessions();
    const { name, into, agent, locked } = options as Record<string, string | undefined>;
    const { session, kind, warnings } = await service.adopt({
      path: resolve(app.cwd, textOf(path) ?? ''),
      ...(name !== undefined && { name }),
      ...(into !== undefined && { mergeTarget: into }),
      ...(agent !== undefined && { agentKind: agent }),
      ...(locked !== undefined && { despiteLock: true }),
    });
    const view = await service.find(session.id);
    if (out.json) {
      out.answer({ session: sessionJson(view), kind, warnings });
      return EXIT.done;
    }
    out.warn(warnings);
    const { branch = '', mergeTarget = '' } = session.worktreeInfo ?? {};
    const title = printable(sessionTitle(session));
    const way = `${printable(branch)} → ${printable(mergeTarget)}`;
    out.print(
      kind === 'made'
        ? `${session.id}  ${title}  ${way}; "qtui attach ${session.id}" opens it.`
        : `Session "${title}" is ${way} now.`,
    );
    return EXIT.done;
  },
};
