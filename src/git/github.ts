import { tmpdir } from 'node:os';
import type { Cancellable } from '../core/cancellable.js';
import { QtuiError } from '../core/errors.js';
import type { Forge, PullRequest } from '../core/ports/forge.js';
import type { HostedRepository } from '../core/ports/remotes.js';
import { type Environment, withoutRepositoryVariables } from './environment.js';
import { runInGroup } from './process-group.js';

const TIMEOUT_MS = 60_000;
const OUTPUT_LIMIT = 64 * 1024;
const FIELDS = 'number,title,url,state,baseRefName,headRefName,isCrossRepository';
const NOTHING_MADE = 'No pull request was made or changed.';

/** What `gh` needs to ask nothing and to print plainly. https://cli.github.com/manual/gh_help_environment */
const PLAIN = {
  GH_PROMPT_DISABLED: '1',
  GH_NO_UPDATE_NOTIFIER: '1',
  NO_COLOR: '1',
  GH_PAGER: 'cat',
};

/** GitHub, and servers of its kind, through GitHub's own command line, where that is signed in. */
export function createGitHub(env: Environment): Forge {
  const plain = { ...withoutRepositoryVariables(env), ...PLAIN };
  const gh = (args: readonly string[], { signal }: Cancellable = {}, input = '') =>
    run({ args, env: plain, input, signal });

  return {
    async obstacle(host, cancel) {
      const result = await gh(['auth', 'status', `--hostname=${host}`], cancel);
      if (result.stopped !== undefined) throw failure('ask whether gh is signed in', result);
      if (result.code === undefined) return 'gh, the command line of GitHub, is not installed.';
      return result.code === 0 ? undefined : `gh is not signed in to ${host}.`;
    },

    async view(repository, number, cancel) {
      const doing = `look at pull request ${number}`;
      const result = await gh(
        ['pr', 'view', String(number), `--repo=${nameOf(repository)}`, `--json=${FIELDS}`],
        cancel,
      );
      if (result.code !== 0) throw failure(doing, result);
      return parsePullRequest(parseJson(result.stdout, doing), doing);
    },

    async findOpen(repository, head, cancel) {
      const doing = `look for a pull request of ${head}`;
      const [owner, branch] = head.includes(':') ? splitHead(head) : [undefined, head];
      const result = await gh(
        [
          'pr',
          'list',
          `--repo=${nameOf(repository)}`,
          `--head=${branch}`,
          '--state=open',
          `--json=${FIELDS},headRepositoryOwner`,
        ],
        cancel,
      );
      if (result.code !== 0) throw failure(doing, result);
      const found = parseJson(result.stdout, doing);
      if (!Array.isArray(found)) throw unreadable(doing);
      // gh looks for the branch's name alone, whoever's it is.
      const own = found.find((each) => ownerOf(each) === (owner ?? ownerName(repository)));
      return own === undefined ? undefined : parsePullRequest(own, doing);
    },

    async create(repository, wish, cancel) {
      const doing = `open a pull request of ${wish.head}`;
      const result = await gh(
        [
          'pr',
          'create',
          `--repo=${nameOf(repository)}`,
          `--head=${wish.head}`,
          `--base=${wish.base}`,
          `--title=${wish.title}`,
          '--body-file=-',
          ...(wish.isDraft ? ['--draft'] : []),
        ],
        cancel,
        wish.body,
      );
      if (result.code !== 0) throw failure(doing, result);
      const url = /https?:\/\/\S+\/pull\/(?<number>\d+)/.exec(result.stdout);
      if (url === null) throw unreadable(doing);
      return { number: Number(url.groups?.['number']), url: url[0] };
    },
  };
}

interface Result {
  /** Undefined where gh could not be started. */
  code?: number;
  stdout: string;
  stderr: string;
  stopped?: 'aborted' | 'timeout';
}

async function run({
  args,
  env,
  input,
  signal,
}: {
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  input: string;
  signal: AbortSignal | undefined;
}): Promise<Result> {
  const stdout: Buffer[] = [];
  let stderr = '';
  // The repository is named in every call: gh shall find none by itself.
  const ended = await runInGroup(
    { file: 'gh', args, cwd: tmpdir(), env },
    {
      timeoutMs: TIMEOUT_MS,
      signal,
      input,
      onStdout: (data) => stdout.push(data),
      onStderr: (text) => {
        stderr = (stderr + text).slice(-OUTPUT_LIMIT);
      },
    },
  );
  const output = { stdout: Buffer.concat(stdout).toString('utf8'), stderr };
  if ('error' in ended) return output;
  return { ...output, ...ended };
}

function nameOf({ host, path }: HostedRepository): string {
  return `${host}/${path}`;
}

function splitHead(head: string): [string, string] {
  const colon = head.indexOf(':');
  return [head.slice(0, colon), head.slice(colon + 1)];
}

function ownerName({ path }: HostedRepository): string {
  return path.split('/')[0] ?? '';
}

function ownerOf(value: unknown): string | undefined {
  const { headRepositoryOwner: owner } = (value ?? {}) as {
    headRepositoryOwner?: { login?: unknown };
  };
  return typeof owner?.login === 'string' ? owner.login : undefined;
}

function parseJson(text: string, doing: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(doing);
  }
}

function parsePullRequest(value: unknown, doing: string): PullRequest {
  const found = (value ?? {}) as Record<string, unknown>;
  const { number, url, title, state, baseRefName: base, headRefName: head } = found;
  if (
    typeof number !== 'number' ||
    typeof url !== 'string' ||
    typeof title !== 'string' ||
    typeof base !== 'string' ||
    typeof head !== 'string'
  ) {
    throw unreadable(doing);
  }
  const isFromFork = found['isCrossRepository'] === true;
  return { number, url, title, state: String(state ?? ''), base, head, isFromFork };
}

function unreadable(doing: string): QtuiError {
  return new QtuiError(
    'pull-request-failed',
    `Could not ${doing}: gh gave an answer unlike itself.`,
    {
      hint: 'Update gh.',
    },
  );
}

function failure(doing: string, { code, stderr, stopped }: Result): QtuiError {
  if (stopped === 'aborted') {
    return new QtuiError('aborted', `Cancelled: ${doing}.`, { untouched: NOTHING_MADE });
  }
  const words = stderr.trim().split('\n').slice(-5).join('\n');
  const reason =
    stopped === 'timeout'
      ? `gh did not end in ${TIMEOUT_MS / 1000} s`
      : code === undefined
        ? 'gh could not be started'
        : words || `gh ended with code ${code}`;
  const isMissing = /Could not resolve to|no pull requests? found|not found/i.test(words);
  return new QtuiError(
    isMissing ? 'remote-not-found' : 'pull-request-failed',
    `Could not ${doing}: ${reason}`,
    { untouched: NOTHING_MADE, hint: 'See `gh auth status`, and try it with gh itself.' },
  );
}
