import { asWarning, QtuiError, toQtuiError, type Warning, withDetails } from '../../core/errors.js';
import type { Cancellable } from '../../core/ports/git.js';
import type { UndoOutcome, UndoPlan } from '../../core/ports/sessions.js';
import { isSettled, NOT_RECOVERED } from '../../core/recovery.js';
import type { StoredAct, UndoClaim, UndoIntent } from '../../core/undo.js';
import type { SessionDependencies } from '../dependencies.js';
import { recoverMerges } from '../merge/recovery.js';
import { mayExist } from '../registry/rows.js';
import { actWords } from './acts.js';
import { expireBackups } from './backup-expiry.js';
import { restored, undoneBefore } from './plan.js';
import { restoreRow, rowWarning, unmergeRow } from './row.js';

const NOTHING_CHANGED = 'Nothing was changed.';

/**
 * Undoes what `plan` names, as a transaction: it is claimed first, so that of two that try one
 * wins, and killed at any instant the next qtui finishes it or takes it back.
 */
export async function undoAct(
  deps: SessionDependencies,
  plan: UndoPlan,
  options: Cancellable = {},
): Promise<UndoOutcome> {
  const { repoRoot, intent } = plan;
  refuse(plan);
  const before = await recoverUndos(deps, repoRoot);
  const claim = await deps.git.undo.claim(repoRoot, intent).catch((thrown) => {
    throw withDetails(toQtuiError(thrown, `undo the ${plan.what}`), { untouched: NOTHING_CHANGED });
  });
  const act = await presentAct(deps, plan, claim);
  const done = act.landing
    ? await takeBack(deps, repoRoot, { act, claim, options })
    : await bringBack(deps, repoRoot, { act, claim, options });
  await expireBackups(deps, repoRoot);
  return {
    id: act.id,
    what: actWords(act),
    ...restored(intent, act),
    warnings: [...before, ...done],
  };
}

function refuse({ refusals, what, act }: UndoPlan): void {
  const [first] = refusals;
  if (first === undefined) return;
  const reasons = refusals.map(({ message }) => message).join(' ');
  throw new QtuiError('undo-refused', `The ${what} cannot be undone: ${reasons}`, {
    untouched: NOTHING_CHANGED,
    ...(first.hint === undefined ? {} : { hint: first.hint }),
    data: { id: act.id },
  });
}

/** Somebody may have undone it, or it may have expired, since the plan was made. */
async function presentAct(
  deps: SessionDependencies,
  { act, repoRoot, what }: UndoPlan,
  claim: UndoClaim,
): Promise<StoredAct> {
  const present = (await deps.git.undo.list(repoRoot)).acts.find(({ id }) => id === act.id);
  if (present && !present.isUndone && present.oid === act.oid) return present;
  await claim.release();
  if (present?.isUndone) throw undoneBefore(act);
  throw new QtuiError('act-not-found', `The backup of the ${what} is gone.`, {
    untouched: NOTHING_CHANGED,
    hint: '`qtui undo --list` shows what can be undone.',
  });
}

async function takeBack(
  deps: SessionDependencies,
  repo: string,
  { act, claim, options }: { act: StoredAct; claim: UndoClaim; options: Cancellable },
): Promise<Warning[]> {
  const { landing } = act;
  if (landing === undefined) return [];
  try {
    await deps.git.merges.takeBack(repo, { ...act, landing }, options);
  } catch (thrown) {
    await giveUp(claim, () => claim.release());
    throw thrown;
  }
  return complete(deps, repo, act, claim);
}

async function bringBack(
  deps: SessionDependencies,
  repo: string,
  { act, claim, options }: { act: StoredAct; claim: UndoClaim; options: Cancellable },
): Promise<Warning[]> {
  const { intent } = claim;
  let warnings: string[];
  try {
    await forgetRemains(deps, repo, act);
    warnings = (await deps.git.undo.restore(repo, act, intent, options)).warnings;
  } catch (thrown) {
    const error = toQtuiError(thrown, `undo the ${actWords(act)}`);
    // A branch that somebody else made in the meantime is not ours to take back.
    const { branch: _theirs, ...withoutBranch } = intent;
    const made = error.code === 'name-taken' ? withoutBranch : intent;
    await giveUp(claim, async () => {
      await deps.git.undo.settle(repo, made);
      await claim.release();
    });
    throw withDetails(error, {
      untouched: error.untouched ?? 'What had been restored was taken back; the backup is kept.',
    });
  }
  const told = warnings.map((message) => ({ code: 'undo', message }));
  return [...told, ...(await complete(deps, repo, act, claim))];
}

