import { realpath } from 'node:fs/promises';
import { QtuiError, toQtuiError } from '../../core/errors.js';
import type { AdoptedWorktree, AdoptRequest } from '../../core/ports/worktrees.js';
import type { Repository, WorktreeEntry } from '../../core/repository.js';
import { isPutAway, type SessionMetadata, sessionTitle } from '../../core/session.js';
import { shellCommand } from '../../core/text.js';
import { protectedBranches } from '../creation/placement.js';
import { proposeMergeTarget } from '../creation/prepare.js';
import { UndoStack } from '../creation/transaction.js';
import type { SessionDependencies } from '../dependencies.js';
import { isSessionId, newSessionId } from '../registry/ids.js';
import { readMark, removeMark, writeMark } from '../registry/mark.js';
import { isDirectory, updateRow } from '../registry/rows.js';
import { isForeignLock, lockedFor, lockReason } from './lock.js';
import { restoreRows } from './scan.js';
import { baseOf, sessionOfWorktree } from './session-of-worktree.js';
import { type BranchSwitch, switchIn } from './switched.js';

const NOTHING_CHANGED = 'Nothing was changed.';

/**
 * Makes a session of a worktree that has none: row, lock and mark, and not one file of it is moved
 * or changed. Of a session whose branch was switched by hand it takes the present one. Throws
 * `adopt-refused`, `protected-branch`, `name-taken`; on failure what was made is undone.
 */
export async function adoptWorktree(
  deps: SessionDependencies,
  request: AdoptRequest,
): Promise<AdoptedWorktree> {
  const { repository, entry, root } = await locate(deps, request.path);
  const { warnings } = await restoreRows(deps, root);
  const owner = await ownerOf(deps, entry, root);
  const branch = await usableBranch(deps, entry, repository, owner);
  if (owner) {
    const session = await takeBranch(deps, owner, entry, branch);
    return { session, kind: 'branch-taken', warnings };
  }
  if (isForeignLock(entry) && !request.despiteLock) throw locked(entry);
  try {
    return {
      session: await newSession(deps, request, { repository, entry, root, branch }),
      kind: 'made',
      warnings,
    };
  } catch (thrown) {
    await refuseTaken(deps, entry, root);
    throw thrown;
  }
}

async function newSession(
  deps: SessionDependencies,
  request: AdoptRequest,
  place: { repository: Repository; entry: WorktreeEntry; root: string; branch: string },
): Promise<SessionMetadata> {
  const { repository, entry, root, branch } = place;
  const mergeTarget = await chooseTarget(deps, repository, branch, request.mergeTarget);
  const session = await sessionOfWorktree(deps, {
    id: idFor(entry),
    root,
    path: entry.path,
    branch,
    mergeTarget,
    ...(request.name !== undefined && { name: request.name }),
    ...(request.agentKind !== undefined && { agentKind: request.agentKind }),
  });
  await make(deps, session, entry);
  return session;
}

/** Another process may adopt it at the same moment: then no other error says anything. */
async function refuseTaken(
  deps: SessionDependencies,
  { path, locked: before }: WorktreeEntry,
  root: string,
): Promise<void> {
  const entry = (await deps.git.reader.worktrees(root)).find((each) => each.path === path);
  const owner = entry && (await ownerOf(deps, entry, root));
  if (owner) throw ownedBy(path, owner);
  if (!entry || entry.locked === before || lockedFor(entry) === undefined) return;
  throw refused(
    `Another qtui makes a session of ${path} at this moment.`,
    '`qtui sessions list` shows it.',
  );
}

async function locate(
  deps: SessionDependencies,
  path: string,
): Promise<{ repository: Repository; entry: WorktreeEntry; root: string }> {
  if (!(await isDirectory(path))) {
    throw new QtuiError('path-missing', `There is no directory ${path}.`, {
      untouched: NOTHING_CHANGED,
      hint: '`qtui sessions worktrees` shows the worktrees there are.',
    });
  }
  const context = await deps.git.reader.context(path);
  if (context.kind === 'none') {
    throw refused(`${path} is in no git repository.`, 'Name a worktree of one.');
  }
  const { repository } = context;
  const { worktree, root, isLinkedWorktree } = repository;
  if (worktree === undefined || !isLinkedWorktree) {
    throw refused(
      `${worktree ?? path} is the repository itself, not a worktree beside it.`,
      'A session works there with `qtui new --no-worktree`.',
    );
  }
  const real = await realpath(worktree);
  const entry = (await deps.git.reader.worktrees(root)).find((each) => each.path === real);
  if (entry) return { repository, entry, root };
  throw refused(
    `${real} was moved, and git does not know where it is now.`,
    `Run \`${shellCommand('qtui', 'sessions', 'repair', real)}\` first.`,
  );
}

/** That of a session of which nothing but the lock is left: the lock stays as it is. */
function idFor(entry: WorktreeEntry): string {
  const id = lockedFor(entry);
  return id !== undefined && isSessionId(id) ? id : newSessionId();
}

/** The session that has the worktree; by its lock, else by its row. */
async function ownerOf(
  deps: SessionDependencies,
  entry: WorktreeEntry,
  root: string,
): Promise<SessionMetadata | undefined> {
  const rows = (await deps.repository.list()).sessions.map(({ session }) => session);
  const id = lockedFor(entry);
  if (id !== undefined) {
    const owner = rows.find((session) => session.id === id);
    if (owner) return owner;
  }
  return rows.find(
    (session) =>
      session.worktreeInfo?.path === entry.path &&
      session.worktreeInfo.repoRoot === root &&
      !isPutAway(session),
  );
}

