import { join } from 'node:path';
import { asWarning, QtuiError, toQtuiError, type Warning, withDetails } from '../../core/errors.js';
import {
  asksFirst,
  destroyedBy,
  forbidsRemoval,
  savedByDefault,
  unsavedPaths,
} from '../../core/loss.js';
import type { Cancellable, OpenRemoval, RemovalNote } from '../../core/ports/git.js';
import type { RemovalOutcome, RemovalPlan } from '../../core/ports/sessions.js';
import type { Loss, MergedVerdict, Oid } from '../../core/repository.js';
import { type SessionMetadata, sessionTitle, type WorktreeInfo } from '../../core/session.js';
import { someOf } from '../../core/text.js';
import { usedNow } from '../activity.js';
import type { SessionDependencies } from '../dependencies.js';
import { letGoOfProgress } from '../drafts/drafts.js';
import { mergedQuestion } from '../merge/target/merged-question.js';
import { endPrograms } from '../programs.js';
import { identifyProcess } from '../registry/process-identity.js';
import { mayExist, requireRow, updateRow } from '../registry/rows.js';
import { moved } from '../status.js';
import { originOf } from '../undo/acts.js';
import { expireBackups } from '../undo/backup-expiry.js';
import { otherProgramsIn } from './other-programs.js';
import { lockRefusals, movedRefusals, otherBranchKept } from './refusals.js';
import { summarize } from './summary.js';

export interface RemovalOptions extends Cancellable {
  backUp: boolean;
  deleteBranch: boolean;
  ignoredPaths?: readonly string[];
}

/** Ignored files that are larger are saved only when they were named. */
const MOST_SAVED_UNASKED = 100 * 1024 * 1024;
const ALL_LEFT = 'Worktree, branch and program were left as they are.';

/** What removing the session's worktree and branch would destroy. Reads only. */
export async function planRemoval(deps: SessionDependencies, id: string): Promise<RemovalPlan> {
  const { session } = await requireRow(deps, id);
  if (session.status === 'creating') {
    return { session, branchRemovable: false, refusals: ['It is still being made.'] };
  }
  const info = session.worktreeInfo;
  if (!info) return { session, branchRemovable: false, refusals: [] };
  if (await deps.repository.belongsToAnother(session))
    return { session, branchRemovable: false, refusals: [] };
  if (!(await mayExist(info.path))) {
    const branchRemovable = isMerged(await verdictWithoutWorktree(deps, info));
    const refusals = await movedRefusals(deps, info);
    return { session, branchRemovable: branchRemovable && refusals.length === 0, refusals };
  }
  const [entries, config] = await Promise.all([
    deps.git.reader.worktrees(info.repoRoot),
    deps.config(info.repoRoot),
  ]);
  if (entries.some(({ path, isMain }) => isMain && path === info.path)) {
    const refusals = [`${info.path} is the repository's main worktree.`];
    return { session, branchRemovable: false, refusals };
  }
  // Without git's record or its file there the files are no worktree any more: they stay.
  const entry = entries.find(({ path }) => path === info.path);
  if (!entry || !(await mayExist(join(info.path, '.git')))) {
    return { session, branchRemovable: false, refusals: [] };
  }
  const { target, ...question } = mergedQuestion(info);
  const [scanned, programs] = await Promise.all([
    deps.git.worktrees.scanLoss(info.path, {
      ...question,
      mergeTarget: target,
      rules: config.removal,
    }),
    otherProgramsIn(deps, id, info.path),
  ]);
  const report = programs ? { ...scanned, losses: [...scanned.losses, programs] } : scanned;
  const isProtected = config.branches.protected.includes(info.branch);
  return {
    session,
    report,
    branchRemovable: report.branch === info.branch && isMerged(report.merged) && !isProtected,
    refusals: [...lockRefusals(entry), ...report.losses.filter(forbidsRemoval).map(refusalWords)],
  };
}

