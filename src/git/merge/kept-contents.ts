import type { Oid } from '../../core/repository.js';
import { NO_HOOKS, writeQtuiCommit } from '../objects.js';
import type { GitRunner } from '../run.js';

const DOING = 'keep the contents of a merge that is not finished';
const details = { untouched: 'Nothing was merged; what was kept before still is.' };

/**
 * Keeps blobs that nothing else refers to from git's clean-up, by a commit of qtui's own below
 * `refs/qtui/draft/`; those that were kept by this name before are let go. None lets go of all.
 */
export async function keepContents(
  git: GitRunner,
  repo: string,
  name: string,
  oids: readonly Oid[],
): Promise<void> {
  const ref = `refs/qtui/draft/${name}`;
  const update = [...NO_HOOKS, 'update-ref', '--no-deref'];
  if (oids.length === 0) {
    await git.run(repo, [...update, '-d', ref], { doing: DOING, details });
    return;
  }
  const entries = [...new Set(oids)].map((oid, index) => `100644 blob ${oid}\t${index}\n`);
  const tree = await git.text(repo, ['mktree'], { doing: DOING, details, input: entries.join('') });
  const message = 'qtui: contents of a merge that is not finished';
  const commit = await writeQtuiCommit(git, repo, { tree, parents: [], message });
  await git.run(repo, [...update, ref, commit], { doing: DOING, details });
}
