import { QtuiError } from '../core/errors.js';
import type { Oid } from '../core/repository.js';
import { topLevel } from './context.js';
import { unhide } from './hidden-edits.js';
import { everythingButMark } from './mark.js';
import { writeQtuiCommit } from './objects.js';
import { GITLINK_MODE, parseRaw } from './parsers/diff.js';
import { createRef } from './refs.js';
import type { GitRunner } from './run.js';
import { type IndexEnvironment, withIndexCopy } from './temporary-index.js';
import { listed } from './words.js';

const BACKUP_PREFIX = 'refs/qtui/backup/';

/** A new ref name for a backup; the time makes it unique and sorts it. */
export function backupRefName(id: string): string {
  return `${BACKUP_PREFIX}${id}/${new Date().toISOString().replace(/[-:.]/g, '')}`;
}

/** For a backup of what in the end was not changed; one that is gone or differs stays so. */
export async function dropBackup(
  git: GitRunner,
  repo: string,
  ref: string,
  oid: Oid,
): Promise<void> {
  await git.run(repo, ['update-ref', '-d', ref, oid], { doing: `delete ${ref}`, accept: 'any' });
}

/**
 * Saves index, work tree, untracked and the named ignored files as a commit shaped like a stash
 * (parents: HEAD, index), so that `git stash apply --index REF` in a worktree at its first parent
 * brings it all back. Touches neither index nor files. `id` names the ref's directory.
 */
export async function backUpWorktree(
  git: GitRunner,
  path: string,
  id: string,
  ignoredPaths: readonly string[],
): Promise<{ ref: string }> {
  const ref = backupRefName(id);
  const doing = `back up ${path}`;
  const details = { untouched: `${path} was left as it is.` };
  const { code } = await git.run(path, ['check-ref-format', ref], { doing, accept: 'any' });
  if (code !== 0) {
    throw new QtuiError('invalid-name', `"${id}" cannot name a backup.`, details);
  }
  const root = await topLevel(git, path);
  const head = await git.text(root, ['rev-parse', 'HEAD'], { doing, details });
  const trees = await withIndexCopy(git, root, ({ env, isEmpty }) =>
    writeTrees({ git, root, env, isEmpty, ignoredPaths }),
  );
  await refuseEmbedded(git, root, trees);
  const index = await writeQtuiCommit(git, root, {
    tree: trees.index,
    parents: [head],
    message: `index of ${root}`,
  });
  const commit = await writeQtuiCommit(git, root, {
    tree: trees.worktree,
    parents: [head, index],
    message: `backup of ${root}`,
  });
  if (!(await createRef(git, root, ref, commit, 'backup by qtui'))) {
    throw new QtuiError('git-failed', `Could not ${doing}: ${ref} exists.`, details);
  }
  return { ref };
}

interface Trees {
  index: Oid;
  worktree: Oid;
}

async function writeTrees({
  git,
  root,
  env,
  isEmpty,
  ignoredPaths,
}: {
  git: GitRunner;
  root: string;
  env: IndexEnvironment;
  isEmpty: boolean;
  ignoredPaths: readonly string[];
}): Promise<Trees> {
  const doing = `back up ${root}`;
  const details = { untouched: `${root} was left as it is.` };
  const run = (args: string[], input?: string) =>
    git.run(root, args, { doing, env, details, ...(input === undefined ? {} : { input }) });
  const writeTree = () => git.text(root, ['write-tree'], { doing, env });
  if (isEmpty) await run(['read-tree', 'HEAD']);
  // A conflicted index is no tree; its files are, with their markers.
  const unmerged = await git.text(root, ['ls-files', '-u'], { doing, env });
  const index =
    unmerged === ''
      ? await writeTree()
      : await git.text(root, ['rev-parse', 'HEAD^{tree}'], { doing });
  await unhide(git, root, env);
  const add = ['-c', 'core.safecrlf=false', '-c', 'core.fsmonitor=false', 'add', '--sparse'];
  await run([...add, '-A', '--', ...(await everythingButMark(git, root))]);
  if (ignoredPaths.length > 0) {
    await run(
      ['--literal-pathspecs', ...add, '-f', '--pathspec-from-file=-', '--pathspec-file-nul'],
      ignoredPaths.map((path) => `${path}\0`).join(''),
    );
  }
  return { index, worktree: await writeTree() };
}

/** `git add` stores a repository inside as a bare pointer, which would bring nothing back. */
async function refuseEmbedded(git: GitRunner, root: string, trees: Trees): Promise<void> {
  const { stdout } = await git.run(
    root,
    ['diff-tree', '-r', '-z', '--raw', trees.index, trees.worktree],
    { doing: `check the backup of ${root}` },
  );
  const embedded = parseRaw(stdout)
    .filter(({ oldMode, newMode }) => newMode === GITLINK_MODE && oldMode !== GITLINK_MODE)
    .map(({ path }) => path);
  if (embedded.length === 0) return;
  throw new QtuiError(
    'would-lose-work',
    `A backup cannot hold the repositories inside ${root}: ${listed(embedded)}.`,
    { untouched: `${root} was left as it is.`, hint: 'Move them elsewhere first.' },
  );
}
