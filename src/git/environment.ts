/** Variables of the process, as the composition root hands them in. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The `GIT_*` variables that say how to reach others and who the user is. Every other one can
 * point git at another repository: a hook exports GIT_DIR and GIT_INDEX_FILE, and then
 * `cd other && git …` still works on the first. https://git-scm.com/docs/git#_environment_variables
 */
const KEPT =
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|SSL_\w+|AUTHOR_\w+|COMMITTER_\w+|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|TRACE\w*|PROXY\w*|HTTP_\w+)$/;

/** ssh that asks nothing; used where the user has said nothing of ssh. */
export const QUIET_SSH = 'ssh -oBatchMode=yes';

/** Set by hooks, and by people who point every git at one repository. */
const TYING = ['GIT_DIR', 'GIT_COMMON_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE'];

/** The variables of `env` that would make git work on another repository than its directory's. */
export function repositoryVariables(env: Environment): string[] {
  return TYING.filter((name) => env[name]);
}

/** `env` without the variables that tie a process to one repository. */
export function withoutRepositoryVariables(env: Environment): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    if (name.startsWith('GIT_') && !KEPT.test(name)) continue;
    kept[name] = value;
  }
  return kept;
}

/**
 * The environment of every git that qtui runs: no prompt, no editor, no pager, and words that do
 * not depend on the user's language.
 */
export function gitEnvironment(env: Environment): Record<string, string> {
  const base = withoutRepositoryVariables(env);
  return {
    // It would win over a program of the user's own.
    ...(base['GIT_SSH'] === undefined ? { GIT_SSH_COMMAND: QUIET_SSH } : {}),
    ...base,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: 'true',
    GIT_PAGER: 'cat',
  };
}