async function usableBranch(
  deps: SessionDependencies,
  entry: WorktreeEntry,
  repository: Repository,
  owner: SessionMetadata | undefined,
): Promise<string> {
  const { path, operation, branch } = entry;
  if (operation !== undefined) {
    throw refused(`A ${operation} is not finished in ${path}.`, 'Finish or abort it there first.');
  }
  if (branch === undefined) {
    throw refused(
      `${path} is on a detached HEAD, and a session needs a branch.`,
      `Make one of it: \`${shellCommand('git', '-C', path, 'switch', '-c', 'NAME')}\`.`,
    );
  }
  const [config, defaultTarget, { sessions }] = await Promise.all([
    deps.config(repository.root),
    deps.git.reader.defaultTarget(repository.root),
    deps.repository.list(),
  ]);
  if (protectedBranches(config, defaultTarget).includes(branch)) {
    throw new QtuiError('protected-branch', `${path} stands on the protected branch "${branch}".`, {
      untouched: NOTHING_CHANGED,
      hint: `Make a branch for the session: \`${shellCommand('git', '-C', path, 'switch', '-c', 'NAME')}\`.`,
    });
  }
  const rival = sessions.find(
    ({ session }) =>
      session.id !== owner?.id &&
      session.worktreeInfo?.repoRoot === repository.root &&
      session.worktreeInfo.branch === branch &&
      !isPutAway(session),
  );
  if (rival === undefined) return branch;
  throw new QtuiError(
    'name-taken',
    `The branch "${branch}" is that of session "${sessionTitle(rival.session)}".`,
    {
      untouched: NOTHING_CHANGED,
      hint: `\`qtui sessions show ${rival.session.id}\` shows it; switch ${path} to another branch.`,
      data: { id: rival.session.id, branch },
    },
  );
}

/** The session goes on with the branch that its worktree was switched to. */
async function takeBranch(
  deps: SessionDependencies,
  owner: SessionMetadata,
  entry: WorktreeEntry,
  branch: string,
): Promise<SessionMetadata> {
  const info = owner.worktreeInfo;
  const found: BranchSwitch | undefined = info && switchIn(entry, info);
  if (!info || !found) {
    throw ownedBy(entry.path, owner);
  }
  if (branch === info.mergeTarget) {
    throw refused(
      `"${branch}" is the branch that session "${sessionTitle(owner)}" is merged into.`,
      `Go back with \`${shellCommand('git', '-C', entry.path, 'switch', info.branch)}\`.`,
    );
  }
  const baseOid = await baseOf(deps, info.repoRoot, branch, info.mergeTarget);
  return updateRow(deps, owner.id, (row) => {
    if (!row.worktreeInfo) return row;
    const { mergedOid: _merged, landedOid: _landed, ...rest } = row.worktreeInfo;
    return { ...row, worktreeInfo: { ...rest, branch, baseOid } };
  });
}

async function chooseTarget(
  deps: SessionDependencies,
  repository: Repository,
  branch: string,
  wanted: string | undefined,
): Promise<string> {
  const { root } = repository;
  const [config, defaultTarget] = await Promise.all([
    deps.config(root),
    deps.git.reader.defaultTarget(root),
  ]);
  const target = wanted ?? (await proposeMergeTarget(deps, repository, config, defaultTarget));
  if (target !== undefined && target !== branch) return target;
  throw new QtuiError('usage', 'There is no branch that the session could go back to.', {
    untouched: NOTHING_CHANGED,
    hint: 'Name another branch with --into.',
  });
}

async function make(
  deps: SessionDependencies,
  session: SessionMetadata,
  entry: WorktreeEntry,
): Promise<void> {
  const { worktrees } = deps.git;
  const root = session.repoRoot ?? entry.path;
  const reason = lockReason(session.id);
  const undo = new UndoStack();
  try {
    await worktrees.excludeMark(root);
    const former = await readMark(entry.path).catch(() => undefined);
    // First, as a recovery makes all the rest of it.
    await writeMark(entry.path, session);
    undo.push('the mark', () => (former ? writeMark(entry.path, former) : removeMark(entry.path)));
    if (entry.locked === undefined) {
      await worktrees.lock(root, entry.path, reason);
      undo.push('the lock', async () => {
        await worktrees.unlock(root, entry.path, reason);
      });
    }
    await deps.repository.save(session, null).catch(async (thrown) => {
      // Another qtui that recovers may have made it of the mark.
      if ((await deps.repository.get(session.id)) === undefined) throw thrown;
    });
  } catch (thrown) {
    const { failed } = await undo.rollBack();
    const error = toQtuiError(thrown, `adopt ${entry.path}`);
    const remains = failed.map(({ what }) => what).join(' and ');
    throw new QtuiError(error.code, error.message, {
      untouched: remains === '' ? NOTHING_CHANGED : `Left behind: ${remains}.`,
      ...(error.hint !== undefined && { hint: error.hint }),
      data: error.data,
      cause: error,
    });
  }
}

function ownedBy(path: string, owner: SessionMetadata): QtuiError {
  return refused(
    `${path} is the worktree of session "${sessionTitle(owner)}" already.`,
    `\`qtui attach ${owner.id}\` opens it.`,
  );
}

function locked({ path, locked: reason }: WorktreeEntry): QtuiError {
  const words = reason ? `: ${reason}` : ', without a reason';
  return refused(
    `The worktree ${path} is locked by somebody else${words}.`,
    'Add --locked to make a session of it all the same; that lock stays.',
  );
}

function refused(message: string, hint: string): QtuiError {
  return new QtuiError('adopt-refused', message, { untouched: NOTHING_CHANGED, hint });
}
