import { isDeepStrictEqual } from 'node:util';
import { EXIT, type ExitCode, QtuiError } from '../../core/errors.js';
import type { LandedMerge, MergePlan } from '../../core/merge.js';
import type { RemovalOutcome, SessionService, SessionView } from '../../core/ports/sessions.js';
import { count, printable } from '../../core/text.js';
import { upToDateBranch } from '../../core/upstream-words.js';
import type { CommandContext } from '../command.js';
import { interruptible } from '../interrupt.js';
import { canAsk, confirm } from '../prompt.js';
import { removalJson, removalWords, removeSession } from '../removal.js';
import { requireCheck, verifyBuilt } from './check.js';
import { withCommit } from './commit.js';
import { abortMerge, keptDraft, noteDraft, requireDraft } from './draft.js';
import { withHunks } from './hunks.js';
import { look, lookAfter, lookAgain, type Merging } from './look.js';
import { buildOptions } from './message.js';
import type { MergeOptions } from './options.js';
import type { ProposalReport } from './proposal-report.js';
import { type SettledByModel, settleByModel } from './proposals.js';
import { answered, howToSettle, needsYes, refuse, stoppedAt, withSettledKept } from './refusals.js';
import { nextCommand } from './resolve.js';
import { settleByPerson } from './settle.js';
import { withTrust } from './trust.js';
import {
  mergeReport,
  noteLeftOut,
  previewExit,
  previewJson,
  previewLines,
  targetNotes,
} from './words.js';

/** Merges the branch of one session, goes on with a merge that was begun, or drops that. */
export async function mergeSession(
  { app, out }: CommandContext,
  view: SessionView,
  given: MergeOptions,
): Promise<ExitCode> {
  const merging: Merging = {
    ...{ app, out, service: await app.sessions(), id: view.session.id, options: given },
    asking: !out.json && given.yes !== true && canAsk(),
  };
  if (given.abort) return abortMerge(merging);
  const draft = given.continue ? await requireDraft(merging) : undefined;
  const { message = draft?.message } = given;
  const options = { ...given, ...(message !== undefined && { message }) };
  return run({ ...merging, options }, view, async (begun) => {
    if (draft) return lookAgain(begun, draft, { refresh: options.fetch !== false });
    if (!options.preview) await noteDraft(begun);
    return look(begun);
  });
}

async function run(
  merging: Merging,
  view: SessionView,
  begin: (merging: Merging) => Promise<MergePlan>,
): Promise<ExitCode> {
  const { out, options, asking } = merging;
  const found = await begin(merging);
  if (options.preview) return preview(merging, await settleByModel(merging, found));
  const seen = await withTrust(merging, found);
  requireCheck(seen, options);
  buildOptions(seen, options);
  // What stands in the way now would still do so after a commit.
  if (seen.obstacles.length > 0) return refuse(merging, seen);
  const looked = options.checkOnly ? seen : await withCommit(merging, seen);
  const { plan: proposed, proposals } = await settleByModel(merging, looked);
  const plan = await settleByPerson(merging, proposed);
  if (plan.isUpToDate) return sayUpToDate(merging, plan);
  if (previewExit(plan) !== EXIT.done) return refuse(merging, plan, proposals);
  if (options.checkOnly) return checkOnly(merging, plan);
  if (options.yes !== true) {
    if (!asking) throw needsYes();
    await keptDraft(merging, plan, 'verify');
    await approve(merging, plan);
  } else for (const note of targetNotes(plan)) out.note(note);
  return land(merging, view, plan, proposals);
}

async function preview(
  { out, options, service }: Merging,
  { plan, proposals }: SettledByModel,
): Promise<ExitCode> {
  const code = previewExit(plan);
  if (out.json) {
    const told = previewJson(plan, await withHunks(service, plan));
    out.answer({ preview: { ...told, ...(proposals.length > 0 && { proposals }) } });
  } else {
    out.print(previewLines(plan, out.style).join('\n'));
    if (code === EXIT.conflicts) {
      const isBegun = options.continue === true;
      out.note(howToSettle(nextCommand(plan, options, { isBegun })));
    }
  }
  return code;
}

async function sayUpToDate({ out, service, id }: Merging, plan: MergePlan): Promise<ExitCode> {
  const source = printable(plan.request.source);
  await service.dropMergeDraft(id);
  if (out.json) out.answer({ merge: mergeReport(plan, 'up-to-date') });
  else {
    for (const note of targetNotes(plan)) out.note(note);
    out.print(`${printable(upToDateBranch(plan))} already has everything of ${source}.`);
  }
  return EXIT.done;
}

