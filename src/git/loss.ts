import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { QtuiError } from '../core/errors.js';
import type {
  Loss,
  LossReport,
  LossSize,
  MergedVerdict,
  Oid,
  RemovalRules,
  WorktreeEntry,
} from '../core/repository.js';
import { topLevel } from './context.js';
import { fingerprint } from './fingerprint.js';
import { findHiddenEdits } from './hidden-edits.js';
import { expandMarkDirectory, sortIgnored } from './loss/ignored-files.js';
import { surveyIndex } from './loss/index-entries.js';
import { mountsBelow } from './loss/mounts.js';
import { countUnpushed, detachedCommits, ownRefs, reflogCommits } from './loss/only-here.js';
import { storedSubmodulesWithOwnWork, withOwnWork } from './loss/repositories-inside.js';
import { type MeasuredFiles, type WalkedTree, walkTree } from './loss/walk.js';
import {
  clonedRepositoriesLoss,
  ignoredLoss,
  keptCommits,
  lossOf,
  operationLoss,
} from './loss/words.js';
import { judgeMerged } from './merged.js';
import type { ParsedStatus, StatusFile } from './parsers/status.js';
import type { GitRunner } from './run.js';
import { readStatusFiles } from './status.js';
import { findEntry, listWorktrees } from './worktree-entries.js';

export interface LossQuestion {
  mergeTarget?: string;
  baseOid?: Oid;
  mergedOid?: Oid;
  landedOid?: Oid;
  /** What ignored files are worth, beside what holds everywhere. */
  rules?: RemovalRules;
}

const NO_RULES: RemovalRules = { important: [], ordinary: [] };

/**
 * Everything that removing the worktree at `path` would destroy. Throws `would-lose-work` for
 * the main worktree, which is never removed. Only reads. The branch outlives its worktree, so
 * commits on it are `kept`; `merged` says what deleting the branch would mean. Its processes do
 * not grow with the files: two for each repository inside.
 */
export async function scanLoss(
  git: GitRunner,
  path: string,
  question: LossQuestion,
): Promise<LossReport> {
  const scanned = await lookAt(git, path);
  const { root, entry, status, gitDir } = scanned;
  refuseUnborn(scanned);
  const rules = question.rules ?? NO_RULES;
  const branch = entry.branch ?? '';
  const [files, inside, detached, reflog, refs, merged, unpushed] = await Promise.all([
    scanFiles(git, scanned, rules),
    scanRepositories(git, scanned, rules),
    entry.isDetached ? detachedCommits(git, root) : [],
    reflogCommits(git, root, gitDir),
    ownRefs(git, root),
    judge(git, root, branch, question),
    branch === '' ? 0 : countUnpushed(git, root, branch, question.mergeTarget),
  ]);
  const losses = [
    operationLoss(entry.operation),
    ...files.losses,
    lossOf('detached-commits', detached),
    ...inside,
    lossOf('reflog-commits', reflog.oids),
    lossOf(
      'worktree-refs',
      refs.map(({ ref }) => ref),
    ),
    keptCommits('unmerged-commits', merged.merged ? 0 : merged.unmergedCommits),
    keptCommits('unpushed-commits', unpushed),
  ];
  return {
    worktree: root,
    ...(branch !== '' && { branch }),
    ...(status.oid !== undefined && { oid: status.oid }),
    losses: losses.filter((loss): loss is Loss => loss !== undefined),
    merged,
    fingerprint: files.fingerprint,
  };
}

/** A backup is made of a commit and what differs from it. */
function refuseUnborn({ root, status, entry }: Scanned): void {
  if (status.oid !== undefined) return;
  throw new QtuiError(
    'would-lose-work',
    `The worktree ${root} is on ${entry.branch ?? 'a branch'}, which has no commit yet.`,
    {
      untouched: 'It was left as it is.',
      hint: 'Commit what is there, or switch to a branch that has commits; then try again.',
      data: { path: root },
    },
  );
}

interface Scanned {
  root: string;
  /** Git directory of this worktree alone. */
  gitDir: string;
  entry: WorktreeEntry;
  status: ParsedStatus;
  /** Ignored files and directories but the mark. */
  ignored: string[];
  hasHidden: boolean;
  nestedWorktrees: string[];
  tree: WalkedTree;
}

async function lookAt(git: GitRunner, path: string): Promise<Scanned> {
  const root = await realpath(await topLevel(git, path));
  const entries = await listWorktrees(git, root);
  const entry = await findEntry(entries, root);
  const gitDir = entry?.gitDir;
  if (entry === undefined || entry.isMain || gitDir === undefined) {
    throw new QtuiError('would-lose-work', `${root} is not a linked worktree.`, {
      untouched: 'Nothing was removed.',
      hint: 'The main worktree of a repository is never removed.',
    });
  }
  const [status, index] = await Promise.all([
    readStatusFiles(git, root, { ignored: true, ignoreSubmodules: 'none' }),
    surveyIndex(git, root),
  ]);
  const ignored = await expandMarkDirectory(root, pathsOf(status.files, 'ignored'));
  const nested = nestedWorktrees(entries, root);
  const passed = nested.map((inner) => inner.slice(root.length + 1));
  return {
    ...{ root, gitDir, entry, status, ignored, nestedWorktrees: nested },
    hasHidden: index.hasHidden,
    tree: await walkTree(root, { measure: ignored, passed, submodules: index.gitlinks }),
  };
}

