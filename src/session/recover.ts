import { rmdir } from 'node:fs/promises';
import { asWarning, onceEach, QtuiError, toQtuiError, type Warning } from '../core/errors.js';
import { asksFirst } from '../core/loss.js';
import type { HostConnection } from '../core/ports/host.js';
import type { ListedRows, StoredSession } from '../core/ports/session-repository.js';
import type { Repository, WorktreeEntry } from '../core/repository.js';
import { type SessionMetadata, sessionTitle, type WorktreeInfo } from '../core/session.js';
import { contextOrNone } from './context.js';
import { clearPortsLock } from './creation/ports.js';
import type { SessionDependencies } from './dependencies.js';
import { sweepContents, sweepProgress } from './drafts/sweep.js';
import { recoverMerges } from './merge/recovery.js';
import { followRenamed } from './names/renamed.js';
import { creatorOf, withCreator, withoutCreator } from './registry/creator.js';
import { clearMarkLeftovers, readMark } from './registry/mark.js';
import { livenessOf } from './registry/process-identity.js';
import { mayExist, runningHost, updateRow } from './registry/rows.js';
import { withSharedList } from './registry/shared-list.js';
import { archiveUnused } from './removal/auto-archive.js';
import { recoverRemovals } from './removal/recovery.js';
import { moved } from './status.js';
import { recoverUndos } from './undo/undo.js';
import { lockedFor, lockReason } from './worktrees/lock.js';
import { repairCertain } from './worktrees/repair.js';
import { restoredWarning, restoreRows } from './worktrees/scan.js';

/** What a recovery has seen of the repository, for whoever lists it at once. */
export interface SeenByRecovery {
  root?: string;
  worktrees?: readonly WorktreeEntry[];
  /** Directories of worktrees that are there. */
  present?: ReadonlySet<string>;
  rows?: ListedRows;
}

/**
 * Finishes or undoes what killed processes left: creations of any repository, rows of this
 * repository that only their worktree's mark still tells of, and landings. Then archives what was
 * not used for longer than the settings allow. Every step that fails becomes a warning and does not
 * keep the others from running.
 */
export async function recoverSessions(
  deps: SessionDependencies,
  directory: string,
  seen: SeenByRecovery = {},
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  const attempt = async (doing: string, step: () => Promise<Warning[]>) => {
    try {
      warnings.push(...(await step()));
    } catch (error) {
      warnings.push(asWarning(toQtuiError(error, doing)));
    }
  };
  // Meanwhile the registry is looked at; what is wrong with the directory is told below.
  const asked = contextOrNone(deps, directory);
  asked.catch(() => undefined);
  let shared = withSharedList(deps);
  await attempt('look for unfinished sessions', async () => {
    const { sessions } = await shared.repository.list();
    const unfinished = sessions.filter(({ session }) => session.status === 'creating');
    if (unfinished.length === 0) return [];
    shared = withSharedList(deps);
    return recoverCreations(deps, unfinished);
  });
  await attempt('clear up the registry', async () => {
    await deps.repository.clearLeftovers();
    await clearPortsLock(deps);
    return [];
  });
  await attempt(`recover ${directory}`, async () => {
    const { context } = await asked;
    if (context.kind === 'none') return [];
    const { repository } = context;
    const { root } = repository;
    await attempt('finish interrupted merges', () => recoverMerges(shared, root));
    await attempt('clear up after drafts of merges', async () => {
      await sweepContents(shared, root);
      return [];
    });
    // Where that fails it is tried again, and told, below.
    const listed = await deps.git.reader.worktrees(root).catch(() => undefined);
    const told = warnings.length;
    await attempt('finish interrupted removals', () => recoverRemovals(shared, root, listed));
    await attempt('finish interrupted undos', () => recoverUndos(shared, root));
    // What an undo has begun is no lost session and no worktree that somebody has moved.
    await attempt('look at the worktrees', async () => {
      // All that recovers tells of what it has changed.
      const isUnchanged = warnings.length === told;
      const entries = (isUnchanged && listed) || (await deps.git.reader.worktrees(root));
      Object.assign(seen, { root, worktrees: entries });
      await attempt('look for lost sessions', async () => {
        const { restored, warnings: lost } = await restoreRows(shared, root, { entries });
        return [...restored.map(restoredWarning), ...lost];
      });
      await attempt('look for renamed branches', () => followRenamed(shared, root, entries));
      await attempt('clear up in the worktrees', () => clearMarks(entries));
      await attempt('keep marks out of git', () => hideMarks(deps, repository, entries));
      await attempt('look for moved worktrees', async () => {
        const { warnings: moved, present } = await repairCertain(shared, repository, entries);
        seen.present = present;
        return moved;
      });
      return [];
    });
    await attempt('archive what is not used', () => archiveUnused(shared, root, directory));
    return [];
  });
  await attempt('clear up after merges', async () => {
    await sweepProgress(shared);
    return [];
  });
  await attempt('list the sessions', async () => {
    seen.rows = await shared.repository.list();
    return [];
  });
  return onceEach(warnings);
}

