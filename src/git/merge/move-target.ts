import { type ErrorCode, QtuiError, withDetails } from '../../core/errors.js';
import type { MergeObstacle } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { commonDirOf } from '../context.js';
import { branchRef, readRef, resolveCommit } from '../refs.js';
import type { GitRunner } from '../run.js';
import { listWorktrees } from '../worktree-entries.js';
import { fastForward, moveBack } from './fast-forward.js';
import type { LandingJournal, LandingRecord, OpenLanding } from './journal.js';
import { changesBetween, findOverlap } from './overlap.js';
import { overlapping } from './plan.js';
import { settlePaths } from './settle.js';
import { inspectTarget } from './target.js';
import { inTurn } from './turn.js';

export interface LandingOptions {
  /** How long hooks may run. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** A move of a target branch from one commit to another, forward or back. */
export interface TargetMove extends Pick<LandingRecord, 'goesOn'> {
  repo: string;
  target: string;
  from: Oid;
  to: Oid;
  direction: LandingRecord['direction'];
  /** What the reflog says of it. */
  reason: string;
  /** Code of its refusals, what they leave as it is, and what to do about a branch that moved. */
  words: { refused: ErrorCode; untouched: string; movedHint: string };
}

/** Where the target is checked out; throws when it has moved, or cannot be moved as things are. */
export async function checkMove(git: GitRunner, move: TargetMove): Promise<string | undefined> {
  const { repo, target, from, to } = move;
  const tip = await readRef(git, repo, branchRef(target));
  if (tip !== from) throw moved(move, tip);
  const { worktree, obstacles } = await inspectTarget(await listWorktrees(git, repo), target);
  const [obstacle] = obstacles;
  if (obstacle !== undefined) throw refusal(move, obstacle);
  if (worktree === undefined) return undefined;
  const paths = await findOverlap(git, worktree, await changesBetween(git, repo, from, to));
  if (paths.length > 0) throw refusal(move, overlapping(target, worktree, paths));
  return worktree;
}

interface MoveSteps {
  keep: () => Promise<string>;
  drop: () => Promise<void>;
  begun?: () => Promise<void>;
  moved?: () => Promise<void>;
}

/**
 * Moves the branch: by compare-and-swap, or by git in the worktree that has it checked out.
 * Journalled, so that a killed move can be finished. `keep` writes what must outlive the move and
 * resolves with its ref, once the move can begin; `drop` takes it away again when the branch in
 * the end was not moved. `begun` runs when the move is on record and nothing has changed yet; `moved`
 * when the branch was moved, and before that is forgotten.
 */
export async function moveTarget(
  git: GitRunner,
  journal: LandingJournal,
  move: TargetMove,
  how: LandingOptions,
  { keep, drop, begun, moved: onMoved }: MoveSteps,
): Promise<void> {
  const { repo, target, from, to, direction, goesOn } = move;
  const { refused, untouched } = move.words;
  const commonDir = await commonDirOf(git, repo);
  const unmoved = (thrown: unknown) =>
    thrown instanceof QtuiError ? withDetails(thrown, { untouched }) : thrown;
  const begin = async (): Promise<OpenLanding> => {
    const worktree = await checkMove(git, move);
    const backupRef = await keep().catch((thrown) => {
      throw unmoved(thrown);
    });
    const record = {
      ...{ commonDir, target, old: from, new: to, direction, backupRef },
      ...(worktree !== undefined && { worktree }),
      ...(goesOn && { goesOn }),
    };
    return journal.begin(record).catch(async (thrown) => {
      await drop();
      throw unmoved(thrown);
    });
  };
  const giveUp = async (landing: OpenLanding) => {
    await landing.close();
    await drop();
  };
  const turn = { refused, untouched, signal: how.signal };
  const landing = await inTurn(journal, { commonDir, target }, { begin, giveUp }, turn);
  try {
    const go = async () => {
      await begun?.();
      await run(git, move, landing, how);
    };
    await go().catch((thrown) => settleFailure(git, move, landing, thrown, drop));
    const tip = await readRef(git, repo, branchRef(target));
    if (tip === to) await onMoved?.();
    await landing.close();
    if (tip !== to) throw moved(move, tip);
  } finally {
    landing.release();
  }
}

async function run(
  git: GitRunner,
  move: TargetMove,
  { record, file, pidFile }: OpenLanding,
  how: LandingOptions,
): Promise<void> {
  const guarded = { pidFile: { path: pidFile, guard: file } };
  const { repo, target, from, to, direction, reason } = move;
  if (record.worktree !== undefined) {
    const there = { ...record, worktree: record.worktree };
    const isMoved = await moveInWorktree(git, there, { ...how, ...guarded });
    // Another process has landed the very same commit.
    if (!isMoved) throw moved(move, record.new);
    if (direction === 'back') await bringBackNewer(git, move, record.worktree);
    return;
  }
  const args = ['update-ref', '--no-deref', '-m', reason, branchRef(target), to, from];
  await git.run(repo, args, { doing: `move ${target}`, ...guarded, ...how });
}

/** A commit that somebody made in the very moment of the move: git does not compare before it. */
async function bringBackNewer(git: GitRunner, move: TargetMove, worktree: string): Promise<void> {
  const { target, from } = move;
  const former = await resolveCommit(git, worktree, `${branchRef(target)}@{1}`);
  if (former === undefined || former === from) return;
  await moveBack(git, worktree, { branch: target, commit: former });
  throw moved(move, former);
}

/**
 * The last step of a move in the target's worktree; git changes nothing when it cannot. False where
 * there was nothing to move.
 */
export async function moveInWorktree(
  git: GitRunner,
  { worktree, target, new: commit, direction }: LandingRecord & { worktree: string },
  how: Parameters<typeof fastForward>[3] = {},
): Promise<boolean> {
  if (direction === 'forward') return fastForward(git, worktree, commit, how);
  await moveBack(git, worktree, { branch: target, commit }, how);
  return true;
}

/**
 * Throws what the failure means, with everything as it was; returns only when the branch has
 * been moved in spite of it (a hook that hangs after the move).
 */
async function settleFailure(
  git: GitRunner,
  move: TargetMove,
  landing: OpenLanding,
  thrown: unknown,
  drop: () => Promise<void>,
): Promise<void> {
  const { repo, target, from, to, words } = move;
  const { worktree } = landing.record;
  const tip = await readRef(git, repo, branchRef(target));
  if (tip === to && !saysOthersMove(thrown)) return;
  let inTheWay: QtuiError | undefined;
  // A full disk or a killed git leaves files half written, one that lost its branch all of them.
  const mayHaveWritten = tip === from || (tip !== undefined && saysOthersMove(thrown));
  if (worktree !== undefined && mayHaveWritten) {
    const trees = { worktree, old: from, new: to };
    const { settled, foreign } = await settlePaths(git, trees, 'old', tip);
    if (foreign.length > 0) inTheWay = refusal(move, overlapping(target, worktree, foreign));
    if (inTheWay && !settled) throw inTheWay;
  }
  await landing.close();
  await drop();
  if (tip !== from) throw moved(move, tip);
  if (thrown instanceof QtuiError && !['git-failed', 'hook-failed'].includes(thrown.code)) {
    throw withDetails(thrown, { untouched: words.untouched });
  }
  if (inTheWay) throw inTheWay;
  throw new QtuiError(words.refused, thrown instanceof Error ? thrown.message : String(thrown), {
    untouched: words.untouched,
    cause: thrown,
  });
}

/** The branch was moved by somebody else, even where it is now where it was to go. */
function saysOthersMove(thrown: unknown): boolean {
  if (!(thrown instanceof QtuiError)) return false;
  return (
    thrown.code === 'branch-moved' || / but expected /.test(String(thrown.data['stderr'] ?? ''))
  );
}

function moved({ target, from, words }: TargetMove, actual: Oid | undefined): QtuiError {
  const where = actual === undefined ? 'it is gone' : `it is at ${actual.slice(0, 12)}`;
  return new QtuiError('branch-moved', `${target} moved since the preview: ${where}.`, {
    untouched: words.untouched,
    hint: words.movedHint,
    data: { branch: target, expected: from, actual },
  });
}

function refusal({ words }: TargetMove, obstacle: MergeObstacle): QtuiError {
  return new QtuiError(words.refused, obstacle.message, {
    untouched: words.untouched,
    ...(obstacle.hint === undefined ? {} : { hint: obstacle.hint }),
    data: { obstacle: obstacle.code, paths: obstacle.paths },
  });
}
