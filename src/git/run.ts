import { access } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../core/config.js';
import { type ErrorDetails, QtuiError, toQtuiError } from '../core/errors.js';
import { type Environment, gitEnvironment } from './environment.js';
import {
  type Cause,
  saysConfigLocked,
  saysIndexLocked,
  saysWorktreeHalfMade,
  toGitError,
} from './failure.js';
import { runByShell } from './fork-server.js';
import { namingHolder } from './lock-holder.js';
import { type Ended, putBehind, runInGroup, type Stopped } from './process-group.js';

export interface GitResult {
  code: number;
  stdout: Buffer;
  stderr: string;
}

export interface RunOptions {
  /** Completes "Could not …" when it fails. */
  doing: string;
  /** Exit codes that are an answer and not a failure; default 0 only. */
  accept?: readonly number[] | 'any';
  input?: string | Buffer;
  /** Added to the scrubbed environment. */
  env?: Readonly<Record<string, string>>;
  /** A status that nobody waits for: takes no lock and starts no fsmonitor hook. */
  isPoll?: boolean;
  /** Nobody waits for it: everything else on the machine goes first. */
  isBackground?: boolean;
  timeoutMs?: number;
  /** How long, in ms, git may take to end after it was told to; default 2 s. */
  killDelayMs?: number;
  signal?: AbortSignal | undefined;
  onStderr?: (text: string) => void;
  /** Gets the output piece by piece; the result has none then. */
  onStdout?: (bytes: Buffer) => void;
  /** What a failure's error says besides its cause. */
  details?: ErrorDetails;
  /** Causes of failure that only this kind of command has. */
  causes?: readonly Cause[];
  /**
   * Starts git only while `guard` exists, after its process id was written to `path`: whoever
   * takes the guard away knows which process to wait for.
   */
  pidFile?: { path: string; guard: string };
}

export interface GitRunner {
  /** Runs git in `cwd`; throws a typed error for a code that is not accepted. */
  run(cwd: string, args: readonly string[], options: RunOptions): Promise<GitResult>;
  /** Like `run`, as text without its one trailing newline. */
  text(cwd: string, args: readonly string[], options: RunOptions): Promise<string>;
  /** The environment that git runs in. */
  readonly env: Readonly<Record<string, string>>;
}

const DEFAULT_TIMEOUT_MS = 120_000;
/** Waits between tries while another process is in the way, 4.75 s in all. */
const LOCK_WAITS_MS = [50, 100, 200, 400, 800, 800, 800, 800, 800];
const STDERR_LIMIT = 256 * 1024;
const BASE_ARGS = ['-c', 'core.filesRefLockTimeout=2000', '-c', 'core.packedRefsTimeout=5000'];
const POLL_ARGS = ['-c', 'core.fsmonitor=false'];
/** Runs its arguments as they are; the shell sees no text from outside. */
const GUARDED = 'printf %s "$$" >"$1" && test -e "$2" && shift 2 && exec "$@"';

/** The one spawner of git: scrubbed environment, own process group, time limit, lock back-off. */
export function createRunner(options: { env: Environment; log?: Logger | undefined }): GitRunner {
  const env = gitEnvironment(options.env);

  async function run(cwd: string, args: readonly string[], how: RunOptions): Promise<GitResult> {
    for (let attempt = 0; ; attempt += 1) {
      const result = await spawnGit(cwd, args, how, env);
      if (isAccepted(result.code, how.accept) && !isBusy(result, args)) return result;
      const wait = LOCK_WAITS_MS[attempt];
      if (isBusy(result, args) && wait !== undefined) {
        await delay(wait, undefined, how.signal ? { signal: how.signal } : {}).catch((reason) => {
          throw toQtuiError(reason, how.doing, how.details);
        });
        continue;
      }
      options.log?.log('warn', 'git.failed', { command: args[0], code: result.code });
      const { doing, details, causes } = how;
      throw await namingHolder(toGitError({ ...result, cwd, args, doing, details, causes }), cwd);
    }
  }

  return {
    env,
    run,
    async text(cwd, args, how) {
      return withoutLastNewline((await run(cwd, args, how)).stdout.toString('utf8'));
    },
  };
}

/** A runner whose runs all end with the signal. */
export function withSignal(git: GitRunner, signal: AbortSignal | undefined): GitRunner {
  if (signal === undefined) return git;
  return {
    env: git.env,
    run: (cwd, args, how) => git.run(cwd, args, { signal, ...how }),
    text: (cwd, args, how) => git.text(cwd, args, { signal, ...how }),
  };
}

/** A command's output without the line end that it closes with; others stay. */
export function withoutLastNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

function isAccepted(code: number, accept: RunOptions['accept'] = [0]): boolean {
  return accept === 'any' || accept.includes(code);
}

/** Another git is in the way for a moment, and this one has changed nothing. */
function isBusy({ code, stderr }: GitResult, args: readonly string[]): boolean {
  if (code === 0) return false;
  if (saysIndexLocked(stderr) || saysWorktreeHalfMade(stderr)) return true;
  // Others may have done a part of their work before they come to the settings.
  return args[0] === 'config' && saysConfigLocked(stderr);
}

