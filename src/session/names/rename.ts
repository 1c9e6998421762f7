import { asWarning, QtuiError, toQtuiError } from '../../core/errors.js';
import type { NameSuggestion, Naming } from '../../core/ports/naming.js';
import type { Oid, WorktreeEntry } from '../../core/repository.js';
import { type SessionMetadata, sessionTitle, type WorktreeInfo } from '../../core/session.js';
import { isOpen, isPutAway } from '../../core/session-status.js';
import { contextOrNone } from '../context.js';
import { derivedBranch, freeBranch, protectedBranches } from '../creation/placement.js';
import type { SessionDependencies } from '../dependencies.js';
import { configForType } from '../policy.js';
import { requireRow, runningHost, updateRow } from '../registry/rows.js';
import type { Asking } from './asking.js';

/** Rounds with other names when somebody else is faster with the chosen one. */
const NAME_ATTEMPTS = 5;

/**
 * Gives a session that was made under another name the one that a model suggests, once it does.
 * Never rejects: whatever fails, the session keeps its name and works.
 */
export async function nameWhenSuggested(
  deps: SessionDependencies,
  id: string,
  asking: Asking,
): Promise<Naming> {
  const { suggestion, warnings } = await asking.answer;
  if (!suggestion) return { warnings };
  try {
    const session = await renameUntouched(deps, id, suggestion);
    return { ...(session && { session }), warnings };
  } catch (thrown) {
    const error = toQtuiError(thrown, 'rename the branch');
    deps.log.log('warn', 'branch-not-renamed', { id, code: error.code });
    return { warnings: [...warnings, asWarning(error)] };
  }
}

/**
 * Renames the branch of a session on which nothing has happened yet; undefined where something
 * has, and it keeps its name. The directory stays: programs run in it.
 */
async function renameUntouched(
  deps: SessionDependencies,
  id: string,
  suggestion: NameSuggestion,
): Promise<SessionMetadata | undefined> {
  const { session } = await requireRow(deps, id);
  const { worktreeInfo: info, firstMessage: message, type } = session;
  if (!info || !isDerivedStill(session) || !(await isUntouched(deps, info))) return undefined;
  if (await isTarget(deps, info)) return undefined;
  const { repoRoot, branch: from, baseOid, startOid: oid = baseOid } = info;
  const { context } = await contextOrNone(deps, info.path);
  if (context.kind === 'none') return undefined;
  const { repository } = context;
  const [settings, defaultTarget] = await Promise.all([
    deps.config(repoRoot),
    deps.git.reader.defaultTarget(repoRoot),
  ]);
  const config = configForType(settings, type);
  const wanted = await derivedBranch(deps, { repository, config, message, type, suggestion });
  const question = {
    ...{ repository, own: from },
    protectedBranches: protectedBranches(config, defaultTarget),
  };
  const to = await takeName(deps, { repoRoot, from, oid }, () =>
    freeBranch(deps, question, wanted),
  );
  if (to === from) return undefined;
  const renamed = await followBranch(deps, id, { from, to });
  await renamePane(deps, session, renamed);
  return renamed;
}

/** Renames to what `choose` finds free, and chooses again when somebody was faster. */
async function takeName(
  deps: SessionDependencies,
  { repoRoot, from, oid }: { repoRoot: string; from: string; oid: Oid },
  choose: () => Promise<string>,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const to = await choose();
    if (to === from) return to;
    try {
      await deps.git.branches.rename(repoRoot, { from, to, oid });
      return to;
    } catch (thrown) {
      const isTaken = thrown instanceof QtuiError && thrown.code === 'name-taken';
      if (!isTaken || attempt >= NAME_ATTEMPTS) throw thrown;
    }
  }
}

/** Of a session that was closed, removed or named meanwhile nothing is changed. */
function isDerivedStill(session: SessionMetadata): boolean {
  return isOpen(session) && !session.name && !session.worktreeInfo?.branchExisted;
}

/** Whether nobody has committed, pushed, or done anything else with the branch. */
async function isUntouched(deps: SessionDependencies, info: WorktreeInfo): Promise<boolean> {
  const { repoRoot, branch, path, baseOid, startOid = baseOid } = info;
  const { reader, remotes } = deps.git;
  const [tip, entries, upstream] = await Promise.all([
    reader.branchTip(repoRoot, branch),
    reader.worktrees(repoRoot),
    remotes.upstreamOf(repoRoot, branch),
  ]);
  const users = entries.filter(({ branch: own, operationBranch }) =>
    [own, operationBranch].includes(branch),
  );
  const isOwn = (entry: WorktreeEntry) => entry.path === path && entry.operation === undefined;
  return tip === startOid && !upstream && users.length === 1 && users.every(isOwn);
}

/** Whether other sessions go back to the branch: they would soon mean whoever gets its name next. */
async function isTarget(
  deps: SessionDependencies,
  { repoRoot, branch }: WorktreeInfo,
): Promise<boolean> {
  const { sessions } = await deps.repository.list();
  return sessions.some(({ session }) => {
    const info = session.worktreeInfo;
    const isMeant = info?.repoRoot === repoRoot && info.mergeTarget === branch;
    return isMeant && !isPutAway(session);
  });
}

/** The row of a session whose branch was renamed, and the mark in its worktree. */
export function followBranch(
  deps: SessionDependencies,
  id: string,
  { from, to }: { from: string; to: string },
): Promise<SessionMetadata> {
  return updateRow(deps, id, (row) =>
    row.worktreeInfo?.branch === from
      ? { ...row, worktreeInfo: { ...row.worktreeInfo, branch: to } }
      : row,
  );
}

/** Only a title that was made of the old name is made of the new one. */
export async function renamePane(
  deps: SessionDependencies,
  before: SessionMetadata,
  session: SessionMetadata,
): Promise<void> {
  const host = await runningHost(deps);
  const pane = host?.panes.find(({ paneId }) => paneId === session.id);
  if (pane?.title === sessionTitle(before)) await host?.rename(session.id, sessionTitle(session));
}
