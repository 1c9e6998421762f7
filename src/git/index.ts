import { join } from 'node:path';
import type { Logger } from '../core/config.js';
import type {
  BranchStore,
  Git,
  MergeEngine,
  RepositoryReader,
  RepositorySetup,
  WorktreeStore,
} from '../core/ports/git.js';
import { ChangedFiles } from './changed-files.js';
import { type CheckPlace, runCheck } from './check/run.js';
import { removeAbandoned } from './check/scratch.js';
import { checkoutWorktree } from './checkout.js';
import { commitWork } from './commit.js';
import { compareCommits } from './compare-commits.js';
import { readContext, readVersion } from './context.js';
import { fileDiff } from './diff/file.js';
import { diffFiles } from './diff/files.js';
import { writePatch } from './diff/patch.js';
import { findWorkBase } from './diff/work-base.js';
import type { Environment } from './environment.js';
import { readCommits, readCommitsTouching } from './history.js';
import { readUserName } from './identity.js';
import { excludePaths, listIgnored, listIgnoredEntries, listIncluded } from './ignored.js';
import { IndexRefresh } from './index-refresh.js';
import { scanLoss } from './loss.js';
import { excludeMark } from './mark.js';
import { buildMerge } from './merge/build.js';
import { readConflictFiles, readManyConflictFiles, writeContent } from './merge/conflict-files.js';
import { forecastMerges } from './merge/forecast.js';
import { moveClean } from './merge/go-on.js';
import { createLandingJournal, type LandingJournal } from './merge/journal.js';
import { keepContents, sweepContents } from './merge/kept-contents.js';
import { landMerge } from './merge/land.js';
import { treeOf } from './merge/merge-trees.js';
import { discardPin, sweepPins } from './merge/pin.js';
import { planMerge } from './merge/plan.js';
import { recoverLandings } from './merge/recovery.js';
import { rememberedResolution, rememberResolutions } from './merge/rerere.js';
import { checkTakeBack, takeBackLanding } from './merge/take-back.js';
import { verifyMerge } from './merge/verify.js';
import { judgeMerged, mergeBase } from './merged.js';
import { sweepScratch } from './quarantine.js';
import { createRadar } from './radar/index.js';
import { tipsInFiles } from './ref-files.js';
import {
  branchRef,
  createBranch,
  deleteBranch,
  findNameProblems,
  findRenamed,
  listBranches,
  readDefaultTarget,
  readRef,
  resolveCommit,
} from './refs.js';
import { trackingRef } from './remote/fetch.js';
import { readAheadBehind } from './remote/ground.js';
import { createRemotes } from './remote/index.js';
import { recoverRemovals } from './removal/recovery.js';
import { createRemovals, type Removals } from './removal/removals.js';
import { createTrashRecords, emptyTrash } from './removal/trash.js';
import { removeWorktree } from './removal.js';
import { finishRename, renameBranch } from './rename-branch.js';
import { createRunner, type GitRunner, withSignal } from './run.js';
import { createFirstCommit, initRepository } from './setup.js';
import { hasWorktreeSettings, missingDirectories } from './sparse.js';
import { readStatus, readUncommitted } from './status.js';
import { readStorage } from './storage.js';
import { updateSubmodules } from './submodule-update.js';
import { readSurroundings } from './surroundings.js';
import { judgeBranches, readChanges, surveyRepository } from './survey.js';
import { sweepTemporaryDirectories } from './temporary-directory.js';
import { createUndoStore } from './undo/index.js';
import { unreadableWarnings } from './unreadable-records.js';
import { findRepositories } from './workspace.js';
import { listWorktrees } from './worktree-entries.js';
import { readLinks, repairWorktrees } from './worktree-links.js';
import { readWorktreeListing } from './worktree-listing.js';
import { lockWorktree, unlockWorktree } from './worktree-lock.js';
import { addWorktree, discardNewWorktree, forgetWorktree } from './worktrees.js';

export { endRunning } from './process-group.js';

export interface GitOptions {
  /** The process's environment; what ties it to one repository is taken out. */
  env: Environment;
  /** qtui's own state; the journal of landings lies below it. */
  stateDirectory: string;
  log?: Logger;
  /** How long a hook of the user's may run, in ms; default 10 minutes. */
  hookTimeoutMs?: number;
  /** How long trying one merge may take, with the user's merge drivers; default 2 minutes. */
  mergeTimeoutMs?: number;
  /** Starts a process that runs `deleteRemoved`; without it this one deletes, and waits for it. */
  startDeleter?: () => Promise<void>;
}

/** Deletes the files of removed worktrees that are on record in the state directory. */
export function deleteRemoved(stateDirectory: string): Promise<void> {
  return emptyTrash(createTrashRecords(trashDirectory(stateDirectory)));
}

function trashDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'removals');
}

