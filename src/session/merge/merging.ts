import { QtuiError, toQtuiError } from '../../core/errors.js';
import { frozen } from '../../core/freeze.js';
import type {
  BuiltMerge,
  LandedMerge,
  MergeObstacle,
  MergePlan,
  MergeRequest,
  PlannedCheck,
  VerifiedMerge,
} from '../../core/merge.js';
import type { Cancellable, CommitOptions } from '../../core/ports/git.js';
import type { MergePlanOptions } from '../../core/ports/sessions.js';
import type { SessionMetadata } from '../../core/session.js';
import { usedNow } from '../activity.js';
import { planCheck } from '../checks/checking.js';
import type { SessionConfig, SessionDependencies } from '../dependencies.js';
import { letGoOfDraft } from '../drafts/drafts.js';
import { configForType } from '../policy.js';
import { isDirectory, requireRow, updateRow } from '../registry/rows.js';
import { originOf } from '../undo/acts.js';
import { expireBackups } from '../undo/backup-expiry.js';
import {
  type BranchSwitch,
  readSwitch,
  refuseSwitched,
  switchHint,
  switchWords,
} from '../worktrees/switched.js';
import { builtOn } from './target/built-on.js';
import { requireWorktree } from './target/require-worktree.js';
import { currentTarget, familyIn } from './target/target.js';

/** What merging the session's branch would do. Changes no branch. Throws `merge-refused` without one. */
export async function planSessionMerge(
  deps: SessionDependencies,
  id: string,
  options: MergePlanOptions = {},
): Promise<MergePlan> {
  const { request, known } = await requestOf(deps, id, options);
  const { signal } = options;
  const plan = await deps.git.merges.plan(request, signal ? { signal } : {});
  return frozen({ ...plan, ...known(plan) });
}

/** A merge to be planned, and what of the session belongs into its plan. */
export interface SessionMergeRequest {
  session: SessionMetadata;
  request: MergeRequest;
  /** What the plan says besides what git knows. */
  known(
    plan: Pick<MergePlan, 'obstacles'>,
  ): Pick<MergePlan, 'obstacles'> & Partial<Pick<MergePlan, 'sessionId' | 'check' | 'retargeted'>>;
}

/** What a merge of the session's branch is, as row and settings have it. Reads only. */
export async function requestOf(
  deps: SessionDependencies,
  id: string,
  options: MergePlanOptions = {},
): Promise<SessionMergeRequest> {
  const { session } = await requireRow(deps, id);
  const info = requireWorktree(session);
  const [settings, switched, family] = await Promise.all([
    deps.config(info.repoRoot),
    readSwitch(deps, session),
    familyIn(deps, info.repoRoot),
  ]);
  // A branch that was renamed in its worktree is not there to be planned for.
  const tip = switched && (await deps.git.reader.branchTip(info.repoRoot, info.branch));
  if (tip === undefined) refuseSwitched(switched, 'Nothing was merged.');
  const config = configForType(settings, session.type);
  // What the person asks for holds, whatever has become of the session's own target.
  const wanted = options.target;
  const [{ target, retargeted }, parts, check, hasDirectory] = await Promise.all([
    wanted === undefined
      ? currentTarget(deps, info, family)
      : { target: wanted, retargeted: undefined },
    builtOn(deps, info, family),
    wantedCheck(deps, { config, settings, wish: options.check }),
    isDirectory(info.path),
  ]);
  const { refresh = false, resolutions, sign } = options;
  const request = {
    repoRoot: info.repoRoot,
    ...(hasDirectory && !switched ? { worktree: info.path } : {}),
    source: info.branch,
    target,
    strategy: options.strategy ?? config.merge.strategy,
    trailers: config.merge.trailers,
    refresh: refresh && config.worktrees.fetch,
    builtOn: parts,
    ...(sign !== undefined && { sign }),
    ...(resolutions && { resolutions }),
  };
  return {
    session,
    request,
    known: ({ obstacles }) => ({
      sessionId: id,
      obstacles: switched ? [switchObstacle(switched), ...obstacles] : obstacles,
      ...(check && { check }),
      ...(retargeted && { retargeted }),
    }),
  };
}

