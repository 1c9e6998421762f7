import { readdir, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { QtuiError } from '../core/errors.js';
import type { Loss, LossReport, MergedVerdict, Oid, WorktreeEntry } from '../core/repository.js';
import { topLevel } from './context.js';
import { detachedCommits } from './detached.js';
import { fingerprint } from './fingerprint.js';
import { findHiddenEdits } from './hidden-edits.js';
import { isMark, MARK_DIRECTORY } from './mark.js';
import { judgeMerged } from './merged.js';
import type { StatusFile } from './parsers/status.js';
import { exists } from './paths.js';
import type { GitRunner } from './run.js';
import { readStatusFiles } from './status.js';
import { findSubmoduleLosses } from './submodules.js';
import { findEntry, listWorktrees } from './worktree-entries.js';

export interface LossQuestion {
  mergeTarget?: string;
  baseOid?: Oid;
  mergedOid?: Oid;
}

/**
 * Everything that removing the worktree at `path` would destroy. Throws `would-lose-work` for
 * the main worktree, which is never removed. Only reads. The branch outlives its worktree, so
 * commits on it are no loss here; `merged` says what deleting the branch would mean.
 */
export async function scanLoss(
  git: GitRunner,
  path: string,
  question: LossQuestion,
): Promise<LossReport> {
  const root = await realpath(await topLevel(git, path));
  const entries = await listWorktrees(git, root);
  const entry = await findEntry(entries, root);
  if (entry === undefined || entry.isMain) {
    throw new QtuiError('would-lose-work', `${root} is not a linked worktree.`, {
      untouched: 'Nothing was removed.',
      hint: 'The main worktree of a repository is never removed.',
    });
  }
  const status = await readStatusFiles(git, root, { ignored: true, submodules: true });
  const ignored = await expandMarkDirectory(root, status.files);
  const [hidden, detached, submodules, merged] = await Promise.all([
    findHiddenEdits(git, root),
    entry.isDetached ? detachedCommits(git, root) : [],
    findSubmoduleLosses(git, root),
    entry.branch === undefined ? notJudged() : judge(git, root, entry.branch, question),
  ]);
  const changed = status.files.filter(({ kind }) => kind === 'changed' || kind === 'conflicted');
  const untracked = pathsOf(status.files, 'untracked');
  const embedded = await embeddedRepositories(root, untracked);
  const plain = untracked.filter((file) => !embedded.includes(file));
  const kept = [...changed.map((file) => file.path), ...plain, ...hidden];
  const losses = [
    operationLoss(entry),
    loss('uncommitted', 'uncommitted file', changed.map((file) => file.path).sort(), 'covered'),
    loss('untracked', 'untracked file', plain.sort(), 'covered'),
    loss('hidden-edit', 'edited file hidden from git status', hidden.sort(), 'covered'),
    loss('ignored', 'ignored file or directory', sortIgnored(ignored), 'named-only'),
    loss('detached-commits', 'commit that no branch has', detached, 'covered'),
    loss('nested-worktree', 'worktree inside this one', nestedWorktrees(entries, root), 'never'),
    loss('nested-repository', 'repository inside this one', embedded, 'never'),
    loss('submodule', 'submodule with work of its own', submodules, 'never'),
  ].filter((candidate): candidate is Loss => candidate !== undefined);
  return {
    worktree: root,
    ...(entry.branch === undefined ? {} : { branch: entry.branch }),
    ...(status.oid === undefined ? {} : { oid: status.oid }),
    losses,
    merged,
    fingerprint: await fingerprint(root, status.files, kept),
  };
}

function loss(
  kind: Loss['kind'],
  noun: string,
  paths: string[],
  backup: Loss['backup'],
): Loss | undefined {
  if (paths.length === 0) return undefined;
  return { kind, summary: `${paths.length} ${plural(noun, paths.length)}`, paths, backup };
}

/** Plural of the noun that the words start with: "2 files hidden …" needs no more than that. */
function plural(noun: string, count: number): string {
  if (count === 1) return noun;
  const forms: Readonly<Record<string, string>> = {
    'ignored file or directory': 'ignored files or directories',
    'edited file hidden from git status': 'edited files hidden from git status',
    'commit that no branch has': 'commits that no branch has',
    'worktree inside this one': 'worktrees inside this one',
    'repository inside this one': 'repositories inside this one',
    'submodule with work of its own': 'submodules with work of their own',
  };
  return forms[noun] ?? `${noun}s`;
}

function operationLoss(entry: WorktreeEntry): Loss | undefined {
  if (entry.operation === undefined) return undefined;
  return {
    kind: 'operation-in-progress',
    summary: `a ${entry.operation} that is not finished`,
    paths: [],
    backup: 'never',
  };
}

function pathsOf(files: readonly StatusFile[], kind: StatusFile['kind']): string[] {
  return files.filter((file) => file.kind === kind).map((file) => file.path);
}

/** A repository that ignores all of `.qtui/` lists it as one: name what is not the mark. */
async function expandMarkDirectory(root: string, files: readonly StatusFile[]): Promise<string[]> {
  const ignored = pathsOf(files, 'ignored');
  if (!ignored.includes(MARK_DIRECTORY)) return ignored;
  const names = await readdir(join(root, MARK_DIRECTORY)).catch(() => []);
  const inside = names.map((name) => `${MARK_DIRECTORY}${name}`).filter((path) => !isMark(path));
  return [...ignored.filter((path) => path !== MARK_DIRECTORY), ...inside];
}

/** `.env` and its kin first: they are what is missed most. Then files, then directories. */
function sortIgnored(paths: readonly string[]): string[] {
  const rank = (path: string) => {
    if (/^\.env(\.|$)/.test(basename(path))) return 0;
    return path.endsWith('/') ? 2 : 1;
  };
  return [...paths].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** git lists a directory that has a repository of its own as one untracked entry with a slash. */
async function embeddedRepositories(root: string, untracked: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of untracked.filter((candidate) => candidate.endsWith('/'))) {
    if (await exists(join(root, path, '.git'))) found.push(path);
  }
  return found;
}

function nestedWorktrees(entries: readonly WorktreeEntry[], root: string): string[] {
  return entries
    .map((entry) => entry.path)
    .filter((path) => path.startsWith(`${root}${sep}`))
    .sort();
}

/** Without a branch or a target there is nothing to compare. */
function notJudged(): MergedVerdict {
  return { merged: false, unmergedCommits: 0 };
}

async function judge(
  git: GitRunner,
  root: string,
  branch: string,
  { mergeTarget, ...recorded }: LossQuestion,
): Promise<MergedVerdict> {
  if (mergeTarget === undefined) return notJudged();
  return judgeMerged(git, root, { branch, target: mergeTarget, ...recorded });
}

/** What `now` would destroy that `before` did not name; in words, empty when nothing. */
export function newLosses(before: LossReport, now: LossReport): string[] {
  const found: string[] = [];
  for (const loss of now.losses) {
    const known = new Set(
      before.losses.filter(({ kind }) => kind === loss.kind).flatMap(({ paths }) => paths),
    );
    const isKnownKind = before.losses.some(({ kind }) => kind === loss.kind);
    const added = loss.paths.filter((path) => !known.has(path));
    if (!isKnownKind) found.push(loss.summary);
    else if (added.length > 0) found.push(...added);
  }
  if (found.length > 0 || before.fingerprint === undefined) return found;
  return before.fingerprint === now.fingerprint || now.losses.length === 0
    ? []
    : ['changes in files that were named'];
}
