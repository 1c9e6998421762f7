import { frozen } from '../../core/freeze.js';
import type { LandedMerge, MergePlan, VerifiedMerge } from '../../core/merge.js';
import type { ActOrigin } from '../../core/undo.js';
import { writeQtuiCommit } from '../objects.js';
import { branchRef, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { formatRecord, formerTipRef } from '../undo/record.js';
import { dropAct, saveAct } from '../undo/store.js';
import type { LandingJournal } from './journal.js';
import { type LandingOptions, moveTarget } from './move-target.js';
import { discardPin } from './pin.js';
import { requireSettled } from './recovery.js';
import { requireVerified } from './verify.js';

const NOTHING_CHANGED = 'Nothing was merged; branch and files are as they were.';

/**
 * Moves the target branch to the built commit: by compare-and-swap, or by a fast-forward in the
 * worktree that has it checked out. Journalled, so that a killed landing can be finished, and
 * recorded, so that it can be undone. Throws `branch-moved` or `merge-refused` with nothing
 * changed.
 */
export async function landMerge(
  git: GitRunner,
  journal: LandingJournal,
  verified: VerifiedMerge,
  how: LandingOptions & { act?: ActOrigin | undefined },
): Promise<LandedMerge> {
  requireVerified(verified);
  const { built, check } = verified;
  const { plan, commit } = built;
  const { repoRoot, source, target, strategy } = plan.request;
  const words = { refused: 'merge-refused' as const, untouched: NOTHING_CHANGED };
  await requireSettled(git, journal, repoRoot, words);
  const leftOut = await countSince(git, plan);
  let id = '';
  await moveTarget(
    git,
    journal,
    {
      repo: repoRoot,
      target,
      from: plan.targetOid,
      to: commit,
      direction: 'forward',
      reason: `qtui: ${strategy} ${source}`,
      words: { ...words, movedHint: 'Look at the merge again.' },
    },
    how,
    {
      keep: async () => {
        const act = await saveLanding(git, verified, how.act);
        id = act.id;
        return act.ref;
      },
      drop: async () => {
        await dropAct(git, repoRoot, id);
      },
    },
  );
  // The record of the act keeps the commit from here on; a pin that stays is swept later. That of
  // a session's merge tells a recovery to look into its row.
  if (!how.act?.session) await discardPin(git, repoRoot, built).catch(() => undefined);
  return frozen({
    built,
    ...(check && { check }),
    actId: id,
    backupRef: formerTipRef(id),
    leftOut,
  });
}

/** A check may run for long, and an agent goes on meanwhile: what lands is what was looked at. */
async function countSince(
  git: GitRunner,
  { request: { repoRoot, source }, sourceOid }: MergePlan,
): Promise<number> {
  const tip = await readRef(git, repoRoot, branchRef(source));
  if (tip === undefined || tip === sourceOid) return 0;
  const args = ['rev-list', '--count', tip, '--not', sourceOid];
  return Number(await git.text(repoRoot, args, { doing: `look for newer commits of ${source}` }));
}

/** The record keeps both tips: the former one for the undo, the landed one for after it. */
function saveLanding(
  git: GitRunner,
  { built: { plan, commit }, check }: VerifiedMerge,
  act: ActOrigin = { time: new Date().toISOString() },
): Promise<{ id: string; ref: string }> {
  const { repoRoot, source, target, strategy } = plan.request;
  const { sourceOid, targetOid } = plan;
  const fields = {
    kind: 'landing' as const,
    ...act,
    landing: {
      ...{ source, sourceOid, target, strategy, old: targetOid, new: commit },
      ...(check && check.outcome !== 'passed' && { failedCheck: check.command }),
    },
  };
  return saveAct(git, repoRoot, fields, async (record) => ({
    commit: await writeQtuiCommit(git, repoRoot, {
      tree: `${targetOid}^{tree}`,
      parents: [targetOid, commit],
      message: formatRecord(record),
      isDurable: true,
    }),
    refs: { [formerTipRef(record.id)]: targetOid },
  }));
}
