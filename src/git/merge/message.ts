import type { MergeRequest } from '../../core/merge.js';
import type { CommitSummary } from '../../core/repository.js';
import { readMessage } from '../history.js';
import type { GitRunner } from '../run.js';

/** A message for the commit of the strategy; '' where the strategy makes none of its own. */
export async function suggestMessage(
  git: GitRunner,
  { repoRoot, source, target, strategy }: MergeRequest,
  commits: readonly CommitSummary[],
): Promise<string> {
  if (strategy === 'merge') return `Merge branch '${source}' into ${target}`;
  if (strategy !== 'squash') return '';
  const [only] = commits;
  if (only !== undefined && commits.length === 1) {
    return (await readMessage(git, repoRoot, only.oid)).trimEnd();
  }
  const subjects = [...commits].reverse().map(({ subject }) => `* ${subject}`);
  return [`Squash ${source}`, '', ...subjects].join('\n').trimEnd();
}
