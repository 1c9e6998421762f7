import { QtuiError } from '../core/errors.js';
import type { Oid, Repository } from '../core/repository.js';
import { readContext } from './context.js';
import { requireIdentity } from './identity.js';
import { nullOid } from './refs.js';
import type { GitRunner } from './run.js';
import { emptyTree } from './status.js';

/** `git init` with the user's own settings. */
export async function initRepository(git: GitRunner, directory: string): Promise<Repository> {
  await git.run(directory, ['init', '-q'], { doing: `make a repository in ${directory}` });
  const context = await readContext(git, directory);
  if (context.kind === 'none') {
    throw new QtuiError('git-failed', `git made no repository in ${directory}.`);
  }
  return context.repository;
}

/** Empty first commit on an unborn branch; what is staged stays staged and uncommitted. */
export async function createFirstCommit(
  git: GitRunner,
  repo: string,
  message: string,
): Promise<Oid> {
  const doing = `make the first commit of ${repo}`;
  const details = { untouched: 'The repository was left as it is.' };
  await requireIdentity(git, repo);
  const tree = await emptyTree(git, repo);
  const oid = await git.text(repo, ['commit-tree', tree], {
    doing,
    input: `${message}\n`,
    details,
  });
  // The null id makes it fail on a branch that has been born.
  await git.run(
    repo,
    ['update-ref', '-m', `commit (initial): ${message}`, 'HEAD', oid, nullOid(oid)],
    {
      doing,
      details,
    },
  );
  return oid;
}