/** Builds the merge and runs the check on it; nothing lands. */
async function checkOnly({ out, service, options }: Merging, plan: MergePlan): Promise<ExitCode> {
  const how = buildOptions(plan, options);
  const { built, check } = await interruptible(async (signal) =>
    verifyBuilt(service, await service.buildMerge(plan, { ...how, signal }), options, {
      out,
      signal,
    }),
  );
  await service.discardMerge(built);
  const { source, target, strategy } = plan.request;
  if (out.json) {
    const { commit } = built;
    out.answer({ check: { passed: true, ...check, strategy, source, target, commit } });
  } else {
    out.print(
      `${printable(source)} merged into ${printable(target)} (${strategy}) passes the check; ` +
        'nothing was merged.',
    );
  }
  return EXIT.done;
}

async function approve({ out }: Merging, plan: MergePlan): Promise<void> {
  out.note(previewLines(plan, out.style).join('\n'));
  // What was uncommitted may have been committed by now.
  if (!(await answered(plan, confirm('Merge?')))) throw stoppedAt(plan);
}

async function land(
  merging: Merging,
  view: SessionView,
  plan: MergePlan,
  proposals: readonly ProposalReport[],
): Promise<ExitCode> {
  const kept = await keptDraft(merging, plan, 'land');
  let merge: LandedMerge;
  try {
    merge = await landed(merging, plan);
  } catch (thrown) {
    if (!(thrown instanceof QtuiError)) throw thrown;
    if (thrown.code === 'branch-moved') return landAnew(merging, view, plan, proposals);
    throw kept ? withSettledKept(thrown, plan) : thrown;
  }
  return told(merging, view, merge, proposals);
}

/** The target has moved since it was looked at: once more, and asked again where that matters. */
async function landAnew(
  merging: Merging,
  view: SessionView,
  plan: MergePlan,
  proposals: readonly ProposalReport[],
): Promise<ExitCode> {
  const { out, asking } = merging;
  out.note(
    out.style.yellow(
      `${printable(plan.request.target)} has moved since the preview; the merge is made again.`,
    ),
  );
  const anew = await lookAfter(merging, plan);
  if (anew.isUpToDate) return sayUpToDate(merging, anew);
  if (previewExit(anew) !== EXIT.done) return refuse(merging, anew, proposals);
  if (asking && !bringsSame(plan, anew)) await approve(merging, anew);
  return told(merging, view, await landed(merging, anew), proposals);
}

/** Whether both bring the same commits and the same changes. */
function bringsSame(one: MergePlan, other: MergePlan): boolean {
  const what = ({ commits, files, resolved }: MergePlan) => [
    commits.map(({ oid }) => oid),
    files,
    resolved.map(({ resolution }) => resolution),
  ];
  return isDeepStrictEqual(what(one), what(other));
}

function landed(
  { service, id, options, out, asking }: Merging,
  plan: MergePlan,
): Promise<LandedMerge> {
  const how = buildOptions(plan, options);
  return interruptible(async (signal) => {
    const build = () => service.buildMerge(plan, { ...how, signal });
    const verified = await verifyBuilt(service, await build(), options, {
      ...{ out, signal },
      ...(asking && { rebuild: build }),
    });
    return service.landMerge(id, verified, { signal });
  });
}

async function told(
  { service, options, out }: Merging,
  view: SessionView,
  merge: LandedMerge,
  proposals: readonly ProposalReport[],
): Promise<ExitCode> {
  const { built, backupRef, actId, leftOut, check } = merge;
  const { plan, commit } = built;
  const removal = options.remove ? await removeAfterMerge(service, view) : {};
  const { outcome, refused } = removal;
  if (out.json) {
    const more = { commit, backup: backupRef, undo: actId, leftOut, ...(check && { check }) };
    out.answer({
      merge: mergeReport(plan, 'merged', more),
      ...(proposals.length > 0 && { proposals }),
      ...(outcome && { removal: removalJson(outcome) }),
      ...(refused && { removalRefused: refused.message }),
    });
  } else {
    const { source, target, strategy } = plan.request;
    out.print(
      `Merged ${count(plan.commits.length, 'commit')} of ${printable(source)} into ` +
        `${printable(target)} (${strategy}) as ${commit.slice(0, 10)}; ` +
        `"qtui undo ${actId}" takes it back.`,
    );
    noteLeftOut(out, merge);
    if (outcome) {
      out.warn(outcome.warnings);
      const words = removalWords(outcome, view.session.worktreeInfo?.branch);
      out.print(`${words.charAt(0).toUpperCase()}${words.slice(1)}.`);
    }
    if (refused) out.fail(refused);
  }
  return refused === undefined ? EXIT.done : EXIT.refused;
}

/** A removal that is refused leaves a merge that is done: both are told. */
async function removeAfterMerge(
  service: SessionService,
  view: SessionView,
): Promise<{ outcome?: RemovalOutcome; refused?: QtuiError }> {
  try {
    const plan = await service.planRemoval(view.session.id);
    return { outcome: await removeSession(service, plan, { force: false }) };
  } catch (error) {
    if (error instanceof QtuiError && error.code === 'would-lose-work') return { refused: error };
    throw error;
  }
}
