import type { ComparedBranches, HostedRepository } from '../../core/ports/remotes.js';

/** Names under which ssh reaches a service, and the service's own. */
const HOST_ALIASES: readonly [RegExp, string][] = [
  [/^(?:ssh\.)?github\.com(?:[-_].*)?$|^github(?:[-_].*)?$/, 'github.com'],
  [/^(?:altssh\.)?gitlab\.com(?:[-_].*)?$|^gitlab$/, 'gitlab.com'],
  [/^(?:altssh\.)?bitbucket\.org(?:[-_].*)?$|^bitbucket$/, 'bitbucket.org'],
];

type Service = 'github' | 'gitlab' | 'bitbucket' | 'bitbucket-server' | 'gitea';

interface Address {
  /** `https://host`, with the port where it is one of http. */
  root: string;
  host: string;
  path: string;
}

/**
 * The repository that a remote's address names; undefined for a path or anything that no web
 * server answers for. Credentials in the address are left out.
 */
export function hostedRepository(remoteAddress: string): HostedRepository | undefined {
  const address = parseAddress(remoteAddress);
  if (address === undefined) return undefined;
  const { root, host } = address;
  const path = address.path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  if (!/^[^/]+(?:\/[^/]+)+$/.test(path)) return undefined;
  return { host, path, address: `${root}/${encodePath(path)}` };
}

function parseAddress(text: string): Address | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return parseUrl(text);
  // ssh's short form: [user@]host:path, where no slash comes before the colon.
  const match = /^(?:[^@/\s]+@)?(?<host>[^:/@\s]+):(?<path>[^\s]+)$/.exec(text)?.groups;
  const host = match?.['host'];
  if (host === undefined || match?.['path'] === undefined) return undefined;
  return atHost(host, match['path']);
}

function parseUrl(text: string): Address | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // No address, as of a repository that is a directory.
    return undefined;
  }
  const path = decoded(url.pathname);
  if (url.hostname === '' || path === undefined) return undefined;
  if (url.protocol === 'http:' || url.protocol === 'https:') {
    return { root: `${url.protocol}//${url.host}`, host: url.hostname, path };
  }
  return ['ssh:', 'git+ssh:', 'git:'].includes(url.protocol)
    ? atHost(url.hostname, path)
    : undefined;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    // A percent sign that encodes nothing: no address that could be opened.
    return undefined;
  }
}

function atHost(name: string, path: string): Address | undefined {
  const known = HOST_ALIASES.find(([alias]) => alias.test(name))?.[1];
  const host = known ?? name;
  // A name without a dot is one of the user's ssh configuration.
  return host.includes('.') ? { root: `https://${host}`, host, path } : undefined;
}

function serviceOf({ host, path }: HostedRepository): Service {
  if (host === 'bitbucket.org') return 'bitbucket';
  if (/bitbucket|stash/.test(host) || path.startsWith('scm/')) return 'bitbucket-server';
  if (/gitlab/.test(host)) return 'gitlab';
  // Other servers of this kind take GitHub's addresses.
  return /github/.test(host) ? 'github' : 'gitea';
}

/** Refs that hold the head of a pull or merge request, the likeliest first. */
export function pullRequestRefs(
  repository: HostedRepository | undefined,
  number: number,
): string[] {
  const service = repository && serviceOf(repository);
  const pull = `refs/pull/${number}/head`;
  const merge = `refs/merge-requests/${number}/head`;
  if (service === 'bitbucket-server') return [`refs/pull-requests/${number}/from`];
  return service === 'gitlab' ? [merge, pull] : [pull, merge];
}

/** The page on which a person opens a pull request. */
export function comparePage({ source, branch, target, base }: ComparedBranches): string {
  const isFork = source.path !== target.path || source.host !== target.host;
  const service = serviceOf(target);
  const query = (values: Readonly<Record<string, string>>) =>
    new URLSearchParams(values).toString();
  switch (service) {
    case 'gitlab':
      return `${source.address}/-/merge_requests/new?${query({
        'merge_request[source_branch]': branch,
        ...(isFork ? {} : { 'merge_request[target_branch]': base }),
      })}`;
    case 'bitbucket':
      return `${source.address}/pull-requests/new?${query({ source: branch, ...(isFork ? {} : { dest: base }) })}`;
    case 'bitbucket-server':
      return `${bitbucketServerPage(source)}/pull-requests?create&${query({
        sourceBranch: `refs/heads/${branch}`,
        ...(isFork ? {} : { targetBranch: `refs/heads/${base}` }),
      })}`;
    default: {
      const owner = isFork ? `${source.path.split('/')[0]}:` : '';
      const range = `${encodePath(base)}...${owner}${encodePath(branch)}`;
      return `${target.address}/compare/${range}${service === 'github' ? '?expand=1' : ''}`;
    }
  }
}

/** `scm/PROJECT/name` of the address is `projects/PROJECT/repos/name` of the page. */
function bitbucketServerPage({ address, path }: HostedRepository): string {
  const [project = '', name = ''] = path.split('/').slice(-2);
  const root = address.slice(0, address.length - encodePath(path).length);
  return `${root}projects/${encodePath(project)}/repos/${encodePath(name)}`;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
