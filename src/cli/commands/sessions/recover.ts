import { EXIT } from '../../../core/errors.js';
import { isSettled, recoveryExitCode } from '../../../core/recovery.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';

export const recoverSessionsCommand: CommandDefinition = {
  name: 'recover',
  summary: 'finish or take back what was interrupted by a crash, and say what was done',
  details:
    'Every qtui does this by itself when it starts in a repository. Creations, removals, merges, ' +
    'undos and checks of merges whose process has died are finished or taken back. Where an edit ' +
    'of yours is in the way, nothing is changed, you are told what to do, and the exit code is ' +
    `${EXIT.refused}; what cannot be settled for another reason ends with ${EXIT.failed}.`,
  options: [JSON_OPTION],
  async run({ app, out }) {
    await app.requireGit();
    const service = await app.sessions();
    const told = await service.recover(app.cwd);
    const code = recoveryExitCode(told);
    const recovered = told.filter(isSettled);
    const open = told.filter((each) => !isSettled(each));
    if (out.json) {
      out.answer({ recovered, open });
      return code;
    }
    for (const { message, hint } of recovered) {
      out.print(printable(message) + (hint ? `\n  ${printable(hint)}` : ''));
    }
    out.warn(open);
    if (told.length === 0) out.print('Nothing was interrupted.');
    return code;
  },
};
