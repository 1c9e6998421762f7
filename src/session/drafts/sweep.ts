import { isPutAway } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { dropMergeDraft } from './drafts.js';

/**
 * Drops the drafts of sessions that are put away, and drafts, records of checks and comments of those
 * that are gone, which a killed process has left.
 */
export async function sweepProgress(deps: SessionDependencies): Promise<void> {
  const [withDraft, withChecks, withComments] = await Promise.all([
    deps.drafts.ids(),
    deps.checks.ids(),
    deps.comments.ids(),
  ]);
  if (withDraft.length + withChecks.length + withComments.length === 0) return;
  const known = new Set(await deps.repository.ids());
  for (const id of withChecks) if (!known.has(id)) await deps.checks.drop(id);
  for (const id of withComments) if (!known.has(id)) await deps.comments.drop(id);
  if (withDraft.length === 0) return;
  const { sessions } = await deps.repository.list();
  const putAway = sessions.filter(({ session }) => isPutAway(session));
  const ended = new Set(putAway.map(({ session }) => session.id));
  for (const id of withDraft) if (!known.has(id) || ended.has(id)) await dropMergeDraft(deps, id);
}

/**
 * Lets go of the contents in this repository that no draft tells of any more: a save and a drop at
 * the same time leave them. Those of sessions that are not in this registry are of another one.
 */
export async function sweepContents(deps: SessionDependencies, repo: string): Promise<void> {
  await deps.git.merges.sweepContents(repo, async (id) => {
    const { repository, drafts } = deps;
    return (await repository.ids()).includes(id) && !(await drafts.ids()).includes(id);
  });
}
