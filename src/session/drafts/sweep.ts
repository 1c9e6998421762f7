import { isPutAway } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { dropMergeDraft } from './drafts.js';

/**
 * Drops the drafts of sessions that are put away, and drafts and records of checks of those that
 * are gone, which a killed process has left.
 */
export async function sweepProgress(deps: SessionDependencies): Promise<void> {
  const [withDraft, withChecks] = await Promise.all([deps.drafts.ids(), deps.checks.ids()]);
  if (withDraft.length + withChecks.length === 0) return;
  const known = new Set(await deps.repository.ids());
  for (const id of withChecks) if (!known.has(id)) await deps.checks.drop(id);
  if (withDraft.length === 0) return;
  const { sessions } = await deps.repository.list();
  const putAway = sessions.filter(({ session }) => isPutAway(session));
  const ended = new Set(putAway.map(({ session }) => session.id));
  for (const id of withDraft) if (!known.has(id) || ended.has(id)) await dropMergeDraft(deps, id);
}
