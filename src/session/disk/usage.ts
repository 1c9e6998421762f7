import { dirname } from 'node:path';
import type { Cancellable } from '../../core/cancellable.js';
import {
  addSizes,
  type DiskUsageProgress,
  type DiskUsageReport,
  NO_SIZE,
  type RepositoryDiskUsage,
  type SessionDiskUsage,
} from '../../core/disk-usage.js';
import { asWarning, toQtuiError, type Warning } from '../../core/errors.js';
import type { RepositoryStorage } from '../../core/repository.js';
import type { SessionMetadata } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { mayExist } from '../registry/rows.js';
import { type MeasureOptions, measure } from './measure.js';

/** See `CleanupService.diskUsage`. */
export async function diskUsage(
  deps: SessionDependencies,
  { onProgress, signal }: { onProgress?: (progress: DiskUsageProgress) => void } & Cancellable = {},
): Promise<DiskUsageReport> {
  const { sessions: rows, warnings } = await deps.repository.list();
  const every = rows.map(({ session }) => session);
  const storages = await readStorages(deps, every, warnings);
  const worktrees = every.flatMap(({ worktreeInfo }) => worktreeInfo?.path ?? []);
  const sessions: SessionDiskUsage[] = [];
  let files = 0;
  const onFiles = (more: number) => {
    files += more;
    onProgress?.({ sessions: { done: sessions.length, total: every.length }, files });
  };
  const options = { seen: new Set<string>(), signal, onFiles };
  try {
    for (const session of every) {
      const skip = new Set(worktrees.filter((path) => path !== session.worktreeInfo?.path));
      sessions.push(await measureSession(deps, session, storages, { ...options, skip }));
    }
    const repositories = await measureRepositories(storages, { ...options, skip: new Set() });
    const parts = sessions.flatMap(({ worktree, git, output }) => [worktree, git, output]);
    const total = addSizes(...parts, ...repositories.map(({ trash }) => trash));
    sessions.sort((one, other) => allocatedBy(other) - allocatedBy(one));
    return { sessions, repositories, total, warnings };
  } catch (thrown) {
    throw toQtuiError(thrown, 'measure what sessions take up');
  }
}

function allocatedBy({ worktree, git, output }: SessionDiskUsage): number {
  return addSizes(worktree, git, output).allocated;
}

async function readStorages(
  deps: SessionDependencies,
  sessions: readonly SessionMetadata[],
  warnings: Warning[],
): Promise<Map<string, RepositoryStorage>> {
  const parents = new Map<string, Set<string>>();
  for (const { worktreeInfo: info } of sessions) {
    if (info === undefined) continue;
    const found = parents.get(info.repoRoot) ?? new Set();
    parents.set(info.repoRoot, found.add(dirname(info.path)));
  }
  const storages = new Map<string, RepositoryStorage>();
  for (const [root, directories] of parents) {
    if (!(await mayExist(root))) continue;
    try {
      storages.set(root, await deps.git.reader.storage(root, [...directories]));
    } catch (error) {
      warnings.push(asWarning(toQtuiError(error, `measure the repository ${root}`)));
    }
  }
  return storages;
}

async function measureSession(
  deps: SessionDependencies,
  session: SessionMetadata,
  storages: ReadonlyMap<string, RepositoryStorage>,
  options: MeasureOptions,
): Promise<SessionDiskUsage> {
  const output = await measure(await deps.savedOutputPath(session.id), options);
  const info = session.worktreeInfo;
  // Without a worktree of its own its directory belongs to the person.
  if (info === undefined || (await deps.repository.belongsToAnother(session))) {
    return { session, worktree: NO_SIZE, git: NO_SIZE, output };
  }
  const gitDir = storages.get(info.repoRoot)?.gitDirs.get(info.path);
  const worktree = await measure(info.path, options);
  const git = gitDir === undefined ? NO_SIZE : await measure(gitDir, options);
  return { session, worktree, git, output };
}

async function measureRepositories(
  storages: ReadonlyMap<string, RepositoryStorage>,
  options: MeasureOptions,
): Promise<RepositoryDiskUsage[]> {
  const repositories: RepositoryDiskUsage[] = [];
  for (const [repoRoot, { backupBytes, trash }] of storages) {
    const sizes = [];
    for (const path of trash) sizes.push(await measure(path, options));
    repositories.push({ repoRoot, backups: backupBytes, trash: addSizes(...sizes) });
  }
  return repositories;
}
