import { asWarning, QtuiError, type Warning } from '../../core/errors.js';
import type { PullRequest } from '../../core/ports/forge.js';
import type { BranchSource } from '../../core/ports/sessions.js';
import type { SessionPullRequest } from '../../core/pull-request-field.js';
import type { Oid, Repository } from '../../core/repository.js';
import { count } from '../../core/text.js';
import type { SessionDependencies } from '../dependencies.js';
import type { FetchWatch } from './base.js';

/** The person has asked for what is there: it may take longer than a look at the target, ms. */
const FETCH_TIMEOUT_MS = 60_000;
const NOTHING_CREATED = 'Nothing was created.';

/** A branch that a session goes on with, and what is known of it. */
export interface OpenedBranch {
  branch: string;
  /** Its tip, or where it is to be made. */
  startOid: Oid;
  /** It is there already, and stays whatever becomes of the session. */
  exists: boolean;
  /** Remote whose branch of the same name it follows once it is made. */
  follows?: string;
  /** Branch that its pull request goes into. */
  mergeTarget?: string;
  pullRequest?: SessionPullRequest;
  warnings: Warning[];
}

interface Search extends FetchWatch {
  deps: SessionDependencies;
  repo: string;
  isFetched: boolean;
}

/**
 * Finds the branch of a source: a local one, one of a remote, or a pull request's. Fetches what it
 * needs and changes no branch. Throws `unknown-revision`, `remote-not-found`, or `name-taken` for a
 * branch that is checked out.
 */
export async function openBranch(
  deps: SessionDependencies,
  { root }: Repository,
  source: BranchSource,
  how: { isFetched: boolean } & FetchWatch,
): Promise<OpenedBranch> {
  const search: Search = { deps, repo: root, ...how };
  const opened =
    source.kind === 'branch'
      ? await openNamed(search, source.name.trim())
      : await openPullRequestHead(search, source.number);
  if (opened.exists) await refuseCheckedOut(search, opened.branch);
  return opened;
}

async function openNamed(search: Search, name: string): Promise<OpenedBranch> {
  const { deps, repo } = search;
  const tip = await deps.git.reader.branchTip(repo, name);
  if (tip !== undefined) return { branch: name, startOid: tip, exists: true, warnings: [] };
  const remotes = await deps.git.remotes.list(repo);
  const longestFirst = [...remotes].sort((one, other) => other.length - one.length);
  const remote = longestFirst.find((each) => name.startsWith(`${each}/`));
  if (remote !== undefined) return openAtRemote(search, remote, name.slice(remote.length + 1));
  const [only = ''] = remotes;
  const usual = remotes.includes('origin') ? 'origin' : only;
  if (usual === '' || name === '') throw unknown(name, undefined);
  try {
    return await openAtRemote(search, usual, name);
  } catch (error) {
    const isMissing = error instanceof QtuiError && error.code === 'remote-not-found';
    throw isMissing ? unknown(name, usual) : error;
  }
}

/** A branch of a remote: the local one of its name where there is one, else a new one. */
async function openAtRemote(search: Search, remote: string, branch: string): Promise<OpenedBranch> {
  const { deps, repo } = search;
  const { oid, warnings } = await remoteTip(search, remote, branch);
  const own = await deps.git.reader.branchTip(repo, branch);
  if (own === undefined) {
    return { branch, startOid: oid, exists: false, follows: remote, warnings };
  }
  const behind = await warnIfBehind(search, { branch, own }, { name: `${remote}/${branch}`, oid });
  return { branch, startOid: own, exists: true, warnings: [...warnings, ...behind] };
}

/** What the remote has now; what it had when it was last fetched where it cannot be reached. */
async function remoteTip(
  { deps, repo, isFetched, signal, onFetch }: Search,
  remote: string,
  branch: string,
): Promise<{ oid: Oid; warnings: Warning[] }> {
  const known = await deps.git.reader.remoteBranchTip(repo, remote, branch);
  if (!isFetched && known !== undefined) return { oid: known, warnings: [] };
  onFetch?.(`${remote}/${branch}`);
  try {
    const wish = { remote, branch, timeoutMs: FETCH_TIMEOUT_MS, ...(signal && { signal }) };
    return { oid: await deps.git.remotes.fetchBranch(repo, wish), warnings: [] };
  } catch (error) {
    const isOffline =
      error instanceof QtuiError && ['remote-unreachable', 'remote-denied'].includes(error.code);
    if (!isOffline || known === undefined) throw error;
    const message = `${error.message} The session starts from ${remote}/${branch} as last fetched.`;
    return { oid: known, warnings: [{ code: error.code, message }] };
  }
}

