import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { QtuiError } from '../core/errors.js';
import type { Oid } from '../core/repository.js';
import { backupRefName } from './backup.js';
import { detachedCommits } from './detached.js';
import { writeQtuiCommit } from './objects.js';
import { createRef, resolveCommit } from './refs.js';
import type { GitRunner } from './run.js';

/**
 * Saves what git's own record of a worktree still holds when the directory is gone: commits that
 * no ref has, and what was staged. Resolves with the backup ref, to be restored as one of
 * `backUpWorktree`; undefined when there was nothing. `gitDir` is the record's directory.
 */
export async function keepRecord(
  git: GitRunner,
  gitDir: string,
  { path, id, isDetached }: { path: string; id: string; isDetached: boolean },
): Promise<string | undefined> {
  const head = await resolveCommit(git, gitDir, 'HEAD');
  if (head === undefined) return undefined;
  const staged = await stagedTree(git, gitDir);
  const loose = isDetached ? await detachedCommits(git, gitDir) : [];
  if (staged === undefined && loose.length === 0) return undefined;
  const tree = staged ?? (await treeOf(git, gitDir, head));
  const index = await writeQtuiCommit(git, gitDir, {
    tree,
    parents: [head],
    message: `index of ${path}`,
  });
  const commit = await writeQtuiCommit(git, gitDir, {
    tree,
    parents: [head, index],
    message: `what git knew of ${path}`,
  });
  const ref = backupRefName(id);
  if (await createRef(git, gitDir, ref, commit, 'backup by qtui')) return ref;
  throw new QtuiError('git-failed', `Could not save what git knows of ${path}: ${ref} exists.`, {
    untouched: 'Nothing was removed.',
    hint: 'Try again.',
  });
}

/** Undefined when nothing is staged, or when the index is in conflict and so is no tree. */
async function stagedTree(git: GitRunner, gitDir: string): Promise<Oid | undefined> {
  const hasIndex = await access(join(gitDir, 'index')).then(
    () => true,
    () => false,
  );
  if (!hasIndex) return undefined;
  const doing = `read the index in ${gitDir}`;
  const written = await git.run(gitDir, ['write-tree'], { doing, accept: 'any' });
  if (written.code !== 0) return undefined;
  const tree = written.stdout.toString('utf8').trim();
  return tree === (await treeOf(git, gitDir, 'HEAD')) ? undefined : tree;
}

function treeOf(git: GitRunner, gitDir: string, commit: string): Promise<Oid> {
  return git.text(gitDir, ['rev-parse', '--verify', `${commit}^{tree}`], {
    doing: `read the files of ${commit}`,
  });
}
