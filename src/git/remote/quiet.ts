import { QUIET_SSH } from '../environment.js';
import type { GitRunner } from '../run.js';

/** ssh as it is usually called; other programs may not know its options. */
const OPEN_SSH = /^(?:\S*\/)?ssh(?=\s|$)/;

/**
 * What to add to git's environment so that nothing asks the person anything, on a terminal or on
 * their desktop. `core.sshCommand` of the user's is kept: the variable would win over it.
 */
export async function quietEnvironment(
  git: GitRunner,
  repo: string,
): Promise<Record<string, string>> {
  const quiet = { GIT_ASKPASS: '', SSH_ASKPASS_REQUIRE: 'never', GCM_INTERACTIVE: 'never' };
  const ssh = await sshCommand(git, repo);
  return ssh === undefined ? quiet : { ...quiet, GIT_SSH_COMMAND: ssh };
}

async function sshCommand(git: GitRunner, repo: string): Promise<string | undefined> {
  if (git.env['GIT_SSH_COMMAND'] !== QUIET_SSH) return undefined;
  const { code, stdout } = await git.run(repo, ['config', '-z', '--get', 'core.sshCommand'], {
    doing: 'read how ssh is called',
    accept: [0, 1],
  });
  if (code !== 0) return undefined;
  const own = stdout.toString('utf8').replace(/\0$/, '');
  return OPEN_SSH.test(own) ? `${own} -oBatchMode=yes` : own;
}
