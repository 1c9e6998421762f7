import { toQtuiError } from '../../core/errors.js';
import type { PredictedConflict, RadarProblem } from '../../core/radar.js';
import type { Oid } from '../../core/repository.js';
import { isMark } from '../mark.js';
import type { ConflictGroup } from '../merge/conflicts.js';
import { mergeTrees } from '../merge/merge-trees.js';
import { parseRawAndCounts } from '../parsers/diff.js';
import type { GitRunner } from '../run.js';
import type { RadarCache, TreeChange, TriedMerge } from './cache.js';
import { WorkChanged } from './work-changed.js';

/** What the look at one session works with. */
export interface Tools {
  /** Its new objects are kept apart from the repository's. */
  git: GitRunner;
  scratch: string;
  cache: RadarCache;
  problems: RadarProblem[];
  /** Tip of a local branch, asked for once. */
  tipOf(branch: string): Promise<Oid | undefined>;
}

/** Whether the look as a whole cannot go on; any other failure concerns one part of it. */
export function endsLook(thrown: unknown): boolean {
  return thrown instanceof WorkChanged || toQtuiError(thrown, 'compare').code === 'aborted';
}

/** Where two commits parted; undefined without history in common. */
export async function mergeBase(
  { git, cache }: Tools,
  repo: string,
  a: Oid,
  b: Oid,
): Promise<Oid | undefined> {
  if (a === b) return a;
  const base = await cache.get('bases', `${a} ${b}`, async () => {
    const doing = 'find where two branches parted';
    const { stdout } = await git.run(repo, ['merge-base', a, b], { doing, accept: 'any' });
    return stdout.toString('utf8').split('\n')[0] ?? '';
  });
  return base === '' ? undefined : base;
}

/** Merges two commits as objects; undefined where git cannot. `key` says what is merged. */
export async function tryMerge(
  { git, cache }: Tools,
  worktree: string,
  key: string,
  commits: () => Promise<readonly [Oid, Oid]>,
): Promise<TriedMerge | undefined> {
  const known = cache.peek('merges', key);
  if (known !== undefined) return known;
  try {
    const [ours, theirs] = await commits();
    const merge = await mergeCommits(git, worktree, ours, theirs);
    const tried: TriedMerge =
      'tree' in merge ? { tree: merge.tree } : { conflicts: plainConflicts(merge.groups) };
    cache.put('merges', key, tried);
    return tried;
  } catch (thrown) {
    if (endsLook(thrown)) throw thrown;
    return undefined;
  }
}

/** Merges two commits of the radar's own, or a branch's, as objects. */
export function mergeCommits(git: GitRunner, worktree: string, ours: Oid, theirs: Oid) {
  return mergeTrees(git, worktree, { ours, theirs });
}

function plainConflicts(groups: readonly ConflictGroup[]): PredictedConflict[] {
  return groups.map(({ conflict: { path, kind } }) => ({ path, kind }));
}

/** What differs between two trees; `makeObjects` runs where that is not known yet. */
export async function readChange(
  { git, cache }: Tools,
  repo: string,
  from: Oid,
  to: Oid,
  makeObjects: () => Promise<unknown>,
): Promise<TreeChange> {
  const known = cache.peek('changes', `${from} ${to}`);
  if (known !== undefined) return known;
  await makeObjects();
  const args = ['-r', '-z', '--raw', '--numstat', '--find-renames', '-l1000', '--no-ext-diff'];
  const { stdout } = await git.run(repo, ['diff-tree', ...args, '--no-textconv', from, to], {
    doing: `compare the work in ${repo}`,
  });
  const { changes, counts } = parseRawAndCounts(stdout);
  const change = {
    changes: changes.filter(({ path }) => !isMark(path)),
    counts: counts.filter(({ path }) => !isMark(path)),
  };
  cache.put('changes', `${from} ${to}`, change);
  return change;
}
