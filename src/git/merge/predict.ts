import type {
  MergeConflict,
  MergeObstacle,
  MergeRequest,
  ResolvedConflict,
  TargetUpstream,
} from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { writeQtuiCommit } from '../objects.js';
import type { GitRunner } from '../run.js';
import { mergeTrees, treeOf } from './merge-trees.js';
import { commitsToReplay, replayCommits } from './replay.js';
import { refused } from './resolution-refusal.js';
import { resolveConflicts } from './resolve.js';

/** The result of a merge as far as it is known before it is made. */
export interface Prediction {
  /** Absent while conflicts are open, and where an obstacle is in the way. */
  tree?: Oid;
  conflicts: readonly MergeConflict[];
  resolved: readonly ResolvedConflict[];
  obstacles: readonly MergeObstacle[];
}

interface Question {
  request: MergeRequest;
  sourceOid: Oid;
  ontoOid: Oid;
  targetOid: Oid;
  baseOid: Oid;
  /** What counts as merged: `ontoOid`, or what stands for it. */
  groundOid: Oid;
  upstream?: TargetUpstream;
}

/**
 * Tries the merge as objects and settles what its request has resolutions for. Throws
 * `resolution-refused` for one that does not fit, `timeout` when git does not end in time.
 */
export async function predict(
  git: GitRunner,
  directory: string,
  question: Question,
  timeoutMs: number,
): Promise<Prediction> {
  const { request, sourceOid, ontoOid, baseOid, groundOid } = question;
  if (request.strategy === 'ff-only') {
    requireUsed(request.resolutions);
    if (baseOid !== ontoOid) return stopped(notFastForward(question));
    return { ...NOTHING_OPEN, tree: await treeOf(git, directory, sourceOid) };
  }
  if (request.strategy === 'rebase') return predictRebase(git, directory, question, timeoutMs);
  const merged = await mergeTrees(git, directory, {
    ours: groundOid,
    theirs: sourceOid,
    timeoutMs,
  });
  if ('tree' in merged) {
    requireUsed(request.resolutions);
    return { ...NOTHING_OPEN, tree: merged.tree };
  }
  const { open, resolved, unused, tree } = await resolveConflicts(git, directory, {
    unsettled: merged,
    sides: {
      ours: { oid: groundOid, name: request.target },
      theirs: { oid: sourceOid, name: request.source },
    },
    resolutions: request.resolutions ?? [],
  });
  requireUsed(unused);
  return { conflicts: open, resolved, obstacles: [], ...(tree === undefined ? {} : { tree }) };
}

const NOTHING_OPEN: Prediction = { conflicts: [], resolved: [], obstacles: [] };

function stopped(obstacle: MergeObstacle): Prediction {
  return { ...NOTHING_OPEN, obstacles: [obstacle] };
}

/** A resolution for a file that is in no conflict was made for another merge. */
function requireUsed(resolutions: MergeRequest['resolutions'] = []): void {
  const [first] = resolutions;
  if (first !== undefined) throw refused(first, 'unknown-path', 'it is in no conflict now');
}

async function predictRebase(
  git: GitRunner,
  directory: string,
  { request, sourceOid, ontoOid, groundOid }: Question,
  timeoutMs: number,
): Promise<Prediction> {
  const merges = await git.text(
    directory,
    ['rev-list', '--count', '--merges', sourceOid, '--not', groundOid],
    { doing: 'count merges' },
  );
  // A rebase would flatten them, and with them what was resolved by hand.
  if (merges !== '0') return stopped(hasMerges(request));
  const replayed = await replayCommits(git, directory, {
    target: request.target,
    commits: await commitsToReplay(git, directory, { source: sourceOid, target: groundOid }),
    onto: ontoOid,
    resolutions: request.resolutions ?? [],
    timeoutMs,
    write: ({ parent, tree }) =>
      writeQtuiCommit(git, directory, { tree, parents: [parent], message: 'rebase' }),
  });
  requireUsed(replayed.unused);
  const { open, resolved } = replayed;
  const tree = open.length === 0 ? { tree: replayed.tree } : {};
  return { conflicts: open, resolved, obstacles: [], ...tree };
}

function notFastForward({ request, targetOid, ontoOid, upstream }: Question): MergeObstacle {
  const { source, target } = request;
  const other = ontoOid === targetOid ? undefined : upstream?.name;
  return {
    code: 'not-fast-forward',
    message: `${other ?? target} has commits that ${source} has not, so ${target} cannot be moved forward only.`,
    hint: 'Choose merge, squash or rebase.',
    paths: [],
  };
}

function hasMerges({ source }: MergeRequest): MergeObstacle {
  return {
    code: 'rebase-has-merges',
    message: `${source} holds merge commits, which a rebase would lose.`,
    hint: 'Choose merge or squash.',
    paths: [],
  };
}
