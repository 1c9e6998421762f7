import { EXIT, type ExitCode, exitCodeOf, QtuiError, toQtuiError } from '../../core/errors.js';
import type { MergePlan, MergeReport } from '../../core/merge.js';
import { personNeeded } from '../../core/merge-train.js';
import type { SessionForecast } from '../../core/ports/merge-forecasts.js';
import type { SessionService } from '../../core/ports/sessions.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import { count, printable } from '../../core/text.js';
import type { CommandContext } from '../command.js';
import { interruptible } from '../interrupt.js';
import { canAsk, confirm } from '../prompt.js';
import { type CheckOptions, requireCheck, verifyBuilt, wantedCheck } from './check.js';
import { forecastExit, forecastJson, noteRest, showForecast } from './forecast.js';
import { buildOptions, type MessageOptions } from './message.js';
import { needsYes } from './refusals.js';
import { mergeReport, noteLeftOut, targetNotes } from './words.js';

export interface MergeAllOptions extends CheckOptions, MessageOptions {
  all?: boolean;
  into?: string;
  strategy?: MergePlan['request']['strategy'];
  preview?: boolean;
  dryRun?: boolean;
  commit?: string;
  fetch?: boolean;
  yes?: boolean;
}

/** Options that speak of one merge. */
const FOR_ONE = [
  'message',
  'checkOnly',
  'remove',
  'resolve',
  'resolveFile',
  'continue',
  'abort',
] as const;

interface Done {
  session: { id: string; title: string };
  report: MergeReport;
}

/**
 * Ids of the sessions that are named, in their order; undefined for all. Throws `usage` for what
 * does not go with several, `session-not-found`, `session-ambiguous`.
 */
export async function chosenSessions(
  { app }: CommandContext,
  selectors: readonly string[],
  options: MergeAllOptions,
): Promise<string[] | undefined> {
  const untouched = 'Nothing was changed.';
  if (options.all) {
    if (selectors.length === 0) return undefined;
    throw new QtuiError('usage', 'Name sessions or give --all, not both.', { untouched });
  }
  const given: Readonly<Record<string, unknown>> = { ...options };
  const unfit = FOR_ONE.find((name) => given[name] !== undefined);
  if (unfit !== undefined) {
    const flag = unfit.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new QtuiError('usage', `--${flag} is for one session.`, {
      untouched,
      hint: 'Merge that session by itself.',
    });
  }
  const service = await app.sessions();
  const ids: string[] = [];
  for (const selector of selectors) ids.push((await service.find(selector)).session.id);
  return [...new Set(ids)];
}

/**
 * Merges sessions one after the other, each looked at anew in its turn, and the rest after each that
 * has landed; stops at the first that does not land. Without `ids` those of the repository, in the
 * order that the radar suggests.
 */
export async function mergeSeveral(
  context: CommandContext,
  ids: readonly string[] | undefined,
  options: MergeAllOptions,
): Promise<ExitCode> {
  const { app, out } = context;
  const service = await app.sessions();
  const forecast = await interruptible((signal) =>
    service.forecastMerges(app.cwd, {
      ...wish(options),
      ...(ids && { sessions: ids }),
      refresh: options.fetch !== false,
      signal,
    }),
  );
  if (options.preview || options.dryRun) {
    if (out.json) out.answer({ queue: forecast.map(forecastJson) });
    else showForecast(out, forecast);
    return forecastExit(forecast);
  }
  const asking = !out.json && options.yes !== true && canAsk();
  if (options.yes !== true) {
    if (!asking) throw needsYes('--dry-run');
    showForecast(out, forecast);
    if (forecast.length > 0 && !(await confirm(`Merge ${count(forecast.length, 'session')}?`))) {
      throw new QtuiError('aborted', 'Not merged.', { untouched: 'Nothing was changed.' });
    }
  }
  return run(context, service, forecast, options);
}

async function run(
  { app, out }: CommandContext,
  service: SessionService,
  queue: readonly SessionForecast[],
  options: MergeAllOptions,
): Promise<ExitCode> {
  const done: Done[] = [];
  let failure: QtuiError | undefined;
  const sessions = queue.map(({ session }) => session);
  for (const [index, session] of sessions.entries()) {
    try {
      const report = await mergeOne({ out, service, session, options });
      done.push({ session: named(session), report });
      if (!out.json) out.print(doneLine(session, report));
      const rest = sessions.slice(index + 1).map(({ id }) => id);
      if (report.result === 'merged' && rest.length > 0) {
        const ahead = await interruptible((signal) =>
          service.forecastMerges(app.cwd, { ...wish(options), sessions: rest, signal }),
        );
        noteRest(out, ahead);
      }
    } catch (thrown) {
      failure = toQtuiError(thrown, `merge ${sessionTitle(session)}`);
      break;
    }
  }
  const [stopped, ...waiting] = sessions.slice(done.length).map(named);
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
    if (
      options.commit !== undefined &&
      plan.obstacles.length === 0 &&
      plan.uncommitted.length > 0
    ) {
      const { sign } = options;
      const how = { message: options.commit, signal, ...(sign !== undefined && { sign }) };
      await service.commitForMerge(session.id, how);
      plan = await look();
    }
    const skipsCheck = options.check === false;
    const needed = personNeeded(sessionTitle(session), plan, { skipsCheck });
    if (needed) throw needed;
    if (plan.isUpToDate) return mergeReport(plan, 'up-to-date');
    for (const note of targetNotes(plan)) out.note(note);
    requireCheck(plan, options);
    const built = await service.buildMerge(plan, { ...buildOptions(plan, options), signal });
    const verified = await verifyBuilt(service, built, options, { out, signal });
    const landed = await service.landMerge(session.id, verified, { signal });
    noteLeftOut(out, landed);
    const { backupRef, actId, leftOut, check } = landed;
    return mergeReport(plan, 'merged', {
      commit: built.commit,
      backup: backupRef,
      undo: actId,
      leftOut,
      ...(check && { check }),
    });
  });
}

function wish({ into, strategy, sign, check }: MergeAllOptions) {
  return {
    ...(into !== undefined && { target: into }),
    ...(strategy !== undefined && { strategy }),
    ...(sign !== undefined && { sign }),
    check: wantedCheck({ ...(check !== undefined && { check }) }),
  };
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
