import { asWarning, QtuiError, toQtuiError, type Warning, withDetails } from '../../core/errors.js';
import type { Cancellable } from '../../core/ports/git.js';
import type {
  PublishedSession,
  PullRequestOutcome,
  PullRequestWish,
  PushSessionWish,
} from '../../core/ports/publishing.js';
import type { ComparedBranches, PushedBranch } from '../../core/ports/remotes.js';
import { withPullRequest } from '../../core/pull-request-field.js';
import type { CommitSummary } from '../../core/repository.js';
import { type SessionMetadata, sessionTitle, type WorktreeInfo } from '../../core/session.js';
import { count } from '../../core/text.js';
import type { SessionDependencies } from '../dependencies.js';
import { isDirectory, requireRow, updateRow } from '../registry/rows.js';

const NOTHING_PUSHED = 'Nothing was pushed.';

/** See `SessionService.push`. */
export async function pushSession(
  deps: SessionDependencies,
  id: string,
  wish: PushSessionWish & Cancellable = {},
): Promise<PublishedSession> {
  const { session } = await requireRow(deps, id);
  const info = requireBranch(session);
  const remote = wish.remote ?? (await deps.git.remotes.pushRemote(info.repoRoot, info.branch));
  const warnings = await uncommittedWarnings(deps, info);
  const pushed = await push(deps, info, { ...wish, remote });
  warnings.push(...(await follow(deps, info, remote)));
  return { pushed, warnings };
}

async function push(
  deps: SessionDependencies,
  info: WorktreeInfo,
  { remote, replace, signal }: PushSessionWish & Cancellable & { remote: string },
): Promise<PushedBranch> {
  const { repoRoot, branch } = info;
  const { remotes, reader } = deps.git;
  // The user's pre-push hook runs where the work is.
  const directory = (await isDirectory(info.path)) ? info.path : repoRoot;
  const seen = replace ? await reader.remoteBranchTip(repoRoot, remote, branch) : undefined;
  return remotes.push(directory, {
    remote,
    branch,
    ...(replace && { expected: seen ?? 'absent' }),
    ...(signal && { signal }),
  });
}

/** The branch is at the remote by then, whatever becomes of the settings here. */
async function follow(
  deps: SessionDependencies,
  { repoRoot, branch }: WorktreeInfo,
  remote: string,
): Promise<Warning[]> {
  try {
    await deps.git.remotes.followOwnName(repoRoot, { branch, remote });
    return [];
  } catch (thrown) {
    return [asWarning(toQtuiError(thrown, `set the upstream of ${branch}`))];
  }
}

/** See `SessionService.openPullRequest`. */
export async function openPullRequest(
  deps: SessionDependencies,
  id: string,
  wish: PullRequestWish & Cancellable = {},
): Promise<PullRequestOutcome> {
  const { session } = await requireRow(deps, id);
  const info = requireBranch(session);
  const remote = wish.remote ?? (await deps.git.remotes.pushRemote(info.repoRoot, info.branch));
  const compared = await compare(deps, info, remote);
  const commits = await ownCommits(deps, info);
  const cancel = wish.signal ? { signal: wish.signal } : {};
  const obstacle = wish.byHand
    ? undefined
    : await deps.forge.obstacle(compared.target.host, cancel);
  const warnings = await uncommittedWarnings(deps, info);
  const pushed = await push(deps, info, { ...wish, remote });
  warnings.push(...(await follow(deps, info, remote)));
  if (wish.byHand || obstacle !== undefined) {
    const url = deps.git.remotes.comparePage(compared);
    return { pushed, warnings, result: 'to-open', url, ...(obstacle && { reason: obstacle }) };
  }
  const made = await atForge(deps, compared, textOf(session, commits, wish), cancel).catch(
    (thrown) => {
      throw stillPushed(thrown, pushed);
    },
  );
  const { number, url } = made;
  // It is there; the next `qtui pr` finds it again.
  await updateRow(deps, id, (row) => withPullRequest(row, { number, url })).catch((thrown) =>
    warnings.push(asWarning(toQtuiError(thrown, `remember the pull request ${url}`))),
  );
  return { pushed, warnings, ...made };
}