async function openPullRequestHead(search: Search, number: number): Promise<OpenedBranch> {
  const { deps, repo, signal, onFetch } = search;
  const remote = await pullRequestRemote(search);
  onFetch?.(`pull request ${number} from ${remote}`);
  const { facts, warnings } = await askForge(search, remote, number);
  const known = await factsOf(search, facts, number);
  if (facts !== undefined && !facts.isFromFork) {
    try {
      const opened = await openAtRemote(search, remote, facts.head);
      return { ...opened, ...known.found, warnings: [...opened.warnings, ...known.warnings] };
    } catch (error) {
      // Once merged, its branch may be gone while the pull request still has its commits.
      if (!(error instanceof QtuiError) || error.code !== 'remote-not-found') throw error;
    }
  }
  const wish = { remote, number, timeoutMs: FETCH_TIMEOUT_MS, ...(signal && { signal }) };
  const oid = await deps.git.remotes.fetchPullRequest(repo, wish);
  const branch = `pr/${number}`;
  const own = await deps.git.reader.branchTip(repo, branch);
  const name = `pull request ${number}`;
  const behind =
    own === undefined ? [] : await warnIfBehind(search, { branch, own }, { name, oid });
  return {
    branch,
    startOid: own ?? oid,
    exists: own !== undefined,
    ...known.found,
    warnings: [...warnings, ...behind, ...known.warnings],
  };
}

/** Pull requests are where the default target comes from; a push may go to a fork. */
async function pullRequestRemote({ deps, repo }: Search): Promise<string> {
  const target = await deps.git.reader.defaultTarget(repo);
  const upstream = target && (await deps.git.remotes.upstreamOf(repo, target));
  if (upstream) return upstream.remote;
  try {
    return await deps.git.remotes.pushRemote(repo, target ?? 'main');
  } catch (error) {
    if (!(error instanceof QtuiError) || error.code !== 'remote-not-found') throw error;
    const { code, message, hint, data } = error;
    const details = { untouched: NOTHING_CREATED, data, cause: error };
    throw new QtuiError(code, message, hint === undefined ? details : { ...details, hint });
  }
}

/** What the hosting service says of it; nothing where it cannot be asked. */
async function askForge(
  { deps, repo, signal }: Search,
  remote: string,
  number: number,
): Promise<{ facts?: PullRequest; warnings: Warning[] }> {
  const cancel = signal ? { signal } : {};
  const hosted = await deps.git.remotes.hostedAt(repo, remote);
  if (hosted === undefined || (await deps.forge.obstacle(hosted.host, cancel)) !== undefined) {
    return { warnings: [] };
  }
  try {
    return { facts: await deps.forge.view(hosted, number, cancel), warnings: [] };
  } catch (error) {
    if (!(error instanceof QtuiError) || error.code !== 'pull-request-failed') throw error;
    return { warnings: [asWarning(error)] };
  }
}

async function factsOf(
  { deps, repo }: Search,
  facts: PullRequest | undefined,
  number: number,
): Promise<{ found: Pick<OpenedBranch, 'mergeTarget' | 'pullRequest'>; warnings: Warning[] }> {
  if (facts === undefined) return { found: {}, warnings: [] };
  const { base, url, state } = facts;
  const warnings: Warning[] = [];
  const hasBase = (await deps.git.reader.branchTip(repo, base)) !== undefined;
  if (!hasBase) {
    const message = `Pull request ${number} goes into ${base}, which is no local branch here.`;
    warnings.push({ code: 'base-missing', message });
  }
  if (state !== 'OPEN' && state !== '') {
    const message = `Pull request ${number} is ${state.toLowerCase()}.`;
    warnings.push({ code: 'pull-request-closed', message });
  }
  return {
    found: { pullRequest: { number: facts.number, url }, ...(hasBase && { mergeTarget: base }) },
    warnings,
  };
}

async function warnIfBehind(
  { deps, repo }: Search,
  { branch, own }: { branch: string; own: Oid },
  { name, oid }: { name: string; oid: Oid },
): Promise<Warning[]> {
  const missing = await deps.git.reader.commits(repo, { from: own, to: oid });
  if (missing.length === 0) return [];
  const message = `${branch} lacks ${count(missing.length, 'commit')} of ${name}; it was left as it is.`;
  return [
    { code: 'branch-behind', message, hint: 'Merge them in the session where you want them.' },
  ];
}

async function refuseCheckedOut({ deps, repo }: Search, branch: string): Promise<void> {
  const entries = await deps.git.reader.worktrees(repo);
  const owner = entries.find(
    (entry) => entry.branch === branch || entry.operationBranch === branch,
  );
  if (owner === undefined) return;
  throw new QtuiError('name-taken', `The branch "${branch}" is checked out in ${owner.path}.`, {
    untouched: NOTHING_CREATED,
    hint: 'Work there, or check out another branch there first.',
    data: { branch, path: owner.path },
  });
}

function unknown(name: string, remote: string | undefined): QtuiError {
  const where = remote === undefined ? '' : `, here or at ${remote}`;
  return new QtuiError('unknown-revision', `There is no branch "${name}"${where}.`, {
    untouched: NOTHING_CREATED,
    hint: 'See the branches with `git branch --all`.',
    data: { revision: name },
  });
}
