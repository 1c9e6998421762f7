import { unlink } from 'node:fs/promises';
import type { Oid } from '../../core/repository.js';
import { absoluteBytes, readablePath } from '../hash-files.js';
import { NO_HOOKS } from '../objects.js';
import { splitNul } from '../parsers/fields.js';
import type { GitRunner } from '../run.js';
import { type ClassifiedPath, changesOf, classifyPaths, type LandingTrees } from './classify.js';

export type SettleOutcome =
  /** `foreign`: files that hold a user's edit, which kept git from writing any. */
  | { settled: true; changed: boolean; foreign: string[] }
  /** Files that somebody has edited since: nothing was touched. */
  | { settled: false; foreign: string[] };

/**
 * Brings every path of a half-done landing, in the index and in the worktree, to its state in
 * `old` or in `new`. Touches no other path, and nothing at all when one holds a user's edit. `tip`: the
 * branch is there by now, and what differs between `old` and it is not of this landing.
 */
export async function settlePaths(
  git: GitRunner,
  trees: LandingTrees,
  towards: 'old' | 'new',
  tip: Oid = trees.old,
): Promise<SettleOutcome> {
  const others = tip === trees.old ? [] : await changesOf(git, { ...trees, new: tip });
  const isOthers = new Set(others.map(({ path }) => path));
  const paths = (await classifyPaths(git, trees)).filter(({ path }) => !isOthers.has(path));
  const foreign = paths
    .filter(({ state }) => state === 'foreign')
    .map(({ path }) => readablePath(path));
  const isTouched = paths.some((path) => path.state !== 'foreign' && !isUntouched(path));
  if (!isTouched && towards === 'old') return { settled: true, changed: false, foreign };
  if (foreign.length > 0) return { settled: false, foreign };
  await restore(git, trees, towards, paths);
  return { settled: true, changed: true, foreign };
}

/** As it was before the landing began, as far as the files go. */
function isUntouched({ state, change }: ClassifiedPath): boolean {
  return state === 'old' || (state === 'missing' && change.status === 'A');
}

async function restore(
  git: GitRunner,
  trees: LandingTrees,
  towards: 'old' | 'new',
  paths: readonly ClassifiedPath[],
): Promise<void> {
  const { worktree } = trees;
  const source: Oid = towards === 'old' ? trees.old : trees.new;
  const doing = `restore the files of the merge in ${worktree}`;
  const listed = await git.run(worktree, ['ls-files', '-z'], { doing });
  const indexed = new Set(splitNul(listed.stdout.toString('latin1')));
  const isInSource = ({ change }: ClassifiedPath) =>
    change.status !== (towards === 'new' ? 'D' : 'A');
  // A pathspec that matches nothing would be an error.
  const known = paths.filter((path) => isInSource(path) || indexed.has(path.path));
  const stray = paths.filter((path) => !known.includes(path) && path.state !== 'missing');
  for (const { path } of stray) await unlink(absoluteBytes(worktree, path));
  if (known.length === 0) return;
  await git.run(
    worktree,
    [
      ...NO_HOOKS,
      '--literal-pathspecs',
      'restore',
      `--source=${source}`,
      '--staged',
      '--worktree',
      '--pathspec-from-file=-',
      '--pathspec-file-nul',
    ],
    { doing, input: Buffer.from(known.map(({ path }) => `${path}\0`).join(''), 'latin1') },
  );
}
