import type { Oid } from '../../core/repository.js';
import type { ActRecord, BranchFacts, RemovalFacts } from '../../core/undo.js';
import { reflogCommits } from '../loss/only-here.js';
import { DURABLE, writeQtuiCommit } from '../objects.js';
import { resolveCommit } from '../refs.js';
import type { GitRunner } from '../run.js';
import { emptyTree } from '../status.js';
import { withIndexCopy } from '../temporary-index.js';
import { findEntry, listWorktrees } from '../worktree-entries.js';
import { readBranch } from './branch-settings.js';
import { writeIndexFacts } from './facts.js';
import { formatRecord } from './record.js';
import { writeStash } from './save-worktree.js';
import { saveAct } from './store.js';

/**
 * Saves what git still holds of a worktree whose directory is gone (its commit, its index with
 * what was staged) and what else is about to be forgotten of the session: its branch, its row.
 */
export async function saveVanished(
  git: GitRunner,
  repo: string,
  path: string,
  facts: RemovalFacts,
): Promise<{ id: string; ref: string }> {
  const entry = await findEntry(await listWorktrees(git, repo), path);
  const gitDir = entry?.isMain ? undefined : entry?.gitDir;
  const head = gitDir && (await resolveCommit(git, gitDir, 'HEAD'));
  const deleted = facts.deletedBranch && (await readBranch(git, repo, facts.deletedBranch));
  const common = {
    kind: 'forget' as const,
    time: facts.time,
    ...(facts.session && { session: facts.session }),
    ...(deleted && { branch: deleted }),
  };
  if (entry === undefined || gitDir === undefined || head === undefined) {
    return saveAct(git, repo, common, (record) => writeBare(git, repo, record, deleted?.oid));
  }
  const saved = await writeIndex(git, gitDir, head);
  const worktree = {
    path: entry.path,
    head,
    ...(entry.branch !== undefined && { branch: entry.branch }),
    ...(entry.locked !== undefined && { locked: entry.locked }),
    saved: 'index' as const,
    changedFiles: 0,
    ignoredPaths: [],
  };
  const { tips: unreached } = await reflogCommits(git, gitDir, gitDir);
  const parts = { ...saved, head, branch: deleted?.oid, unreached };
  return saveAct(git, repo, { ...common, worktree }, async (record) => ({
    commit: await writeStash(git, gitDir, { ...parts, record }),
  }));
}

/** Saves a branch that is about to be deleted, and nothing else. */
export async function saveBranch(
  git: GitRunner,
  repo: string,
  facts: BranchFacts,
): Promise<{ id: string; ref: string }> {
  const branch = await readBranch(git, repo, facts.deletedBranch);
  return saveAct(git, repo, { kind: 'forget', time: facts.time, branch }, (record) =>
    writeBare(git, repo, record, branch.oid),
  );
}

/** A record without files, which keeps the tip of the branch. */
async function writeBare(git: GitRunner, repo: string, record: ActRecord, tip: Oid | undefined) {
  const commit = await writeQtuiCommit(git, repo, {
    tree: await emptyTree(git, repo),
    parents: tip === undefined ? [] : [tip],
    message: formatRecord(record),
    isDurable: true,
  });
  return { commit };
}

/** With a conflicted index, which is no tree, the files are those of HEAD. */
function writeIndex(
  git: GitRunner,
  gitDir: string,
  head: Oid,
): Promise<{ files: Oid; index: Oid; facts: Oid }> {
  const doing = `save what git knows in ${gitDir}`;
  return withIndexCopy(git, gitDir, async ({ env, isEmpty }) => {
    if (isEmpty) await git.run(gitDir, ['read-tree', head], { doing, env });
    const written = await git.run(gitDir, [...DURABLE, 'write-tree'], {
      doing,
      env,
      accept: 'any',
    });
    const tree =
      written.code === 0
        ? written.stdout.toString('utf8').trim()
        : await git.text(gitDir, ['rev-parse', '--verify', `${head}^{tree}`], { doing });
    return { files: tree, index: tree, facts: await writeIndexFacts(git, gitDir, env) };
  });
}
