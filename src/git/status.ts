import type { Cancellable } from '../core/ports/git.js';
import type { ChangedSince, FileChange, WorktreeStatus } from '../core/repository.js';
import type { ChangedFiles } from './changed-files.js';
import { ownGitDir } from './context.js';
import type { IndexRefresh } from './index-refresh.js';
import { isMark } from './mark.js';
import { readOperation } from './operation.js';
import { kindOfChange, parseNumstat } from './parsers/diff.js';
import { type ParsedStatus, parseStatus, type StatusFile } from './parsers/status.js';
import type { GitRunner } from './run.js';

const STATUS_ARGS = ['status', '--porcelain=v2', '-z', '--branch', '--untracked-files=all'];

/**
 * Runs `git status` and drops qtui's own mark from it. Paths are relative to the top level;
 * without `renames` one of them is a deletion and an addition.
 */
export async function readStatusFiles(
  git: GitRunner,
  worktree: string,
  options: {
    isPoll?: boolean;
    ignored?: boolean;
    /** What of submodules is passed over, in git's words; else as the repository is set up. */
    ignoreSubmodules?: 'none' | 'dirty';
    env?: Readonly<Record<string, string>>;
    renames?: boolean;
  } & Cancellable = {},
): Promise<ParsedStatus> {
  const args = [
    ...STATUS_ARGS,
    options.renames === false ? '--no-renames' : '--find-renames',
    // A directory that a pattern ignores is one entry, as node_modules/.
    ...(options.ignored ? ['--ignored=matching'] : []),
    ...(options.ignoreSubmodules ? [`--ignore-submodules=${options.ignoreSubmodules}`] : []),
  ];
  const { stdout } = await git.run(worktree, args, {
    doing: `read the status of ${worktree}`,
    isPoll: options.isPoll ?? true,
    signal: options.signal,
    ...(options.env && { env: options.env }),
  });
  const status = parseStatus(stdout);
  const isOurs = ({ kind, path }: StatusFile) =>
    (kind === 'untracked' || kind === 'ignored') && isMark(path);
  return { ...status, files: status.files.filter((file) => !isOurs(file)) };
}

/** Counts for the status bar; with `refresh` the index is one that the next look is cheap with. */
export async function readStatus(
  git: GitRunner,
  worktree: string,
  options: {
    refresh?: IndexRefresh;
    changed?: { files: ChangedFiles; since: ChangedSince };
  } & Cancellable = {},
): Promise<WorktreeStatus> {
  const { signal } = options;
  const read = (env: Record<string, string> | undefined) =>
    readStatusFiles(git, worktree, { signal, ...(env && { env }) });
  const [{ branch, oid, files }, gitDir] = await Promise.all([
    options.refresh ? options.refresh.look(worktree, read) : read(undefined),
    ownGitDir(git, worktree),
  ]);
  const count = (test: (file: StatusFile) => boolean) => files.filter(test).length;
  const state = await readOperation(gitDir);
  const changedFiles = await options.changed?.files.count(
    worktree,
    { oid, uncommitted: files.map(({ path }) => path) },
    options.changed.since,
  );
  return {
    ...(branch === undefined ? {} : { branch }),
    ...(oid === undefined ? {} : { oid }),
    dirty: files.length,
    staged: count((file) => file.kind === 'changed' && file.index !== '.'),
    unstaged: count((file) => file.kind === 'changed' && file.worktree !== '.'),
    untracked: count((file) => file.kind === 'untracked'),
    conflicted: count((file) => file.kind === 'conflicted'),
    ...(state === undefined ? {} : { operation: state.operation }),
    ...(changedFiles === undefined ? {} : { changedFiles }),
  };
}

/** Files changed against HEAD, staged or not, untracked included; lines only of tracked files. */
export async function readUncommitted(git: GitRunner, worktree: string): Promise<FileChange[]> {
  const { oid, files } = await readStatusFiles(git, worktree);
  if (files.length === 0) return [];
  const { stdout } = await git.run(
    worktree,
    [
      'diff',
      '--numstat',
      '-z',
      '--find-renames',
      '--no-ext-diff',
      '--no-textconv',
      '--no-relative',
      oid ?? (await emptyTree(git, worktree)),
      '--',
    ],
    { doing: `compare ${worktree} with its commit`, isPoll: true },
  );
  const counts = new Map(parseNumstat(stdout).map((count) => [count.path, count]));
  return files.map((file) => {
    const count = counts.get(file.path);
    return {
      path: file.path,
      ...(file.from === undefined ? {} : { from: file.from }),
      kind: kindOf(file),
      ...(count?.added === undefined ? {} : { added: count.added }),
      ...(count?.removed === undefined ? {} : { removed: count.removed }),
      isBinary: count !== undefined && count.added === undefined,
    };
  });
}

/** Id of the tree without entries, in the repository's object format. */
export function emptyTree(git: GitRunner, repo: string): Promise<string> {
  return git.text(repo, ['hash-object', '-t', 'tree', '-w', '--stdin'], {
    doing: 'write an empty tree',
    input: '',
  });
}

function kindOf(file: StatusFile): FileChange['kind'] {
  if (file.kind === 'conflicted') return 'conflicted';
  if (file.kind === 'untracked') return 'added';
  if (file.index === 'A') return 'added';
  const letter = file.worktree === 'D' || file.index === '.' ? file.worktree : file.index;
  return kindOfChange(letter);
}
