import type { DiffRange } from '../../core/diff.js';
import type { Cancellable } from '../../core/ports/git.js';
import type { FileChange } from '../../core/repository.js';
import { isMark } from '../mark.js';
import { parseRawNumstat } from '../parsers/diff.js';
import { type GitRunner, withSignal } from '../run.js';
import { PAIRED, withComparison } from './comparison.js';

/** See `RepositoryReader.diffFiles`. */
export function diffFiles(
  git: GitRunner,
  repo: string,
  range: DiffRange,
  { signal }: Cancellable = {},
): Promise<FileChange[]> {
  return withComparison(withSignal(git, signal), repo, range, async (comparison, unread) => {
    const { command, ends } = comparison;
    const what = ['-z', '--raw', '--numstat', ...PAIRED];
    const { stdout } = await comparison.git.run(repo, [...command, ...what, ...ends], {
      doing: 'list the changed files',
    });
    const named = unread.map((path): FileChange => ({ path, kind: 'added', isBinary: false }));
    return [...parseRawNumstat(stdout), ...named]
      .filter(({ path }) => !isMark(path))
      .sort((one, other) => (one.path < other.path ? -1 : 1));
  });
}
