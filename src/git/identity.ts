import { QtuiError } from '../core/errors.js';
import { gitWords } from './failure.js';
import { type GitRunner, withoutLastNewline } from './run.js';

/** The commands that set what `git-identity-missing` misses. */
export const IDENTITY_HINT =
  'Run: git config --global user.name "Your Name" and ' +
  'git config --global user.email "you@example.com"';

/** Why git has no name for the author and committer of a commit; undefined when it has. */
export async function identityProblem(git: GitRunner, repo: string): Promise<string | undefined> {
  for (const variable of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT']) {
    const { code, stderr } = await git.run(repo, ['var', variable], {
      doing: 'ask git who you are',
      accept: 'any',
    });
    if (code !== 0) return gitWords(stderr).split('\n').at(-1) ?? '';
  }
  return undefined;
}

/** Throws `git-identity-missing` with the commands that set it. */
export async function requireIdentity(git: GitRunner, repo: string): Promise<void> {
  const problem = await identityProblem(git, repo);
  if (problem === undefined) return;
  throw new QtuiError('git-identity-missing', 'git does not know who makes the commit.', {
    untouched: 'Nothing was committed.',
    hint: IDENTITY_HINT,
    data: { problem },
  });
}

/** Who would be the author of a commit, `Name <mail>`; undefined when git does not know. */
export async function readAuthor(git: GitRunner, repo: string): Promise<string | undefined> {
  const { code, stdout } = await git.run(repo, ['var', 'GIT_AUTHOR_IDENT'], {
    doing: 'ask git who you are',
    accept: 'any',
  });
  // Its time follows.
  return code === 0 ? /^.*>/.exec(stdout.toString('utf8'))?.[0] : undefined;
}

/** `user.name` as it holds in `repo`; undefined when it is not set. */
export async function readUserName(git: GitRunner, repo: string): Promise<string | undefined> {
  const { code, stdout } = await git.run(repo, ['config', '--get', 'user.name'], {
    doing: 'read user.name',
    accept: [0, 1],
  });
  const name = withoutLastNewline(stdout.toString('utf8'));
  return code === 0 && name !== '' ? name : undefined;
}
