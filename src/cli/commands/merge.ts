import { EXIT, type ExitCode, QtuiError } from '../../core/errors.js';
import { MERGE_STRATEGIES, type MergePlan, type MergeStrategy } from '../../core/merge.js';
import type {
  MergePlanOptions,
  RemovalOutcome,
  SessionService,
  SessionView,
} from '../../core/ports/sessions.js';
import { count, printable } from '../../core/text.js';
import { upToDateBranch } from '../../core/upstream-words.js';
import { type CommandContext, type CommandDefinition, JSON_OPTION } from '../command.js';
import { interruptible } from '../interrupt.js';
import type { MergeAllOptions } from '../merge/all.js';
import { type CheckOptions, requireCheck, verifyBuilt } from '../merge/check.js';
import { buildOptions, MESSAGE_OPTIONS, type MessageOptions } from '../merge/message.js';
import {
  nextCommand,
  parseFileChoices,
  RESOLVE_CHOICES,
  type ResolveOptions,
  settleConflicts,
} from '../merge/resolve.js';
import {
  mergeReport,
  noteLeftOut,
  previewExit,
  previewJson,
  previewLines,
  targetNotes,
} from '../merge/words.js';
import type { Output } from '../output.js';
import { canAsk, choose, confirm } from '../prompt.js';
import { removalJson, removalWords, removeSession } from '../removal.js';
import { selectSession } from '../select.js';

interface MergeOptions extends CheckOptions, MessageOptions, ResolveOptions {
  into?: string;
  strategy?: MergeStrategy;
  all?: boolean;
  preview?: boolean;
  dryRun?: boolean;
  commit?: string;
  remove?: boolean;
  fetch?: boolean;
  yes?: boolean;
}

export const mergeCommand: CommandDefinition = {
  name: 'merge',
  summary: "merge a session's branch into its target",
  details:
    'Nothing of yours is touched before the merge lands; a merge with conflicts that are not ' +
    'settled, or that would overwrite something in the target’s worktree, is refused.',
  arguments: [
    {
      syntax: '[sessions...]',
      description:
        'id, id prefix, name or branch; by default the one of this directory; several are merged in this order',
    },
  ],
  options: [
    {
      flags: '--all',
      description: 'merge every session of the repository, up to the first that cannot land',
      conflicts: ['message', 'checkOnly', 'remove', 'resolve', 'resolveFile'],
    },
    { flags: '--into <branch>', description: "target branch instead of the session's own" },
    { flags: '--strategy <strategy>', description: 'how to merge', choices: MERGE_STRATEGIES },
    { flags: '--preview', description: 'show what would happen and stop' },
    {
      flags: '--dry-run',
      description: 'the same: of several sessions, what each would do after those before it',
    },
    {
      flags: '--resolve <side>',
      description: 'settle the files that both changed: by ours (the target), theirs, or both',
      choices: RESOLVE_CHOICES,
    },
    {
      flags: '--resolve-file <path=choice>',
      description: 'settle one file: by ours, theirs, both, keep, delete or @FILE; repeatable',
      parse: parseFileChoices,
    },
    ...MESSAGE_OPTIONS,
    {
      flags: '--commit <message>',
      description: 'first commit all uncommitted work of the session with this message',
    },
    {
      flags: '--remove',
      description: 'afterwards remove the worktree and the branch, if nothing would be lost',
    },
    { flags: '--no-fetch', description: 'take the target’s upstream as last fetched' },
    { flags: '--check', description: 'run the check that is set; an error where none is' },
    { flags: '--no-check', description: 'merge without the check that is set' },
    {
      flags: '--check-only',
      description: 'run the check on the merged result and stop',
      conflicts: ['check', 'commit', 'remove'],
    },
    { flags: '-y, --yes', description: 'do not ask' },
    JSON_OPTION,
  ],
  examples: [
    { command: 'qtui merge auth --preview', does: 'commits, files and conflicts, nothing done' },
    {
      command: 'qtui merge auth parser --dry-run',
      does: 'what each of them would do, one after the other',
    },
    {
      command: 'qtui merge auth --resolve theirs --resolve-file old.txt=delete',
      does: "the session's side where both changed a file, and one file goes",
    },
    {
      command: 'qtui merge auth --strategy squash --yes --remove',
      does: 'one commit on the target, session cleaned up',
    },
  ],
  async run(context, [words], options) {
    const { app, out } = context;
    await app.requireGit();
    out.warn(await (await app.sessions()).recover(app.cwd));
    const selectors = typeof words === 'object' ? words : [];
    const { all } = options as MergeOptions;
    if (all || selectors.length > 1) {
      const { chosenSessions, mergeSeveral } = await import('../merge/all.js');
      const ids = await chosenSessions(context, selectors, options as MergeAllOptions);
      return mergeSeveral(context, ids, options as MergeAllOptions);
    }
    const { dryRun, preview = dryRun } = options as MergeOptions;
    const view = await selectSession(app, selectors[0]);
    return merge(context, view, { ...options, ...(preview && { preview }) });
  },
};

