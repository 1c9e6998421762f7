import type { BranchPart } from '../../../core/merge.js';
import type { WorktreeInfo } from '../../../core/session.js';
import type { SessionDependencies } from '../../dependencies.js';
import type { WorktreeSession } from './target.js';

/**
 * What the session's branch may hold that has gone its own way: the work of the sessions below it,
 * its own as last landed, and what it was made from, whatever has become of that. The nearest
 * first. Reads only.
 */
export async function builtOn(
  deps: SessionDependencies,
  info: WorktreeInfo,
  family: readonly WorktreeSession[],
): Promise<BranchPart[]> {
  const parts: BranchPart[] = [];
  const seen = new Set([info.branch]);
  for (let branch = info.mergeTarget; !seen.has(branch); ) {
    seen.add(branch);
    const below = family.find(({ worktreeInfo }) => worktreeInfo.branch === branch)?.worktreeInfo;
    if (below === undefined) break;
    parts.push(...recorded(below));
    const tip = await deps.git.reader.branchTip(info.repoRoot, branch);
    if (tip !== undefined) parts.push({ name: branch, tip });
    branch = below.mergeTarget;
  }
  // The branch was made of commits that may have been landed with nobody here to record it.
  return [...parts, ...recorded(info), { tip: info.startOid ?? info.baseOid }];
}

function recorded({ branch, mergedOid, landedOid }: WorktreeInfo): BranchPart[] {
  if (mergedOid === undefined) return [];
  return [{ name: branch, tip: mergedOid, ...(landedOid !== undefined && { landedOid }) }];
}
