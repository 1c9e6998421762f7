import { QtuiError, toQtuiError } from '../../core/errors.js';
import type { Oid } from '../../core/repository.js';
import type { ActRecord, RemovalFacts } from '../../core/undo.js';
import { ownGitDir, topLevel } from '../context.js';
import { unhide } from '../hidden-edits.js';
import { surveyIndex } from '../loss/index-entries.js';
import { ownRefs, reflogCommits } from '../loss/only-here.js';
import { walkTree } from '../loss/walk.js';
import { everythingButMark } from '../mark.js';
import { DURABLE, storingFor, writeQtuiCommit } from '../objects.js';
import { GITLINK_MODE, parseRaw } from '../parsers/diff.js';
import type { StatusFile } from '../parsers/status.js';
import { nulEnded } from '../path-text.js';
import type { GitRunner } from '../run.js';
import { emptyTree, readStatusFiles } from '../status.js';
import { type IndexEnvironment, withIndexCopy } from '../temporary-index.js';
import { requireWhole } from '../whole.js';
import { listed } from '../words.js';
import { findEntry, listWorktrees } from '../worktree-entries.js';
import { readBranch } from './branch-settings.js';
import { writeFacts } from './facts.js';
import { formatRecord, savedOwnRef } from './record.js';
import { dropAct, saveAct } from './store.js';

/**
 * Saves everything of a worktree that is about to be removed: index, files, untracked and the
 * named ignored files, as a commit shaped like a stash (parents: HEAD, index), so that `git stash
 * apply --index REF` brings the files back as well; what a stash does not know hangs on its third
 * parent. Touches neither index nor files.
 */
export async function saveWorktree(
  git: GitRunner,
  path: string,
  facts: RemovalFacts,
  ignoredPaths: readonly string[],
): Promise<{ id: string; ref: string }> {
  const doing = `back up ${path}`;
  const details = { untouched: `${path} was left as it is.` };
  const root = await topLevel(git, path);
  const [head, { branch, files: listed }, survey, entries, ownDir] = await Promise.all([
    git.text(root, ['rev-parse', '--verify', 'HEAD^{commit}'], { doing, details }),
    readStatusFiles(git, root, { ignored: true, ignoreSubmodules: 'none' }),
    surveyIndex(git, root),
    listWorktrees(git, root),
    ownGitDir(git, root),
  ]);
  const files = listed.filter(({ kind }) => kind !== 'ignored');
  const ignored = listed.filter(({ kind }) => kind === 'ignored').map((file) => file.path);
  const [reflog, refs] = await Promise.all([reflogCommits(git, root, ownDir), ownRefs(git, root)]);
  const locked = (await findEntry(entries, root))?.locked;
  const deleted = facts.deletedBranch && (await readBranch(git, root, facts.deletedBranch));
  const unsaved = facts.unsavedPaths ?? [];
  const isAsCommitted = files.length === 0 && !survey.hasHidden && ignoredPaths.length === 0;
  const { gitlinks } = survey;
  const saving = { git, root, head, gitlinks, files, ignored, ignoredPaths, unsaved };
  const saved = await (isAsCommitted ? writeCommitted(saving) : writeAll(saving)).catch(
    (thrown) => {
      throw toQtuiError(thrown, doing, details);
    },
  );
  const fields = {
    kind: 'removal' as const,
    time: facts.time,
    ...(facts.session && { session: facts.session }),
    ...(facts.owner && { owner: facts.owner }),
    worktree: {
      path: root,
      head,
      ...(branch !== undefined && { branch }),
      ...(locked !== undefined && { locked }),
      saved: 'files' as const,
      changedFiles: files.length,
      ignoredPaths,
      ...(facts.unsavedPaths && { unsavedPaths: facts.unsavedPaths.slice(0, MOST_UNSAVED) }),
    },
    ...(deleted && { branch: deleted }),
  };
  const parts = { ...saved, head, branch: deleted?.oid, unreached: reflog.tips };
  const act = await saveAct(git, root, fields, async (record) => ({
    commit: await writeStash(git, root, { ...parts, record }),
    refs: Object.fromEntries(refs.map(({ ref, oid }) => [savedOwnRef(record.id, ref), oid])),
  }));
  try {
    const known = [head, ...(deleted ? [deleted.oid] : []), ...reflog.tips];
    await requireWhole(git, root, act.ref, { known, doing, ...details });
  } catch (thrown) {
    await dropAct(git, root, act.id);
    throw thrown;
  }
  return act;
}

/** Named in a record: it is for people. */
const MOST_UNSAVED = 50;
/** Of one commit: each is an argument. */
const MOST_PARENTS = 500;

/** The commit of a record that has files: stash-shaped, with what a stash does not know behind it. */
export async function writeStash(
  git: GitRunner,
  repo: string,
  parts: {
    files: Oid;
    index: Oid;
    facts: Oid;
    head: Oid;
    branch: Oid | undefined;
    /** Commits that would be reached from nowhere else. */
    unreached: readonly Oid[];
    record: ActRecord;
  },
): Promise<Oid> {
  const { files, head, branch, record } = parts;
  const commit = (tree: string, parents: readonly Oid[], message: string) =>
    writeQtuiCommit(git, repo, { tree, parents, message, isDurable: true });
  const index = await commit(parts.index, [head], 'index');
  const facts = await commit(parts.facts, [], 'facts');
  // A stash's third parent holds untracked files: without any, `git stash apply` passes over it.
  const kept = branch === undefined || branch === head ? [facts] : [facts, branch];
  const empty = await emptyTree(git, repo);
  for (let start = 0; start < parts.unreached.length; start += MOST_PARENTS) {
    const chunk = parts.unreached.slice(start, start + MOST_PARENTS);
    kept.push(await commit(empty, chunk, 'reflog'));
  }
  const more = await commit(empty, kept, 'more');
  return commit(files, [head, index, more], formatRecord(record));
}