/**
 * Ends the program, removes the worktree and, where the plan allows it and `deleteBranch` is
 * set, the branch; a branch that is not merged always stays. Everything is saved first, so that
 * it can be undone; what would be missed is destroyed only with `backUp`, else the removal is
 * refused (`would-lose-work`).
 */
export async function removeSession(
  deps: SessionDependencies,
  plan: RemovalPlan,
  options: RemovalOptions,
): Promise<RemovalOutcome> {
  refuse(await withPresentPrograms(deps, plan), options);
  // A registry that takes no writes is found out while everything is still there.
  const before = await updateRow(deps, plan.session.id, (row) => row).catch(throwUntouched);
  const branch = await branchToDelete(deps, plan, options);
  const { signal } = options;
  const losses = destroyedBy(plan.report);
  const ignoredPaths = options.ignoredPaths ?? savedByDefault(losses).flatMap(({ paths }) => paths);
  const unsaved = unsavedPaths(losses, ignoredPaths);
  const act = await saveForUndo(deps, plan, { before, branch, ignoredPaths, unsaved, signal })
    .catch((thrown) => throwUnlessGone(plan, thrown))
    .catch(throwUntouched);
  const note = { sessionId: before.id, ...(act && { actId: act.id }), ...(branch && { branch }) };
  const warnings: Warning[] = [];
  const summary = await summarize(deps, before, { verdict: plan.report?.merged });
  const removal = await takeAway(deps, { before, plan, note, warnings }).catch(async (thrown) => {
    const { worktreeInfo: info } = before;
    // Whatever is gone already comes back by its backup alone.
    if (act && info && (!plan.report || (await mayExist(plan.report.worktree)))) {
      await deps.git.undo.drop(info.repoRoot, act.id);
    }
    return throwUnlessGone(plan, thrown);
  });
  const done = { note, removal, summary, warnings, signal };
  const branchDeleted = await finishRemoval(deps, before, done);
  if (act && before.worktreeInfo) await expireBackups(deps, before.worktreeInfo.repoRoot);
  warnings.push(...otherBranchKept(plan));
  return {
    worktreeRemoved: removal !== undefined,
    branchDeleted,
    ...(act && { actId: act.id, backupRef: act.ref }),
    unsaved,
    warnings,
  };
}

/** Another qtui, or a person, may remove it at the same time: then no other error says anything. */
async function throwUnlessGone({ session, report }: RemovalPlan, thrown: unknown): Promise<never> {
  const isMissing = toQtuiError(thrown, 'remove the worktree').code === 'path-missing';
  if (!isMissing || !report || (await mayExist(report.worktree))) throw thrown;
  throw new QtuiError(
    'path-missing',
    `The worktree of "${sessionTitle(session)}" at ${report.worktree} was removed meanwhile, not by this command.`,
    { hint: '`qtui undo --list` shows what can be brought back.', cause: thrown },
  );
}

function throwUntouched(thrown: unknown): never {
  const error = toQtuiError(thrown, 'remove the worktree');
  throw error.code === 'path-missing' ? error : withDetails(error, { untouched: ALL_LEFT });
}

/** Ends the program, then the worktree goes; undefined where there is none to remove. */
async function takeAway(
  deps: SessionDependencies,
  what: { before: SessionMetadata; plan: RemovalPlan; note: RemovalNote; warnings: Warning[] },
): Promise<OpenRemoval | undefined> {
  const { id, worktreeInfo: info } = what.before;
  const { report } = what.plan;
  await endPrograms(deps, id);
  if (info && report) return deps.git.worktrees.remove(report.worktree, report, what.note);
  if (info && (await mayExist(info.path))) what.warnings.push(directoryKept(info));
  else if (info) await forgetWorktree(deps, info);
  return undefined;
}

