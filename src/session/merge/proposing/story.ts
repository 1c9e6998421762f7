import type { Cancellable } from '../../../core/cancellable.js';
import type { MergeConflict, MergePlan } from '../../../core/merge.js';
import type { HunkQuestion } from '../../../core/ports/merge-model.js';
import type { SessionDependencies } from '../../dependencies.js';

/** Commits of a side that a model is told of. */
const MOST_COMMITS = 5;

/** What a model is told of a conflict beside its lines. */
export type Story = Pick<HunkQuestion, 'ours' | 'theirs' | 'firstMessage'>;

/** Reads what both sides' commits say of the file, and what the session was started with. */
export async function tellStory(
  deps: SessionDependencies,
  plan: MergePlan,
  conflict: MergeConflict,
  { signal }: Cancellable,
): Promise<Story> {
  const { request, ontoOid, sourceOid, baseOid, landedBefore } = plan;
  const { path, ours, theirs, commit } = conflict;
  const from = landedBefore?.groundOid ?? baseOid;
  const commits = (to: string, own: string | undefined, most: number) =>
    deps.git.reader.commitsTouching(
      request.repoRoot,
      { from, to },
      { path: own ?? path, most, signal },
    );
  const [byOurs, byTheirs, firstMessage] = await Promise.all([
    commits(ontoOid, ours?.path, MOST_COMMITS),
    // Of a commit that is replayed alone, it alone tells.
    commits(commit ?? sourceOid, theirs?.path, commit === undefined ? MOST_COMMITS : 1),
    firstMessageOf(deps, plan),
  ]);
  return {
    ours: { branch: request.target, commits: byOurs },
    theirs: { branch: request.source, commits: byTheirs },
    firstMessage,
  };
}

/** Of the session whose branch is merged; empty for a branch of no session. */
async function firstMessageOf(deps: SessionDependencies, { request }: MergePlan): Promise<string> {
  const { sessions } = await deps.repository.list();
  const found = sessions.find(
    ({ session: { worktreeInfo } }) =>
      worktreeInfo?.repoRoot === request.repoRoot && worktreeInfo.branch === request.source,
  );
  return found?.session.firstMessage ?? '';
}
