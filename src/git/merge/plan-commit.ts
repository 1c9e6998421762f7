import { QtuiError } from '../../core/errors.js';
import type { MergePlan } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import type { GitRunner } from '../run.js';
import { mergePlace } from './place.js';
import { commitsToReplay, replayCommits, type WriteReplayed } from './replay.js';

/** How the commits of a plan are written. */
export interface CommitWriters {
  /** The one of a merge or squash. */
  merged(commit: { tree: Oid; parents: readonly Oid[] }): Promise<Oid>;
  /** Each one of a rebase. */
  replayed: WriteReplayed;
  /** How long the merge of one commit may take. */
  timeoutMs: number;
}

/**
 * Writes what the target of a plan without conflicts and obstacles becomes, as its strategy has it;
 * resolves with its tip. No ref is moved. Throws `merge-refused` where a rebase comes out otherwise
 * than it was planned.
 */
export async function commitPlan(
  git: GitRunner,
  plan: MergePlan,
  writers: CommitWriters,
): Promise<Oid> {
  const { ontoOid, sourceOid, resultTree: tree = '' } = plan;
  switch (plan.request.strategy) {
    case 'ff-only':
      return sourceOid;
    case 'rebase':
      return commitRebase(git, plan, writers);
    case 'squash':
      return writers.merged({ tree, parents: [ontoOid] });
    case 'merge':
      return writers.merged({ tree, parents: [ontoOid, sourceOid] });
  }
}

async function commitRebase(
  git: GitRunner,
  plan: MergePlan,
  { replayed: write, timeoutMs }: CommitWriters,
): Promise<Oid> {
  const { repoRoot, target, resolutions = [] } = plan.request;
  const replayed = await replayCommits(git, mergePlace(plan), {
    target,
    commits: await commitsToReplay(git, repoRoot, {
      source: plan.sourceOid,
      target: plan.landedBefore?.groundOid ?? plan.ontoOid,
    }),
    onto: plan.ontoOid,
    resolutions,
    timeoutMs,
    write,
  });
  if (replayed.open.length > 0 || replayed.tree !== plan.resultTree) {
    throw new QtuiError('merge-refused', 'The rebase came out otherwise than in the preview.', {
      untouched: 'Nothing was merged; the branches are where they were.',
      hint: 'Look at the preview again.',
    });
  }
  return replayed.tip;
}
