import { QtuiError, toQtuiError } from '../../core/errors.js';
import type { LandedMerge } from '../../core/merge.js';
import {
  AFTER_MERGE_CHOICES,
  type AfterMergeChoice,
  type AfterMergeService,
  type BranchMove,
} from '../../core/ports/after-merge.js';
import type { SessionMetadata, WorktreeInfo } from '../../core/session.js';
import { usedNow } from '../activity.js';
import type { SessionDependencies } from '../dependencies.js';
import { requireRow, runningHost, updateRow } from '../registry/rows.js';
import { requireWorktree } from './target/require-worktree.js';

const UNTOUCHED = 'The branch and its files are as they were.';

/** See `AfterMergeService.goOn`. */
export async function goOnFromTarget(
  deps: SessionDependencies,
  id: string,
  { built }: LandedMerge,
): ReturnType<AfterMergeService['goOn']> {
  const { session } = await requireRow(deps, id);
  const info = requireWorktree(session);
  const { sourceOid: from, request } = built.plan;
  if (request.source !== info.branch) {
    throw new QtuiError('merge-refused', `The merge was not of "${info.branch}".`, {
      untouched: UNTOUCHED,
    });
  }
  await refuseBusy(deps, session);
  let actId: string | undefined;
  let saved = session;
  const to = built.commit;
  const move = { worktree: info.path, branch: info.branch, from, to, sessionId: id };
  await deps.git.merges.moveClean(move, {
    keep: async () => {
      actId = await saveTip(deps, info, { from, to });
    },
    drop: async () => {
      if (actId !== undefined) await deps.git.undo.drop(info.repoRoot, actId);
    },
    moved: async () => {
      saved = await updateRow(deps, id, (row) => startedAnew(usedNow(deps, row), to));
    },
  });
  return { session: saved, ...(actId !== undefined && { actId }) };
}

/** Puts a move in the session's row whose process was killed before it did. */
export async function recordMove(
  deps: SessionDependencies,
  { sessionId, branch, from, to }: BranchMove,
): Promise<void> {
  if (!(await deps.repository.get(sessionId))) return;
  await updateRow(deps, sessionId, (row) => {
    const { worktreeInfo: info } = row;
    return info?.branch === branch && info.mergedOid === from ? startedAnew(row, to) : row;
  });
}

/** What it writes in this moment would be lost on the way. */
async function refuseBusy(deps: SessionDependencies, { id }: SessionMetadata): Promise<void> {
  const host = await runningHost(deps);
  const pane = host?.panes.find(({ paneId, exit }) => paneId === id && !exit);
  if (pane?.agentState !== 'busy' && pane?.agentState !== 'starting') return;
  throw new QtuiError('merge-refused', 'Its agent is busy, and may write in this moment.', {
    untouched: UNTOUCHED,
    hint: 'Wait until it is idle, then choose it again.',
  });
}

/** Nothing where the target has these very commits. */
async function saveTip(
  deps: SessionDependencies,
  { repoRoot, branch }: WorktreeInfo,
  { from, to }: { from: string; to: string },
): Promise<string | undefined> {
  if ((await deps.git.reader.mergeBase(repoRoot, from, to)) === from) return undefined;
  const facts = { time: deps.now().toISOString(), deletedBranch: { name: branch, oid: from } };
  return (await deps.git.undo.saveBranch(repoRoot, facts)).id;
}

/** The branch has no work of its own again. */
function startedAnew(row: SessionMetadata, baseOid: string): SessionMetadata {
  if (!row.worktreeInfo) return row;
  const { startOid: _start, mergedOid: _merged, landedOid: _landed, ...info } = row.worktreeInfo;
  return { ...row, worktreeInfo: { ...info, baseOid } };
}

/** See `AfterMergeService.lastAfterMerge`. */
export async function lastAfterMerge(
  deps: SessionDependencies,
  repoRoot: string,
): Promise<AfterMergeChoice | undefined> {
  try {
    const { afterMerge = {} } = await deps.preferences.load();
    return AFTER_MERGE_CHOICES.find((choice) => choice === afterMerge[repoRoot]);
  } catch (thrown) {
    const { code } = toQtuiError(thrown, 'read the remembered choices');
    deps.log.log('warn', 'preferences-unreadable', { code });
    return undefined;
  }
}