/** What follows when the worktree is gone; also after a crash. Tells whether the branch went. */
export async function finishRemoval(
  deps: SessionDependencies,
  session: SessionMetadata,
  done: {
    note: RemovalNote;
    removal: OpenRemoval | undefined;
    /** Made anew of what is left where it is missing. */
    summary?: string;
    warnings: Warning[];
  } & Cancellable,
): Promise<boolean> {
  const { note, removal, warnings, signal } = done;
  const { id, worktreeInfo: info } = session;
  try {
    const summary = done.summary ?? (await summarize(deps, session));

    const { branch } = note;
    const branchDeleted =
      info !== undefined &&
      branch !== undefined &&
      (await deleteBranch(deps, info.repoRoot, branch, { warnings, signal }));
    warnings.push(...(await removeSavedOutput(deps, id)));
    await letGoOfProgress(deps, id);
    await updateRow(deps, id, (row) => ({
      ...moved(row, row.worktreeInfo?.mergedOid === undefined ? 'remove' : 'removeLanded'),
      lastActive: usedNow(deps, row).lastActive,
      ended: { time: deps.now().toISOString(), summary },
    }));
    await removal?.finish();
    return branchDeleted;
  } catch (thrown) {
    removal?.release();
    throw thrown;
  }
}

/** A program may have been started there since the plan was made. */
async function withPresentPrograms(
  deps: SessionDependencies,
  plan: RemovalPlan,
): Promise<RemovalPlan> {
  const { session, report, refusals } = plan;
  if (!report || refusals.length > 0) return plan;
  const programs = await otherProgramsIn(deps, session.id, report.worktree);
  return programs ? { ...plan, refusals: [refusalWords(programs)] } : plan;
}

function refusalWords({ kind, summary, paths }: Loss): string {
  if (kind === 'process') return `${summary}.`;
  return `It has ${summary}${examples(paths)}, which no backup can save.`;
}

function refuse(plan: RemovalPlan, { backUp, ignoredPaths }: RemovalOptions): void {
  const { session, report, refusals } = plan;
  const title = sessionTitle(session);
  const losses = destroyedBy(report);
  const refusal = (message: string, hint: string, data = {}) =>
    new QtuiError('would-lose-work', message, {
      untouched: ALL_LEFT,
      data: { id: session.id, losses: losses.map(lossData), ...data },
      hint,
    });
  if (refusals.length > 0) {
    const hint = 'Save, finish or close what is named, then try again.';
    throw refusal(`"${title}" cannot be removed: ${refusals.join(' ')}`, hint);
  }
  const missed = losses.filter(asksFirst);
  if (missed.length > 0 && !backUp) {
    const named = missed.map(({ summary, paths }) => `${summary}${examples(paths)}`).join('; ');
    throw refusal(
      `Removing "${title}" would destroy ${named}.`,
      'Commit or move what you need, or remove it with a backup.',
    );
  }
  refuseUnknown(ignoredPaths ?? [], losses);
  const large = savedByDefault(losses).find(({ size }) => (size?.bytes ?? 0) > MOST_SAVED_UNASKED);
  if (large && ignoredPaths === undefined) {
    throw refusal(
      `The backup of "${title}" would hold ${large.summary}${examples(large.paths)}.`,
      'Say which of the ignored files it is to hold, or that it is to hold none.',
      { isTooLarge: true },
    );
  }
}

/** Only what is ignored has to be named; a slip must not lose the file that was meant. */
function refuseUnknown(named: readonly string[], losses: readonly Loss[]): void {
  const ignored = losses.filter(({ kind }) => kind === 'ignored').flatMap(({ paths }) => paths);
  for (const path of named) {
    const isKnown = ignored.some(
      (each) => each === path || (each.endsWith('/') && path.startsWith(each)),
    );
    if (isKnown) continue;
    throw new QtuiError('usage', `"${path}" is no ignored file of the worktree.`, {
      untouched: 'Nothing was removed.',
      hint:
        ignored.length === 0
          ? 'It has no ignored files.'
          : `Name them from the top of the worktree: ${someOf(ignored)}`,
    });
  }
}

function lossData({ kind, importance, summary, paths, size }: Loss) {
  return { kind, importance, summary, paths, ...(size && { size }) };
}