async function merge(
  context: CommandContext,
  view: SessionView,
  options: MergeOptions,
): Promise<ExitCode> {
  const { out } = context;
  const asking = !out.json && options.yes !== true && canAsk();
  const seen = await planFor(context, view, options);
  if (options.preview) {
    const code = previewExit(seen);
    if (out.json) out.answer({ preview: previewJson(seen) });
    else {
      out.print(previewLines(seen, out.style).join('\n'));
      if (code === EXIT.conflicts) out.note(howToSettle(nextCommand(seen, options)));
    }
    return code;
  }
  requireCheck(seen, options);
  buildOptions(seen, options);
  // What stands in the way now would still do so after a commit.
  if (seen.obstacles.length > 0) return refuse(out, seen, options);
  const plan = options.checkOnly ? seen : await withCommit(context, view, options, seen, asking);
  if (plan.isUpToDate) return sayUpToDate(out, plan);
  if (previewExit(plan) !== EXIT.done) return refuse(out, plan, options);
  if (options.checkOnly) return checkOnly(context, plan, options);
  if (options.yes !== true) await approve(plan, asking, out);
  else for (const note of targetNotes(plan)) out.note(note);
  return land(context, view, plan, options);
}

function sayUpToDate(out: Output, plan: MergePlan): ExitCode {
  const source = printable(plan.request.source);
  if (out.json) out.answer({ merge: mergeReport(plan, 'up-to-date') });
  else {
    for (const note of targetNotes(plan)) out.note(note);
    out.print(`${printable(upToDateBranch(plan))} already has everything of ${source}.`);
  }
  return EXIT.done;
}

