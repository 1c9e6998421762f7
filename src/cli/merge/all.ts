import { EXIT, type ExitCode, exitCodeOf, QtuiError, toQtuiError } from '../../core/errors.js';
import type { MergePlan, MergeReport } from '../../core/merge.js';
import type { QueuedMerge, SessionService } from '../../core/ports/sessions.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import { count, printable } from '../../core/text.js';
import type { CommandContext } from '../command.js';
import { interruptible } from '../interrupt.js';
import { canAsk, confirm } from '../prompt.js';
import { type CheckOptions, requireCheck, verifyBuilt } from './check.js';
import { buildOptions, type MessageOptions } from './message.js';
import { mergeReport, noteLeftOut, previewExit, previewJson, targetNotes } from './words.js';

export interface MergeAllOptions extends CheckOptions, MessageOptions {
  into?: string;
  strategy?: MergePlan['request']['strategy'];
  preview?: boolean;
  commit?: string;
  fetch?: boolean;
  yes?: boolean;
}

interface Done {
  session: { id: string; title: string };
  report: MergeReport;
}

/**
 * Merges every session of the repository, one after the other, each looked at anew after the one
 * before it; stops at the first that does not land.
 */
export async function mergeAll(
  context: CommandContext,
  options: MergeAllOptions,
): Promise<ExitCode> {
  const { app, out } = context;
  const service = await app.sessions();
  const queue = await interruptible((signal) =>
    service.mergeQueue(app.cwd, { ...wish(options), refresh: options.fetch !== false, signal }),
  );
  if (options.preview) return preview(context, queue);
  const asking = !out.json && options.yes !== true && canAsk();
  if (options.yes !== true) {
    if (!asking) {
      throw new QtuiError('usage', 'Merging without questions needs --yes.', {
        untouched: 'Nothing was changed.',
        hint: 'Add --yes to merge, or --preview to see what would happen.',
      });
    }
    showQueue(context, queue);
    if (queue.length > 0 && !(await confirm(`Merge ${count(queue.length, 'session')}?`))) {
      throw new QtuiError('aborted', 'Not merged.', { untouched: 'Nothing was changed.' });
    }
  }
  return run(context, service, queue, options);
}

async function run(
  { out }: CommandContext,
  service: SessionService,
  queue: readonly QueuedMerge[],
  options: MergeAllOptions,
): Promise<ExitCode> {
  const done: Done[] = [];
  let failure: QtuiError | undefined;
  for (const { session } of queue) {
    try {
      const report = await mergeOne({ out, service, session, options });
      done.push({ session: named(session), report });
      if (!out.json) out.print(doneLine(session, report));
    } catch (thrown) {
      failure = toQtuiError(thrown, `merge ${sessionTitle(session)}`);
      break;
    }
  }
  const [stopped, ...waiting] = queue.slice(done.length).map(({ session }) => named(session));
  if (out.json) {
    out.answer({
      merges: done.map(({ session, report }) => ({ session, ...report })),
      stopped:
        failure === undefined
          ? null
          : { session: stopped, code: failure.code, message: failure.message },
      waiting,
    });
  } else {
    if (failure) out.fail(failure);
    out.print(summary(done, stopped, waiting));
  }
  return failure === undefined ? EXIT.done : exitCodeOf(failure.code);
}

/** Merges one session as things are now; throws why it cannot land. */
async function mergeOne({
  out,
  service,
  session,
  options,
}: {
  out: CommandContext['out'];
  service: SessionService;
  session: SessionMetadata;
  options: MergeAllOptions;
}): Promise<MergeReport> {
  return interruptible(async (signal) => {
    const look = () => service.planMerge(session.id, { ...wish(options), signal });
    let plan = await look();
    if (plan.obstacles.length === 0 && plan.uncommitted.length > 0) {
      if (options.commit === undefined) throw uncommitted(session, plan);
      const { sign } = options;
      const how = { message: options.commit, signal, ...(sign !== undefined && { sign }) };
      await service.commitForMerge(session.id, how);
      plan = await look();
    }
    if (plan.isUpToDate) return mergeReport(plan, 'up-to-date');
    for (const note of targetNotes(plan)) out.note(note);
    requireCheck(plan, options);
    const built = await service.buildMerge(plan, { ...buildOptions(plan, options), signal });
    const verified = await verifyBuilt(service, built, options, { out, signal });
    const landed = await service.landMerge(session.id, verified, { signal });
    noteLeftOut(out, landed);
    const { backupRef, actId, leftOut } = landed;
    return mergeReport(plan, 'merged', {
      commit: built.commit,
      backup: backupRef,
      undo: actId,
      leftOut,
    });
  });
}