const HOOK_TIMEOUT_MS = 10 * 60_000;
const MERGE_TIMEOUT_MS = 2 * 60_000;

/** git as qtui uses it; every method throws `QtuiError`. */
export function createGit(options: GitOptions): Git {
  const git = createRunner({ env: options.env, log: options.log });
  const hookTimeoutMs = options.hookTimeoutMs ?? HOOK_TIMEOUT_MS;
  const mergeTimeoutMs = options.mergeTimeoutMs ?? MERGE_TIMEOUT_MS;
  const journal = createLandingJournal(join(options.stateDirectory, 'landings'));
  const checks = { env: options.env, directory: join(options.stateDirectory, 'checks') };
  const removals = createRemovals(
    createTrashRecords(trashDirectory(options.stateDirectory)),
    options.startDeleter,
  );
  return {
    reader: createReader(git, options),
    branches: createBranches(git),
    worktrees: createWorktrees(git, removals, hookTimeoutMs),
    merges: createMerges(git, journal, checks, {
      ...{ hookTimeoutMs, mergeTimeoutMs },
      forecasts: join(options.stateDirectory, 'forecasts'),
      radar: join(options.stateDirectory, 'radar'),
    }),
    undo: createUndoStore(git, join(options.stateDirectory, 'backups')),
    remotes: createRemotes(git, hookTimeoutMs),
    setup: createSetup(git),
    radar: createRadar(git, join(options.stateDirectory, 'radar')),
  };
}

function createReader(git: GitRunner, { env, stateDirectory }: GitOptions): RepositoryReader {
  const cacheDirectory = join(stateDirectory, 'merged');
  const listings = join(stateDirectory, 'worktrees');
  const changed = new ChangedFiles(git);
  const refresh = new IndexRefresh(git);
  return {
    version: () => readVersion(git),
    context: (directory) => readContext(git, directory),
    repositoriesBelow: (directory, options) => findRepositories(directory, options),
    surroundings: (repo) => readSurroundings(git, repo, env),
    status: (worktree, { changedSince: since, refreshIndex, signal } = {}) =>
      readStatus(git, worktree, {
        signal,
        ...(refreshIndex && { refresh }),
        ...(since && { changed: { files: changed, since } }),
      }),
    aheadBehind: (repo, branch, target) => readAheadBehind(git, repo, branch, target),
    worktrees: (repo) => listWorktrees(git, repo),
    listing: (directory, { signal } = {}) =>
      readWorktreeListing(withSignal(git, signal), directory, { cacheDirectory: listings }),
    branches: (repo) => listBranches(git, repo),
    defaultTarget: (repo) => readDefaultTarget(git, repo),
    branchTip: (repo, branch) => readRef(git, repo, branchRef(branch)),
    remoteBranchTip: (repo, remote, branch) => readRef(git, repo, trackingRef(remote, branch)),
    treeOf: (repo, commit) => treeOf(git, repo, commit),
    tipsInFiles: (commonDir, refs) => tipsInFiles(commonDir, refs),
    commits: (repo, range) => readCommits(git, repo, range),
    commitsTouching: (repo, range, options) => readCommitsTouching(git, repo, range, options),
    changes: (repo, range) => compareCommits(git, repo, range),
    diffFiles: (repo, range, options) => diffFiles(git, repo, range, options),
    fileDiff: (repo, range, file, options) => fileDiff(git, repo, range, file, options),
    patch: (repo, range, options) => writePatch(git, repo, range, options),
    workBase: (repo, question) => findWorkBase(git, repo, question),
    renamedBranch: (repo, branch) => findRenamed(git, repo, branch),
    resolveCommit: (repo, revision) => resolveCommit(git, repo, revision),
    uncommittedChanges: (worktree) => readUncommitted(git, worktree),
    ignoredFiles: (worktree, pathspecs) => listIgnored(git, worktree, pathspecs),
    ignoredEntries: (worktree, pathspecs) => listIgnoredEntries(git, worktree, pathspecs),
    includedFiles: (worktree) => listIncluded(git, worktree),
    hasWorktreeSettings: (repo) => hasWorktreeSettings(git, repo),
    missingDirectories: (repo, commit, paths) => missingDirectories(git, repo, commit, paths),
    userName: (repo) => readUserName(git, repo),
    mergeBase: (repo, one, other) => mergeBase(git, repo, one, other),
    storage: (repo, parents) => readStorage(git, repo, parents),
    survey: (repo, ask) => surveyRepository(git, cacheDirectory, repo, ask),
    areMerged: (repo, questions, { signal } = {}) =>
      judgeBranches(withSignal(git, signal), cacheDirectory, repo, questions),
    changesIn: (worktrees, rules, options) => readChanges(git, worktrees, rules, options),
    isMerged: (repo, question) => judgeMerged(git, repo, question),
  };
}

