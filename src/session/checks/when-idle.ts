import { lastRunOf } from '../../core/check-record.js';
import type { Cancellable } from '../../core/ports/git.js';
import type { CheckedWhenIdle } from '../../core/ports/merge-progress.js';
import type { Oid } from '../../core/repository.js';
import type { WorktreeInfo } from '../../core/session.js';
import { isOpen } from '../../core/session-status.js';
import type { SessionDependencies } from '../dependencies.js';
import { configForType } from '../policy.js';
import { isDirectory, requireRow } from '../registry/rows.js';
import { checkSessionWork, planCheck } from './checking.js';

/** See `MergeProgressService.checkWhenIdle`. */
export async function checkWhenIdle(
  deps: SessionDependencies,
  id: string,
  { signal }: Cancellable = {},
): Promise<CheckedWhenIdle | undefined> {
  const { session } = await requireRow(deps, id);
  const { worktreeInfo: info, type } = session;
  if (info === undefined || !isOpen(session)) return undefined;
  const settings = await deps.config(info.repoRoot);
  if (!settings.types[type].checkWhenIdle) return undefined;
  const check = await planCheck(deps, configForType(settings, type));
  if (check === undefined || check.untrusted !== undefined) return undefined;
  const work = await committedWork(deps, info);
  if (work === undefined) return undefined;
  const { tip, tree } = work;
  const { records } = await deps.checks.read(id);
  const former = lastRunOf(records, tree, check.command);
  if (former) return { tip, record: former, lastLine: '', isKnown: true };
  let lastLine = '';
  const record = await checkSessionWork(deps, id, {
    isBackground: true,
    ...(signal && { signal }),
    onOutput: (line) => {
      if (line.trim() !== '') lastLine = line;
    },
  });
  return { tip, record, lastLine };
}

/**
 * The commit, and its content, that the target lacks; undefined where that is nothing, and where
 * something is uncommitted: what is checked would not be what is there.
 */
async function committedWork(
  { git: { reader } }: SessionDependencies,
  { path, repoRoot, branch, baseOid, mergedOid }: WorktreeInfo,
): Promise<{ tip: Oid; tree: Oid } | undefined> {
  if (!(await isDirectory(path))) return undefined;
  const [status, tip] = await Promise.all([
    reader.status(path),
    reader.branchTip(repoRoot, branch),
  ]);
  if (tip === undefined || tip === (mergedOid ?? baseOid)) return undefined;
  if (status.branch !== branch || status.dirty > 0) return undefined;
  return { tip, tree: await reader.treeOf(repoRoot, tip) };
}
