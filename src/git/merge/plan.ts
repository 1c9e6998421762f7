import { QtuiError } from '../../core/errors.js';
import { frozen } from '../../core/freeze.js';
import type { MergeObstacle, MergePlan, MergeRequest, TargetGround } from '../../core/merge.js';
import type { FileChange, Oid, WorktreeEntry } from '../../core/repository.js';
import { compareCommits } from '../compare-commits.js';
import { readCommits } from '../history.js';
import { IDENTITY_HINT, identityProblem } from '../identity.js';
import { mergeBase } from '../merged.js';
import { branchRef, nullOid, readRef } from '../refs.js';
import { findGround } from '../remote/ground.js';
import { type GitRunner, withSignal } from '../run.js';
import { isRefusedUnsigned, unsignedObstacle } from '../signing.js';
import { readUncommitted } from '../status.js';
import { listed } from '../words.js';
import { listWorktrees } from '../worktree-entries.js';
import { findLandedBefore } from './landed-before.js';
import { treeOf } from './merge-trees.js';
import { suggestMessage } from './message.js';
import { changesBetween, findOverlap } from './overlap.js';
import { predict } from './predict.js';
import { inspectTarget, type TargetState } from './target.js';

/** How long the remote may take before a merge goes on with what was fetched before. */
export const FETCH_TIMEOUT_MS = 10_000;

/** Limits of a plan. */
interface PlanOptions {
  signal?: AbortSignal | undefined;
  /** How long a merge driver of the user's may take. */
  timeoutMs: number;
  /** Branches that count as being elsewhere than they are: those of merges before this one. */
  tips?: ReadonlyMap<string, Oid> | undefined;
  /** Only what comes of it by its commits: no lists, and no look at what is uncommitted anywhere. */
  isBrief?: boolean | undefined;
}

/**
 * What a merge would do, with the conflicts settled that the request has resolutions for. Writes
 * nothing but objects that nobody refers to. Throws `resolution-refused`; `timeout` when a merge
 * driver does not end.
 */
export async function planMerge(
  git: GitRunner,
  request: MergeRequest,
  options: PlanOptions,
): Promise<MergePlan> {
  return frozen(await makePlan(withSignal(git, options.signal), structuredClone(request), options));
}

async function makePlan(
  git: GitRunner,
  request: MergeRequest,
  { signal, timeoutMs, tips, isBrief = false }: PlanOptions,
): Promise<MergePlan> {
  const { repoRoot, source, target } = request;
  const entries = listWorktrees(git, repoRoot);
  const tipOf = (branch: string) => tips?.get(branch) ?? readRef(git, repoRoot, branchRef(branch));
  const [sourceOid, targetOid, uncommitted, sourceObstacles] = await Promise.all([
    tipOf(source),
    tipOf(target),
    request.worktree === undefined || isBrief ? [] : readUncommitted(git, request.worktree),
    inspectSource(request, entries),
  ]);
  if (sourceOid === undefined) {
    throw new QtuiError('unknown-revision', `There is no branch "${source}".`, {
      hint: 'It was deleted or renamed; `git branch` shows the branches there are.',
      untouched: 'Nothing was merged.',
      data: { branch: source },
    });
  }
  const known = { request, sourceOid, uncommitted };
  if (targetOid === undefined) {
    const obstacle = missingTarget(await entries, target);
    const nowhere = nullOid(sourceOid);
    return emptyPlan({ ...known, targetOid: nowhere, ontoOid: nowhere }, [obstacle]);
  }
  if (source === target) {
    return emptyPlan({ ...known, targetOid, ontoOid: targetOid }, [sameBranch(source)]);
  }
  const [ground, targetState] = await Promise.all([
    findGround(git, repoRoot, {
      branch: target,
      oid: targetOid,
      ...(request.refresh && { fetchTimeoutMs: FETCH_TIMEOUT_MS, ...(signal && { signal }) }),
    }),
    inspectTarget(await entries, target),
  ]);
  const predicting = { ...known, targetOid, ...ground };
  return planKnown(git, predicting, { targetState, sourceObstacles, timeoutMs, isBrief });
}

interface Known extends TargetGround {
  request: MergeRequest;
  sourceOid: Oid;
  targetOid: Oid;
  uncommitted: FileChange[];
}

interface Surroundings {
  targetState: TargetState;
  sourceObstacles: readonly MergeObstacle[];
  timeoutMs: number;
  isBrief: boolean;
}