function createBranches(git: GitRunner): BranchStore {
  return {
    nameProblems: (repo, name, protectedBranches) =>
      findNameProblems(git, repo, name, protectedBranches),
    create: (repo, branch, oid, how) => createBranch(git, repo, branch, oid, how),
    delete: (repo, branch, oid, how) => deleteBranch(git, repo, branch, oid, how),
    rename: (repo, rename) => renameBranch(git, repo, rename),
    finishRename: (repo, rename) => finishRename(git, repo, rename),
  };
}

function createWorktrees(git: GitRunner, removals: Removals, hookTimeoutMs: number): WorktreeStore {
  return {
    add: (repo, worktree) => addWorktree(git, repo, worktree),
    checkout: (worktree, options) => checkoutWorktree(git, worktree, options, hookTimeoutMs),
    discardNew: (repo, path) => discardNewWorktree(git, repo, path),
    forget: (repo, path) => forgetWorktree(git, repo, path),
    initSubmodules: (worktree, options) => updateSubmodules(git, worktree, options),
    exclude: (worktree, paths) => excludePaths(git, worktree, paths),
    lock: (repo, path, reason) => lockWorktree(git, repo, path, reason),
    unlock: (repo, path, reason) => unlockWorktree(git, repo, path, reason),
    links: (repo, where) => readLinks(git, repo, where),
    repair: (repo, paths) => repairWorktrees(git, repo, paths),
    excludeMark: (repo, where) => excludeMark(git, repo, where),
    scanLoss: (path, question) => scanLoss(git, path, question),
    remove: (path, report, note) => removeWorktree(git, removals, path, { report, note }),
    recoverRemovals: (repo, beside, listed) => recoverRemovals(git, removals, repo, beside, listed),
  };
}

function createMerges(
  git: GitRunner,
  journal: LandingJournal,
  checks: CheckPlace,
  {
    hookTimeoutMs,
    mergeTimeoutMs,
    forecasts,
    radar,
  }: { hookTimeoutMs: number; mergeTimeoutMs: number; forecasts: string; radar: string },
): MergeEngine {
  return {
    plan: (request, how) => planMerge(git, request, { ...how, timeoutMs: mergeTimeoutMs }),
    forecast: (requests, how) =>
      forecastMerges(git, { directory: forecasts, timeoutMs: mergeTimeoutMs }, requests, how),
    commit: (worktree, options) => commitWork(git, worktree, options, hookTimeoutMs),
    build: (plan, options) =>
      buildMerge(git, plan, { ...options, timeoutMs: mergeTimeoutMs, hookTimeoutMs }),
    readConflict: (plan, conflict) => readConflictFiles(git, plan, conflict),
    readConflicts: (plan, conflicts, limit) => readManyConflictFiles(git, plan, conflicts, limit),
    writeContent: (plan, path, bytes) => writeContent(git, plan, path, bytes),
    remembered: (plan, conflict) => rememberedResolution(git, plan, conflict),
    remember: (plan) => rememberResolutions(git, plan),
    discard: async (built) => {
      await discardPin(git, built.plan.request.repoRoot, built);
    },
    verify: (built, options = {}) => verifyMerge(git, checks, built, options),
    check: (work, options) => runCheck(git, checks, work, options),
    keepContents: (repo, name, oids) => keepContents(git, repo, name, oids),
    sweepContents: (repo, done) => sweepContents(git, repo, done),
    land: (merge, how) =>
      landMerge(git, journal, merge, {
        timeoutMs: hookTimeoutMs,
        signal: how?.signal,
        act: how?.act,
      }),
    moveClean: (move, steps) => moveClean(git, journal, move, { timeoutMs: hookTimeoutMs }, steps),
    checkTakeBack: async (repo, landing) => {
      await checkTakeBack(git, repo, landing);
    },
    takeBack: (repo, { landing, ref }, how) =>
      takeBackLanding(
        git,
        journal,
        repo,
        { landing, backupRef: ref },
        { timeoutMs: hookTimeoutMs, signal: how?.signal },
      ),
    recover: async (repo, onLanded, onMoved) => {
      const landings = await recoverLandings(git, journal, repo, onMoved);
      const abandoned = await removeAbandoned(git, checks.directory, repo);
      const pins = await sweepPins(git, journal, repo, onLanded);
      await sweepTemporaryDirectories();
      for (const directory of [forecasts, radar]) await sweepScratch(join(directory, 'scratch'));
      const unreadable = unreadableWarnings(await journal.unreadable(), 'a merge');
      return [...landings, ...abandoned, ...pins, ...unreadable];
    },
  };
}

function createSetup(git: GitRunner): RepositorySetup {
  return {
    init: (directory) => initRepository(git, directory),
    createFirstCommit: (repo, message) => createFirstCommit(git, repo, message),
  };
}
