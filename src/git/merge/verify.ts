import type { CheckRecord } from '../../core/check-record.js';
import { QtuiError } from '../../core/errors.js';
import type { BuiltMerge, MergeCheck, VerifiedMerge } from '../../core/merge.js';
import type { VerifyOptions } from '../../core/ports/checks.js';
import { type CheckPlace, runCheck } from '../check/run.js';
import type { GitRunner } from '../run.js';
import { treeOf } from './merge-trees.js';

/** Only what `verifyMerge` has given out can be landed. */
const given = new WeakSet<VerifiedMerge>();

const NOTHING_MERGED = 'Nothing was merged; the branches are where they were.';

/**
 * Runs the check command on the merged result, in a worktree made for it, or takes an earlier run
 * on the same content; resolves with what can be landed. Without either nothing is run. Throws
 * `check-failed`, `aborted`, `merge-refused`.
 */
export async function verifyMerge(
  git: GitRunner,
  place: CheckPlace,
  built: BuiltMerge,
  options: VerifyOptions,
): Promise<VerifiedMerge> {
  const { command, earlier } = options;
  let check: MergeCheck | undefined;
  if (earlier !== undefined) check = await takeEarlier(git, built, earlier, options);
  else if (command !== undefined) check = await runNow(git, place, built, { ...options, command });
  const verified = Object.freeze({ built: Object.freeze({ ...built }), ...(check && { check }) });
  given.add(verified);
  return verified;
}

/** Throws for a value that was made or changed by anything but `verifyMerge`. */
export function requireVerified(verified: VerifiedMerge): void {
  if (given.has(verified)) return;
  throw new QtuiError('merge-refused', 'This merge is not the one that was verified.', {
    untouched: 'Nothing was merged; branch and files are as they were.',
    hint: 'Look at the merge again.',
  });
}

/** What it said of this very content holds, as it does not depend on the commit. */
async function takeEarlier(
  git: GitRunner,
  { plan, commit }: BuiltMerge,
  { tree, command, outcome, exitCode, durationMs, time, log }: CheckRecord,
  { acceptFailure }: VerifyOptions,
): Promise<MergeCheck> {
  const { repoRoot, target } = plan.request;
  if ((await treeOf(git, repoRoot, commit)) !== tree || outcome === 'cancelled') {
    throw new QtuiError('merge-refused', 'The check has not run on what would be merged.', {
      untouched: NOTHING_MERGED,
      hint: 'Run the check again.',
    });
  }
  if (outcome !== 'passed' && acceptFailure !== target) {
    throw new QtuiError('merge-refused', 'The check has failed on what would be merged.', {
      untouched: NOTHING_MERGED,
      hint: `It is merged all the same only where "${target}" is typed for it.`,
    });
  }
  return Object.freeze({
    ...{ command, outcome, durationMs, warnings: [], earlier: time, log },
    ...(exitCode !== undefined && { exitCode }),
  });
}

async function runNow(
  git: GitRunner,
  place: CheckPlace,
  built: BuiltMerge,
  options: VerifyOptions & { command: readonly string[] },
): Promise<MergeCheck> {
  const { command, onOutput, onEnded } = options;
  const { plan, commit } = built;
  const work = { repo: plan.request.repoRoot, commit, variables: mergeVariables(built) };
  const run = await runCheck(git, place, work, options);
  const record = await onEnded?.(run);
  const { exitCode, durationMs, warnings, error } = run;
  if (error !== undefined) {
    // Who merges gets no check to read them from.
    for (const { message } of warnings) onOutput?.(message);
    throw error;
  }
  return Object.freeze({
    ...{ command, outcome: 'passed', durationMs, warnings },
    ...(exitCode !== undefined && { exitCode }),
    ...(record && { log: record.log }),
  });
}

/** What a check is told of the merge. */
function mergeVariables({ plan, commit }: BuiltMerge): Record<string, string> {
  const { source, target, strategy } = plan.request;
  return {
    QTUI_MERGE_SOURCE: source,
    QTUI_MERGE_TARGET: target,
    QTUI_MERGE_STRATEGY: strategy,
    QTUI_MERGE_COMMIT: commit,
    QTUI_MERGE_SOURCE_COMMIT: plan.sourceOid,
    QTUI_MERGE_TARGET_COMMIT: plan.targetOid,
  };
}
