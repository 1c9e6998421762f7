import { QtuiError } from '../core/errors.js';
import type { SessionGitStatus, SessionService, SessionView } from '../core/ports/sessions.js';
import type { SessionMetadata } from '../core/session.js';
import { noteSent, saveActivity } from './activity.js';
import { checkSessionWork, verifySessionMerge } from './checks/checking.js';
import { checkWhenIdle } from './checks/when-idle.js';
import { cleanUp } from './cleanup/execute.js';
import { planCleanup } from './cleanup/plan.js';
import { measureCleanup } from './cleanup/sizes.js';
import { fetchBaseAhead } from './creation/base.js';
import { createSession } from './creation/create.js';
import { newSessionDefaults } from './creation/defaults.js';
import { leaveSetupOut, setUpAgain, trustAndSetUp } from './creation/set-up.js';
import { debugSession } from './debug.js';
import type { SessionDependencies } from './dependencies.js';
import { scanWorktrees } from './discovery/scan.js';
import { diskUsage } from './disk/usage.js';

import { dropMergeDraft, readMergeDraft, saveMergeDraft } from './drafts/drafts.js';
import { resumeMerge } from './drafts/resume.js';
import { diffOfSession } from './merge/diff.js';
import { goOnFromTarget, lastAfterMerge } from './merge/go-on.js';
import {
  commitSession,
  discardMerge,
  landSessionMerge,
  orDiscard,
  planSessionMerge,
} from './merge/merging.js';
import { countHunks } from './merge/outlook/count-hunks.js';
import { forecastSessionMerges } from './merge/outlook/forecast.js';
import { radarOf } from './merge/outlook/radar.js';
import { openPullRequest, pushSession } from './merge/publishing.js';
import { mergedSessions } from './merge/target/merged-sessions.js';
import { suggestName } from './names/asking.js';
import { suggestBranch } from './names/suggest.js';
import { overviewOfSessions } from './overview.js';
import { pinSession, setPriority, unpinSession } from './rank.js';
import { recoverSessions } from './recover.js';
import { recoverRows } from './recover-rows.js';
import { selectSession } from './registry/find.js';
import { isDirectory } from './registry/rows.js';
import { listChangeable, listSessions } from './registry/views.js';
import { archiveSession, unarchiveSession } from './removal/archive.js';
import { planRemoval, removeSession } from './removal/removal.js';
import { closeSession, renameSession, reopenSession } from './removal/running.js';
import { foreseenMerges } from './speculation/foreseen.js';
import { speculate } from './speculation/speculate.js';
import { expireNow, listActs } from './undo/backup-lists.js';
import { planUndo } from './undo/plan.js';
import { undoAct } from './undo/undo.js';
import { adoptWorktree } from './worktrees/adopt.js';
import { listWorktrees } from './worktrees/list.js';
import { repairSessions } from './worktrees/repair.js';
import { listRepositories } from './worktrees/repositories.js';
import { switchedSessions } from './worktrees/switched.js';

