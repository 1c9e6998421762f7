import { QtuiError } from '../../core/errors.js';
import type { BuiltMerge, LandedMerge, MergeObstacle } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { backupRefName, dropBackup } from '../backup.js';
import { commonDirOf } from '../context.js';
import { branchRef, createRef, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { fastForward } from './fast-forward.js';
import type { LandingJournal, OpenLanding } from './journal.js';
import { changesBetween, findOverlap } from './overlap.js';
import { overlapping } from './plan.js';
import { recoverLandings } from './recovery.js';
import { settlePaths } from './settle.js';
import { inspectTarget } from './target.js';

export interface LandingOptions {
  /** How long hooks may run. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

const NOTHING_CHANGED = 'Nothing was merged; branch and files are as they were.';

/**
 * Moves the target branch to the built commit: by compare-and-swap, or by a fast-forward in the
 * worktree that has it checked out. Journalled, so that a killed landing can be finished. Throws
 * `branch-moved` or `merge-refused` with nothing changed.
 */
export async function landMerge(
  git: GitRunner,
  journal: LandingJournal,
  built: BuiltMerge,
  how: LandingOptions,
): Promise<LandedMerge> {
  const { repoRoot, target } = built.plan.request;
  await recoverLandings(git, journal, repoRoot);
  await refuseMoved(git, built);
  const { worktree, obstacles } = await inspectTarget(git, repoRoot, target);
  const [obstacle] = obstacles;
  if (obstacle !== undefined) throw refusal(obstacle);
  if (worktree !== undefined) await refuseOverlap(git, built, worktree);
  const commonDir = await commonDirOf(git, repoRoot);
  const backupRef = await keepFormerTip(git, built);
  const old = built.plan.targetOid;
  const landing = await journal
    .begin({
      commonDir,
      target,
      ...(worktree === undefined ? {} : { worktree }),
      old,
      new: built.commit,
      backupRef,
    })
    .catch(async (thrown) => {
      await dropBackup(git, commonDir, backupRef, old);
      throw thrown;
    });
  try {
    await moveTarget(git, built, landing, how).catch((thrown) =>
      settleFailure(git, built, landing, thrown),
    );
    const tip = await readRef(git, repoRoot, branchRef(target));
    await landing.close();
    if (tip !== built.commit) throw moved(target, built.plan.targetOid, tip);
    return { built, backupRef };
  } finally {
    landing.release();
  }
}

async function moveTarget(
  git: GitRunner,
  { plan, commit }: BuiltMerge,
  { record, file, pidFile }: OpenLanding,
  how: LandingOptions,
): Promise<void> {
  const guarded = { pidFile: { path: pidFile, guard: file } };
  if (record.worktree !== undefined) {
    await fastForward(git, record.worktree, commit, { ...how, ...guarded });
    return;
  }
  const { source, target, strategy, repoRoot } = plan.request;
  const args = ['update-ref', '--no-deref', '-m', `qtui: ${strategy} ${source}`];
  await git.run(repoRoot, [...args, branchRef(target), commit, plan.targetOid], {
    doing: `move ${target}`,
    ...guarded,
    signal: how.signal,
  });
}

/**
 * Throws what the failure means, with everything as it was; returns only when the branch has
 * been moved in spite of it (a hook that hangs after the merge).
 */
async function settleFailure(
  git: GitRunner,
  { plan, commit }: BuiltMerge,
  landing: OpenLanding,
  thrown: unknown,
): Promise<void> {
  const { target, repoRoot } = plan.request;
  const { worktree, backupRef, old } = landing.record;
  const tip = await readRef(git, repoRoot, branchRef(target));
  if (tip === commit) return;
  if (tip === old && worktree !== undefined) {
    // A full disk or a killed git leaves files half written.
    const outcome = await settlePaths(git, { worktree, old, new: commit }, 'old');
    if (!outcome.settled) throw overlapRefusal(target, worktree, outcome.foreign);
  }
  await landing.close();
  await dropBackup(git, repoRoot, backupRef, old);
  if (tip !== old) throw moved(target, old, tip);
  if (thrown instanceof QtuiError && thrown.code !== 'git-failed') {
    throw new QtuiError(thrown.code, thrown.message, {
      untouched: NOTHING_CHANGED,
      ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
      data: thrown.data,
      cause: thrown,
    });
  }
  throw new QtuiError('merge-refused', thrown instanceof Error ? thrown.message : String(thrown), {
    untouched: NOTHING_CHANGED,
    cause: thrown,
  });
}

async function refuseMoved(git: GitRunner, { plan }: BuiltMerge): Promise<void> {
  const { repoRoot, target } = plan.request;
  const tip = await readRef(git, repoRoot, branchRef(target));
  if (tip !== plan.targetOid) throw moved(target, plan.targetOid, tip);
}

function moved(target: string, expected: Oid, actual: Oid | undefined): QtuiError {
  const where = actual === undefined ? 'it is gone' : `it is at ${actual.slice(0, 12)}`;
  return new QtuiError('branch-moved', `${target} moved since the preview: ${where}.`, {
    untouched: NOTHING_CHANGED,
    hint: 'Look at the merge again.',
    data: { branch: target, expected, actual },
  });
}

async function refuseOverlap(git: GitRunner, built: BuiltMerge, worktree: string): Promise<void> {
  const { repoRoot, target } = built.plan.request;
  const changes = await changesBetween(git, repoRoot, built.plan.targetOid, built.commit);
  const paths = await findOverlap(git, worktree, changes);
  if (paths.length > 0) throw overlapRefusal(target, worktree, paths);
}

function overlapRefusal(target: string, worktree: string, paths: string[]): QtuiError {
  return refusal(overlapping(target, worktree, paths));
}

function refusal(obstacle: MergeObstacle): QtuiError {
  return new QtuiError('merge-refused', obstacle.message, {
    untouched: NOTHING_CHANGED,
    ...(obstacle.hint === undefined ? {} : { hint: obstacle.hint }),
    data: { obstacle: obstacle.code, paths: obstacle.paths },
  });
}

async function keepFormerTip(git: GitRunner, { plan }: BuiltMerge): Promise<string> {
  const { repoRoot, target } = plan.request;
  const ref = backupRefName(`landed/${target}`);
  if (await createRef(git, repoRoot, ref, plan.targetOid, 'former tip, kept by qtui')) return ref;
  throw new QtuiError('git-failed', `Could not keep the former tip of ${target}: ${ref} exists.`, {
    untouched: NOTHING_CHANGED,
    hint: 'Try again.',
  });
}
