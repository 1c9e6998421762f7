import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorCode, QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import type { OnBranchMoved } from '../../core/ports/after-merge.js';
import { isSettled, NOT_RECOVERED } from '../../core/recovery.js';
import { commonDirOf, gitPath } from '../context.js';
import { exists } from '../paths.js';
import { isRunning, readPid, waitForEnd } from '../process-mark.js';
import { branchRef, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { actIdOf } from '../undo/record.js';
import { dropAct, listActs } from '../undo/store.js';
import { listed } from '../words.js';
import { isAncestor } from './go-on.js';
import type { LandingJournal, LandingRecord, OpenLanding } from './journal.js';
import { moveInWorktree } from './move-target.js';
import { settlePaths } from './settle.js';

/**
 * Finishes or undoes the landings in this repository that a killed process left. Resolves with
 * what was done; what cannot be settled stays in the journal, as do moves of sessions that go on
 * where nobody is there to be told of them.
 */
export async function recoverLandings(
  git: GitRunner,
  journal: LandingJournal,
  repo: string,
  onMoved?: OnBranchMoved,
): Promise<Warning[]> {
  const done: Warning[] = [];
  const commonDir = await commonDirOf(git, repo);
  const isWanted = ({ goesOn }: LandingRecord) => goesOn === undefined || onMoved !== undefined;
  for (const landing of await journal.takeAbandoned(commonDir, isWanted)) {
    try {
      done.push(await recoverLanding(git, landing, onMoved));
    } catch (thrown) {
      const { code, message, hint } = toQtuiError(thrown, 'recover');
      done.push({
        code,
        message: `${wordsFor(landing)} was interrupted and cannot be finished yet: ${message}`,
        hint: hint ?? 'Run `qtui sessions recover` once the cause is gone.',
      });
    } finally {
      landing.release();
    }
  }
  return done;
}

/**
 * Recovers before another landing, which could be mixed up with one that is half done; throws
 * `refused` with what is in the way as long as one is left.
 */
export async function requireSettled(
  git: GitRunner,
  journal: LandingJournal,
  repo: string,
  { refused, untouched }: { refused: ErrorCode; untouched: string },
): Promise<void> {
  const open = (await recoverLandings(git, journal, repo)).find((told) => !isSettled(told));
  if (open === undefined) return;
  const { message, hint } = open;
  throw new QtuiError(refused, message, { untouched, ...(hint !== undefined && { hint }) });
}

async function recoverLanding(
  git: GitRunner,
  landing: OpenLanding,
  onMoved: OnBranchMoved | undefined,
): Promise<Warning> {
  const { record } = landing;
  const what = wordsFor(landing);
  const gitPid = await readPid(landing.pidFile);
  const readTip = () => readRef(git, record.commonDir, branchRef(record.target));
  // git moves the branch last of all: what still runs then is a hook of the user's.
  const isLanded = (await readTip()) === record.new;
  if (gitPid !== undefined && !(isLanded && (await isRunning(gitPid, record.new)))) {
    if (!(await waitForEnd(gitPid, record.new))) {
      return {
        code: NOT_RECOVERED.waiting,
        message: `${what} is still under way: its git (process ${gitPid}) has not ended.`,
        hint: 'Run `qtui sessions recover` when it has, or end it if it hangs.',
      };
    }
    await removeStaleLocks(git, record);
  }
  const tip = await readTip();
  if (tip === record.new) {
    await tellMoved(landing, onMoved);
    await landing.close();
    return settled(`${what} was complete.`);
  }
  if (tip !== record.old) {
    const { commonDir } = record;
    // Somebody has gone on from there already.
    if (tip !== undefined && record.goesOn && (await isAncestor(git, commonDir, record.new, tip))) {
      await tellMoved(landing, onMoved);
    }
    await landing.close();
    return settled(
      `${what} was interrupted, and the branch was moved since; it was left as it is.`,
    );
  }
  const told = await settleUnlanded(git, landing, what, gitPid !== undefined);
  if ((await readTip()) === record.new) {
    await tellMoved(landing, onMoved);
    await landing.close();
  }
  return told;
}

async function tellMoved(
  { record: { goesOn, worktree, target: branch, old: from, new: to } }: OpenLanding,
  onMoved: OnBranchMoved | undefined,
): Promise<void> {
  if (goesOn && worktree !== undefined) await onMoved?.({ worktree, branch, from, to, ...goesOn });
}

function wordsFor({ record }: OpenLanding): string {
  if (record.goesOn) return `Going on with ${record.target} from ${record.new.slice(0, 12)}`;
  return record.direction === 'forward'
    ? `The merge into ${record.target} (${record.new.slice(0, 12)})`
    : `Undoing the merge into ${record.target} (${record.old.slice(0, 12)})`;
}

/** The branch is where it was: finish what was begun in its worktree, or forget it. */
async function settleUnlanded(
  git: GitRunner,
  landing: OpenLanding,
  what: string,
  wasStarted: boolean,
): Promise<Warning> {
  const { record } = landing;
  const { worktree } = record;
  if (!wasStarted || worktree === undefined || !(await exists(worktree))) {
    await abandon(git, landing);
    return settled(`${what} had not begun; the branch is where it was.`);
  }
  const head = await git.text(worktree, ['rev-parse', '--symbolic-full-name', 'HEAD'], {
    doing: `read HEAD of ${worktree}`,
  });
  if (head !== branchRef(record.target)) {
    await abandon(git, landing);
    return settled(
      `${what} was interrupted, and ${worktree} was switched since; it was left as it is.`,
    );
  }
  const trees = { worktree, old: record.old, new: record.new };
  const outcome = await settlePaths(git, trees, 'new');
  if (!outcome.settled) {
    return {
      code: NOT_RECOVERED.stopped,
      message:
        `${what} was interrupted and cannot be finished: these files in ${worktree} were edited ` +
        `since: ${listed(outcome.foreign)}. None of its files was changed.`,
      hint:
        'Keep a copy of what you need of them, bring each back with ' +
        '`git restore --source=HEAD -- FILE` (delete it where HEAD has none), and run ' +
        '`qtui sessions recover`.',
    };
  }
  await moveInWorktree(git, { ...record, worktree });
  return settled(`${what} was interrupted; it is finished now.`);
}

function settled(message: string): Warning {
  return { code: 'merge-recovered', message };
}

/** Nothing was landed, so there is nothing to undo; what was not undone still can be. */
async function abandon(git: GitRunner, landing: OpenLanding): Promise<void> {
  const { commonDir, backupRef, direction, goesOn, target, old } = landing.record;
  const act = actIdOf(backupRef);
  if (goesOn) await dropSavedBranches(git, commonDir, { name: target, oid: old });
  else if (direction === 'forward' && act !== undefined) await dropAct(git, commonDir, act);
  await landing.close();
}

/** Records that tell of a branch as gone, which is where it was. */
async function dropSavedBranches(
  git: GitRunner,
  commonDir: string,
  { name, oid }: { name: string; oid: string },
): Promise<void> {
  const { acts } = await listActs(git, commonDir);
  for (const { id, kind, isUndone, branch, session, worktree } of acts) {
    const isBranchAlone = kind === 'forget' && !session && !worktree && !isUndone;
    if (isBranchAlone && branch?.name === name && branch.oid === oid) {
      await dropAct(git, commonDir, id);
    }
  }
}

/** Locks of the git that died: only those that are younger than the landing can be its own. */
async function removeStaleLocks(git: GitRunner, record: LandingRecord): Promise<void> {
  const shared = [branchRef(record.target), 'packed-refs'];
  const own = ['index', 'HEAD', 'ORIG_HEAD'];
  const files = shared.map((name) => join(record.commonDir, `${name}.lock`));
  if (record.worktree !== undefined && (await exists(record.worktree))) {
    for (const name of own) files.push(`${await gitPath(git, record.worktree, name)}.lock`);
  }
  for (const file of files) {
    // None is there, or git itself fails at it next, and says so.
    const found = await stat(file).catch(() => undefined);
    // File times are coarser than the clock.
    if (found !== undefined && found.mtimeMs >= record.created - 1000) await rm(file);
  }
}