/** The use cases of sessions over the given ports; it holds no state of its own. */
export function createSessionService(deps: SessionDependencies): SessionService {
  return {
    defaults: (directory, options) => newSessionDefaults(deps, directory, options),
    repositories: (directory) => listRepositories(deps, directory),
    worktrees: (directory) => listWorktrees(deps, directory),
    switched: (listed) => switchedSessions(deps, listed),
    merged: (options) => mergedSessions(deps, options),
    scan: (directory, options) => scanWorktrees(deps, directory, options),
    adopt: (request) => adoptWorktree(deps, request),
    repair: (directory, path) => repairSessions(deps, directory, path),
    suggestBranch: (request) => suggestBranch(deps, request),
    suggestName: (question, options) => suggestName(deps, question, options),
    fetchAhead: (repo, target, signal) =>
      fetchBaseAhead(deps, repo, target, signal ? { signal } : {}),
    create: (request, options) => createSession(deps, request, options),
    list: () => listSessions(deps),
    overview: (directory) => overviewOfSessions(deps, directory),
    find: (selector) => findSession(deps, selector),
    gitStatus: (session, signal, options) => sessionGitStatus(deps, session, signal, options),
    trustAndSetUp: (id, untrusted, size) => trustAndSetUp(deps, id, untrusted, size),
    setUpAgain: (id, size) => setUpAgain(deps, id, size),
    leaveSetupOut: (id) => leaveSetupOut(deps, id),
    reopen: (id, size) => reopenSession(deps, id, size),
    rename: (id, name) => renameSession(deps, id, name),
    pin: (id) => pinSession(deps, id),
    unpin: (id) => unpinSession(deps, id),
    setPriority: (id, priority) => setPriority(deps, id, priority),
    saveActivity: (options) => saveActivity(deps, options),
    noteSent: (id, text) => noteSent(deps, id, text),
    close: (id) => closeSession(deps, id),
    planRemoval: (id) => planRemoval(deps, id),
    remove: (plan, options) => removeSession(deps, plan, options),
    archive: (id, options) => archiveSession(deps, id, options),
    unarchive: (id) => unarchiveSession(deps, id),
    diskUsage: (options) => diskUsage(deps, options),
    planCleanup: (directory, request) => planCleanup(deps, directory, request),
    measureCleanup: (plan, options) => measureCleanup(deps, plan, options),
    cleanUp: (plan, options) => cleanUp(deps, plan, options),
    planMerge: (id, options) => planSessionMerge(deps, id, options),
    forecastMerges: async (directory, options) =>
      forecastSessionMerges(deps, directory, await listChangeable(deps), options),
    foreseenMerges: (sessions) => foreseenMerges(deps, sessions),
    speculate: async (repoRoot, options) =>
      speculate(deps, repoRoot, await listChangeable(deps), options),
    commitForMerge: (id, options) => commitSession(deps, id, options),
    buildMerge: (plan, options) => deps.git.merges.build(plan, options),
    readConflict: (plan, conflict) => deps.git.merges.readConflict(plan, conflict),
    countHunks: (plan, conflicts) => countHunks(deps, plan, conflicts),
    writeContent: (plan, path, bytes) => deps.git.merges.writeContent(plan, path, bytes),
    // Few merges ask a model, and every command loads this.
    proposeResolution: async (plan, conflict, options) => {
      const { proposeResolution } = await import('./merge/proposing/propose.js');
      return proposeResolution(deps, plan, conflict, options);
    },
    suggestCommitMessage: async (id, options) => {
      const { suggestCommitMessage } = await import('./merge/proposing/message.js');
      return suggestCommitMessage(deps, id, options);
    },
    suggestsMessages: async (directory) => (await deps.config(directory)).merge.suggestMessage,
    settledSyntax: async (plan, conflict, bytes, options) => {
      const { settledSyntax } = await import('./merge/proposing/settled-syntax.js');
      return settledSyntax(deps, plan, conflict, bytes, options);
    },
    boundOfAsking: async (plan, asked) => {
      const { boundOfAsking } = await import('./merge/proposing/bound.js');
      return boundOfAsking(deps, plan, asked);
    },
    modelProblem: () => deps.model.problem(),
    rememberedResolution: (plan, conflict) => deps.git.merges.remembered(plan, conflict),
    discardMerge: (built) => discardMerge(deps, built),
    verifyMerge: (built, options) =>
      orDiscard(deps, built, verifySessionMerge(deps, built, options)),
    diffComments: (id) => deps.comments.read(id),
    keepDiffComments: (id, comments, known) => deps.comments.save(id, comments, known),
    mergeDraft: (id) => readMergeDraft(deps, id),
    saveMergeDraft: (id, draft) => saveMergeDraft(deps, id, draft),
    dropMergeDraft: (id) => dropMergeDraft(deps, id),
    resumeMerge: (id, draft, options) => resumeMerge(deps, id, draft, options),
    trustCheck: ({ file }) => deps.trust.trust(file),
    checkWork: (id, options) => checkSessionWork(deps, id, options),
    checkWhenIdle: (id, options) => checkWhenIdle(deps, id, options),
    checks: (id) => deps.checks.read(id),
    landMerge: (id, merge, options) => landSessionMerge(deps, id, merge, options),
    diff: (id, options) => diffOfSession(deps, id, options),
    fileDiff: (directory, range, file, options) =>
      deps.git.reader.fileDiff(directory, range, file, options),
    patch: (directory, range, options) => deps.git.reader.patch(directory, range, options),
    goOn: (id, landed) => goOnFromTarget(deps, id, landed),
    lastAfterMerge: (repoRoot) => lastAfterMerge(deps, repoRoot),
    rememberAfterMerge: (repoRoot, choice) =>
      deps.preferences.save({ afterMerge: { [repoRoot]: choice } }),
    push: (id, wish) => pushSession(deps, id, wish),
    openPullRequest: (id, wish) => openPullRequest(deps, id, wish),
    radar: async (directory, options) =>
      radarOf(deps, directory, await listChangeable(deps), options),
    listActs: (directory, options) => listActs(deps, directory, options),
    expireBackups: (directory, options) => expireNow(deps, directory, options),
    planUndo: (directory, options) => planUndo(deps, directory, options),
    undo: (plan, options) => undoAct(deps, plan, options),
    beginEdit: async (file) => (await import('./editing/edits.js')).beginEdit(deps, file),
    cutOffEdits: async () => (await import('./editing/edits.js')).cutOffEdits(deps),
    recover: (directory) => recoverSessions(deps, directory),
    recoverRows: (directory, selector) => recoverRows(deps, directory, selector),
    debug: (directory, selector) => debugSession(deps, directory, selector),
    prepareRepository: (directory) => prepareRepository(deps, directory),
  };
}