async function spawnGit(
  cwd: string,
  args: readonly string[],
  how: RunOptions,
  baseEnv: Readonly<Record<string, string>>,
): Promise<GitResult> {
  const extra = { ...(how.isPoll ? { GIT_OPTIONAL_LOCKS: '0' } : {}), ...how.env };
  const gitArgs = [...BASE_ARGS, ...(how.isPoll ? POLL_ARGS : []), ...args];
  const { timeoutMs = DEFAULT_TIMEOUT_MS, signal, killDelayMs } = how;
  const limits = { timeoutMs, signal, killDelayMs };
  // The shell that starts others has the priority of those that somebody waits for.
  if (!how.isBackground && isRepeatable(args, how)) {
    const git = { file: 'git', args: gitArgs, cwd, env: extra, baseEnv };
    const answer = await runByShell(git, limits);
    if (answer !== undefined && 'stopped' in answer) throw stoppedError(answer.stopped, how, '');
    if (answer !== undefined) return { ...answer, stderr: answer.stderr.slice(-STDERR_LIMIT) };
  }
  const [program, programArgs]: [string, string[]] = how.pidFile
    ? ['/bin/sh', ['-c', GUARDED, 'sh', how.pidFile.path, how.pidFile.guard, 'git', ...gitArgs]]
    : ['git', gitArgs];
  const stdout: Buffer[] = [];
  let stderr = '';
  let ended: Ended;
  try {
    // A group of its own: `worktree add` leaves its child writing when only the parent is killed.
    ended = await runInGroup(
      { file: program, args: programArgs, cwd, env: { ...baseEnv, ...extra } },
      {
        ...limits,
        input: how.input,
        ...(how.isBackground && { onStart: putBehind }),
        onStdout: how.onStdout ?? ((data) => stdout.push(data)),
        onStderr: (text) => {
          stderr = (stderr + text).slice(-STDERR_LIMIT);
          how.onStderr?.(text);
        },
      },
    );
  } catch (thrown) {
    // node throws what it does not know as an end of `spawn`.
    if (isNotDirectory(thrown)) throw await spawnError(thrown, cwd, how);
    throw new QtuiError('git-failed', `Could not ${how.doing}: the arguments are not usable.`, {
      ...how.details,
      cause: thrown,
    });
  }
  if ('error' in ended) throw await spawnError(ended.error, cwd, how);
  if (ended.stopped !== undefined) throw stoppedError(ended.stopped, how, stderr);
  return { code: ended.code, stdout: Buffer.concat(stdout), stderr };
}

/** Commands that change nothing and leave no process behind, whatever their arguments. */
const READERS = new Set([
  ...['cat-file', 'check-ignore', 'cherry', 'diff', 'diff-index', 'diff-tree', 'for-each-ref'],
  ...['log', 'ls-files', 'ls-tree', 'merge-base', 'rev-list', 'rev-parse', 'show-ref', 'version'],
]);

/** Whether git may be run by a shell, and once more where that fails. */
function isRepeatable(args: readonly string[], how: RunOptions): boolean {
  if (how.input !== undefined || how.pidFile || how.onStderr || how.onStdout) return false;
  // The user's filters are run for it, and those may do anything.
  if (args.includes('--filters')) return false;
  let at = 0;
  while (args[at] === '-c') at += 2;
  const [command = '', what, ...others] = args.slice(at);
  if (command === 'status') return how.isPoll === true;
  if (command === 'worktree') return what === 'list';
  if (command === 'symbolic-ref') return what === '-q' && others.length === 1;
  return READERS.has(command);
}

function stoppedError(stopped: Stopped, how: RunOptions, stderr: string): QtuiError {
  if (stopped === 'aborted') return toQtuiError(abortError(), how.doing, how.details);
  const seconds = Math.round((how.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000);
  return new QtuiError('timeout', `Could not ${how.doing}: git did not end in ${seconds} s.`, {
    ...how.details,
    data: { ...how.details?.data, stderr },
  });
}

function abortError(): Error {
  return new DOMException('The operation was aborted', 'AbortError');
}

function isNotDirectory(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOTDIR';
}

/** A missing program and a missing directory are the same errno to `spawn`. */
async function spawnError(error: Error, cwd: string, how: RunOptions): Promise<QtuiError> {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return toQtuiError(error, how.doing, how.details);
  const cwdExists = await access(cwd).then(
    () => true,
    () => false,
  );
  if (!cwdExists || code === 'ENOTDIR') {
    const problem = cwdExists ? 'is not a directory' : 'is gone; it was moved, renamed or removed';
    return new QtuiError('path-missing', `Could not ${how.doing}: ${cwd} ${problem}.`, {
      hint: 'Put it back, or where it has moved for good, start qtui in its new place.',
      ...how.details,
      cause: error,
    });
  }
  return new QtuiError('git-missing', `Could not ${how.doing}: git was not found on PATH.`, {
    ...how.details,
    hint: 'Install git 2.38 or newer.',
    cause: error,
  });
}
