import { QtuiError } from '../../core/errors.js';
import type { Resolution } from '../../core/merge.js';

const UNTOUCHED = 'Nothing was merged; the resolutions were not applied.';

/** Why a resolution cannot be applied, to which path. */
export function refused(
  { path, commit }: Resolution,
  reason: 'stale' | 'unknown-path' | 'impossible' | 'markers' | 'twice',
  words: string,
): QtuiError {
  return new QtuiError('resolution-refused', `The resolution of ${path} is refused: ${words}.`, {
    untouched: UNTOUCHED,
    hint: 'Look at the merge again, and choose anew.',
    data: { path, reason, ...(commit !== undefined && { commit }) },
  });
}
