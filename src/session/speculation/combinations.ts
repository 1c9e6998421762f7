/** The check on what targets would be with all that merge into them. */
import { isSameCommand, lastRunOf } from '../../core/check-record.js';
import type { CombinedMerges } from '../../core/forecast.js';
import type { CheckVerdict, CombinedCheck, TriedCombination } from '../../core/foreseen-merge.js';
import type { Cancellable } from '../../core/ports/git.js';
import { checkCommit, planCheck } from '../checks/checking.js';
import type { SessionConfig, SessionDependencies } from '../dependencies.js';

/** Answers that are kept of a repository. */
const MOST_VERDICTS = 50;

/** What merges into one target, as a commit that can be checked. */
export interface Combination {
  readonly tried: TriedCombination;
  readonly commit: CombinedMerges['commit'];
}

/** The check that may run while nobody asks for it; undefined where there is none. */
export async function speculativeCheck(
  deps: SessionDependencies,
  config: SessionConfig,
): Promise<readonly string[] | undefined> {
  if (!config.merge.speculateCheck) return undefined;
  const check = await planCheck(deps, config);
  return check?.untrusted === undefined ? check?.command : undefined;
}

/** With the answer that is known of the same content. */
export function withVerdict(
  combination: TriedCombination,
  command: readonly string[],
  verdicts: readonly CheckVerdict[],
): TriedCombination {
  const known = verdicts.find((each) => isOf(each, combination, command));
  return known ? { ...combination, check: known.check } : combination;
}

/** The new one first, in place of a former one of the same content. */
export function withNewest(
  verdict: CheckVerdict,
  verdicts: readonly CheckVerdict[],
): CheckVerdict[] {
  const others = verdicts.filter((each) => !isOf(each, verdict, verdict.command));
  return [verdict, ...others].slice(0, MOST_VERDICTS);
}

function isOf(
  verdict: CheckVerdict,
  { tree }: Pick<TriedCombination, 'tree'>,
  command: readonly string[],
): boolean {
  return verdict.tree === tree && isSameCommand(verdict.command, command);
}

/**
 * What the check says of the combination: by a run on exactly this content that is on record, else
 * by a new one behind everything else, which is put on record with the session that merges last:
 * its merge would have this content. Throws `aborted`.
 */
export async function checkCombination(
  deps: SessionDependencies,
  repoRoot: string,
  { tried: { sessions, target, tree }, commit }: Combination,
  command: readonly string[],
  { signal }: Cancellable,
): Promise<CombinedCheck> {
  for (const id of sessions) {
    const earlier = lastRunOf((await deps.checks.read(id)).records, tree, command);
    if (earlier) return earlier.outcome === 'passed' ? 'passed' : 'failed';
  }
  const others = sessions.length - 1;
  const { outcome } = await checkCommit(
    deps,
    sessions.at(-1) ?? '',
    {
      ...{ repoRoot, worktree: undefined, commit, command, isBackground: true },
      about: { target, ...(others > 0 && { others }) },
    },
    signal ? { signal } : {},
  );
  return outcome === 'passed' ? 'passed' : 'failed';
}
