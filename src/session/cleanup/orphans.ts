import type { CleanupItem } from '../../core/cleanup.js';
import { QtuiError } from '../../core/errors.js';
import { asksFirst } from '../../core/loss.js';
import { mergedWords } from '../../core/merged-words.js';
import type { SessionView } from '../../core/ports/sessions.js';
import type { Loss, WorktreeEntry } from '../../core/repository.js';
import { sessionTitle } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { mayExist } from '../registry/rows.js';
import { lockedFor } from '../worktrees/lock.js';
import { type Choice, isOlder } from './choose.js';
import type { LeftOverBranch, RepositoryLook } from './look.js';
import { lossWords, protectedItem, unmergedWords } from './protect.js';

/** Worktrees and branches of qtui's that no session has. */
export interface Orphans {
  /** Those whose files are there. */
  worktrees: WorktreeEntry[];
  items(changes: ReadonlyMap<string, Loss[] | QtuiError>): CleanupItem[];
}

const NONE: Orphans = { worktrees: [], items: () => [] };

/** What is left of sessions whose rows are gone, and branches of those that were removed. */
export async function planOrphans(
  deps: SessionDependencies,
  look: RepositoryLook,
  { request, now }: Choice,
  views: readonly SessionView[],
): Promise<Orphans> {
  if (request.orphaned !== true) return NONE;
  const known = new Set(views.map(({ session }) => session.id));
  const found: WorktreeEntry[] = [];
  for (const entry of look.survey.worktrees) {
    const id = entry.isMain ? undefined : lockedFor(entry);
    if (id === undefined || known.has(id) || (await hasUnreadableRow(deps, id))) continue;
    found.push(entry);
  }
  const limit = request.olderThanMs;
  const old = look.leftOvers.filter(({ date }) => limit === undefined || isOlder(date, limit, now));
  // Nothing tells when a worktree without a row was used, so by age none is chosen.
  const worktrees = limit === undefined ? found : [];
  // git calls no worktree prunable that is locked, whether it is there or not.
  const isThere = await Promise.all(worktrees.map(({ path }) => mayExist(path)));
  const present = worktrees.filter((_entry, index) => isThere[index]);
  return {
    worktrees: present,
    items: (changes) => [
      ...present.map((entry) => worktreeItem(entry, look, changes.get(entry.path) ?? [])),
      ...worktrees
        .filter((entry) => !present.includes(entry))
        .map((e) => registrationItem(e, look)),
      ...old.map((branch) => branchItem(branch, look)),
    ],
  };
}

/** A row that cannot be read is a row: its session may be repaired. */
async function hasUnreadableRow(deps: SessionDependencies, id: string): Promise<boolean> {
  try {
    return (await deps.repository.get(id)) !== undefined;
  } catch {
    return true;
  }
}

function worktreeItem(
  entry: WorktreeEntry,
  look: RepositoryLook,
  losses: Loss[] | QtuiError,
): CleanupItem {
  const { root, defaultTarget, survey } = look;
  const { path, branch, operation } = entry;
  const found = losses instanceof QtuiError ? [] : losses;
  const oid = survey.branches.find(({ name }) => name === branch)?.oid;
  const verdict = branch === undefined ? undefined : survey.verdicts.get(branch);
  const item = {
    kind: 'worktree' as const,
    title: branch ?? path,
    ...{ repoRoot: root, path, mergeTarget: defaultTarget },
    ...(branch !== undefined && { branch }),
    ...(oid !== undefined && { oid }),
    reasons: [
      'a worktree of qtui that no session has',
      ...(verdict ? [mergedWords(verdict, defaultTarget)] : []),
    ],
    action:
      verdict?.merged === true
        ? 'remove the worktree, delete the branch'
        : 'remove the worktree, keep the branch',
    ...(verdict && { verdict }),
    losses: found,
    isForced: false,
  };
  return protectedItem(item, {
    absolute: [operation && `a ${operation} is not finished in it`],
    liftable: [
      unmergedWords(verdict, defaultTarget),
      branch === undefined ? 'it is on no branch' : undefined,
      ...(losses instanceof QtuiError ? lossWords(losses) : lossWords(found.filter(asksFirst))),
    ],
  });
}

function registrationItem({ path, branch }: WorktreeEntry, look: RepositoryLook): CleanupItem {
  const item = {
    kind: 'registration' as const,
    title: branch ?? path,
    ...{ repoRoot: look.root, path },
    reasons: ['git still lists this worktree, which is gone'],
    action: "drop git's record of it",
    losses: [],
    isForced: false,
  };
  return protectedItem(item, { absolute: [], liftable: [] });
}

function branchItem(branch: LeftOverBranch, { root }: RepositoryLook): CleanupItem {
  const { name, oid, target, session, verdict } = branch;
  const item = {
    kind: 'branch' as const,
    title: session ? sessionTitle(session) : name,
    ...{ repoRoot: root, branch: name, oid, mergeTarget: target },
    ...(session && { session }),
    reasons: [
      'a branch of qtui that no session has',
      ...(verdict ? [mergedWords(verdict, target)] : []),
    ],
    action: 'delete the branch',
    ...(verdict && { verdict }),
    losses: [],
    isForced: false,
  };
  return protectedItem(item, {
    absolute: [verdict === undefined ? 'nobody knows whether it is merged' : undefined],
    liftable: [unmergedWords(verdict, target)],
  });
}