async function scanFiles(
  git: GitRunner,
  { root, status, ignored, hasHidden, tree }: Scanned,
  rules: RemovalRules,
): Promise<{ losses: (Loss | undefined)[]; fingerprint: string }> {
  const hidden = hasHidden ? (await findHiddenEdits(git, root)).sort() : [];
  const changed = status.files.filter(({ kind }) => kind === 'changed' || kind === 'conflicted');
  const edited = changed.map((file) => file.path).sort();
  const isInside = (file: string) => file.endsWith('/') && tree.repositories.includes(file);
  const untracked = pathsOf(status.files, 'untracked')
    .filter((file) => !isInside(file))
    .sort();
  const sorted = sortIgnored(
    ignored.filter((file) => !isInside(file)),
    rules,
  );
  const sizeOf = (paths: readonly string[]) => sumOf(paths.map((each) => tree.measured.get(each)));
  const { newest, ...importantSize } = sizeOf(sorted.important);
  const { newest: _any, ...ordinarySize } = sizeOf(sorted.ordinary);
  return {
    losses: [
      lossOf('uncommitted', edited),
      lossOf('untracked', untracked),
      lossOf('hidden-edit', hidden),
      ignoredLoss('important', sorted.important, importantSize),
      ignoredLoss('ordinary', sorted.ordinary, ordinarySize),
      lossOf('unreadable', tree.unread),
      lossOf('special-file', tree.special),
    ],
    fingerprint: await fingerprint(
      root,
      status.files,
      [...edited, ...untracked, ...hidden, ...sorted.important],
      `${importantSize.files} ${importantSize.bytes} ${newest}`,
    ),
  };
}

async function scanRepositories(
  git: GitRunner,
  { root, gitDir, nestedWorktrees: nested, tree }: Scanned,
  rules: RemovalRules,
): Promise<(Loss | undefined)[]> {
  const [mounts, ownRepositories, ownSubmodules, stored] = await Promise.all([
    mountsBelow(root),
    withOwnWork(git, root, tree.repositories, rules),
    withOwnWork(git, root, tree.checkedOut, rules),
    storedSubmodulesWithOwnWork(git, gitDir),
  ]);
  const cloned = tree.repositories.filter((path) => !ownRepositories.includes(path));
  return [
    lossOf('mount', mounts),
    lossOf('nested-worktree', nested),
    lossOf('nested-repository', ownRepositories),
    clonedRepositoriesLoss(cloned),
    lossOf('submodule', [...new Set([...ownSubmodules, ...stored, ...tree.filled])].sort()),
  ];
}

function sumOf(parts: readonly (MeasuredFiles | undefined)[]): LossSize & { newest: number } {
  const sum = { files: 0, bytes: 0, isPartial: false, newest: 0 };
  for (const part of parts) {
    if (part === undefined) continue;
    sum.files += part.files;
    sum.bytes += part.bytes;
    sum.isPartial ||= part.isPartial;
    sum.newest = Math.max(sum.newest, part.newest);
  }
  return sum;
}

function pathsOf(files: readonly StatusFile[], kind: StatusFile['kind']): string[] {
  return files.filter((file) => file.kind === kind).map((file) => file.path);
}

function nestedWorktrees(entries: readonly WorktreeEntry[], root: string): string[] {
  return entries
    .map((entry) => entry.path)
    .filter((path) => path.startsWith(`${root}${sep}`))
    .sort();
}

/** Without a branch or a target there is nothing to compare. */
async function judge(
  git: GitRunner,
  root: string,
  branch: string,
  { mergeTarget, baseOid, mergedOid, landedOid }: LossQuestion,
): Promise<MergedVerdict> {
  if (mergeTarget === undefined || branch === '') return { merged: false, unmergedCommits: 0 };
  return judgeMerged(git, root, {
    ...{ branch, target: mergeTarget },
    ...(baseOid !== undefined && { baseOid }),
    ...(mergedOid !== undefined && { mergedOid }),
    ...(landedOid !== undefined && { landedOid }),
  });
}

/** What `now` would destroy that `before` did not name; in words, empty when nothing. */
export function newLosses(before: LossReport, now: LossReport): string[] {
  const found: string[] = [];
  for (const loss of now.losses.filter(({ backup }) => backup !== 'kept')) {
    const known = before.losses.filter(({ kind }) => kind === loss.kind);
    const paths = new Set(known.flatMap((each) => each.paths));
    const added = loss.paths.filter((path) => !paths.has(path));
    if (known.length === 0) found.push(loss.summary);
    else if (added.length > 0) found.push(...added);
  }
  if (found.length > 0 || before.fingerprint === undefined) return found;
  return before.fingerprint === now.fingerprint || now.losses.length === 0
    ? []
    : ['changes in files that were named'];
}