interface Saving {
  git: GitRunner;
  root: string;
  head: Oid;
  /** Paths of submodules. */
  gitlinks: readonly string[];
  /** What `git status` shows, but what is ignored. */
  files: readonly StatusFile[];
  /** Every ignored file or directory, and those that are to be saved. */
  ignored: readonly string[];
  ignoredPaths: readonly string[];
  /** What is to be left out, repositories inside among it. */
  unsaved: readonly string[];
}

interface SavedTrees {
  files: Oid;
  index: Oid;
  facts: Oid;
}

/** Where git finds neither a change nor a flag, index and files are what the commit has. */
async function writeCommitted(saving: Saving): Promise<SavedTrees> {
  const { git, root, head } = saving;
  const tree = await git.text(root, ['rev-parse', `${head}^{tree}`], { doing: `back up ${root}` });
  const emptyDirectories = await emptyDirectoriesOf(saving);
  const facts = await writeFacts(git, root, { ignoredPaths: [], emptyDirectories });
  return { files: tree, index: tree, facts };
}

async function writeAll(saving: Saving): Promise<SavedTrees> {
  const { git, root, head, ignoredPaths } = saving;
  const trees = await withIndexCopy(git, root, (index) => writeTrees(saving, index));
  await refuseEmbedded(saving, trees);
  const emptyDirectories = await emptyDirectoriesOf(saving);
  // A copy of its own: in the first one the changes are staged by now.
  const facts = await withIndexCopy(git, root, ({ env: index }) => {
    const changes = { index, head: `${head}^{tree}`, worktree: trees.files };
    return writeFacts(git, root, { changes, ignoredPaths, emptyDirectories });
  });
  return { ...trees, facts };
}

/** git knows none of these; those in ignored directories count only where these are saved. */
async function emptyDirectoriesOf({ root, gitlinks, ignored }: Saving): Promise<string[]> {
  const tree = await walkTree(root, { measure: [], passed: [], submodules: gitlinks });
  const apart = new Set(ignored);
  const isApart = (path: string): boolean => {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      if (apart.has(path.slice(0, end + 1))) return true;
    }
    return false;
  };
  return tree.emptyDirectories.filter((path) => !isApart(`${path}/`));
}

async function writeTrees(
  { git, root, files, ignoredPaths }: Saving,
  { env, isEmpty }: { env: IndexEnvironment; isEmpty: boolean },
): Promise<{ files: Oid; index: Oid }> {
  const doing = `back up ${root}`;
  const details = { untouched: `${root} was left as it is.` };
  const run = (args: string[], input?: Buffer) =>
    git.run(root, args, { doing, env, details, ...(input === undefined ? {} : { input }) });
  const writeTree = () => git.text(root, [...DURABLE, 'write-tree'], { doing, env });
  if (isEmpty) await run(['read-tree', 'HEAD']);
  // A conflicted index is no tree; its files are, with their markers.
  const unmerged = await git.text(root, ['ls-files', '-u'], { doing, env });
  const index =
    unmerged === ''
      ? await writeTree()
      : await git.text(root, ['rev-parse', 'HEAD^{tree}'], { doing });
  await unhide(git, root, env);
  const settings = ['-c', 'core.safecrlf=false', '-c', 'core.fsmonitor=false'];
  const storing = await storingFor(git, root, [...files.map(({ path }) => path), ...ignoredPaths]);
  const add = [...storing, ...settings, 'add', '--sparse'];
  await run([...add, '-A', '--', ...(await everythingButMark(git, root))]);
  if (ignoredPaths.length > 0) {
    await run(
      ['--literal-pathspecs', ...add, '-f', '--pathspec-from-file=-', '--pathspec-file-nul'],
      nulEnded(ignoredPaths),
    );
  }
  return { index, files: await writeTree() };
}

/** `git add` stores a repository inside as a bare pointer, which would bring nothing back. */
async function refuseEmbedded(
  { git, root, unsaved }: Saving,
  trees: { files: Oid; index: Oid },
): Promise<void> {
  const { stdout } = await git.run(
    root,
    ['diff-tree', '-r', '-z', '--raw', trees.index, trees.files],
    { doing: `check the backup of ${root}` },
  );
  const embedded = parseRaw(stdout)
    .filter(({ oldMode, newMode }) => newMode === GITLINK_MODE && oldMode !== GITLINK_MODE)
    .map(({ path }) => path)
    .filter((path) => !unsaved.includes(`${path}/`));
  if (embedded.length === 0) return;
  throw new QtuiError(
    'would-lose-work',
    `A backup cannot hold the repositories inside ${root}: ${listed(embedded)}.`,
    { untouched: `${root} was left as it is.`, hint: 'Move them elsewhere first.' },
  );
}
