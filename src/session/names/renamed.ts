import { asWarning, toQtuiError, type Warning } from '../../core/errors.js';
import type { WorktreeEntry } from '../../core/repository.js';
import { sessionTitle } from '../../core/session.js';
import { isPutAway } from '../../core/session-status.js';
import type { SessionDependencies } from '../dependencies.js';
import { followBranch, renamePane } from './rename.js';

/**
 * Lets sessions follow a branch that was renamed while nobody could tell their rows: by a process
 * that was killed in between, or by a person's `git branch -m`. The branch's own reflog and the
 * worktree that stands on it must both say so.
 */
export async function followRenamed(
  deps: SessionDependencies,
  root: string,
  entries: readonly WorktreeEntry[],
): Promise<Warning[]> {
  const { sessions } = await deps.repository.list();
  const used = new Set(
    sessions.flatMap(({ session }) =>
      isPutAway(session) ? [] : (session.worktreeInfo?.branch ?? []),
    ),
  );
  const warnings: Warning[] = [];
  for (const { session } of sessions) {
    const { worktreeInfo: info, id } = session;
    if (info?.repoRoot !== root || isPutAway(session)) continue;
    const entry = entries.find(({ path }) => path === info.path);
    // HEAD may name the old branch, which is not there: git was cut off between the two.
    const isDangling = entry?.branch === info.branch && entry.oid === undefined;
    const present = entry?.branch;
    if (present === undefined || (present === info.branch && !isDangling)) continue;
    try {
      const { branch: from, baseOid, startOid: oid = baseOid } = info;
      const to = await deps.git.reader.renamedBranch(root, from);
      if (to === undefined || used.has(to) || (!isDangling && to !== present)) continue;
      if (!(await deps.git.branches.finishRename(root, { from, to, oid }))) continue;
      const followed = await followBranch(deps, id, { from, to });
      await renamePane(deps, session, followed);
      warnings.push({
        code: 'branch-followed',
        message: `The branch ${from} of session "${sessionTitle(followed)}" was renamed to ${to}; the session goes on with it.`,
      });
    } catch (thrown) {
      warnings.push(
        asWarning(toQtuiError(thrown, `follow the branch of ${sessionTitle(session)}`)),
      );
    }
  }
  return warnings;
}
