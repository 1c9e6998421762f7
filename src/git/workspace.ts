import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { asWarning, isMissing, toQtuiError, type Warning } from '../core/errors.js';
import type { FoundRepository } from '../core/repository.js';
import { readGitFile } from './git-file.js';
import { pooled } from './pool.js';
import { openMounts } from './remote-mounts.js';
import { withoutLastNewline } from './run.js';

export interface WorkspaceLimits {
  /** Levels below the directory that are looked into. */
  depth: number;
  /** Directories that are looked at, at most. */
  most?: number;
  /** ms after which what was found so far has to do. */
  timeoutMs?: number;
  /** Is told what could not be looked into, and that a limit was reached. */
  onProblem?: ((problem: Warning) => void) | undefined;
}

const MOST_DIRECTORIES = 2000;
const TIMEOUT_MS = 1500;
/** Looked at side by side: a network file system answers each one late. */
const AT_ONCE = 32;
/** Full of directories, and no place for a repository that somebody works on. */
const SKIPPED = new Set(['node_modules', '.git', '.cache', '.npm', '.cargo', '.rustup']);

/**
 * Repositories in the directories below one, by their files alone: no git runs. Each is found
 * once, whatever links lead to it, and a linked worktree only where its repository is not.
 */
export async function findRepositories(
  directory: string,
  limits: WorkspaceLimits,
): Promise<FoundRepository[]> {
  const { depth, most = MOST_DIRECTORIES, timeoutMs = TIMEOUT_MS, onProblem } = limits;
  const deadline = Date.now() + timeoutMs;
  const problemAt = await openMounts();
  const found = new Map<string, Candidate>();
  const seen = new Set([await realOf(directory)]);
  let level = [resolve(directory)];
  let looked = 0;
  for (let step = 0; step < depth && level.length > 0; step += 1) {
    const inside = (path: string) => childDirectories(path, { problemAt, onProblem });
    const children = (await pooled(level, inside, AT_ONCE)).flat();
    const next: string[] = [];
    for (let at = 0; at < children.length; at += AT_ONCE) {
      if (looked >= most || Date.now() > deadline) {
        onProblem?.(notAll(directory, looked));
        return listed(found);
      }
      const batch = children.slice(at, Math.min(at + AT_ONCE, at + most - looked));
      looked += batch.length;
      const inspected = await Promise.all(batch.map((path) => inspect(path, seen)));
      for (const { path, repository } of inspected.filter((each) => each !== undefined)) {
        if (repository) keep(found, repository);
        else next.push(path);
      }
    }
    level = next;
  }
  return listed(found);
}

function notAll(directory: string, looked: number): Warning {
  return {
    code: 'workspace-too-large',
    message: `Below ${directory} only ${looked} directories were looked at; there are more.`,
    hint: 'Name the directories of repositories, or lower `workspaces.depth`.',
  };
}

export interface Candidate extends FoundRepository {
  /** A linked worktree, whose repository is elsewhere. */
  isLinked: boolean;
}

function keep(found: Map<string, Candidate>, repository: Candidate): void {
  const known = found.get(repository.commonDir);
  if (known === undefined || (known.isLinked && !repository.isLinked)) {
    found.set(repository.commonDir, repository);
  }
}

function listed(found: ReadonlyMap<string, Candidate>): FoundRepository[] {
  return [...found.values()]
    .map(({ path, commonDir }) => ({ path, commonDir }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A directory that is looked at for the first time; undefined for one that was before. */
async function inspect(path: string, seen: Set<string>) {
  const real = await realOf(path);
  if (seen.has(real)) return undefined;
  seen.add(real);
  return { path, repository: await repositoryAt(real) };
}

/** What git would find if it ran there; broken links to a repository count as none. */
export async function repositoryAt(path: string): Promise<Candidate | undefined> {
  const dotGit = join(path, '.git');
  const facts = await stat(dotGit).catch(() => undefined);
  if (facts?.isDirectory() && (await looksLikeGitDir(dotGit))) {
    return { path, commonDir: await realOf(dotGit), isLinked: false };
  }
  if (facts?.isFile()) return behindFile(path);
  return (await looksLikeGitDir(path)) ? { path, commonDir: path, isLinked: false } : undefined;
}

async function behindFile(path: string): Promise<Candidate | undefined> {
  const gitDir = await readGitFile(path);
  if (gitDir === undefined) return undefined;
  const shared = await readFile(join(gitDir, 'commondir'), 'utf8').catch(() => undefined);
  const commonDir = shared === undefined ? gitDir : resolve(gitDir, withoutLastNewline(shared));
  if (!(await looksLikeGitDir(commonDir))) return undefined;
  return { path, commonDir: await realOf(commonDir), isLinked: shared !== undefined };
}

/** As git itself decides: HEAD, objects and refs. */
async function looksLikeGitDir(path: string): Promise<boolean> {
  const parts = await Promise.all(
    ['HEAD', 'objects', 'refs'].map((name) => stat(join(path, name)).catch(() => undefined)),
  );
  return parts.every((part) => part !== undefined);
}

/**
 * The git directory in or above a directory that git passes over, as of one without a usable HEAD.
 * Only to be asked where git found no repository.
 */
export async function damagedGitDir(directory: string): Promise<string | undefined> {
  for (let path = resolve(directory); ; path = dirname(path)) {
    const gitDir = join(path, '.git');
    const objects = await stat(join(gitDir, 'objects')).catch(() => undefined);
    if (objects?.isDirectory()) return gitDir;
    if (path === dirname(path)) return undefined;
  }
}

/** Directories and links to some; what cannot be read is left out, and told. */
async function childDirectories(
  path: string,
  {
    problemAt,
    onProblem,
  }: Pick<WorkspaceLimits, 'onProblem'> & { problemAt: Awaited<ReturnType<typeof openMounts>> },
): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((thrown: unknown) => {
    if (!isMissing(thrown)) onProblem?.(asWarning(toQtuiError(thrown, `look into ${path}`)));
    return [];
  });
  const names = entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !SKIPPED.has(entry.name))
    .map(({ name }) => join(path, name))
    .sort();
  const isDirectory = await pooled(
    names,
    async (child) => {
      const problem = await problemAt(child);
      if (problem) onProblem?.(asWarning(problem));
      const facts = problem ? undefined : await stat(child).catch(() => undefined);
      return facts?.isDirectory() ?? false;
    },
    AT_ONCE,
  );
  return names.filter((_name, index) => isDirectory[index]);
}

function realOf(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}
