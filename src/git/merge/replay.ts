import type { MergeConflict, Resolution, ResolvedConflict } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { SAME_EVERY_TIME, writeQtuiCommit } from '../objects.js';
import type { GitRunner } from '../run.js';
import { mergeTrees, treeOf } from './merge-trees.js';
import { type ResolvedMerge, resolveConflicts } from './resolve.js';

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

export interface ReplayJob {
  /** What a person calls the branch that the commits go to. */
  target: string;
  commits: readonly Oid[];
  onto: Oid;
  resolutions: readonly Resolution[];
  /** How long one commit may take. */
  timeoutMs: number;
  write: WriteReplayed;
}

export interface Replayed {
  /** The last commit written, and its tree; not the end of the rebase while conflicts are open. */
  tip: Oid;
  tree: Oid;
  /** Of the first commit that has some left. */
  open: readonly MergeConflict[];
  resolved: readonly ResolvedConflict[];
  /** Resolutions that are for nothing in the commits that were replayed. */
  unused: readonly Resolution[];
}

/**
 * Rebases as objects: each commit is merged onto the new tip with its own parent as the base, and
 * its conflicts are settled by the resolutions for it. A commit that changes nothing there is
 * dropped. git 2.38 cannot be told a merge base, so the tip's tree is given to it as a child of
 * that parent.
 */
export async function replayCommits(
  git: GitRunner,
  directory: string,
  job: ReplayJob,
): Promise<Replayed> {
  const state = { tip: job.onto, tree: await treeOf(git, directory, job.onto) };
  const resolved: ResolvedConflict[] = [];
  let left = job.resolutions;
  for (const [index, original] of job.commits.entries()) {
    const step = await replayOne(git, directory, job, { original, tree: state.tree });
    resolved.push(...step.resolved);
    left = left.filter((each) => each.commit !== original || step.unused.includes(each));
    if (step.tree === undefined) {
      // What is for a later commit can be tried when this one is settled.
      const later = new Set<Oid | undefined>(job.commits.slice(index + 1));
      const unused = left.filter(({ commit }) => !later.has(commit));
      return { ...state, open: step.open, resolved, unused };
    }
    if (step.tree === state.tree) continue;
    state.tip = await job.write({ original, parent: state.tip, tree: step.tree });
    state.tree = step.tree;
  }
  return { ...state, open: [], resolved, unused: left };
}

async function replayOne(
  git: GitRunner,
  directory: string,
  { target, resolutions, timeoutMs }: ReplayJob,
  { original, tree }: { original: Oid; tree: Oid },
): Promise<ResolvedMerge> {
  const ours = await writeQtuiCommit(git, directory, {
    tree,
    parents: [`${original}^`],
    message: 'rebase',
    env: SAME_EVERY_TIME,
  });
  const merged = await mergeTrees(git, directory, { ours, theirs: original, timeoutMs });
  const mine = resolutions.filter(({ commit }) => commit === original);
  if ('tree' in merged) return { tree: merged.tree, open: [], resolved: [], unused: mine };
  const settled = await resolveConflicts(git, directory, {
    unsettled: merged,
    sides: {
      ours: { oid: ours, name: target },
      theirs: { oid: original, name: original.slice(0, 12) },
    },
    resolutions: mine,
  });
  return {
    ...settled,
    open: settled.open.map((each) => ({ ...each, commit: original })),
    resolved: settled.resolved.map((each) => ({ ...each, commit: original })),
  };
}
