import { toQtuiError } from '../core/errors.js';
import type { WorktreeService } from '../core/ports/worktrees.js';
import type { MergedVerdict } from '../core/repository.js';

/** By the ids of sessions; without those that nobody can tell of. */
export type Verdicts = ReadonlyMap<string, MergedVerdict>;

/** How long a list waits for what is merged, after all else that it shows is there. */
const PATIENCE_MS = 150;

/** A verdict as `--json` shows it (docs/cli.md); what does not apply is null. */
export function mergedJson(verdict: MergedVerdict | undefined) {
  if (verdict === undefined) return null;
  return {
    merged: verdict.merged,
    evidence: verdict.merged ? verdict.evidence : null,
    into: (verdict.merged && verdict.into) || null,
    commit: (verdict.merged && verdict.commit) || null,
    unmergedCommits: verdict.merged ? 0 : verdict.unmergedCommits,
  };
}

/**
 * Begins to look at what is merged while the rest of a list is read; the result is asked for when
 * that is there. A `wish` of true waits for it, false does not look; else it is left out where it
 * is late. What it found out by then makes the next look faster. A failure is told in the note.
 */
export function lookAtMerged(
  service: Pick<WorktreeService, 'merged'>,
  wish: unknown,
): () => Promise<{ verdicts: Verdicts; note?: string }> {
  const none: Verdicts = new Map();
  if (wish === false) return async () => ({ verdicts: none });
  const stop = new AbortController();
  const look = service.merged({ signal: stop.signal }).then(
    (verdicts) => ({ verdicts }),
    (thrown: unknown) => {
      const { message } = toQtuiError(thrown, 'look at what is merged');
      const late = 'Which sessions are merged: "qtui sessions list --merged" tells.';
      return { verdicts: none, note: stop.signal.aborted ? late : message };
    },
  );
  return async () => {
    const limit = wish === true ? undefined : setTimeout(() => stop.abort(), PATIENCE_MS);
    return look.finally(() => clearTimeout(limit));
  };
}
