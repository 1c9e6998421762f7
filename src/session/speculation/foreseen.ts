import { join } from 'node:path';
import { type ForeseenMerge, foreseenIn } from '../../core/foreseen-merge.js';
import type { SessionMetadata } from '../../core/session.js';
import { isOpen } from '../../core/session-status.js';
import type { SessionDependencies } from '../dependencies.js';
import { readTried } from './tried-merges.js';

/** Where what was tried is kept. */
export function speculationDirectory({ paths }: Pick<SessionDependencies, 'paths'>): string {
  return join(paths.stateDirectory, 'speculation');
}

/** See `SessionService.foreseenMerges`. */
export async function foreseenMerges(
  deps: Pick<SessionDependencies, 'paths' | 'git'>,
  sessions: readonly SessionMetadata[],
): Promise<Map<string, ForeseenMerge>> {
  const open = sessions.filter(isOpen);
  const roots = new Set(open.flatMap(({ worktreeInfo }) => worktreeInfo?.repoRoot ?? []));
  const found = new Map<string, ForeseenMerge>();
  const look = async (root: string) => {
    const tried = await readTried(speculationDirectory(deps), root);
    if (tried === undefined) return;
    const now = await deps.git.reader.tipsInFiles(tried.commonDir, Object.keys(tried.tips));
    const foreseen = foreseenIn(tried, now);
    const merges = new Map(tried.merges.map((merge) => [merge.id, merge]));
    for (const { id, worktreeInfo: info } of open) {
      const merge = merges.get(id);
      const known = foreseen.get(id);
      if (info?.repoRoot !== root || known === undefined) continue;
      // Of a branch that was renamed, or goes elsewhere by now, nothing was tried.
      const isSame = merge?.source === info.branch;
      found.set(id, isSame ? known : { state: 'unknown' });
    }
  };
  await Promise.all([...roots].map(look));
  return found;
}