/** Somebody may have taken the line out of `info/exclude` that keeps the marks out of git. */
async function hideMarks(
  deps: SessionDependencies,
  { root, commonDir }: Repository,
  entries: readonly WorktreeEntry[],
): Promise<Warning[]> {
  if (!entries.some((entry) => lockedFor(entry) !== undefined)) return [];
  return deps.git.worktrees.excludeMark(root, { commonDir });
}

async function clearMarks(entries: readonly WorktreeEntry[]): Promise<Warning[]> {
  const linked = entries.filter(({ isMain }) => !isMain);
  await Promise.all(linked.map(({ path }) => clearMarkLeftovers(path)));
  return [];
}

async function recoverCreations(
  deps: SessionDependencies,
  unfinished: readonly StoredSession[],
): Promise<Warning[]> {
  const host = await runningHost(deps);
  const warnings: Warning[] = [];
  for (const row of unfinished) {
    const { session } = row;
    if (!(await isCreatorDead(session))) continue;
    try {
      if (!(await takeOver(deps, row))) continue;
      warnings.push(await recoverCreation(deps, session, host));
    } catch (error) {
      warnings.push(asWarning(toQtuiError(error, `finish session ${session.id}`)));
      await giveBack(deps, session);
    }
  }
  return warnings;
}

/** Of two that recover at once one goes on: from here on it is who makes the session. */
async function takeOver(
  deps: SessionDependencies,
  { session, revision }: StoredSession,
): Promise<boolean> {
  try {
    await deps.repository.save(await withCreator(session), revision);
    return true;
  } catch (error) {
    if (error instanceof QtuiError && error.code === 'revision-conflict') return false;
    throw error;
  }
}

/** For the next recovery, in this process or another. */
async function giveBack(deps: SessionDependencies, { id, customFields }: SessionMetadata) {
  const row = await deps.repository.get(id).catch(() => undefined);
  if (row?.session.status !== 'creating') return;
  // Where that fails it is this process's until it ends.
  await deps.repository.save({ ...row.session, customFields }, row.revision).catch(() => undefined);
}

/** A row that names no creator cannot be told from one that is being made: it is left alone. */
async function isCreatorDead(session: SessionMetadata): Promise<boolean> {
  const creator = creatorOf(session);
  return creator !== undefined && (await livenessOf(creator)) === 'dead';
}

async function recoverCreation(
  deps: SessionDependencies,
  session: SessionMetadata,
  host: HostConnection | undefined,
): Promise<Warning> {
  const title = sessionTitle(session);
  if (host?.panes.some(({ paneId }) => paneId === session.id)) {
    await settle(deps, session.id, 'finish');
    return { code: 'session-finished', message: `Session "${title}" was made, and runs.` };
  }
  const info = session.worktreeInfo;
  const kept = info && (await worktreeToKeep(deps, session, info));
  if (kept) {
    await settle(deps, session.id, 'keep');
    return {
      code: 'session-kept',
      message: `Making session "${title}" was interrupted; ${kept}, so its worktree was kept: ${info.path}`,
      hint: `Open it with \`qtui attach ${session.id}\`, or remove it with \`qtui sessions close ${session.id} --remove\`.`,
    };
  }
  if (info) await undoWorktree(deps, session.id, info);
  const row = await deps.repository.get(session.id);
  if (row) await deps.repository.delete(session.id, row.revision);
  return {
    code: 'session-undone',
    message: `Making session "${title}" was interrupted; what it had made was removed again.`,
  };
}

