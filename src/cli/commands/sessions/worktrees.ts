import { EXIT } from '../../../core/errors.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';
import { printFindings, printWorktrees, worktreeJson } from '../../worktree-words.js';

export const worktreesCommand: CommandDefinition = {
  name: 'worktrees',
  summary: 'list all worktrees of this repository, with whose they are and their state',
  details:
    'Also those that no session has: made by hand, or by other programs. Below the table stands ' +
    'what is the matter with one, and what to do about it.',
  options: [JSON_OPTION],
  async run({ app, out }) {
    await app.requireGit();
    const service = await app.sessions();
    const recovered = await service.recover(app.cwd);
    const { worktrees, warnings: found } = await service.worktrees(app.cwd);
    const warnings = [...recovered, ...found];
    if (out.json) {
      out.answer({ worktrees: worktrees.map(worktreeJson), warnings });
      return EXIT.done;
    }
    out.warn(warnings);
    printWorktrees(out, worktrees);
    for (const each of worktrees) printFindings(out, each);
    return EXIT.done;
  },
};