function examples(paths: readonly string[]): string {
  return paths.length === 0 ? '' : ` (${someOf(paths)})`;
}

/** The branch with the tip that was looked at, where it is to go too. */
async function branchToDelete(
  deps: SessionDependencies,
  { session, report, branchRemovable }: RemovalPlan,
  { deleteBranch: isWanted }: RemovalOptions,
): Promise<{ name: string; oid: Oid } | undefined> {
  const info = session.worktreeInfo;
  if (!info || !isWanted || !branchRemovable) return undefined;
  const { repoRoot, branch } = info;
  const oid = report?.oid ?? (await deps.git.reader.branchTip(repoRoot, branch));
  return oid === undefined ? undefined : { name: branch, oid };
}

/**
 * Saves what is about to go, while the program still runs, so that a failure leaves everything as
 * it was. Should the program change a file after that, git's removal finds it and refuses.
 * Undefined where nothing but the row is put away.
 */
async function saveForUndo(
  deps: SessionDependencies,
  { report }: RemovalPlan,
  {
    before,
    branch,
    ignoredPaths,
    unsaved,
    signal,
  }: {
    before: SessionMetadata;
    branch: { name: string; oid: Oid } | undefined;
    ignoredPaths: readonly string[];
    unsaved: readonly string[];
  } & Cancellable,
): Promise<{ id: string; ref: string } | undefined> {
  const info = before.worktreeInfo;
  if (!info) return undefined;
  const facts = { ...originOf(deps, before), ...(branch && { deletedBranch: branch }) };
  if (report) {
    const owner = await identifyProcess(process.pid);
    const all = { ...facts, owner, ...(unsaved.length > 0 && { unsavedPaths: unsaved }) };
    return deps.git.undo.saveWorktree(report.worktree, all, ignoredPaths, { signal });
  }
  if ((await mayExist(info.path)) || !(await mayExist(info.repoRoot))) return undefined;
  return deps.git.undo.saveVanished(info.repoRoot, info.path, facts);
}

/** The directory is gone: only git's own record of the worktree is left to remove. */
async function forgetWorktree(deps: SessionDependencies, info: WorktreeInfo): Promise<void> {
  if (!(await mayExist(info.repoRoot))) return;
  const entries = await deps.git.reader.worktrees(info.repoRoot);
  if (!entries.some(({ path }) => path === info.path)) return;
  await deps.git.worktrees.forget(info.repoRoot, info.path);
}

function directoryKept({ path }: WorktreeInfo): Warning {
  return {
    code: 'directory-kept',
    message: `${path} is not this session's worktree any more, so it was left as it is.`,
  };
}

/** False, with a warning, where it has moved or cannot be deleted: the rest is done all the same. */
export async function deleteBranch(
  deps: SessionDependencies,
  repoRoot: string,
  { name, oid }: { name: string; oid: Oid },
  { warnings, signal }: { warnings: Warning[] } & Cancellable,
): Promise<boolean> {
  try {
    await deps.git.branches.delete(repoRoot, name, oid, { signal });
    return true;
  } catch (error) {
    warnings.push(asWarning(toQtuiError(error, `delete the branch ${name}`)));
    return false;
  }
}

async function removeSavedOutput(deps: SessionDependencies, id: string): Promise<Warning[]> {
  try {
    await deps.removeSavedOutput(id);
    return [];
  } catch (error) {
    return [asWarning(toQtuiError(error, 'remove the saved output of its program'))];
  }
}

async function verdictWithoutWorktree(
  deps: SessionDependencies,
  info: WorktreeInfo,
): Promise<MergedVerdict | undefined> {
  const { repoRoot, branch } = info;
  if (!(await mayExist(repoRoot))) return undefined;
  if ((await deps.git.reader.branchTip(repoRoot, branch)) === undefined) return undefined;
  return deps.git.reader.isMerged(repoRoot, mergedQuestion(info));
}

function isMerged(verdict: MergedVerdict | undefined): boolean {
  return verdict?.merged === true;
}
