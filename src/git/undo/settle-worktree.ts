import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QtuiError, toQtuiError } from '../../core/errors.js';
import type { StoredAct, UndoIntent } from '../../core/undo.js';
import { readGitFile } from '../git-file.js';
import { exists, readIfThere } from '../paths.js';
import { readPid, waitForEnd } from '../process-mark.js';
import { branchRef, deleteBranch, readRef } from '../refs.js';
import { type GitRunner, withoutLastNewline } from '../run.js';
import { listWorktrees, ownersOf } from '../worktree-entries.js';
import { discardNewWorktree, forgetWorktree, removeTree } from '../worktrees.js';
import { readFacts, restoreOwnMode } from './place-facts.js';
import { bench, guardFile, pidFile, undoLock } from './restore-worktree.js';

/**
 * True when the worktree of an interrupted undo is at its place, whole: then the undo is to be
 * finished. Else takes back what it had made, branch included, touching nothing else.
 */
export async function settleWorktree(
  git: GitRunner,
  repo: string,
  intent: UndoIntent,
): Promise<boolean> {
  const { worktree } = intent;
  if (worktree !== undefined) {
    await waitForGit(worktree);
    if (await isPlaced(worktree.path, intent.actId)) {
      await git.run(repo, ['worktree', 'repair', '--', worktree.path], {
        doing: `restore ${worktree.path}`,
      });
      return true;
    }
    await discard(git, repo, intent, worktree);
  }
  await dropBranch(git, repo, intent);
  return false;
}

/** Locks the worktree as it was before its removal, and clears away the undo's own traces. */
export async function finishWorktree(
  git: GitRunner,
  repo: string,
  act: StoredAct,
  { worktree }: UndoIntent,
): Promise<void> {
  if (worktree === undefined) return;
  if (await isPlaced(worktree.path, act.id)) {
    await restoreOwnMode(worktree.path, await readFacts(git, repo, act.oid));
    await relock(await gitDirOf(git, worktree.path), act.worktree?.locked);
  }
  await rm(worktree.workshop, { recursive: true, force: true });
}

/** In one step: unlocking first would leave it to a prune for a moment. */
async function relock(gitDir: string, reason: string | undefined): Promise<void> {
  const file = join(gitDir, 'locked');
  if (reason === undefined) {
    await rm(file, { force: true });
    return;
  }
  const written = `${file}.qtui`;
  await writeFile(written, reason === '' ? '' : `${reason}\n`);
  await rename(written, file);
}

async function isPlaced(path: string, actId: string): Promise<boolean> {
  const gitDir = await readGitFile(path);
  if (gitDir === undefined) return false;
  // Throws where it cannot be read: taken for none, a worktree that is there lost its branch.
  const reason = (await readIfThere(join(gitDir, 'locked')))?.toString('utf8') ?? '';
  return withoutLastNewline(reason) === undoLock(actId);
}

function gitDirOf(git: GitRunner, path: string): Promise<string> {
  return git.text(path, ['rev-parse', '--absolute-git-dir'], { doing: `look at ${path}` });
}

async function discard(
  git: GitRunner,
  repo: string,
  intent: UndoIntent,
  worktree: NonNullable<UndoIntent['worktree']>,
): Promise<void> {
  const made = bench(worktree);
  if (await exists(made)) await discardNewWorktree(git, repo, made);
  for (const { path, locked } of await listWorktrees(git, repo)) {
    const isOurs = locked === undoLock(intent.actId);
    if (isOurs && !(await exists(path))) await forgetWorktree(git, repo, path);
  }
  try {
    await removeTree(worktree.workshop);
  } catch (thrown) {
    throw toQtuiError(thrown, `clear away ${worktree.workshop}`);
  }
}

/** The branch goes only where it still is as this undo made it, and nobody stands on it. */
async function dropBranch(git: GitRunner, repo: string, { branch }: UndoIntent): Promise<void> {
  if (branch === undefined) return;
  if ((await readRef(git, repo, branchRef(branch.name))) !== branch.oid) return;
  if (ownersOf(await listWorktrees(git, repo), branch.name).length > 0) return;
  await deleteBranch(git, repo, branch.name, branch.oid);
}

/** Without the guard no further git starts; one that runs is let finish. */
async function waitForGit(worktree: NonNullable<UndoIntent['worktree']>): Promise<void> {
  await rm(guardFile(worktree), { force: true });
  const pid = await readPid(pidFile(worktree));
  if (pid === undefined || (await waitForEnd(pid, 'git'))) return;
  throw new QtuiError(
    'undo-refused',
    `An interrupted undo is still under way: its git (process ${pid}) has not ended.`,
    { untouched: 'Nothing was changed.', hint: 'Try again when it has ended.' },
  );
}