/** Who asks for the check gets that of all sessions where the type goes without one. */
async function wantedCheck(
  deps: SessionDependencies,
  {
    config,
    settings,
    wish,
  }: { config: SessionConfig; settings: SessionConfig; wish: MergePlanOptions['check'] },
): Promise<PlannedCheck | undefined> {
  if (typeof wish === 'object') return { command: wish };
  const own = await planCheck(deps, config);
  return own === undefined && wish ? planCheck(deps, settings) : own;
}

/** What the person sees in the worktree is another branch than the one that would be merged. */
function switchObstacle(switched: BranchSwitch): MergeObstacle {
  return {
    code: 'branch-switched',
    message: switchWords(switched),
    hint: switchHint(switched),
    paths: [switched.path],
  };
}

/** Commits the session's uncommitted work in its worktree; resolves with the commit. */
export async function commitSession(
  deps: SessionDependencies,
  id: string,
  options: CommitOptions & Cancellable,
): Promise<string> {
  const { session } = await requireRow(deps, id);
  const info = requireWorktree(session);
  refuseSwitched(await readSwitch(deps, session), 'Nothing was committed.');
  return deps.git.merges.commit(info.path, options);
}

/** The merge has landed, whatever becomes of that. */
async function letGitRemember(deps: SessionDependencies, plan: MergePlan): Promise<void> {
  if (plan.resolved.length === 0) return;
  try {
    await deps.git.merges.remember(plan);
  } catch (error) {
    const { code, message } = toQtuiError(error, 'let git remember the resolutions');
    deps.log.log('warn', 'resolutions-not-remembered', { code, message });
  }
}

/**
 * Lands a merge of the session's branch and records it in the session's row; a merge that does
 * not land is discarded. A landing stands
 * even when its record cannot be written: git itself tells later that the branch is merged.
 */
export async function landSessionMerge(
  deps: SessionDependencies,
  id: string,
  merge: VerifiedMerge,
  options: Cancellable = {},
): Promise<LandedMerge> {
  const { session } = await requireRow(deps, id);
  const info = requireWorktree(session);
  const { built } = merge;
  const { plan } = built;
  if (plan.request.source !== info.branch) {
    throw new QtuiError(
      'merge-refused',
      `The merge is of "${plan.request.source}", not of "${info.branch}".`,
      {
        untouched: 'Nothing was merged.',
        hint: 'Look at the merge of this session again.',
      },
    );
  }
  refuseSwitched(await readSwitch(deps, session), 'Nothing was merged.');
  // Who lands the merge has seen where it goes.
  const target = plan.retargeted ? { mergeTarget: plan.retargeted.to } : {};
  const act = originOf(deps, session);
  const landed = await orDiscard(deps, built, deps.git.merges.land(merge, { ...options, act }));
  try {
    await updateRow(deps, id, (row) => ({
      ...usedNow(deps, row),
      fileCount: plan.files.length,
      ...(row.worktreeInfo
        ? {
            worktreeInfo: {
              ...row.worktreeInfo,
              mergedOid: plan.sourceOid,
              landedOid: built.commit,
              ...target,
            },
          }
        : {}),
    }));
    // Not before: by this pin a recovery knows of a merge that no row tells of.
    await discardMerge(deps, built);
  } catch (error) {
    const { code, message } = toQtuiError(error, 'record the merge');
    deps.log.log('error', 'merge-not-recorded', { id, code, message, commit: built.commit });
  }
  await letGitRemember(deps, plan);
  await letGoOfDraft(deps, id);
  await expireBackups(deps, info.repoRoot);
  return landed;
}

/** Lets go of a merge that is not to be landed; what cannot be let go now is swept later. */
export async function discardMerge(deps: SessionDependencies, built: BuiltMerge): Promise<void> {
  await deps.git.merges.discard(built).catch((thrown: unknown) => {
    const { code, message } = toQtuiError(thrown, 'let go of the merge');
    deps.log.log('warn', 'merge-not-discarded', { code, message, ref: built.ref });
  });
}

/** What `work` makes of a built merge; where it fails the merge is discarded. */
export async function orDiscard<T>(
  deps: SessionDependencies,
  built: BuiltMerge,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    await discardMerge(deps, built);
    throw thrown;
  }
}
