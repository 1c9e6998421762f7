import { EXIT, onceEach, type Warning } from '../../../core/errors.js';
import type { SessionService } from '../../../core/ports/sessions.js';
import { isSettled, recoveryExitCode } from '../../../core/recovery.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';

export const recoverSessionsCommand: CommandDefinition = {
  name: 'recover',
  summary: 'finish or take back what was interrupted, mend records, and say what was done',
  arguments: [
    {
      syntax: '[session]',
      description: 'mend the record of this session only: id, id prefix, name or branch',
    },
  ],
  details:
    'Every qtui finishes by itself what was interrupted when it starts in a repository. Creations, removals, merges, ' +
    'undos and checks of merges whose process has died are finished or taken back. Where an edit ' +
    'of yours is in the way, nothing is changed, you are told what to do, and the exit code is ' +
    `${EXIT.refused}; what cannot be settled for another reason ends with ${EXIT.failed}. ` +
    'Records of sessions that cannot be read are written anew, from their backup, their worktree or ' +
    'what git knows, and what could not be read is kept beside them; one of which nothing is left is ' +
    'put aside, and where is told. Times that are still to come are set to the present.',
  options: [JSON_OPTION],
  async run({ app, out }, [selector]) {
    await app.requireGit();
    const service = await app.sessions();
    const told = await recover(service, app.cwd, textOf(selector));
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
    if (told.length === 0)
      out.print(selector === undefined ? 'Nothing was interrupted.' : 'Its record is whole.');
    return code;
  },
};

async function recover(
  service: SessionService,
  directory: string,
  selector: string | undefined,
): Promise<Warning[]> {
  if (selector !== undefined) return service.recoverRows(directory, selector);
  return onceEach([
    ...(await service.recover(directory)),
    ...(await service.recoverRows(directory)),
  ]);
}
