/** What each strategy makes of the session's commits. */
import { MERGE_STRATEGIES, type MergeStrategy } from '../../../core/merge.js';
import type { Option } from '../widget.js';

export const STRATEGY_NOTES: Readonly<Record<MergeStrategy, string>> = {
  merge: 'keeps every commit and adds a merge commit',
  squash: 'makes one new commit of all changes',
  'ff-only': 'moves the target on; only if it has not moved',
  rebase: 'puts copies of the commits on top of the target',
};

export const STRATEGY_OPTIONS: readonly Option<MergeStrategy>[] = MERGE_STRATEGIES.map((value) => {
  return { value, label: value, note: STRATEGY_NOTES[value] };
});

/** The others take the commits with the messages they have. */
export function needsMessage(strategy: MergeStrategy): boolean {
  return strategy === 'merge' || strategy === 'squash';
}