async function findSession(deps: SessionDependencies, selector: string): Promise<SessionView> {
  const { sessions } = await listSessions(deps);
  try {
    return selectSession(sessions, selector);
  } catch (error) {
    // A row that the list could only warn of has a reason of its own.
    if (error instanceof QtuiError && error.code === 'session-not-found') {
      await deps.repository.get(selector.trim());
    }
    throw error;
  }
}

async function sessionGitStatus(
  deps: SessionDependencies,
  { directory, repoRoot, worktreeInfo }: SessionMetadata,
  signal?: AbortSignal,
  {
    countsFiles = false,
    refreshIndex = false,
  }: { countsFiles?: boolean; refreshIndex?: boolean } = {},
): Promise<SessionGitStatus | undefined> {
  const top = worktreeInfo?.path ?? directory;
  if (repoRoot === undefined || !(await isDirectory(top))) return undefined;
  const { reader } = deps.git;
  const { mergeTarget: target, baseOid, mergedOid } = worktreeInfo ?? {};
  const status = await reader.status(top, {
    ...(signal && { signal }),
    refreshIndex: refreshIndex && worktreeInfo !== undefined,
    // Of work that has landed the target says nothing any more.
    ...(countsFiles && target && baseOid && !mergedOid && { changedSince: { target, baseOid } }),
  });
  const { branch } = status;
  if (!worktreeInfo || branch === undefined) return { status };
  try {
    const aheadBehind = await reader.aheadBehind(repoRoot, branch, worktreeInfo.mergeTarget);
    return { status, aheadBehind };
  } catch (error) {
    // The merge target may be gone; the rest of the status still holds.
    if (error instanceof QtuiError && error.code === 'unknown-revision') return { status };
    throw error;
  }
}

async function prepareRepository(deps: SessionDependencies, directory: string): Promise<void> {
  const context = await deps.git.reader.context(directory);
  const repository =
    context.kind === 'repository' ? context.repository : await deps.git.setup.init(directory);
  if (repository.head.kind !== 'unborn') return;
  await deps.git.setup.createFirstCommit(repository.root, 'Initial commit');
}
