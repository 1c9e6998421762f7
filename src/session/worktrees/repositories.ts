import { basename, dirname } from 'node:path';
import type { KnownRepository } from '../../core/ports/worktrees.js';
import type { FoundRepository } from '../../core/repository.js';
import { contextOrNone } from '../context.js';
import type { SessionConfig, SessionDependencies } from '../dependencies.js';
import { isDirectory } from '../registry/rows.js';

/** Repositories inside a directory that is none itself. */
export function repositoriesBelow(
  deps: SessionDependencies,
  directory: string,
  { workspaces: { depth } }: SessionConfig,
): Promise<FoundRepository[]> {
  return deps.git.reader.repositoriesBelow(directory, { depth });
}

/**
 * The repositories that a session can be opened in from here: the directory's own, outside of one
 * those below it, then those of the sessions there are. Each is named by as much of its path as
 * tells it from the others.
 */
export async function listRepositories(
  deps: SessionDependencies,
  directory: string,
): Promise<KnownRepository[]> {
  const [{ context }, { sessions }] = await Promise.all([
    contextOrNone(deps, directory),
    deps.repository.list(),
  ]);
  const found: Omit<KnownRepository, 'name'>[] = [];
  const add = (path: string, origin: KnownRepository['origin']) => {
    if (!found.some((known) => known.path === path)) found.push({ path, origin });
  };
  if (context.kind === 'repository') add(context.repository.root, 'here');
  else if (!context.problem) {
    const below = await repositoriesBelow(deps, directory, await deps.config(directory));
    for (const { path } of below) add(path, 'below');
  }
  const roots = new Set(sessions.flatMap(({ session: { repoRoot } }) => repoRoot ?? []));
  for (const root of [...roots].sort()) if (await isDirectory(root)) add(root, 'session');
  const names = shortNames(found.map(({ path }) => path));
  return found.map((each, index) => ({ ...each, name: names[index] ?? each.path }));
}

/** `app`, or `work/app` where there is another `app`; in the paths' order. */
export function shortNames(paths: readonly string[]): string[] {
  const short = paths.map((path) => shortName(path, 1));
  return paths.map((path, index) => {
    const name = short[index] ?? path;
    if (short.filter((other) => other === name).length === 1) return name;
    const longer = shortName(path, 2);
    const isUnique = paths.filter((other) => shortName(other, 2) === longer).length === 1;
    return isUnique ? longer : path;
  });
}

function shortName(path: string, parts: number): string {
  const isHidden = ['.git', '.bare'].includes(basename(path));
  const from = isHidden ? dirname(path) : path;
  return from.split('/').filter(Boolean).slice(-parts).join('/') || path;
}