function wish({ into, strategy, sign, check }: MergeAllOptions) {
  return {
    ...(into !== undefined && { target: into }),
    ...(strategy !== undefined && { strategy }),
    ...(sign !== undefined && { sign }),
    check: check === true,
  };
}

function uncommitted(session: SessionMetadata, { uncommitted: files }: MergePlan): QtuiError {
  return new QtuiError(
    'merge-refused',
    `Session "${sessionTitle(session)}" has ${count(files.length, 'uncommitted file')}; the merge would leave them out.`,
    {
      untouched: 'It was not merged.',
      hint: 'Add --commit MESSAGE to commit them first.',
      data: { paths: files.map(({ path }) => path) },
    },
  );
}

function preview(context: CommandContext, queue: readonly QueuedMerge[]): ExitCode {
  if (context.out.json) {
    const entries = queue.map(({ session, plan }) => ({
      session: named(session),
      ...previewJson(plan),
    }));
    context.out.answer({ queue: entries });
  } else {
    showQueue(context, queue);
  }
  return queue.map(({ plan }) => previewExit(plan)).find((code) => code !== EXIT.done) ?? EXIT.done;
}

function showQueue({ out }: CommandContext, queue: readonly QueuedMerge[]): void {
  if (queue.length === 0) {
    out.note('This repository has no session to merge.');
    return;
  }
  const columns = [
    { title: '#' },
    { title: 'SESSION', flexible: true },
    { title: 'INTO', flexible: true },
    { title: 'BY' },
    { title: 'COMMITS' },
    { title: 'FILES' },
    { title: 'STATE', flexible: true },
  ];
  const rows = queue.map(({ session, plan }, index) => [
    String(index + 1),
    printable(sessionTitle(session)),
    printable(plan.request.target),
    plan.request.strategy,
    String(plan.commits.length),
    String(plan.files.length),
    stateWords(plan),
  ]);
  out.table(columns, rows);
  out.note('Each is looked at again when its turn has come; the first that cannot land ends it.');
}

function stateWords(plan: MergePlan): string {
  const [obstacle] = plan.obstacles;
  if (obstacle !== undefined) return `refused: ${printable(obstacle.message)}`;
  if (plan.conflicts.length > 0) return count(plan.conflicts.length, 'conflict');
  const left = plan.uncommitted.length;
  if (left > 0) return count(left, 'uncommitted file');
  return plan.isUpToDate ? 'nothing to merge' : 'ready';
}

function doneLine(session: SessionMetadata, { result, target, commit, undo }: MergeReport): string {
  const title = printable(sessionTitle(session));
  return result === 'merged'
    ? `Merged ${title} into ${printable(target)} as ${commit?.slice(0, 10)}; "qtui undo ${undo}" takes it back.`
    : `${printable(target)} already has everything of ${title}.`;
}

function summary(
  done: readonly Done[],
  stopped: Done['session'] | undefined,
  waiting: readonly Done['session'][],
): string {
  const merged = done.filter(({ report }) => report.result === 'merged').length;
  const first = `${count(merged, 'session')} merged`;
  if (stopped === undefined) return `${first}.`;
  const names = waiting.map(({ title }) => printable(title)).join(', ');
  const rest = waiting.length > 0 ? `; not tried: ${names}` : '';
  return `${first}; stopped at ${printable(stopped.title)}${rest}.`;
}

function named(session: SessionMetadata): Done['session'] {
  return { id: session.id, title: sessionTitle(session) };
}
