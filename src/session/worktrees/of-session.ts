import { asWarning, toQtuiError, type Warning } from '../../core/errors.js';
import type { WorktreeEntry } from '../../core/repository.js';
import { contextOrNone } from '../context.js';
import type { SessionDependencies } from '../dependencies.js';
import { readMark } from '../registry/mark.js';
import { isDirectory } from '../registry/rows.js';
import { lockedFor } from './lock.js';

/** Worktrees of one repository that say that they are of the session. */
export interface OwnWorktrees {
  root: string;
  entries: WorktreeEntry[];
}

/**
 * The worktrees that git has locked for a session, or that carry its mark and no lock of another:
 * in the repository of `directory` and in those of all rows.
 */
export async function worktreesOfSession(
  deps: SessionDependencies,
  directory: string,
  id: string,
): Promise<{ found: OwnWorktrees[]; warnings: Warning[] }> {
  const found: OwnWorktrees[] = [];
  const warnings: Warning[] = [];
  for (const root of await knownRoots(deps, directory)) {
    try {
      const entries: WorktreeEntry[] = [];
      for (const entry of await deps.git.reader.worktrees(root)) {
        if (!entry.isMain && (await isOf(entry, id))) entries.push(entry);
      }
      if (entries.length > 0) found.push({ root, entries });
    } catch (error) {
      warnings.push(asWarning(toQtuiError(error, `look for session ${id} in ${root}`)));
    }
  }
  return { found, warnings };
}

async function isOf(entry: WorktreeEntry, id: string): Promise<boolean> {
  const owner = lockedFor(entry);
  if (owner !== undefined) return owner === id;
  return (await readMark(entry.path).catch(() => undefined))?.id === id;
}

async function knownRoots(deps: SessionDependencies, directory: string): Promise<string[]> {
  const [{ context }, { sessions }] = await Promise.all([
    contextOrNone(deps, directory),
    deps.repository.list(),
  ]);
  const here = context.kind === 'repository' ? [context.repository.root] : [];
  const others = sessions.flatMap(({ session }) => session.worktreeInfo?.repoRoot ?? []);
  const roots = [...new Set([...here, ...others])];
  const there = await Promise.all(roots.map(isDirectory));
  return roots.filter((_root, index) => there[index]);
}
