import { copyFile, open, readFile, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QtuiError, toQtuiError } from '../core/errors.js';
import type { Cancellable, CommitOptions } from '../core/ports/git.js';
import type { Oid } from '../core/repository.js';
import { ownGitDir, topLevel } from './context.js';
import { gitWords } from './failure.js';
import { IN_UTF8 } from './history.js';
import { requireIdentity } from './identity.js';
import { everythingButMark } from './mark.js';
import { readOperation } from './operation.js';
import { type FailedHook, findFailedHook } from './parsers/trace.js';
import { resolveCommit } from './refs.js';
import type { GitRunner } from './run.js';
import { readStatusFiles } from './status.js';
import { withTemporaryDirectory } from './temporary-directory.js';
import { listed } from './words.js';

const NOTHING_COMMITTED = 'Nothing was committed; the files were left as they are.';
/** No background process of ours is left in the user's repository. */
const NO_MAINTENANCE = ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false'];

/**
 * Commits all uncommitted work of a worktree, or only the named paths (relative to its top), with
 * the user's identity, signature and hooks. When it fails the index is as it was before.
 */
export async function commitWork(
  git: GitRunner,
  worktree: string,
  options: CommitOptions & Cancellable,
  hookTimeoutMs: number,
): Promise<Oid> {
  const root = await topLevel(git, worktree);
  await refuseUnready(git, root, options.message);
  await requireIdentity(git, root);
  const commit = (scratch: string) =>
    options.paths === undefined
      ? commitEverything({ git, root, options, scratch, hookTimeoutMs })
      : commitPaths({ git, root, options, scratch, hookTimeoutMs }, options.paths);
  return withTemporaryDirectory(commit, tmpdir(), { untouched: NOTHING_COMMITTED });
}

interface Job {
  git: GitRunner;
  root: string;
  options: CommitOptions & Cancellable;
  scratch: string;
  hookTimeoutMs: number;
}

/** Staging would mark a conflict as solved, and a commit would end the operation. */
async function refuseUnready(git: GitRunner, root: string, message: string): Promise<void> {
  if (message.trim() === '') {
    throw new QtuiError('usage', 'A commit needs a message.', { untouched: NOTHING_COMMITTED });
  }
  const [state, { files }] = await Promise.all([
    ownGitDir(git, root).then(readOperation),
    readStatusFiles(git, root),
  ]);
  const conflicted = files.filter(({ kind }) => kind === 'conflicted').map(({ path }) => path);
  if (state === undefined && conflicted.length === 0) return;
  throw new QtuiError(
    'operation-in-progress',
    state === undefined
      ? `Files in ${root} are in conflict: ${listed(conflicted)}.`
      : `A ${state.operation} in ${root} is not finished.`,
    { untouched: NOTHING_COMMITTED, hint: 'Finish or abort it there, then try again.' },
  );
}

async function commitEverything(job: Job): Promise<Oid> {
  const { git, root, scratch } = job;
  const index = join(await ownGitDir(git, root), 'index');
  const before = join(scratch, 'index-before');
  const hadIndex = await copyFile(index, before).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw toQtuiError(error, `copy the index of ${root}`, { untouched: NOTHING_COMMITTED });
    },
  );
  try {
    await stage(git, root, ['-A', '--', ...(await everythingButMark(git, root))]);
    return await commitStaged(job, {});
  } catch (thrown) {
    if (hadIndex) await restoreIndex(index, before, thrown);
    throw thrown;
  }
}

/** What else is staged stays out: the commit is made from HEAD plus the named paths. */
async function commitPaths(job: Job, paths: readonly string[]): Promise<Oid> {
  const { git, root, scratch } = job;
  const env = { GIT_INDEX_FILE: join(scratch, 'index') };
  const input = paths.map((path) => `${path}\0`).join('');
  const fromInput = ['--pathspec-from-file=-', '--pathspec-file-nul'];
  const head = await readHead(git, root);
  if (head !== undefined) await git.run(root, ['read-tree', 'HEAD'], { doing: 'read HEAD', env });
  await stage(git, root, ['-A', ...fromInput], { env, input });
  const oid = await commitStaged(job, env);
  await git.run(root, ['--literal-pathspecs', 'reset', '-q', ...fromInput], {
    doing: `take what was committed out of the index of ${root}`,
    input,
    accept: 'any',
  });
  return oid;
}

