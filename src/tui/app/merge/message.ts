import type { MergeWalk } from './walk.js';

/** Message of the merge commit: the person's own, else the proposed one. */
export function messageOf({ message, plan }: MergeWalk): string {
  return (message ?? plan.suggestedMessage).trim();
}
