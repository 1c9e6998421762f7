import { QtuiError, type Warning } from '../../core/errors.js';
import type { WorktreeEntry } from '../../core/repository.js';
import { isPutAway, type SessionMetadata, type WorktreeInfo } from '../../core/session.js';
import { shellCommand } from '../../core/text.js';
import { unreadable } from '../context.js';
import type { SessionDependencies } from '../dependencies.js';
import { mayExist } from '../registry/rows.js';

/** A session's worktree that does not stand on the session's branch. */
export interface BranchSwitch {
  path: string;
  /** The branch that the session is of. */
  own: string;
  /** Where it stands; absent for a detached HEAD. */
  present?: string;
}

/**
 * Whether somebody has switched the branch of a session's worktree by hand. A rebase or a bisect
 * of the session's own branch has not: it only passes by.
 */
export function switchIn(
  entry: WorktreeEntry,
  { branch: own }: Pick<WorktreeInfo, 'branch'>,
): BranchSwitch | undefined {
  const { path, branch, operationBranch } = entry;
  if (branch === own || operationBranch === own) return undefined;
  const present = branch ?? operationBranch;
  return { path, own, ...(present === undefined ? {} : { present }) };
}

/** As `switchIn`, for a session as things are; undefined as well where its worktree is gone. */
export async function readSwitch(
  deps: SessionDependencies,
  { worktreeInfo: info }: SessionMetadata,
): Promise<BranchSwitch | undefined> {
  if (!info || !(await mayExist(info.path)) || !(await mayExist(info.repoRoot))) return undefined;
  const entries = await deps.git.reader.worktrees(info.repoRoot);
  const entry = entries.find(({ path }) => path === info.path);
  return entry && switchIn(entry, info);
}

/**
 * Every open session whose worktree was switched, or of which nobody can tell, as its repository
 * cannot be read; one look at each repository.
 */
export async function switchedSessions(
  deps: SessionDependencies,
  listed?: readonly { session: SessionMetadata }[],
  { root: seenRoot, worktrees }: { root?: string; worktrees?: readonly WorktreeEntry[] } = {},
): Promise<Map<string, Warning>> {
  const { sessions } = listed ? { sessions: listed } : await deps.repository.list();
  const rows = sessions.map(({ session }) => session);
  const open = rows.filter((session) => session.worktreeInfo && !isPutAway(session));
  const roots = new Set(open.flatMap(({ worktreeInfo }) => worktreeInfo?.repoRoot ?? []));
  const found = new Map<string, Warning>();
  const look = async (root: string) => {
    const own = open.filter(({ worktreeInfo }) => worktreeInfo?.repoRoot === root);
    try {
      const known = root === seenRoot ? worktrees : undefined;
      const entries = known ?? (await deps.git.reader.worktrees(root));
      for (const session of own) {
        const moved = switchAmong(entries, session);
        if (moved) found.set(session.id, switchWarning(moved));
      }
    } catch (thrown) {
      // Of what is gone lists say so themselves.
      if (!(await mayExist(root))) return;
      const warning = await unreadable(deps, root, thrown);
      for (const { id } of own) found.set(id, warning);
    }
  };
  await Promise.all([...roots].map(look));
  return found;
}

function switchAmong(
  entries: readonly WorktreeEntry[],
  { worktreeInfo: info }: SessionMetadata,
): BranchSwitch | undefined {
  const entry = entries.find(({ path }) => path === info?.path);
  if (!info || entry === undefined || entry.prunable !== undefined) return undefined;
  return switchIn(entry, info);
}

function switchWarning(found: BranchSwitch): Warning {
  return { code: 'branch-switched', message: switchWords(found), hint: switchHint(found) };
}

/** What is the matter, as a sentence. */
export function switchWords({ path, own, present }: BranchSwitch): string {
  const where = present === undefined ? 'a detached HEAD' : `the branch ${present}`;
  return `${path} stands on ${where}, not on the session's branch ${own}.`;
}

/** The two ways out, as sentences. */
export function switchHint({ path, own, present }: BranchSwitch): string {
  const back = `Go back with \`${shellCommand('git', '-C', path, 'switch', own)}\``;
  return present === undefined
    ? `${back}; a branch made of the commits there first keeps them.`
    : `${back}, or give the session the branch ${present} with \`${shellCommand('qtui', 'sessions', 'adopt', path)}\`.`;
}

/** Refuses what would act on another branch than the person sees. */
export function refuseSwitched(found: BranchSwitch | undefined, untouched: string): void {
  if (!found) return;
  throw new QtuiError('merge-refused', switchWords(found), {
    untouched,
    hint: switchHint(found),
    data: { ...found },
  });
}
