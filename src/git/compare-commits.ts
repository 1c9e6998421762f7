import type { FileChange, Oid } from '../core/repository.js';
import { DIFF_TREES, parseRawNumstat } from './parsers/diff.js';
import type { GitRunner } from './run.js';

/** What differs between two trees or commits, with lines and renames. */
export async function compareCommits(
  git: GitRunner,
  repo: string,
  { from, to }: { from: Oid; to: Oid },
): Promise<FileChange[]> {
  const { stdout } = await git.run(repo, [...DIFF_TREES, '--numstat', '--find-renames', from, to], {
    doing: 'list the changed files',
  });
  return parseRawNumstat(stdout);
}
