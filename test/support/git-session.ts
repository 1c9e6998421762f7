import { existsSync } from 'node:fs';
import { access, chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BuiltMerge, LandedMerge, MergeRequest, MergeStrategy } from '../../src/core/merge.js';
import type { Git } from '../../src/core/ports/git.js';
import { createGit } from '../../src/git/index.js';
import type { TempRepo } from './temp-repo.js';

/** The engine under test, with its state in the repository's temporary directory. */
export function gitFor(
  repo: TempRepo,
  options: { hookTimeoutMs?: number; mergeTimeoutMs?: number } = {},
): Git {
  return createGit({ env: repo.env, stateDirectory: join(repo.root, 'state'), ...options });
}

/** A branch with a worktree as qtui makes it. */
export interface GitSession {
  path: string;
  branch: string;
  base: string;
  write(file: string, content: string): Promise<void>;
  /** Writes the files and commits everything with plain git. */
  commit(message: string, files: Readonly<Record<string, string>>): Promise<string>;
  git(...args: string[]): Promise<string>;
  request(strategy?: MergeStrategy, target?: string): MergeRequest;
}

export async function openGitSession(
  repo: TempRepo,
  git: Git,
  branch: string,
  from = 'main',
): Promise<GitSession> {
  const path = join(repo.root, 'worktrees', branch.replaceAll('/', '-'));
  const base = await repo.git('rev-parse', from);
  await git.branches.create(repo.path, branch, base);
  await git.worktrees.add(repo.path, { path, branch, lockReason: 'qtui:test' });
  await git.worktrees.checkout(path, {});
  await git.worktrees.excludeMark(repo.path);
  const write = async (file: string, content: string) => {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), content);
  };
  const run = (...args: string[]) => repo.gitIn(path, ...args);
  return {
    path,
    branch,
    base,
    write,
    git: run,
    async commit(message, files) {
      for (const [file, content] of Object.entries(files)) await write(file, content);
      await run('add', '-A');
      await run('commit', '-q', '-m', message);
      return run('rev-parse', 'HEAD');
    },
    request: (strategy = 'merge', target = 'main') => ({
      repoRoot: repo.path,
      worktree: path,
      source: branch,
      target,
      strategy,
    }),
  };
}

/** Lands a merge on which no check was run. */
export async function landBuilt(
  git: Git,
  built: BuiltMerge,
  options?: Parameters<Git['merges']['land']>[1],
): Promise<LandedMerge> {
  return git.merges.land(await git.merges.verify(built), options);
}

/**
 * A PATH on which `git` is a shell script; the script finds the real one in $REAL_GIT. For
 * failures that cannot be made otherwise, such as a full disk.
 */
export async function wrapGit(repo: TempRepo, script: string): Promise<string> {
  const bin = join(repo.root, 'bin');
  const path = repo.env['PATH'] ?? '';
  const real = await firstOf(path.split(':').map((directory) => join(directory, 'git')));
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'git'), `#!/bin/sh\nREAL_GIT='${real}'\n${script}\n`);
  await chmod(join(bin, 'git'), 0o755);
  return `${bin}:${path}`;
}

/** The environment of a git whose starts are noted, and their arguments since the last question. */
export async function noteGits(
  repo: TempRepo,
): Promise<{ env: Record<string, string>; begun(): Promise<string[]> }> {
  const log = join(repo.root, 'begun.log');
  const PATH = await wrapGit(repo, `printf '%s\\n' "$*" >>'${log}'\nexec "$REAL_GIT" "$@"`);
  return {
    env: { ...repo.env, PATH },
    async begun() {
      const text = await readFile(log, 'utf8').catch(() => '');
      await rm(log, { force: true });
      return text.split('\n').filter((line) => line !== '');
    },
  };
}

async function firstOf(files: readonly string[]): Promise<string> {
  for (const file of files) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  throw new Error('git is not on PATH');
}

/** Installs a hook of the repository, shared by its worktrees. */
export async function installHook(repo: TempRepo, name: string, script: string): Promise<void> {
  const file = join(repo.path, '.git/hooks', name);
  await mkdir(join(repo.path, '.git/hooks'), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

/** PATH with a git that kills who started it before or after the first call with these words. */
export async function killingGit(
  repo: TempRepo,
  words: string,
  moment: 'before' | 'after',
): Promise<{ PATH: string; hasKilled(): boolean }> {
  const flag = join(repo.root, 'killed');
  const die = 'kill -9 $PPID; exit 1';
  const PATH = await wrapGit(
    repo,
    `case "$*" in *"${words}"*) if [ ! -e ${flag} ]; then
       touch ${flag}; ${moment === 'before' ? die : `"$REAL_GIT" "$@"; ${die}`}
     fi;; esac
     exec "$REAL_GIT" "$@"`,
  );
  return { PATH, hasKilled: () => existsSync(flag) };
}
