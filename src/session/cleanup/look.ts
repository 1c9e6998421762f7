import type { SessionView } from '../../core/ports/sessions.js';
import type { MergedQuestion, MergedVerdict, RepositorySurvey } from '../../core/repository.js';
import { isPutAway, type SessionMetadata, type WorktreeInfo } from '../../core/session.js';
import type { SessionConfig, SessionDependencies } from '../dependencies.js';
import { mergedQuestion } from '../merge/target/merged-question.js';
import { mayExist } from '../registry/rows.js';

/** A session as a cleanup sees it. */
export interface LookedAt {
  view: SessionView;
  info?: WorktreeInfo;
  /** Its worktree's directory is there, and is its own. */
  hasWorktree: boolean;
  verdict?: MergedVerdict;
}

/** A branch of qtui's that has neither worktree nor session. */
export interface LeftOverBranch {
  name: string;
  oid: string;
  date: string;
  target: string;
  /** Of the session that it was, where its row is still there. */
  session?: SessionMetadata;
  verdict?: MergedVerdict;
}

/** One repository with its sessions. */
export interface RepositoryLook {
  root: string;
  survey: RepositorySurvey;
  /** Without those that a removal has put away. */
  sessions: LookedAt[];
  leftOvers: LeftOverBranch[];
  /** Where work goes that names no target. */
  defaultTarget: string;
}

/** Reads everything about a repository that does not depend on what is asked for. */
export async function lookAtRepository(
  deps: SessionDependencies,
  root: string,
  views: readonly SessionView[],
  { merge }: Pick<SessionConfig, 'merge'>,
): Promise<RepositoryLook> {
  const every = await Promise.all(views.map((view) => lookAtSession(deps, view)));
  const sessions = every.filter((looked) => looked.hasWorktree || !isPutAway(looked.view.session));
  const former = new Map(
    every.filter((looked) => !sessions.includes(looked)).map((row) => [row.info?.branch, row]),
  );
  const defaultTarget = merge.target ?? (await deps.git.reader.defaultTarget(root)) ?? 'main';
  const asked = new Map<string, MergedQuestion>();
  for (const { info } of sessions) if (info) asked.set(info.branch, mergedQuestion(info));
  const leftOver = new Set<string>();
  const targets = new Set(sessions.map(({ info }) => info?.mergeTarget));
  const survey = await deps.git.reader.survey(root, (branches) => {
    for (const { name, isLeftOver, isOurs } of branches) {
      if (!isOurs || asked.has(name)) continue;
      if (isLeftOver && !targets.has(name)) leftOver.add(name);
      const target = former.get(name)?.info?.mergeTarget ?? defaultTarget;
      asked.set(name, { branch: name, target });
    }
    return [...asked.values()];
  });
  const leftOvers = survey.branches
    .filter(({ name }) => leftOver.has(name))
    .map(({ name, oid, date }) => {
      const session = former.get(name)?.view.session;
      const verdict = survey.verdicts.get(name);
      return {
        ...{ name, oid, date, target: asked.get(name)?.target ?? defaultTarget },
        ...(session && { session }),
        ...(verdict && { verdict }),
      };
    });
  const judged = sessions.map((looked) => {
    const verdict = looked.info && survey.verdicts.get(looked.info.branch);
    return { ...looked, ...(verdict && { verdict }) };
  });
  return { root, survey, sessions: judged, leftOvers, defaultTarget };
}

async function lookAtSession(deps: SessionDependencies, view: SessionView): Promise<LookedAt> {
  const info = view.session.worktreeInfo;
  if (info === undefined) return { view, hasWorktree: false };
  const isThere = await mayExist(info.path);
  const hasWorktree = isThere && !(await deps.repository.belongsToAnother(view.session));
  return { view, info, hasWorktree };
}