function stage(
  git: GitRunner,
  root: string,
  what: readonly string[],
  how: { env?: Record<string, string>; input?: string } = {},
) {
  const literal = how.input === undefined ? [] : ['--literal-pathspecs'];
  return git.run(root, [...literal, 'add', '--sparse', ...what], {
    doing: `stage the files of ${root}`,
    details: { untouched: NOTHING_COMMITTED },
    ...how,
  });
}

async function commitStaged(job: Job, env: Record<string, string>): Promise<Oid> {
  const { git, root, options, scratch, hookTimeoutMs } = job;
  const doing = `commit the work in ${root}`;
  const details = { untouched: NOTHING_COMMITTED };
  const staged = await git.run(root, ['diff', '--cached', '--quiet', '--no-ext-diff'], {
    doing,
    env,
    accept: [0, 1],
    details,
  });
  if (staged.code === 0) {
    throw new QtuiError('usage', `There is nothing to commit in ${root}.`, details);
  }
  const trace = join(scratch, 'trace.json');
  const before = await readHead(git, root);
  const args = ['commit', '-q', '--cleanup=whitespace', '-F', '-'];
  try {
    await git.run(root, [...NO_MAINTENANCE, ...IN_UTF8, ...args, ...wishes(options)], {
      doing,
      input: options.message,
      timeoutMs: hookTimeoutMs,
      signal: options.signal,
      env: { ...env, GIT_TRACE2_EVENT: trace },
      details,
    });
  } catch (thrown) {
    const after = await readHead(git, root);
    // A hook that runs after the commit can fail or hang, and the commit stands.
    if (after !== undefined && after !== before) return after;
    if (thrown instanceof QtuiError && thrown.code === 'aborted') throw thrown;
    // Without a trace git's own words are all there is.
    const failed = findFailedHook(await readFile(trace, 'utf8').catch(() => ''));
    throw failed === undefined ? thrown : hookError(failed, thrown, hookTimeoutMs);
  }
  return git.text(root, ['rev-parse', 'HEAD'], { doing });
}

function wishes({ skipHooks, sign }: CommitOptions): string[] {
  return [
    ...(skipHooks ? ['--no-verify'] : []),
    ...(sign === undefined ? [] : [sign ? '--gpg-sign' : '--no-gpg-sign']),
  ];
}

/** Undefined on an unborn branch. */
function readHead(git: GitRunner, root: string): Promise<Oid | undefined> {
  return resolveCommit(git, root, 'HEAD');
}

/** `hook.code` is absent when the hook was still running when the time was up. */
function hookError(hook: FailedHook, thrown: unknown, timeoutMs: number): QtuiError {
  const data = thrown instanceof QtuiError ? thrown.data : {};
  const output = gitWords(typeof data['stderr'] === 'string' ? data['stderr'] : '');
  const what =
    hook.code === undefined
      ? `did not end in ${Math.round(timeoutMs / 1000)} s and was stopped`
      : `refused the commit (code ${hook.code})`;
  return new QtuiError(
    'hook-failed',
    `The ${hook.name} hook ${what}${output ? `:\n${output}` : '.'}`,
    {
      untouched: NOTHING_COMMITTED,
      hint: 'Fix what it complains about, or commit without hooks.',
      data: { hook: hook.name, output },
      cause: thrown,
    },
  );
}

/** Puts the former index back as git itself would: through its lock, in one step. */
async function restoreIndex(index: string, before: string, cause: unknown): Promise<void> {
  const lock = `${index}.lock`;
  try {
    if ((await readFile(index)).equals(await readFile(before))) return;
    const handle = await open(lock, 'wx');
    try {
      await handle.writeFile(await readFile(before));
    } finally {
      await handle.close();
    }
    await rename(lock, index);
  } catch {
    const known = toQtuiError(cause, 'commit');
    throw new QtuiError(known.code, known.message, {
      untouched: 'Nothing was committed; the files are left staged.',
      ...(known.hint === undefined ? {} : { hint: known.hint }),
      data: known.data,
      cause,
    });
  }
}
