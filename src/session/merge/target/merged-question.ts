import type { MergedQuestion } from '../../../core/repository.js';
import type { WorktreeInfo } from '../../../core/session.js';

/** What is asked to know whether a session's work is in its target. */
export function mergedQuestion(info: WorktreeInfo): MergedQuestion {
  const { branch, mergeTarget, baseOid, mergedOid, landedOid } = info;
  return {
    ...{ branch, target: mergeTarget, baseOid },
    ...(mergedOid !== undefined && { mergedOid }),
    ...(landedOid !== undefined && { landedOid }),
  };
}
