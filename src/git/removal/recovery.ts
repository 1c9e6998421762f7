import { lstat, rename } from 'node:fs/promises';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { asWarning, toQtuiError, type Warning } from '../../core/errors.js';
import type { InterruptedRemoval } from '../../core/ports/git.js';
import type { WorktreeEntry } from '../../core/repository.js';
import { commonDirOf } from '../context.js';
import { readGitFile, recordedPath } from '../git-file.js';
import { exists, namesIn } from '../paths.js';
import type { GitRunner } from '../run.js';
import { unreadableWarnings } from '../unreadable-records.js';
import { findEntry, linkedGitDirs, listWorktrees } from '../worktree-entries.js';
import { forgetWorktree } from '../worktrees.js';
import type { Removals } from './removals.js';
import { type OpenTrash, placeOfTrash } from './trash.js';

/**
 * Settles what killed processes left of removals in this repository: each worktree is where it
 * was, or is gone from git and waits in the trash. What of it is the caller's comes back as
 * `interrupted`. Trash without a record, which older versions left beside the worktrees and
 * beside the paths of `beside`, is deleted when it is certain what it is, and else named. `listed`
 * are the repository's worktrees, where somebody has just listed them.
 */
export async function recoverRemovals(
  git: GitRunner,
  removals: Removals,
  repo: string,
  beside: readonly string[],
  listed?: readonly WorktreeEntry[],
): Promise<{ interrupted: InterruptedRemoval[]; warnings: Warning[] }> {
  const commonDir = await commonDirOf(git, repo);
  const isOwn = (record: { commonDir: string }) => record.commonDir === commonDir;
  const interrupted: InterruptedRemoval[] = [];
  const { records } = removals;
  const warnings = unreadableWarnings(await records.unreadable(), 'a removal');
  for (const entry of await records.takeAbandoned(
    (record) => isOwn(record) && record.phase === 'removing',
  )) {
    try {
      interrupted.push(await settle(git, removals, repo, entry));
    } catch (thrown) {
      // One that cannot be settled yet must not keep the others from it.
      warnings.push(asWarning(toQtuiError(thrown, `finish removing ${entry.record.path}`)));
    }
  }
  const linked =
    listed?.filter(({ isMain }) => !isMain).map(({ path }) => path) ??
    (await linkedGitDirs(commonDir)).keys();
  const places = [...[...linked].filter(isAbsolute), ...beside];
  warnings.push(...(await settleStrays(git, removals, { repo, commonDir, places })));
  const left = (await records.list()).filter(({ phase }) => phase === 'deleting');
  if (left.length > 0) await removals.startDeletion();
  for (const { path, trash, problem } of left.filter(isOwn)) {
    if (problem === undefined) continue;
    warnings.push({
      code: 'trash-kept',
      message: `The worktree ${path} is removed, but not all of its files: ${problem}`,
      hint: `Delete ${trash} yourself.`,
    });
  }
  return { interrupted, warnings };
}

/** By what exists: the move to the trash is the step that decides. */
async function settle(
  git: GitRunner,
  removals: Removals,
  repo: string,
  entry: OpenTrash,
): Promise<InterruptedRemoval> {
  const { path, trash, note } = entry.record;
  const [isInTrash, isInPlace] = await Promise.all([exists(trash), exists(path)]);
  const isRemoved = isInTrash || !isInPlace;
  try {
    if (!isInPlace) await forgetWorktree(git, repo, path);
  } catch (thrown) {
    entry.release();
    throw thrown;
  }
  return {
    path,
    ...(note && { note }),
    isRemoved,
    finish: () => (isInTrash ? removals.discard(entry) : entry.close()),
    release: entry.release,
  };
}

/** A version that kept no records, or a crash of one, has left these. */
async function settleStrays(
  git: GitRunner,
  removals: Removals,
  { repo, commonDir, places }: { repo: string; commonDir: string; places: readonly string[] },
): Promise<Warning[]> {
  const known = new Set((await removals.records.list()).map(({ trash }) => trash));
  const warnings: Warning[] = [];
  for (const parent of new Set(places.map((path) => dirname(path)))) {
    // What cannot be read is not touched either: trash in it stays until a recovery can look at it.
    const names = await namesIn(parent).catch(() => []);
    for (const trash of names.map((name) => join(parent, name))) {
      const path = placeOfTrash(trash);
      if (path === undefined || known.has(trash)) continue;
      if (!(await lstat(trash)).isDirectory()) continue;
      const warning = await settleStray(removals, { commonDir, path, trash }, async () => {
        const entry = await findEntry(await listWorktrees(git, repo), path);
        return entry !== undefined && !entry.isMain;
      });
      if (warning) warnings.push(warning);
    }
  }
  return warnings;
}

async function settleStray(
  removals: Removals,
  stray: { commonDir: string; path: string; trash: string },
  isRegistered: () => Promise<boolean>,
): Promise<Warning | undefined> {
  const { commonDir, path, trash } = stray;
  const gitDir = await readGitFile(trash);
  const isOfOther =
    gitDir !== undefined && !gitDir.startsWith(`${join(commonDir, 'worktrees')}${sep}`);
  if (isOfOther) return undefined;
  if (gitDir !== undefined && !(await exists(gitDir))) {
    const record = { version: 1 as const, phase: 'removing' as const, ...stray };
    await removals.discard(await removals.records.begin(record));
    return {
      code: 'trash-deleted',
      message: `${trash} was left by a removal of ${path} that was interrupted; it is deleted now.`,
    };
  }
  const recorded = gitDir && (await recordedPath(gitDir));
  const isPlaceFree = !(await exists(path));
  if (recorded === path && isPlaceFree && (await isRegistered())) {
    await rename(trash, path);
    return {
      code: 'worktree-put-back',
      message: `The removal of ${path} was interrupted before git had forgotten it; it is back at its place.`,
    };
  }
  return {
    code: 'trash-kept',
    message: `${trash} looks like what is left of a removed worktree, but that is not certain; it was left as it is.`,
    hint: 'Look into it, and delete it yourself.',
  };
}
