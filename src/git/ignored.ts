import { isMark } from './mark.js';
import { splitNul } from './parsers/fields.js';
import type { GitRunner } from './run.js';

/** Ignored files that match the pathspecs, relative to `worktree`; [] for no pathspecs. */
export async function listIgnored(
  git: GitRunner,
  worktree: string,
  pathspecs: readonly string[],
): Promise<string[]> {
  if (pathspecs.length === 0) return [];
  const { stdout } = await git.run(
    worktree,
    ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--', ...pathspecs],
    { doing: `list the ignored files of ${worktree}` },
  );
  return splitNul(stdout).filter((path) => !isMark(path));
}
