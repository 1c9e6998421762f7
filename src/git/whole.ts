import { join } from 'node:path';
import { QtuiError } from '../core/errors.js';
import type { Oid } from '../core/repository.js';
import { commonDirOf } from './context.js';
import { readPid, waitForEnd } from './process-mark.js';
import type { GitRunner } from './run.js';

/**
 * Throws unless every object of a commit that a ref keeps by now is there, those of `known` left
 * aside. A `git gc --prune=now` that began before the ref was made may have deleted some, and
 * deletes more until it ends.
 */
export async function requireWhole(
  git: GitRunner,
  repo: string,
  commit: Oid,
  { known, doing, untouched }: { known: readonly Oid[]; doing: string; untouched: string },
): Promise<void> {
  await outwaitPrune(git, repo, { doing, untouched });
  // What a partial clone has not fetched is not missing.
  const args = ['rev-list', '--objects', '--quiet', '--exclude-promisor-objects', '--stdin'];
  const { code } = await git.run(repo, args, {
    doing,
    input: [commit, ...known.map((oid) => `^${oid}`), ''].join('\n'),
    accept: 'any',
    details: { untouched },
  });
  if (code === 0) return;
  throw new QtuiError(
    'repository-damaged',
    `Could not ${doing}: objects that were just written are gone, as \`git gc --prune=now\` does it.`,
    { untouched, hint: 'Wait until no clean-up of git runs, then try again.' },
  );
}

async function outwaitPrune(
  git: GitRunner,
  repo: string,
  { doing, untouched }: { doing: string; untouched: string },
): Promise<void> {
  // https://git-scm.com/docs/git-gc: one runs at a time, and its process id is in this file.
  const pid = await readPid(join(await commonDirOf(git, repo), 'gc.pid'));
  if (pid === undefined || (await waitForEnd(pid, '--prune=now'))) return;
  throw new QtuiError('git-locked', `Could not ${doing}: git gc (process ${pid}) goes on.`, {
    untouched,
    hint: 'Wait for it to end, then try again.',
  });
}
