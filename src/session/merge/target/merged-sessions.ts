import type { Cancellable } from '../../../core/cancellable.js';
import type { MergedVerdict } from '../../../core/repository.js';
import { isPutAway } from '../../../core/session.js';
import type { SessionDependencies } from '../../dependencies.js';
import { mayExist } from '../../registry/rows.js';
import { mergedQuestion } from './merged-question.js';

/** See `WorktreeService.merged`. One look at each repository. */
export async function mergedSessions(
  deps: SessionDependencies,
  { signal }: Cancellable = {},
): Promise<Map<string, MergedVerdict>> {
  const rows = (await deps.repository.list()).sessions;
  const open = rows.flatMap(({ session }) => {
    const { id, worktreeInfo: info } = session;
    return info && !isPutAway(session) ? [{ id, info }] : [];
  });
  const found = new Map<string, MergedVerdict>();
  const look = async (root: string) => {
    const own = open.filter(({ info }) => info.repoRoot === root);
    if (!(await mayExist(root))) return;
    const questions = own.map(({ info }) => mergedQuestion(info));
    const verdicts = await deps.git.reader
      .areMerged(root, questions, signal ? { signal } : {})
      .catch((thrown: unknown) => {
        // What is wrong with a repository is told by whoever works in it.
        if (signal?.aborted) throw thrown;
      });
    for (const { id, info } of own) {
      const verdict = verdicts?.get(info.branch);
      if (verdict) found.set(id, verdict);
    }
  };
  await Promise.all([...new Set(open.map(({ info }) => info.repoRoot))].map(look));
  return found;
}
