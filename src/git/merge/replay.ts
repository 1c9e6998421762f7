import type { MergeConflict } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { writeQtuiCommit } from '../objects.js';
import type { GitRunner } from '../run.js';
import { mergeTrees, treeOf } from './merge-trees.js';

/** Writes the commit that stands for `original` on top of `parent`. */
export type WriteReplayed = (replayed: { original: Oid; parent: Oid; tree: Oid }) => Promise<Oid>;

/** Commits that a rebase would apply, oldest first: no merges, none that the target has already. */
export async function commitsToReplay(
  git: GitRunner,
  repo: string,
  { source, target }: { source: Oid; target: Oid },
): Promise<Oid[]> {
  const output = await git.text(
    repo,
    [
      'rev-list',
      '--reverse',
      '--topo-order',
      '--no-merges',
      '--cherry-pick',
      '--right-only',
      `${target}...${source}`,
    ],
    { doing: 'list the commits to rebase' },
  );
  return output === '' ? [] : output.split('\n');
}

/**
 * Rebases as objects: each commit is merged onto the new tip with its own parent as the base. A
 * commit that changes nothing there is dropped. git 2.38 cannot be told a merge base, so the tip's
 * tree is given to it as a child of that parent.
 */
export async function replayCommits(
  git: GitRunner,
  directory: string,
  job: { target: string; commits: readonly Oid[]; onto: Oid; write: WriteReplayed },
): Promise<{ tip: Oid; tree: Oid } | { conflicts: MergeConflict[] }> {
  let tip = job.onto;
  let tree = await treeOf(git, directory, tip);
  for (const original of job.commits) {
    const ours = await writeQtuiCommit(git, directory, {
      tree,
      parents: [`${original}^`],
      message: 'rebase',
    });
    const merged = await mergeTrees(
      git,
      directory,
      { oid: ours, name: job.target },
      { oid: original, name: original.slice(0, 12) },
    );
    if ('conflicts' in merged) {
      return { conflicts: merged.conflicts.map((each) => ({ ...each, commit: original })) };
    }
    if (merged.tree === tree) continue;
    tip = await job.write({ original, parent: tip, tree: merged.tree });
    tree = merged.tree;
  }
  return { tip, tree };
}
