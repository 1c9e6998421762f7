import type { Upstream } from '../../core/ports/remotes.js';
import { parseRefRows, refFormat } from '../parsers/for-each-ref.js';
import { branchRef, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { trackingRef } from './fetch.js';

/** Names of the remotes, in git's order. */
export async function listRemotes(git: GitRunner, repo: string): Promise<string[]> {
  const names = await git.text(repo, ['remote'], { doing: 'list the remotes' });
  return names === '' ? [] : names.split('\n');
}

/** `origin` where there is one, else the only remote; undefined where none is the obvious one. */
export async function defaultRemote(git: GitRunner, repo: string): Promise<string | undefined> {
  const remotes = await listRemotes(git, repo);
  if (remotes.includes('origin')) return 'origin';
  return remotes.length === 1 ? remotes[0] : undefined;
}

/** See `RemoteStore.upstreamOf`. */
export async function readUpstream(
  git: GitRunner,
  repo: string,
  branch: string,
): Promise<Upstream | undefined> {
  const [refname, ref = '', remote = '', remoteRef = ''] = await configuredUpstream(
    git,
    repo,
    branch,
  );
  // A branch that follows another local one has "." for a remote: there is nothing to fetch.
  if (refname !== undefined && remote === '.') return undefined;
  if (ref.startsWith('refs/remotes/') && remote !== '') {
    return withTip(git, repo, { remote, branch: shortBranch(remoteRef), ref });
  }
  const origin = await defaultRemote(git, repo);
  if (origin === undefined) return undefined;
  const found = await withTip(git, repo, {
    remote: origin,
    branch,
    ref: trackingRef(origin, branch),
  });
  return found.oid === undefined ? undefined : found;
}

async function configuredUpstream(
  git: GitRunner,
  repo: string,
  branch: string,
): Promise<readonly string[]> {
  const atoms = ['refname', 'upstream', 'upstream:remotename', 'upstream:remoteref'];
  const { stdout } = await git.run(repo, ['for-each-ref', refFormat(atoms), branchRef(branch)], {
    doing: `read the upstream of ${branch}`,
  });
  const rows = parseRefRows(stdout, atoms.length);
  return rows.find(([refname]) => refname === branchRef(branch)) ?? [];
}

async function withTip(
  git: GitRunner,
  repo: string,
  upstream: Pick<Upstream, 'remote' | 'branch' | 'ref'>,
): Promise<Upstream> {
  const oid = await readRef(git, repo, upstream.ref);
  const name = upstream.ref.replace(/^refs\/remotes\//, '');
  return { ...upstream, name, ...(oid === undefined ? {} : { oid }) };
}

function shortBranch(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}
