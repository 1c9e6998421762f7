import { GITLINK_MODE } from '../parsers/diff.js';
import { splitNul } from '../parsers/fields.js';
import type { GitRunner } from '../run.js';

export interface IndexSurvey {
  /** Paths of submodules, whether they are initialised or not. */
  gitlinks: string[];
  /** Some file is assume-unchanged or skip-worktree, so that `git status` passes over it. */
  hasHidden: boolean;
}

/** What the index of the worktree at `root` says about files that `git status` does not show. */
export async function surveyIndex(git: GitRunner, root: string): Promise<IndexSurvey> {
  const { stdout } = await git.run(root, ['ls-files', '-s', '-v', '-z'], {
    doing: `read the index of ${root}`,
    isPoll: true,
  });
  const gitlinks: string[] = [];
  let hasHidden = false;
  // `TAG SP MODE SP OID SP STAGE TAB PATH`
  for (const entry of splitNul(stdout)) {
    const tag = entry[0] ?? '';
    if (tag === 'S' || tag !== tag.toUpperCase()) hasHidden = true;
    if (entry.startsWith(GITLINK_MODE, 2)) gitlinks.push(entry.slice(entry.indexOf('\t') + 1));
  }
  return { gitlinks: [...new Set(gitlinks)], hasHidden };
}
