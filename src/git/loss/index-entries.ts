import { GITLINK_MODE } from '../parsers/diff.js';
import { pathText } from '../path-text.js';
import type { GitRunner } from '../run.js';

/** Entries are `TAG SP MODE SP OID SP STAGE TAB PATH NUL`. */
const HIDDEN = /(?:^|\0)[Sa-z] /;
const GITLINK = new RegExp(`(?:^|\\0). ${GITLINK_MODE} [^\\t]*\\t(?<path>[^\\0]*)`, 'g');

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
  // Of a large index only few entries become text of their own.
  const text = stdout.toString('latin1');
  const paths = [...text.matchAll(GITLINK)].map(({ groups }) => groups?.['path'] ?? '');
  const gitlinks = [...new Set(paths)].map((path) => pathText(Buffer.from(path, 'latin1')));
  return { gitlinks, hasHidden: HIDDEN.test(text) };
}
