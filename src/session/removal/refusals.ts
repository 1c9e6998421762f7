import type { Warning } from '../../core/errors.js';
import type { RemovalPlan } from '../../core/ports/sessions.js';
import type { WorktreeEntry } from '../../core/repository.js';
import type { WorktreeInfo } from '../../core/session.js';
import { shellCommand } from '../../core/text.js';
import type { SessionDependencies } from '../dependencies.js';
import { mayExist } from '../registry/rows.js';
import { isForeignLock } from '../worktrees/lock.js';
import { findLinks } from '../worktrees/repair.js';

/** Whoever has locked it wants it to stay; the lock of its own session is no such wish. */
export function lockRefusals(entry: WorktreeEntry): string[] {
  if (!isForeignLock(entry)) return [];
  const reason = entry.locked ? ` (${entry.locked})` : '';
  return [`It is locked by somebody else${reason}; \`git worktree unlock\` takes that away.`];
}

/** git's record of a worktree that was moved holds its index, and with it what is staged. */
export async function movedRefusals(
  deps: SessionDependencies,
  { path, repoRoot }: WorktreeInfo,
): Promise<string[]> {
  if (!(await mayExist(repoRoot))) return [];
  const link = (await findLinks(deps, repoRoot)).find((each) => each.path === path);
  const [place] = link?.foundAt ?? [];
  if (place === undefined) return [];
  return [
    `It was moved to ${place}; \`${shellCommand('qtui', 'sessions', 'repair', place)}\` finds it again.`,
  ];
}

/** The branch that was switched to in the worktree is not the session's, and stays as well. */
export function otherBranchKept({
  report,
  session: { worktreeInfo: info },
}: RemovalPlan): Warning[] {
  const present = report?.branch;
  if (present === undefined || !info || present === info.branch) return [];
  return [
    {
      code: 'branch-switched',
      message: `The worktree stood on ${present}, not on ${info.branch}; both branches were kept.`,
    },
  ];
}
