import { mkdir, readFile, readlink, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { isMissing, toQtuiError, type Warning } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';
import type { Cancellable } from '../../core/ports/git.js';
import type { Oid } from '../../core/repository.js';
import { writeFiles } from '../checkout.js';
import { readGitFile } from '../git-file.js';
import { NO_HOOKS } from '../objects.js';
import { canonicalPath, exists, namesIn, readIfThere } from '../paths.js';
import { signalGroup } from '../process-group.js';
import { isAlive, type ProcessMark, processMark, selfMark } from '../process-mark.js';
import type { GitRunner } from '../run.js';
import { findEntry, listWorktrees } from '../worktree-entries.js';
import { discardNewWorktree, removeTree } from '../worktrees.js';

/** A worktree of a commit, without a branch, that goes again when the work in it is done. */
export interface Scratch {
  /** Top of the worktree. */
  readonly path: string;
  /** What git had to do without, in words. */
  readonly warnings: readonly string[];
  /** Puts on record whose group is to be ended should this process be killed. */
  owns(pid: number): Promise<void>;
  /** Never throws: what cannot be removed is left to the next recovery. */
  remove(): Promise<void>;
}

/** Names carry the owner, so that it is known who left one. */
const NAME = /^(\d+)~(\d*)~[\w-]+$/;
/** In the environment of every check. */
export const CHECK_MARK = { QTUI_CHECK: '1' } as const;
const NOTHING_MERGED = 'Nothing was merged; the branches are where they were.';

/** Those that this process works in; others of its own were left by a failure. */
const underWay = new Set<string>();

/** Makes one below `directory`, locked and without hooks; leaves nothing behind when it throws. */
export async function openScratch(
  git: GitRunner,
  directory: string,
  { repo, commit, signal }: { repo: string; commit: Oid } & Cancellable,
): Promise<Scratch> {
  const { pid, start } = await selfMark();
  const id = nanoid(10);
  const name = `${pid}~${start}~${id}`;
  const place = join(directory, name);
  // Programs take a directory's name for the project's, and two of one name for the same.
  const path = join(place, `check-${id}`);
  const remove = async () => {
    try {
      // What has left the check's group is in the way of the removal, and would stay for ever.
      await endStrays(place);
      await discardNewWorktree(git, repo, path);
      await removeTree(place);
    } finally {
      underWay.delete(name);
    }
  };
  const details = { untouched: NOTHING_MERGED };
  underWay.add(name);
  try {
    await makeDirectories(mkdir, place, 0o700);
    const reason = `qtui-check:${pid}`;
    const add = ['worktree', 'add', '--no-checkout', '--detach', '--lock', '--reason', reason];
    const doing = 'make a worktree for the check';
    await git.run(repo, [...NO_HOOKS, ...add, '--', path, commit], { doing, details, signal });
    const warnings = await writeFiles(git, path, signal === undefined ? {} : { signal });
    return {
      path,
      warnings,
      owns: async (child) => {
        const written = join(place, 'pid.new');
        await writeFile(written, JSON.stringify(await processMark(child)));
        await rename(written, join(place, 'pid'));
      },
      remove: () => remove().catch(() => undefined),
    };
  } catch (thrown) {
    // What cannot be removed is left to the next recovery; why it was not made matters here.
    await remove().catch(() => undefined);
    throw toQtuiError(thrown, 'make a worktree for the check', details);
  }
}

/**
 * Removes what killed processes have left of this repository below `directory`, and ends the
 * programs that still run there. Resolves with what was done.
 */
export async function removeAbandoned(
  git: GitRunner,
  directory: string,
  repo: string,
): Promise<Warning[]> {
  const names = await namesIn(directory);
  const done: Warning[] = [];
  for (const name of names) {
    const [, pid, start = ''] = NAME.exec(name) ?? [];
    if (pid === undefined || underWay.has(name)) continue;
    const owner: ProcessMark = { pid: Number(pid), start };
    if (owner.pid !== process.pid && (await isAlive(owner))) continue;
    try {
      if (await removePlace(git, join(directory, name), repo)) {
        done.push({
          code: 'check-cleared',
          message: 'A check of a merge was interrupted; its worktree was removed.',
        });
      }
    } catch (thrown) {
      const { code, message, hint } = toQtuiError(thrown, `remove ${join(directory, name)}`);
      done.push({
        code,
        message: `A check of a merge was interrupted, and its worktree is left: ${message}`,
        ...(hint !== undefined && { hint }),
      });
    }
  }
  return done;
}

/** False for one of another repository, and for one that somebody else has removed. */
async function removePlace(git: GitRunner, place: string, repo: string): Promise<boolean> {
  const [worktree] = (await namesIn(place)).filter((name) => name.startsWith('check-'));
  if (worktree === undefined) {
    await rm(place, { recursive: true, force: true });
    return false;
  }
  const path = join(place, worktree);
  const isOurs = (await findEntry(await listWorktrees(git, repo), path)) !== undefined;
  if (!isOurs && (await belongsSomewhere(path))) return false;
  await endProgram(place);
  await endStrays(place);
  if (isOurs) await discardNewWorktree(git, repo, path);
  for (const name of await namesIn(place)) await removeTree(join(place, name));
  try {
    await rmdir(place);
    return true;
  } catch (thrown) {
    if (isMissing(thrown)) return false;
    throw thrown;
  }
}

/** Whether the repository that the worktree was made of still knows it. */
async function belongsSomewhere(path: string): Promise<boolean> {
  const gitDir = await readGitFile(path);
  return gitDir !== undefined && exists(gitDir);
}

/** Without a start time the id may be another program's by now, which is left alone. */
async function endProgram(place: string): Promise<void> {
  const { pid, start } = parseMark((await readIfThere(join(place, 'pid')))?.toString('utf8'));
  if (pid === undefined || !start || !(await isAlive({ pid, start }))) return;
  signalGroup(pid, 'SIGKILL');
}

/**
 * Ends what a check has begun below `place` and is not of its group: a daemon, or all of it where its
 * qtui was killed before the group was on record. Without /proc nothing can be told. Who only looks at
 * the place is no check.
 */
async function endStrays(place: string): Promise<void> {
  const below = `${await canonicalPath(place)}/`;
  for (const pid of await namesIn('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (!cwd.startsWith(below)) continue;
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (!environment.split('\0').includes(`QTUI_CHECK=${CHECK_MARK.QTUI_CHECK}`)) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Nothing of a file that is damaged: it must not keep the worktree from being removed. */
function parseMark(text = ''): Partial<ProcessMark> {
  try {
    return Object(JSON.parse(text));
  } catch {
    // No JSON: nobody is on record.
    return {};
  }
}