/** Builds the merge and runs the check on it; nothing lands. */
async function checkOnly(
  { app, out }: CommandContext,
  plan: MergePlan,
  options: MergeOptions,
): Promise<ExitCode> {
  const service = await app.sessions();
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

/** Commits the session's uncommitted work where that is wanted; resolves with the plan then. */
async function withCommit(
  { app, out }: CommandContext,
  view: SessionView,
  options: MergeOptions,
  plan: MergePlan,
  asking: boolean,
): Promise<MergePlan> {
  if (plan.uncommitted.length === 0) return plan;
  if (options.commit !== undefined && options.yes !== true && !asking) throw needsYes();
  const message = options.commit ?? (await askToCommit(plan, asking));
  if (message === undefined) return plan;
  const service = await app.sessions();
  await interruptible(async (signal) => {
    const commit = await service.commitForMerge(view.session.id, {
      message,
      signal,
      ...(options.sign !== undefined && { sign: options.sign }),
    });
    out.note(`Committed ${count(plan.uncommitted.length, 'file')} as ${commit.slice(0, 10)}.`);
    // A cancel that came too late for the commit, as in a hook after it, holds for what follows.
    if (!signal.aborted) return;
    throw new QtuiError('aborted', 'Cancelled after the commit.', {
      untouched: 'Nothing was merged.',
    });
  });
  return planFor({ app, out }, view, { ...options, fetch: false });
}

function refuse(out: Output, plan: MergePlan, options: MergeOptions): ExitCode {
  const code = previewExit(plan);
  const result = code === EXIT.conflicts ? 'conflicts' : 'refused';
  const reason = plan.obstacles.map((obstacle) => obstacle.message).join(' ');
  const next = code === EXIT.conflicts ? nextCommand(plan, options) : undefined;
  if (out.json) out.answer({ merge: mergeReport(plan, result, { reason, ...(next && { next }) }) });
  else {
    out.note(previewLines(plan, out.style).join('\n'));
    if (next) out.note(howToSettle(next));
    out.note('Not merged; the target is as it was.');
  }
  return code;
}

function howToSettle(command: string): string {
  return `Settle the conflicts with --resolve and --resolve-file, for example:\n  ${command}`;
}

async function land(
  { app, out }: CommandContext,
  view: SessionView,
  plan: MergePlan,
  options: MergeOptions,
): Promise<ExitCode> {
  const service = await app.sessions();
  const how = buildOptions(plan, options);
  const landed = await interruptible(async (signal) => {
    const made = await service.buildMerge(plan, { ...how, signal });
    const verified = await verifyBuilt(service, made, options, { out, signal });
    return service.landMerge(view.session.id, verified, { signal });
  });
  const { built, backupRef, actId, leftOut } = landed;
  const removal = options.remove ? await removeAfterMerge(service, view) : {};
  const { outcome, refused } = removal;
  const { commit } = built;
  if (out.json) {
    out.answer({
      merge: mergeReport(plan, 'merged', { commit, backup: backupRef, undo: actId, leftOut }),
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
    noteLeftOut(out, landed);
    if (outcome) {
      out.warn(outcome.warnings);
      const words = removalWords(outcome, view.session.worktreeInfo?.branch);
      out.print(`${words.charAt(0).toUpperCase()}${words.slice(1)}.`);
    }
    if (refused) out.fail(refused);
  }
  return refused === undefined ? EXIT.done : EXIT.refused;
}

async function planFor(
  { app }: CommandContext,
  view: SessionView,
  options: MergeOptions,
): Promise<MergePlan> {
  const service = await app.sessions();
  return interruptible(async (signal) => {
    const ask = (more: MergePlanOptions) =>
      service.planMerge(view.session.id, {
        ...(options.into !== undefined && { target: options.into }),
        ...(options.strategy !== undefined && { strategy: options.strategy }),
        ...(options.sign !== undefined && { sign: options.sign }),
        check: options.check === true || options.checkOnly === true,
        signal,
        ...more,
      });
    const first = await ask({ refresh: options.fetch !== false });
    const plan = await settleConflicts(
      service,
      first,
      { ...options, cwd: app.cwd },
      (resolutions) => ask({ resolutions }),
    );
    if (!signal.aborted) return plan;
    throw new QtuiError('aborted', 'Cancelled at the preview.', {
      untouched: 'Nothing was merged.',
    });
  });
}

/** The message to commit uncommitted work with; undefined to leave the work out of the merge. */
async function askToCommit(plan: MergePlan, asking: boolean): Promise<string | undefined> {
  const files = count(plan.uncommitted.length, 'uncommitted file');
  if (!asking) {
    throw new QtuiError(
      'merge-refused',
      `The session has ${files}; the merge would leave them out.`,
      {
        untouched: 'Nothing was changed.',
        hint: 'Add --commit MESSAGE to commit them first.',
        data: { paths: plan.uncommitted.map(({ path }) => path) },
      },
    );
  }
  const answer = await choose(`The session has ${files}.`, [
    { value: 'commit', key: 'c', label: 'commit them and merge' },
    { value: 'leave', key: 'l', label: 'merge without them' },
    { value: 'stop', key: 's', label: 'stop' },
  ]);
  if (answer === 'stop') throw stopped();
  return answer === 'commit' ? plan.suggestedMessage : undefined;
}

async function approve(plan: MergePlan, asking: boolean, out: Output): Promise<void> {
  if (!asking) throw needsYes();
  out.note(previewLines(plan, out.style).join('\n'));
  // What was uncommitted may have been committed by now.
  if (!(await confirm('Merge?'))) throw stopped('The target is as it was.');
}

function needsYes(): QtuiError {
  return new QtuiError('usage', 'A merge without questions needs --yes.', {
    untouched: 'Nothing was changed.',
    hint: 'Add --yes to merge, or --preview to see what would happen.',
  });
}

function stopped(untouched = 'Nothing was changed.'): QtuiError {
  return new QtuiError('aborted', 'Not merged.', { untouched });
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