async function planKnown(
  git: GitRunner,
  known: Known,
  { targetState, sourceObstacles, timeoutMs, isBrief }: Surroundings,
): Promise<MergePlan> {
  const { request, sourceOid, ontoOid } = known;
  const { repoRoot, source, builtOn = [] } = request;
  const obstacles = [...sourceObstacles, ...targetState.obstacles];
  const range = { source, sourceOid, ontoOid, builtOn };
  const landedBefore = await findLandedBefore(git, repoRoot, range);
  const groundOid = landedBefore?.groundOid ?? ontoOid;
  const baseOid = await mergeBase(git, repoRoot, groundOid, sourceOid);
  if (baseOid === undefined) {
    return emptyPlan(known, [...obstacles, unrelated(request)]);
  }
  // Attributes, such as a merge driver's, are read from the files of the current directory.
  const directory = targetState.worktree ?? request.worktree ?? repoRoot;
  const isContained = baseOid === sourceOid;
  const result = isContained
    ? { conflicts: [], resolved: [], obstacles: [] }
    : await predict(git, directory, { ...known, baseOid, groundOid }, timeoutMs);
  obstacles.push(...result.obstacles);
  const ontoTree = await treeOf(git, repoRoot, ontoOid);
  const isEmpty = request.strategy !== 'merge' && result.tree === ontoTree;
  const isUpToDate = isContained || isEmpty;
  const outcome = {
    baseOid,
    ...(landedBefore && { landedBefore }),
    conflicts: result.conflicts,
    resolved: result.resolved,
    isUpToDate,
    ...(result.tree === undefined ? {} : { resultTree: result.tree }),
    ...(targetState.worktree === undefined ? {} : { targetWorktree: targetState.worktree }),
  };
  if (isBrief) return { ...emptyPlan(known, obstacles), ...outcome };
  const [commits, files] = await Promise.all([
    readCommits(git, repoRoot, { from: groundOid, to: sourceOid }),
    compareCommits(
      git,
      repoRoot,
      result.tree ? { from: ontoTree, to: result.tree } : { from: baseOid, to: sourceOid },
    ),
  ]);
  if (targetState.worktree !== undefined && result.tree !== undefined && !isUpToDate) {
    const landing = { worktree: targetState.worktree, tree: result.tree };
    obstacles.push(...(await landingObstacles(git, known, landing)));
  }
  if (request.strategy !== 'ff-only' && !isUpToDate) {
    const problem = await identityProblem(git, repoRoot);
    if (problem !== undefined) obstacles.push(identityMissing());
  }
  return {
    ...known,
    ...outcome,
    commits,
    files: isUpToDate ? [] : files,
    obstacles,
    ...(await suggestMessage(git, request, { groundOid, sourceOid, commits })),
  };
}

/** Why git would not move the target to the result where it is checked out. */
async function landingObstacles(
  git: GitRunner,
  { request, sourceOid, targetOid }: Known,
  { worktree, tree }: { worktree: string; tree: Oid },
): Promise<MergeObstacle[]> {
  const { repoRoot, strategy, sign, target } = request;
  // Landing writes what comes from the upstream too.
  const changes = await changesBetween(git, repoRoot, targetOid, tree);
  const paths = await findOverlap(git, worktree, changes);
  const commit = strategy === 'ff-only' ? { commit: sourceOid } : { sign };
  const isUnsigned = await isRefusedUnsigned(git, worktree, commit);
  return [
    ...(paths.length > 0 ? [overlapping(target, worktree, paths)] : []),
    ...(isUnsigned ? [unsignedObstacle(target, worktree)] : []),
  ];
}

/** A source in the middle of a rebase or merge does not have all of its work on its branch. */
async function inspectSource(
  request: MergeRequest,
  entries: Promise<readonly WorktreeEntry[]>,
): Promise<MergeObstacle[]> {
  return (await entries)
    .filter(
      (entry) =>
        entry.operation !== undefined &&
        (entry.branch === request.source || entry.operationBranch === request.source),
    )
    .map((entry) => ({
      code: 'operation-in-progress',
      message: `A ${entry.operation} of ${request.source} is not finished in ${entry.path}.`,
      hint: 'Finish or abort it there, then try again.',
      paths: [entry.path],
    }));
}

function emptyPlan(known: Known, obstacles: readonly MergeObstacle[]): MergePlan {
  return {
    ...known,
    commits: [],
    files: [],
    conflicts: [],
    resolved: [],
    obstacles,
    isUpToDate: false,
    suggestedMessage: '',
    trailers: [],
  };
}

function missingTarget(entries: readonly WorktreeEntry[], target: string): MergeObstacle {
  const unborn = entries.find((entry) => entry.branch === target);
  if (unborn !== undefined) {
    return {
      code: 'target-unborn',
      message: `${target} has no commit yet.`,
      hint: 'Make a first commit there.',
      paths: [unborn.path],
    };
  }
  return {
    code: 'target-missing',
    message: `There is no branch "${target}".`,
    hint: 'Choose another merge target.',
    paths: [],
  };
}

function sameBranch(branch: string): MergeObstacle {
  return {
    code: 'same-branch',
    message: `${branch} cannot be merged into itself.`,
    hint: 'Choose another merge target.',
    paths: [],
  };
}

function unrelated({ source, target }: MergeRequest): MergeObstacle {
  return {
    code: 'unrelated-histories',
    message: `${source} and ${target} have no commit in common.`,
    hint: 'In a shallow clone, fetch more history with `git fetch --deepen`.',
    paths: [],
  };
}

function identityMissing(): MergeObstacle {
  return {
    code: 'identity-missing',
    message: 'git does not know who makes the commit.',
    hint: IDENTITY_HINT,
    paths: [],
  };
}

/** The obstacle, and the refusal at landing, for files of the user's that would be overwritten. */
export function overlapping(target: string, worktree: string, paths: string[]): MergeObstacle {
  return {
    code: 'target-dirty-overlap',
    message: `The worktree of ${target} (${worktree}) has changes of its own in ${listed(paths)}.`,
    hint: 'Commit them there, or move them away.',
    paths,
  };
}
