import { EXIT } from '../../../core/errors.js';
import { NOTHING_TO_REPAIR, repairedWords } from '../../../core/repaired-words.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';

export const repairWorktreesCommand: CommandDefinition = {
  name: 'repair',
  summary: 'join worktrees and their repository again after one was moved by hand',
  details:
    'With PATH, the worktree that is there now; without, every one that is found at one place ' +
    'only. After the repository itself was moved, run it in the new place. Only links and ' +
    'records are written, no file of yours.',
  arguments: [{ syntax: '[path]', description: 'where the worktree is now' }],
  options: [JSON_OPTION],
  async run({ app, out }, [path]) {
    await app.requireGit();
    const service = await app.sessions();
    const { repaired, warnings } = await service.repair(app.cwd, textOf(path));
    if (out.json) {
      out.answer({
        repaired: repaired.map((each) => ({ ...each, session: each.session ?? null })),
        warnings,
      });
      return EXIT.done;
    }
    out.warn(warnings);
    for (const each of repaired) out.print(repairedWords(each));
    if (repaired.length === 0) out.print(NOTHING_TO_REPAIR);
    return EXIT.done;
  },
};
