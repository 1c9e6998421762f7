import { QUIET_SSH } from '../environment.js';
import type { GitRunner } from '../run.js';

/** ssh as it is usually called; other programs may not know its options. */
const OPEN_SSH = /^(?:\S*\/)?ssh(?=\s|$)/;

/**
 * What to add to git's environment so that nothing asks the person anything, on a terminal or on
 * their desktop.
 */
export async function quietEnvironment(
  git: GitRunner,
  repo: string,
): Promise<Record<string, string>> {
  return {
    ...(await sshEnvironment(git, repo)),
    GIT_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    GCM_INTERACTIVE: 'never',
  };
}

/**
 * What to add where the person themselves wants to reach a remote: a program of theirs that gives
 * git credentials is asked. `core.sshCommand` is kept: the variable would win over it.
 */
export async function sshEnvironment(
  git: GitRunner,
  repo: string,
): Promise<Record<string, string>> {
  if (git.env['GIT_SSH_COMMAND'] !== QUIET_SSH) return {};
  const { code, stdout } = await git.run(repo, ['config', '-z', '--get', 'core.sshCommand'], {
    doing: 'read how ssh is called',
    accept: [0, 1],
  });
  if (code !== 0) return {};
  const own = stdout.toString('utf8').replace(/\0$/, '');
  return { GIT_SSH_COMMAND: OPEN_SSH.test(own) ? `${own} -oBatchMode=yes` : own };
}
