import { QtuiError } from '../../core/errors.js';
import { frozen } from '../../core/freeze.js';
import type { BuildOptions, BuiltMerge, MergeObstacle, MergePlan } from '../../core/merge.js';
import type { Cancellable } from '../../core/ports/git.js';
import type { Oid } from '../../core/repository.js';
import { upToDateBranch } from '../../core/upstream-words.js';
import { IN_UTF8, LOG_IN_UTF8, readMessage } from '../history.js';
import { requireIdentity } from '../identity.js';
import { type GitRunner, withSignal } from '../run.js';
import {
  asSigningFailure,
  isRefusedUnsigned,
  isSigned,
  SIGNING_TIMEOUT_MS,
  unsignedObstacle,
} from '../signing.js';
import { listed } from '../words.js';
import { composeMessage } from './message.js';
import { pinCommit } from './pin.js';
import { commitPlan } from './plan-commit.js';

/** How a commit is made; how long merge drivers and hooks of the user's may take. */
type HowMade = BuildOptions & Cancellable & { timeoutMs: number; hookTimeoutMs: number };

const NOTHING_MERGED = 'Nothing was merged; the branches are where they were.';

/**
 * Makes the commit of a plan as objects, in the user's name and signed where `commit.gpgSign`
 * says so. A ref of qtui's own keeps it until it is landed or discarded; no branch has moved.
 */
export async function buildMerge(
  git: GitRunner,
  plan: MergePlan,
  options: HowMade,
): Promise<BuiltMerge> {
  refuseUnfit(plan);
  const { strategy } = plan.request;
  if (strategy !== 'ff-only') await requireIdentity(git, plan.request.repoRoot);
  const commit = await makeCommit(git, plan, options);
  await refuseUnsigned(git, plan, commit);
  const ref = await pinCommit(git, plan.request.repoRoot, commit, {
    known: [plan.targetOid, plan.ontoOid, plan.sourceOid],
    signal: options.signal,
    timeoutMs: options.hookTimeoutMs,
  });
  return frozen({ plan, commit, ref });
}

function makeCommit(git: GitRunner, plan: MergePlan, how: HowMade): Promise<Oid> {
  const { repoRoot } = plan.request;
  const { message, trailers = [], timeoutMs } = how;
  return commitPlan(withSignal(git, how.signal), plan, {
    timeoutMs,
    merged: async ({ tree, parents }) => {
      const composed = await composeMessage(git, repoRoot, message, trailers);
      return writeCommit(git, plan, { tree, parents, message: composed }, how);
    },
    replayed: async ({ original, parent, tree }) =>
      writeCommit(
        git,
        plan,
        {
          tree,
          parents: [parent],
          message: `${(await readMessage(git, repoRoot, original)).trimEnd()}\n`,
          env: await authorOf(git, repoRoot, original),
        },
        how,
      ),
  });
}

/** The landing would refuse it only after the check has run. */
async function refuseUnsigned(git: GitRunner, plan: MergePlan, commit: Oid): Promise<void> {
  const { targetWorktree } = plan;
  if (targetWorktree === undefined) return;
  if (!(await isRefusedUnsigned(git, targetWorktree, { commit }))) return;
  throw refusal(unsignedObstacle(plan.request.target, targetWorktree));
}

function refusal(obstacle: MergeObstacle): QtuiError {
  return new QtuiError('merge-refused', obstacle.message, {
    untouched: NOTHING_MERGED,
    ...(obstacle.hint === undefined ? {} : { hint: obstacle.hint }),
    data: { obstacle: obstacle.code, paths: obstacle.paths },
  });
}

function refuseUnfit(plan: MergePlan): void {
  const { source, target } = plan.request;
  const [obstacle] = plan.obstacles;
  if (obstacle !== undefined) throw refusal(obstacle);
  if (plan.conflicts.length > 0) {
    const paths = plan.conflicts.map(({ path }) => path);
    throw new QtuiError(
      'merge-conflicts',
      `${source} and ${target} conflict in ${listed(paths)}.`,
      {
        untouched: NOTHING_MERGED,
        hint: `Merge ${target} into ${source} in the session's worktree, then try again.`,
        data: { conflicts: plan.conflicts },
      },
    );
  }
  if (plan.isUpToDate || plan.resultTree === undefined) {
    throw new QtuiError(
      'merge-refused',
      `${upToDateBranch(plan)} has everything of ${source} already.`,
      {
        untouched: NOTHING_MERGED,
      },
    );
  }
}

async function writeCommit(
  git: GitRunner,
  plan: MergePlan,
  commit: {
    tree: Oid;
    parents: readonly Oid[];
    message: string;
    env?: Readonly<Record<string, string>>;
  },
  { sign, signal, timeoutMs }: HowMade,
): Promise<Oid> {
  const signingTimeoutMs = Math.min(timeoutMs, SIGNING_TIMEOUT_MS);
  const { repoRoot } = plan.request;
  const signed = await isSigned(git, repoRoot, sign, NOTHING_MERGED);
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  const args = ['commit-tree', signed ? '-S' : '--no-gpg-sign', commit.tree, ...parents];
  return git
    .text(repoRoot, [...IN_UTF8, ...args], {
      doing: signed ? 'make and sign the commit' : 'make the commit',
      input: commit.message,
      ...(signal && { signal }),
      ...(signed && { timeoutMs: signingTimeoutMs }),
      ...(commit.env === undefined ? {} : { env: commit.env }),
      details: { untouched: NOTHING_MERGED },
    })
    .catch((thrown) => {
      throw signed ? asSigningFailure(thrown, signingTimeoutMs) : thrown;
    });
}

/** A rebased commit stays its author's, at its time. */
async function authorOf(
  git: GitRunner,
  repo: string,
  commit: Oid,
): Promise<Record<string, string>> {
  const text = await git.text(
    repo,
    [
      ...LOG_IN_UTF8,
      'log',
      '-1',
      '--no-show-signature',
      '--date=raw',
      '--format=%an%x00%ae%x00%ad',
      commit,
    ],
    { doing: 'read the author of a commit' },
  );
  const [name = '', email = '', date = ''] = text.split('\0');
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: `@${date}` };
}
