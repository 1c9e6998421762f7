import { QtuiError } from '../../../core/errors.js';
import { frozen } from '../../../core/freeze.js';
import type { Cancellable } from '../../../core/ports/git.js';
import type { MergeForecastOptions, SessionForecast } from '../../../core/ports/merge-forecasts.js';
import type { SessionView } from '../../../core/ports/sessions.js';
import { comparePriority, type SessionMetadata, sessionTitle } from '../../../core/session.js';
import { isOpen } from '../../../core/session-status.js';
import type { SessionDependencies } from '../../dependencies.js';
import { requestOf, type SessionMergeRequest } from '../merging.js';
import { radarOf } from './radar.js';

/** See `SessionService.forecastMerges`. */
export async function forecastSessionMerges(
  deps: SessionDependencies,
  directory: string,
  views: readonly SessionView[],
  options: MergeForecastOptions = {},
): Promise<SessionForecast[]> {
  const { signal, onStep, sessions: ids } = options;
  const queue =
    ids === undefined
      ? await sessionsInOrder(deps, directory, views, options)
      : chosenSessions(views, ids);
  const merges = await Promise.all(queue.map(({ id }) => requestOf(deps, id, options)));
  const steps: SessionForecast[] = [];
  await deps.git.merges.forecast(
    merges.map(({ request }) => request),
    {
      ...(signal && { signal }),
      onStep({ alone, inTurn }, index) {
        const merge = merges[index] as SessionMergeRequest;
        const step = frozen({
          session: merge.session,
          alone: { ...alone, ...merge.known(alone) },
          inTurn: { ...inTurn, ...merge.known(inTurn) },
        });
        steps.push(step);
        onStep?.(step, index);
      },
    },
  );
  return steps;
}

/**
 * The sessions of the directory's repository that a merge of all takes: as the radar suggests, what
 * it has no place for last, by priority, oldest first. Throws `not-a-repository`.
 */
export async function sessionsInOrder(
  deps: SessionDependencies,
  directory: string,
  views: readonly SessionView[],
  { signal }: Cancellable,
): Promise<SessionMetadata[]> {
  const { repoRoot, order } = await radarOf(deps, directory, views, signal ? { signal } : {});
  const place = new Map(order.map(({ sessionId }, index) => [sessionId, index]));
  const placeOf = (id: string) => place.get(id) ?? order.length;
  return views
    .map(({ session }) => session)
    .filter((session) => session.worktreeInfo?.repoRoot === repoRoot && isOpen(session))
    .sort(
      (a, b) =>
        placeOf(a.id) - placeOf(b.id) ||
        comparePriority(a, b) ||
        a.created.localeCompare(b.created),
    );
}

/** In the order given, each once. */
function chosenSessions(views: readonly SessionView[], ids: readonly string[]): SessionMetadata[] {
  const byId = new Map(views.map(({ session }) => [session.id, session]));
  const chosen = [...new Set(ids)].map((id) => {
    const session = byId.get(id);
    if (session) return session;
    throw new QtuiError('session-not-found', `There is no session ${id}.`, {
      untouched: 'Nothing was merged.',
    });
  });
  const roots = new Set(chosen.map(({ worktreeInfo }) => worktreeInfo?.repoRoot));
  if (roots.size > 1) throw ofSeveralRepositories(chosen);
  return chosen;
}

function ofSeveralRepositories(chosen: readonly SessionMetadata[]): QtuiError {
  const named = chosen.map((session) => {
    const root = session.worktreeInfo?.repoRoot;
    return `${sessionTitle(session)} (${root ?? 'no worktree'})`;
  });
  return new QtuiError(
    'merge-refused',
    `Only sessions of one repository are merged together, not ${named.join(', ')}.`,
    { untouched: 'Nothing was merged.', hint: 'Merge those of each repository by themselves.' },
  );
}
