import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Cancellable } from '../../core/cancellable.js';
import { QtuiError, toQtuiError } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';
import type { Oid } from '../../core/repository.js';
import type { ActWorktree, StoredAct, UndoIntent } from '../../core/undo.js';
import { withoutLfsIfAway } from '../lfs.js';
import { exists } from '../paths.js';
import { branchRef, createBranch, readRef } from '../refs.js';
import type { GitRunner, RunOptions } from '../run.js';
import { ownIndex } from '../temporary-index.js';
import { listWorktrees, ownersOf } from '../worktree-entries.js';
import { type Facts, placeFacts, placeOwnRefs, readFacts } from './place-facts.js';
import { ownRefsOf } from './store.js';

type WorktreeIntent = NonNullable<UndoIntent['worktree']>;

/** By this reason git, and a recovery, know a worktree that is being made again. */
export function undoLock(actId: string): string {
  return `qtui undo ${actId}`;
}

/** Where the worktree is made before it is moved to its place. */
export function bench({ path, workshop }: WorktreeIntent): string {
  return join(workshop, basename(path));
}

/** Exists as long as a git of this undo may be started. */
export function guardFile({ workshop }: WorktreeIntent): string {
  return join(workshop, 'guard');
}

/** Process id of the git that this undo has started last. */
export function pidFile({ workshop }: WorktreeIntent): string {
  return join(workshop, 'pid');
}

/**
 * Makes the worktree of an act again, with its branch, index and files, and moves it to its place
 * as the last step: a crash before that leaves nothing there. It stays locked for the undo until
 * `finishWorktree`. Throws with `path-exists`, `branch-moved`; what it made then is for
 * `discardWorktree`.
 */
export async function restoreWorktree(
  git: GitRunner,
  repo: string,
  act: StoredAct & { worktree: ActWorktree },
  { branch, worktree: intent }: UndoIntent & { worktree: WorktreeIntent },
  { signal }: Cancellable = {},
): Promise<{ warnings: string[] }> {
  const { path, workshop } = intent;
  const { head } = act.worktree;
  const doing = `restore ${path}`;
  const made = bench(intent);
  await refuseTaken(path);
  await openWorkshop(intent);
  const guarded = (options: Omit<RunOptions, 'doing'> = {}): RunOptions => ({
    doing,
    pidFile: { path: pidFile(intent), guard: guardFile(intent) },
    signal,
    ...options,
  });
  const lock = ['--lock', '--reason', undoLock(act.id)];
  await git.run(
    repo,
    ['worktree', 'add', '-q', '--no-checkout', '--detach', ...lock, '--', made, head],
    guarded(),
  );
  const facts = await readFacts(git, repo, act.oid);
  const env = ownIndex(join(workshop, 'index'));
  await facts.beforeCheckout(made);
  await git.run(made, ['read-tree', `${act.oid}^{tree}`], guarded({ env }));
  const warnings = await checkOut(git, made, facts, { env, guarded });
  await placeFacts(git, made, facts, guarded);
  if (branch !== undefined) {
    await createBranch(git, repo, branch.name, branch.oid, { signal });
  }
  if (intent.branch !== undefined) await standOn(git, repo, made, intent.branch, head);
  await placeOwnRefs(git, made, { facts, refs: await ownRefsOf(git, repo, act.id) });
  await refuseTaken(path);
  try {
    await rename(made, path);
  } catch (thrown) {
    throw toQtuiError(thrown, doing);
  }
  await git.run(repo, ['worktree', 'repair', '--', path], { doing });
  return { warnings };
}

async function openWorkshop(intent: WorktreeIntent): Promise<void> {
  const { workshop } = intent;
  try {
    await makeDirectories(mkdir, dirname(workshop), 0o700);
    await mkdir(workshop, { mode: 0o700 });
    await writeFile(guardFile(intent), '', { mode: 0o600 });
  } catch (thrown) {
    throw toQtuiError(thrown, `restore ${intent.path}`);
  }
}

async function refuseTaken(path: string): Promise<void> {
  if (!(await exists(path))) return;
  throw new QtuiError('path-exists', `Something is at ${path} by now.`, {
    untouched: 'It was left as it is.',
    hint: 'Move it away, or restore to another place with `--path`.',
    data: { path },
  });
}

/** Files that a sparse checkout had left out are left out again. */
async function checkOut(
  git: GitRunner,
  made: string,
  facts: Facts,
  how: {
    env: Record<string, string>;
    guarded: (options?: Omit<RunOptions, 'doing'>) => RunOptions;
  },
): Promise<string[]> {
  if (facts.leftOut.length > 0) {
    await git.run(
      made,
      ['update-index', '--skip-worktree', '-z', '--stdin'],
      how.guarded({ env: how.env, input: facts.leftOut }),
    );
  }
  const write = (env: Record<string, string>) =>
    git.run(
      made,
      ['-c', 'checkout.workers=4', 'checkout-index', '--all', '--force', '-q'],
      how.guarded({ env: { ...how.env, ...env }, timeoutMs: CHECKOUT_TIMEOUT_MS }),
    );
  return withoutLfsIfAway(write);
}

const CHECKOUT_TIMEOUT_MS = 30 * 60_000;

async function standOn(
  git: GitRunner,
  repo: string,
  made: string,
  branch: string,
  head: Oid,
): Promise<void> {
  const tip = await readRef(git, repo, branchRef(branch));
  const owner = ownersOf(await listWorktrees(git, repo), branch)[0];
  if (tip !== head || owner !== undefined) {
    const where = owner === undefined ? 'moved' : `is checked out in ${owner.path}`;
    throw new QtuiError('branch-moved', `The branch ${branch} ${where} meanwhile.`, {
      hint: 'Look at the undo again.',
      data: { branch, expected: head, actual: tip },
    });
  }
  await git.run(made, ['symbolic-ref', '-m', 'qtui: undo', 'HEAD', branchRef(branch)], {
    doing: `check out ${branch}`,
  });
}