function settle(deps: SessionDependencies, id: string, act: 'finish' | 'keep') {
  return updateRow(deps, id, (row) => withoutCreator(moved(row, act)));
}

/** Why the worktree of an interrupted creation must stay, in words; undefined when it need not. */
async function worktreeToKeep(
  deps: SessionDependencies,
  session: SessionMetadata,
  info: WorktreeInfo,
): Promise<string | undefined> {
  if (!(await mayExist(info.repoRoot)) || !(await mayExist(info.path))) return undefined;
  const entries = await deps.git.reader.worktrees(info.repoRoot);
  const entry = entries.find(({ path }) => path === info.path);
  if (!entry || !isOwnEntry(entry, session.id)) return undefined;
  const start = info.startOid ?? info.baseOid;
  if (entry.branch !== info.branch || entry.oid !== start) return 'it has commits';
  const { removal: rules } = await deps.config(info.repoRoot);
  const report = await deps.git.worktrees.scanLoss(info.path, {
    mergeTarget: info.mergeTarget,
    baseOid: start,
    rules,
  });
  const losses = report.losses.filter(asksFirst);
  if (losses.length === 0 || (await isHalfCheckedOut(deps, info))) return undefined;
  return `it holds ${losses.map(({ summary }) => summary).join(', ')}`;
}

/**
 * True when the worktree holds nothing but some files of its own commit: the checkout was cut
 * off. It writes the index last, so git takes every file for deleted and those on disk for
 * untracked; a file that the commit does not have is the person's. The mark is written after the
 * checkout, and no program starts before it.
 */
async function isHalfCheckedOut(deps: SessionDependencies, info: WorktreeInfo): Promise<boolean> {
  if ((await readMark(info.path)) !== undefined) return false;
  const changes = await deps.git.reader.uncommittedChanges(info.path);
  const missing = new Set(changes.filter(({ kind }) => kind === 'deleted').map(({ path }) => path));
  return changes.every(({ path }) => missing.has(path));
}

async function undoWorktree(
  deps: SessionDependencies,
  id: string,
  info: WorktreeInfo,
): Promise<void> {
  const { repoRoot, path, branch, baseOid, startOid = baseOid } = info;
  if (!(await mayExist(repoRoot))) return;
  const entries = await deps.git.reader.worktrees(repoRoot);
  const registered = entries.find((entry) => entry.path === path);
  const isOwn = registered !== undefined && isOwnEntry(registered, id);
  if (isOwn) await deps.git.worktrees.discardNew(repoRoot, path);
  else if (registered === undefined) await removeIfEmpty(path);
  if (info.branchExisted) return;
  const tip = await deps.git.reader.branchTip(repoRoot, branch);
  const isUsed = entries.some(
    (entry) =>
      !(isOwn && entry.path === path) &&
      (entry.branch === branch || entry.operationBranch === branch),
  );
  if (tip === startOid && !isUsed && !(await isClaimed(deps, id, info))) {
    await deps.git.branches.delete(repoRoot, branch, startOid);
  }
}

/** Whether git has registered the worktree for this very session. */
function isOwnEntry({ isMain, locked }: WorktreeEntry, id: string): boolean {
  return !isMain && locked === lockReason(id);
}

async function isClaimed(
  deps: SessionDependencies,
  id: string,
  { repoRoot, branch }: WorktreeInfo,
): Promise<boolean> {
  const { sessions } = await deps.repository.list();
  return sessions.some(
    ({ session: { id: other, worktreeInfo } }) =>
      other !== id && worktreeInfo?.repoRoot === repoRoot && worktreeInfo.branch === branch,
  );
}

/** A directory that git was killed in while making it; anything in it is left where it is. */
async function removeIfEmpty(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTEMPTY' && code !== 'ENOTDIR') throw error;
  }
}
