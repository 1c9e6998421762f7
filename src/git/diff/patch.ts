import type { DiffRange } from '../../core/diff.js';
import type { PatchOptions } from '../../core/ports/diff-reader.js';
import { type GitRunner, withSignal } from '../run.js';
import { PAIRED, withComparison } from './comparison.js';
import { PLAIN_TEXT, SHAPED } from './file.js';

/** See `RepositoryReader.patch`. */
export function writePatch(
  git: GitRunner,
  repo: string,
  range: DiffRange,
  { signal, onOutput, hasBinary = false }: PatchOptions,
): Promise<void> {
  return withComparison(withSignal(git, signal), repo, range, async (comparison) => {
    const { command, ends } = comparison;
    const look = ['--no-color', ...(hasBinary ? ['--binary', '--full-index'] : [])];
    await comparison.git.run(
      repo,
      [...SHAPED, ...command, '-p', ...PLAIN_TEXT, ...look, ...PAIRED, ...ends],
      { doing: 'compare files', onStdout: onOutput },
    );
  });
}