/** The branch, and where it shall go: the merge target as its remote calls it. */
async function compare(
  deps: SessionDependencies,
  { repoRoot, branch, mergeTarget }: WorktreeInfo,
  remote: string,
): Promise<ComparedBranches> {
  const { remotes } = deps.git;
  const upstream = await remotes.upstreamOf(repoRoot, mergeTarget);
  const [source, target] = await Promise.all([
    remotes.hostedAt(repoRoot, remote, { isPush: true }),
    remotes.hostedAt(repoRoot, upstream?.remote ?? remote),
  ]);
  if (source === undefined) {
    throw new QtuiError(
      'pull-request-failed',
      `${remote} is at no hosting service that qtui knows, so it has no pull requests.`,
      { untouched: NOTHING_PUSHED, hint: 'Push with `qtui push`.', data: { remote } },
    );
  }
  return { source, branch, target: target ?? source, base: upstream?.branch ?? mergeTarget };
}

async function ownCommits(
  deps: SessionDependencies,
  { repoRoot, branch, mergeTarget }: WorktreeInfo,
): Promise<CommitSummary[]> {
  const { reader, remotes } = deps.git;
  const [tip, target] = await Promise.all([
    reader.branchTip(repoRoot, branch),
    reader.branchTip(repoRoot, mergeTarget),
  ]);
  if (tip === undefined || target === undefined) {
    const gone = tip === undefined ? branch : mergeTarget;
    throw new QtuiError('unknown-revision', `There is no branch "${gone}".`, {
      untouched: NOTHING_PUSHED,
    });
  }
  const { ontoOid } = await remotes.groundOf(repoRoot, { branch: mergeTarget, oid: target });
  const commits = await reader.commits(repoRoot, { from: ontoOid, to: tip });
  if (commits.length > 0) return commits;
  throw new QtuiError(
    'pull-request-failed',
    `${branch} has no commit that ${mergeTarget} has not, so there is nothing to propose.`,
    { untouched: NOTHING_PUSHED, hint: 'Commit the work of the session first.' },
  );
}

async function atForge(
  deps: SessionDependencies,
  { source, branch, target, base }: ComparedBranches,
  text: { title: string; body: string; isDraft: boolean },
  cancel: Cancellable,
): Promise<{ result: 'created' | 'exists'; number: number; url: string }> {
  const isFork = source.path !== target.path;
  const head = isFork ? `${source.path.split('/')[0]}:${branch}` : branch;
  const open = await deps.forge.findOpen(target, head, cancel);
  if (open !== undefined) return { result: 'exists', number: open.number, url: open.url };
  const made = await deps.forge.create(target, { base, head, ...text }, cancel);
  return { result: 'created', ...made };
}

/** One commit speaks for itself; of several the session's own words are the title. */
function textOf(
  session: SessionMetadata,
  commits: readonly CommitSummary[],
  { title, body, isDraft = false }: PullRequestWish,
): { title: string; body: string; isDraft: boolean } {
  const [only] = commits;
  const subject = commits.length === 1 ? only?.subject : undefined;
  const [firstLine = ''] = session.firstMessage.split('\n', 1);
  const list = [...commits].reverse().map((commit) => `- ${commit.subject}`);
  return {
    title: title ?? subject ?? (session.name || firstLine.trim() || sessionTitle(session)),
    body: body ?? `${list.join('\n')}\n`,
    isDraft,
  };
}

function stillPushed(thrown: unknown, { branch, remote }: PushedBranch): unknown {
  if (!(thrown instanceof QtuiError)) return thrown;
  return withDetails(thrown, {
    untouched: `${branch} is pushed to ${remote}; no pull request was made.`,
  });
}

async function uncommittedWarnings(
  deps: SessionDependencies,
  { path }: WorktreeInfo,
): Promise<Warning[]> {
  if (!(await isDirectory(path))) return [];
  const { dirty } = await deps.git.reader.status(path);
  if (dirty === 0) return [];
  const message = `${count(dirty, 'uncommitted file')} of the session: only commits are pushed.`;
  return [{ code: 'uncommitted', message }];
}

function requireBranch(session: SessionMetadata): WorktreeInfo {
  if (session.worktreeInfo) return session.worktreeInfo;
  throw new QtuiError(
    'usage',
    `Session "${sessionTitle(session)}" has no branch of its own, so there is nothing to push.`,
    { untouched: NOTHING_PUSHED, hint: 'Only worktree sessions are pushed.' },
  );
}
