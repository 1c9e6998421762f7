import { QtuiError, type Warning } from '../../../core/errors.js';
import type { Cancellable } from '../../../core/ports/git.js';
import type { SessionView } from '../../../core/ports/sessions.js';
import type { RadarReport, RadarScan, RadarSession, RadarSubject } from '../../../core/radar.js';
import { isPutAway, sessionTitle } from '../../../core/session.js';
import { contextOrNone } from '../../context.js';
import type { SessionDependencies } from '../../dependencies.js';
import { builtOn } from '../target/built-on.js';
import { familyOf, type WorktreeSession } from '../target/target.js';
import { suggestMergeOrder } from './order.js';

/** Compares the sessions of the directory's repository that have a worktree and are not put away. */
export async function radarOf(
  deps: SessionDependencies,
  directory: string,
  views: readonly SessionView[],
  options: Cancellable = {},
): Promise<RadarReport> {
  const { context } = await contextOrNone(deps, directory);
  if (context.kind === 'none') {
    throw new QtuiError('not-a-repository', `${directory} is in no git repository.`, {
      hint: 'Go to the repository whose sessions you want to compare.',
    });
  }
  const repoRoot = context.repository.root;
  const live = views.filter(
    ({ session, directoryExists }) =>
      directoryExists && !isPutAway(session) && session.worktreeInfo?.repoRoot === repoRoot,
  );
  const family = familyOf(
    views.map(({ session }) => session),
    repoRoot,
  );
  const subjects = await Promise.all(
    familyOf(
      live.map(({ session }) => session),
      repoRoot,
    ).map((session) => subjectOf(deps, session, family)),
  );
  const scan = await deps.git.radar.scan(repoRoot, subjects, options);
  const sessions = withTitles(scan, live);
  return {
    repoRoot,
    sessions,
    pairs: scan.pairs,
    order: suggestMergeOrder(sessions, scan.pairs),
    warnings: warningsOf(scan, live),
  };
}

async function subjectOf(
  deps: SessionDependencies,
  { id, worktreeInfo }: WorktreeSession,
  family: readonly WorktreeSession[],
): Promise<RadarSubject> {
  const { path, mergeTarget, baseOid } = worktreeInfo;
  const parts = await builtOn(deps, worktreeInfo, family);
  return { sessionId: id, path, target: mergeTarget, startOid: baseOid, builtOn: parts };
}

function withTitles({ sessions }: RadarScan, live: readonly SessionView[]): RadarSession[] {
  const views = new Map(live.map((view) => [view.session.id, view]));
  const idByBranch = new Map(
    live.map(({ session }) => [session.worktreeInfo?.branch ?? '', session.id]),
  );
  const titled = sessions.map((change) => {
    const view = views.get(change.sessionId);
    const parentId = idByBranch.get(change.target);
    return {
      ...change,
      title: view ? sessionTitle(view.session) : change.sessionId,
      ...(view?.agentState !== undefined && { agentState: view.agentState }),
      ...(view?.session.priority && { priority: view.session.priority }),
      ...(parentId !== undefined && parentId !== change.sessionId && { parentId }),
    };
  });
  return titled.sort((a, b) => a.title.localeCompare(b.title, 'en'));
}

function warningsOf({ problems }: RadarScan, live: readonly SessionView[]): Warning[] {
  const titles = new Map(live.map(({ session }) => [session.id, sessionTitle(session)]));
  return problems.map(({ sessionId, code, message }) => ({
    code,
    message: `Session "${titles.get(sessionId) ?? sessionId}": ${message}`,
  }));
}