/** What a removal that was killed has left of git's record would keep its place and branch. */
async function forgetRemains(
  deps: SessionDependencies,
  repo: string,
  { worktree, session }: StoredAct,
): Promise<void> {
  if (worktree === undefined || (await mayExist(worktree.path))) return;
  const entries = await deps.git.reader.worktrees(repo);
  if (!entries.some(({ path }) => path === worktree.path)) return;
  const facts = { time: deps.now().toISOString(), ...(session && { session }) };
  await deps.git.undo.saveVanished(repo, worktree.path, facts);
  await deps.git.worktrees.forget(repo, worktree.path);
}

/** The work is back: row, settings, and the act is undone. What fails here is finished later. */
async function complete(
  deps: SessionDependencies,
  repo: string,
  act: StoredAct,
  claim: UndoClaim,
): Promise<Warning[]> {
  try {
    const warnings = await bringRowBack(deps, act, claim.intent);
    await deps.git.undo.finish(repo, act, claim.intent);
    await claim.release();
    return warnings;
  } catch (thrown) {
    claim.abandon();
    const error = toQtuiError(thrown, `finish undoing the ${actWords(act)}`);
    throw withDetails(error, {
      untouched: 'The work itself is back.',
      hint: 'The next qtui finishes the rest, once the cause is gone.',
    });
  }
}

async function bringRowBack(
  deps: SessionDependencies,
  act: StoredAct,
  intent: UndoIntent,
): Promise<Warning[]> {
  try {
    return act.landing ? await unmergeRow(deps, act) : await restoreRow(deps, act, intent);
  } catch (thrown) {
    // A row that no version can read must not keep the rest from being finished.
    const { code } = toQtuiError(thrown, 'restore the record');
    if (code !== 'metadata-corrupt' && code !== 'metadata-newer') throw thrown;
    return [rowWarning(thrown, act)];
  }
}

/** The failure that led here is what counts; the next qtui tries again what fails now. */
async function giveUp(claim: UndoClaim, takeBackAll: () => Promise<void>): Promise<void> {
  try {
    await takeBackAll();
  } catch {
    claim.abandon();
  }
}

/** Finishes or takes back the undos that a killed process left; whatever it changes it tells. */
export async function recoverUndos(deps: SessionDependencies, repo: string): Promise<Warning[]> {
  const warnings: Warning[] = (await deps.git.undo.unreadable(repo)).map((ref) => ({
    code: NOT_RECOVERED.unreadable,
    message: `${ref} tells of an undo by another version of qtui; it was left as it is.`,
    hint: 'Run the version that wrote it.',
  }));
  for (const claim of await deps.git.undo.takeAbandoned(repo)) {
    try {
      warnings.push(...(await recoverUndo(deps, repo, claim)));
    } catch (thrown) {
      claim.abandon();
      warnings.push(asWarning(toQtuiError(thrown, `recover the undo of ${claim.intent.actId}`)));
    }
  }
  return warnings;
}

async function recoverUndo(
  deps: SessionDependencies,
  repo: string,
  claim: UndoClaim,
): Promise<Warning[]> {
  const { intent } = claim;
  const act = (await deps.git.undo.list(repo)).acts.find(({ id }) => id === intent.actId);
  const { isBack, told } = await isWorkBack(deps, repo, act, intent);
  if (isBack === 'unknown') {
    claim.abandon();
    return told;
  }
  const what = act === undefined ? `act ${intent.actId}` : actWords(act);
  if (act === undefined || !isBack) {
    await claim.release();
    return [
      ...told,
      {
        code: 'undo-taken-back',
        message: `Undoing the ${what} was interrupted; what it had restored was taken back.`,
        hint: `Start it again with \`qtui undo ${intent.actId}\`.`,
      },
    ];
  }
  const warnings = await complete(deps, repo, act, claim);
  const message = `Undoing the ${what} was interrupted; it is finished now.`;
  return [...told, { code: 'undo-finished', message }, ...warnings];
}

/**
 * Whether the interrupted undo got as far as its last step; else takes back what it had made. That
 * of a landing is not known as long as something is in the way of its target's move.
 */
async function isWorkBack(
  deps: SessionDependencies,
  repo: string,
  act: StoredAct | undefined,
  intent: UndoIntent,
): Promise<{ isBack: boolean | 'unknown'; told: Warning[] }> {
  if (act?.isUndone) return { isBack: true, told: [] };
  if (act?.landing === undefined) {
    return { isBack: await deps.git.undo.settle(repo, intent), told: [] };
  }
  const told = await recoverMerges(deps, repo);
  const tip = await deps.git.reader.branchTip(repo, act.landing.target);
  if (tip === act.landing.old) return { isBack: true, told };
  return { isBack: told.every(isSettled) ? false : 'unknown', told };
}
