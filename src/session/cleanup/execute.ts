import type { Cancellable } from '../../core/cancellable.js';
import type { CleanupItem, CleanupPlan, CleanupResult } from '../../core/cleanup.js';
import { asWarning, QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import { asksFirst, forbidsRemoval, unsavedPaths } from '../../core/loss.js';
import type { SessionDependencies } from '../dependencies.js';
import { mayExist, runningHost } from '../registry/rows.js';
import { otherProgramsIn } from '../removal/other-programs.js';
import { deleteBranch, planRemoval, removeSession } from '../removal/removal.js';
import { expireBackups } from '../undo/backup-expiry.js';
import { liveWords, unmergedWords } from './protect.js';

type Done = Pick<CleanupResult, 'done' | 'actId' | 'branchDeleted'> & { warnings: Warning[] };

/** See `CleanupService.cleanUp`. */
export async function cleanUp(
  deps: SessionDependencies,
  plan: CleanupPlan,
  { signal, onResult }: { onResult?: (result: CleanupResult) => void } & Cancellable = {},
): Promise<CleanupResult[]> {
  const results: CleanupResult[] = [];
  for (const item of plan.items) {
    const result = signal?.aborted ? untouched(item) : await settle(deps, item, { signal });
    results.push(result);
    onResult?.(result);
  }
  return results;
}

function untouched(item: CleanupItem): CleanupResult {
  const state = item.keptBecause.length > 0 ? 'kept' : 'untouched';
  return { item, state, warnings: [] };
}

async function settle(
  deps: SessionDependencies,
  item: CleanupItem,
  how: Cancellable,
): Promise<CleanupResult> {
  if (item.keptBecause.length > 0) return untouched(item);
  try {
    return { item, state: 'removed', ...(await removeItem(deps, item, how)) };
  } catch (thrown) {
    const error = await unlessGone(item, toQtuiError(thrown, `remove ${item.title}`));
    if (error.code === 'aborted') return untouched(item);
    const isProtected = error.code === 'would-lose-work' || error.code === 'branch-moved';
    const problem = asWarning(error);
    return { item, state: isProtected ? 'kept' : 'failed', problem, warnings: [] };
  }
}

/** Another process, or a person, has removed it since the plan was made. */
async function unlessGone(item: CleanupItem, error: QtuiError): Promise<QtuiError> {
  if (error.code !== 'path-missing' || item.path === undefined) return error;
  if (await mayExist(item.path)) return error;
  return new QtuiError(
    'path-missing',
    `"${item.title}" was removed meanwhile, not by this command.`,
    {
      hint: '`qtui undo --list` shows what can be brought back.',
      cause: error,
    },
  );
}

function removeItem(deps: SessionDependencies, item: CleanupItem, how: Cancellable): Promise<Done> {
  switch (item.kind) {
    case 'session':
    case 'record':
      return removeOne(deps, item, how);
    case 'worktree':
      return removeWorktree(deps, item, how);
    case 'registration':
      return forgetRegistration(deps, item);
    case 'branch':
      return deleteLeftOver(deps, item, how);
  }
}

/** What was true when the plan was made is looked at again: the person took time to answer. */
async function removeOne(
  deps: SessionDependencies,
  item: CleanupItem,
  how: Cancellable,
): Promise<Done> {
  const id = item.session?.id ?? '';
  const plan = await planRemoval(deps, id);
  if (!item.isForced) {
    const { report } = plan;
    const pane = (await runningHost(deps))?.panes.find(({ paneId }) => paneId === id);
    refuseFor(item, [
      liveWords(pane?.agentState, report?.merged ?? item.verdict),
      report && unmergedWords(report.merged, item.mergeTarget ?? ''),
    ]);
  }
  const outcome = await removeSession(deps, plan, {
    backUp: item.isForced,
    deleteBranch: plan.branchRemovable,
    ...how,
  });
  const { actId, branchDeleted, worktreeRemoved, warnings } = outcome;
  return {
    done: words(worktreeRemoved ? 'worktree removed' : 'record put away', item, branchDeleted),
    ...(actId !== undefined && { actId }),
    branchDeleted,
    warnings,
  };
}

/** A worktree that no row tells of, with its branch where that is merged. */
async function removeWorktree(
  deps: SessionDependencies,
  item: CleanupItem,
  how: Cancellable,
): Promise<Done> {
  const { path = '', repoRoot = '', branch, oid, mergeTarget } = item;
  const { removal: rules } = await deps.config(repoRoot);
  const report = await deps.git.worktrees.scanLoss(path, {
    rules,
    ...(mergeTarget !== undefined && { mergeTarget }),
  });
  const programs = await otherProgramsIn(deps, '', path);
  refuseFor(item, [
    unmergedWords(report.merged, mergeTarget ?? ''),
    ...report.losses
      .filter((loss) => asksFirst(loss) || forbidsRemoval(loss))
      .map(({ summary }) => summary),
    programs?.summary,
    report.branch === branch ? undefined : 'its branch has changed',
  ]);
  const deleted =
    report.merged.merged && branch !== undefined && oid !== undefined && report.oid === oid
      ? { name: branch, oid }
      : undefined;
  const facts = { time: deps.now().toISOString(), ...(deleted && { deletedBranch: deleted }) };
  const unsaved = unsavedPaths(report.losses, []);
  const act = await deps.git.undo.saveWorktree(path, { ...facts, unsavedPaths: unsaved }, [], how);
  const note = { actId: act.id, ...(deleted && { branch: deleted }) };
  const removal = await deps.git.worktrees.remove(path, report, note).catch(async (thrown) => {
    await deps.git.undo.drop(repoRoot, act.id);
    throw thrown;
  });
  const warnings: Warning[] = [];
  const branchDeleted =
    deleted !== undefined && (await deleteBranch(deps, repoRoot, deleted, { warnings, ...how }));
  await removal.finish();
  await expireBackups(deps, repoRoot);
  return {
    done: words('worktree removed', item, branchDeleted),
    actId: act.id,
    branchDeleted,
    warnings,
  };
}

async function forgetRegistration(deps: SessionDependencies, item: CleanupItem): Promise<Done> {
  const { path = '', repoRoot = '' } = item;
  const facts = { time: deps.now().toISOString() };
  const act = await deps.git.undo.saveVanished(repoRoot, path, facts);
  try {
    await deps.git.worktrees.forget(repoRoot, path);
  } catch (thrown) {
    await deps.git.undo.drop(repoRoot, act.id);
    throw thrown;
  }
  return { done: "git's record dropped", actId: act.id, warnings: [] };
}

async function deleteLeftOver(
  deps: SessionDependencies,
  item: CleanupItem,
  how: Cancellable,
): Promise<Done> {
  const { repoRoot = '', branch = '', oid = '' } = item;
  const act = await deps.git.undo.saveBranch(repoRoot, {
    time: deps.now().toISOString(),
    deletedBranch: { name: branch, oid },
  });
  try {
    await deps.git.branches.delete(repoRoot, branch, oid, how);
  } catch (thrown) {
    await deps.git.undo.drop(repoRoot, act.id);
    throw thrown;
  }
  return { done: 'branch deleted', actId: act.id, branchDeleted: true, warnings: [] };
}

function refuseFor(item: CleanupItem, reasons: readonly (string | undefined)[]): void {
  const found = reasons.filter((words) => words !== undefined);
  if (found.length === 0) return;
  throw new QtuiError('would-lose-work', `"${item.title}" has changed: ${found.join('; ')}.`, {
    untouched: 'It was left as it is.',
    hint: 'Look at it again.',
  });
}

function words(done: string, { branch }: CleanupItem, branchDeleted: boolean): string {
  if (branch === undefined) return done;
  return `${done}, branch ${branchDeleted ? 'deleted' : 'kept'}`;
}
