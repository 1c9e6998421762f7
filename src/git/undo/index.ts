import type { Cancellable } from '../../core/cancellable.js';
import type { UndoStore } from '../../core/ports/undo-store.js';
import type { StoredAct, UndoIntent } from '../../core/undo.js';
import { createBranch } from '../refs.js';
import { type GitRunner, withSignal } from '../run.js';
import { restoreSettings } from './branch-settings.js';
import { claimedActs, claimUndo, takeAbandonedUndos, unreadableClaims } from './claim.js';
import { createExpiryClock } from './expiry-clock.js';
import { restoreWorktree } from './restore-worktree.js';
import { saveBranch, saveVanished } from './save-vanished.js';
import { saveWorktree } from './save-worktree.js';
import { finishWorktree, settleWorktree } from './settle-worktree.js';
import { dropAct, dropOlder, listActs, listOlder, markUndone } from './store.js';

/** `directory` is where the times of the last expiry are noted. */
export function createUndoStore(git: GitRunner, directory: string): UndoStore {
  return {
    saveWorktree: (path, facts, ignoredPaths, how) =>
      saveWorktree(withSignal(git, how?.signal), path, facts, ignoredPaths),
    saveVanished: (repo, path, facts) => saveVanished(git, repo, path, facts),
    saveBranch: (repo, facts) => saveBranch(git, repo, facts),
    list: (repo) => listActs(git, repo),
    listOlder: (repo) => listOlder(git, repo),
    dropOlder: (repo, backup) => dropOlder(git, repo, backup),
    drop: (repo, id) => dropAct(git, repo, id),
    claim: (repo, intent) => claimUndo(git, repo, intent),
    takeAbandoned: (repo) => takeAbandonedUndos(git, repo),
    claimed: (repo) => claimedActs(git, repo),
    unreadable: (repo) => unreadableClaims(git, repo),
    restore: (repo, act, intent, how) => restore(git, repo, act, intent, how),
    settle: (repo, intent) => settleWorktree(git, repo, intent),
    finish: (repo, act, intent) => finish(git, repo, act, intent),
    isExpiryDue: createExpiryClock(git, directory),
  };
}

async function restore(
  git: GitRunner,
  repo: string,
  act: StoredAct,
  intent: UndoIntent,
  how: Cancellable = {},
) {
  const { worktree } = act;
  if (worktree && intent.worktree) {
    const whole = { ...intent, worktree: intent.worktree };
    return restoreWorktree(git, repo, { ...act, worktree }, whole, how);
  }
  const { branch } = intent;
  if (branch) await createBranch(git, repo, branch.name, branch.oid, how);
  return { warnings: [] };
}

async function finish(
  git: GitRunner,
  repo: string,
  act: StoredAct,
  intent: UndoIntent,
): Promise<void> {
  const { branch } = intent;
  if (branch && act.branch) await restoreSettings(git, repo, branch.name, act.branch.settings);
  await markUndone(git, repo, act.id);
  await finishWorktree(git, repo, act, intent);
}
