import { QtuiError } from '../../../core/errors.js';
import type { Retargeting } from '../../../core/merge.js';
import type { MergedVerdict } from '../../../core/repository.js';
import {
  isPutAway,
  type SessionMetadata,
  sessionTitle,
  type WorktreeInfo,
} from '../../../core/session.js';
import type { SessionDependencies } from '../../dependencies.js';

export type WorktreeSession = SessionMetadata & { worktreeInfo: WorktreeInfo };

export interface MergeTarget {
  target: string;
  /** Present when it is not the branch in the session's row. */
  retargeted?: Retargeting;
}

/** The worktree sessions of a repository. */
export async function familyIn(
  deps: SessionDependencies,
  repoRoot: string,
): Promise<WorktreeSession[]> {
  const { sessions } = await deps.repository.list();
  return familyOf(
    sessions.map(({ session }) => session),
    repoRoot,
  );
}

/** Those of the sessions that have a worktree of the repository. */
export function familyOf(
  sessions: readonly SessionMetadata[],
  repoRoot: string,
): WorktreeSession[] {
  return (
    sessions
      .filter((session): session is WorktreeSession => session.worktreeInfo?.repoRoot === repoRoot)
      // Several sessions may have had a branch one after another; the last one counts.
      .sort((a, b) => b.lastActive.localeCompare(a.lastActive))
  );
}

/**
 * The branch that a session goes back to as things are. One that was made from another session's
 * branch goes to that branch; when it was renamed, to its new name; when it has gone or was
 * merged with its session put away, to where that session went. Reads only.
 */
export async function currentTarget(
  deps: SessionDependencies,
  info: WorktreeInfo,
  family: readonly WorktreeSession[],
): Promise<MergeTarget> {
  const found = await follow({ deps, repo: info.repoRoot, family }, info.mergeTarget, [
    info.branch,
  ]);
  if (found.reason === undefined || found.target === info.mergeTarget) {
    return { target: info.mergeTarget };
  }
  const { target, reason } = found;
  return { target, retargeted: { from: info.mergeTarget, to: target, reason } };
}

interface Search {
  deps: SessionDependencies;
  repo: string;
  family: readonly WorktreeSession[];
}

interface Followed {
  target: string;
  /** Why it is not the branch that was asked for, as a sentence. */
  reason?: string;
}

/** `seen` keeps rows that name each other from being followed for ever. */
async function follow(search: Search, branch: string, seen: readonly string[]): Promise<Followed> {
  const { deps, repo, family } = search;
  if (seen.includes(branch)) return { target: branch };
  const isThere = (await deps.git.reader.branchTip(repo, branch)) !== undefined;
  const renamed = isThere ? undefined : await deps.git.reader.renamedBranch(repo, branch);
  if (renamed !== undefined && !seen.includes(renamed)) {
    return { target: renamed, reason: `${branch} was renamed to ${renamed}.` };
  }
  const parent = family.find(({ worktreeInfo }) => worktreeInfo.branch === branch);
  if (parent === undefined || (isThere && !isPutAway(parent))) return { target: branch };
  const { worktreeInfo: info } = parent;
  const next = await follow(search, info.mergeTarget, [...seen, branch]);
  if (seen.includes(next.target) || next.target === branch) return { target: branch };
  const words = next.reason === undefined ? '' : ` ${next.reason}`;
  const title = `session "${sessionTitle(parent)}"`;
  if (!isThere) {
    const fate = info.mergedOid === undefined ? 'is gone' : 'was merged and is gone';
    return { target: next.target, reason: `${branch} of ${title} ${fate}.${words}` };
  }
  const verdict = await mergedInto(search, parent, next.target);
  if (!verdict?.merged || verdict.evidence === 'no-work') return { target: branch };
  return {
    target: next.target,
    reason: `${branch} of ${title} was merged into ${next.target}.${words}`,
  };
}

/** Undefined where the target is not there to be compared with. */
async function mergedInto(
  { deps, repo }: Search,
  { worktreeInfo: { branch, baseOid, mergedOid } }: WorktreeSession,
  target: string,
): Promise<MergedVerdict | undefined> {
  try {
    return await deps.git.reader.isMerged(repo, {
      branch,
      target,
      baseOid,
      ...(mergedOid !== undefined && { mergedOid }),
    });
  } catch (error) {
    if (error instanceof QtuiError && error.code === 'unknown-revision') return undefined;
    throw error;
  }
}
