import { QtuiError } from '../../core/errors.js';
import type { MergePlan, Resolution } from '../../core/merge.js';
import { draftOf, type MergeDraft, type ResumedMerge } from '../../core/merge-draft.js';
import type { MergePlanOptions, SessionService } from '../../core/ports/sessions.js';
import { count, printable } from '../../core/text.js';
import type { Application } from '../compose.js';
import { interruptible } from '../interrupt.js';
import type { Output } from '../output.js';
import { wantedCheck } from './check.js';
import type { MergeOptions } from './options.js';
import { settleConflicts } from './resolve.js';

/** One merge under way, and how it was asked for. */
export interface Merging {
  app: Application;
  out: Output;
  service: SessionService;
  id: string;
  options: MergeOptions;
  /** A person can be asked. */
  asking: boolean;
}

/** Looks at the merge, with the conflicts settled that the options speak of. */
export function look(merging: Merging): Promise<MergePlan> {
  const { service, id, options } = merging;
  return planned(merging, async (how) => {
    const { into, fetch } = options;
    const asked = { ...how, ...(into !== undefined && { target: into }) };
    return service.planMerge(id, { ...asked, refresh: fetch !== false });
  });
}

/** The same for decisions that were made before, as far as they still fit; says what has changed. */
export function lookAgain(
  merging: Merging,
  draft: MergeDraft,
  { refresh = false }: { refresh?: boolean } = {},
): Promise<MergePlan> {
  const { service, id, options, out } = merging;
  return planned(merging, async (how) => {
    const { into } = options;
    const asked = { ...how, ...(into !== undefined && { target: into }), refresh };
    const resumed = await service.resumeMerge(id, draft, asked);
    for (const line of resumedWords(draft, resumed)) out.note(out.style.yellow(line));
    return resumed.plan;
  });
}

/** As `lookAgain` with what was decided for a plan. */
export function lookAfter(merging: Merging, plan: MergePlan): Promise<MergePlan> {
  return lookAgain(merging, draftOf(plan, 'preview'));
}

/** The plan with these resolutions added to those that it has. */
export function withResolutions(
  { service, id, options }: Merging,
  { request, retargeted }: MergePlan,
  added: readonly Resolution[],
  signal?: AbortSignal,
): Promise<MergePlan> {
  return service.planMerge(id, {
    ...commonOptions(options),
    // One that the session goes to by itself is found again, and its row follows it.
    ...(retargeted === undefined && { target: request.target }),
    strategy: request.strategy,
    resolutions: [...(request.resolutions ?? []), ...added],
    ...(signal && { signal }),
  });
}

async function planned(
  merging: Merging,
  first: (how: MergePlanOptions) => Promise<MergePlan>,
): Promise<MergePlan> {
  const { app, service, options } = merging;
  return interruptible(async (signal) => {
    const { strategy } = options;
    const how = { ...commonOptions(options), ...(strategy !== undefined && { strategy }), signal };
    const seen = await first(how);
    const plan = await settleConflicts(service, seen, { ...options, cwd: app.cwd }, (resolutions) =>
      withResolutions(merging, seen, resolutions, signal),
    );
    if (!signal.aborted) return plan;
    throw new QtuiError('aborted', 'Cancelled at the preview.', {
      untouched: 'Nothing was merged.',
    });
  });
}

function commonOptions(options: MergeOptions): MergePlanOptions {
  return {
    ...(options.sign !== undefined && { sign: options.sign }),
    check: wantedCheck(options),
  };
}

/** What has become of the branches and of the decisions since these were made. */
function resumedWords(
  { source, target }: MergeDraft,
  { lost, moved }: Pick<ResumedMerge, 'lost' | 'moved'>,
): string[] {
  const names = { source, target };
  const paths = [...new Set(lost.map(({ path }) => printable(path)))];
  return [
    ...moved.map((which) => `${printable(names[which])} has moved since it was looked at.`),
    ...(paths.length === 0
      ? []
      : [
          `What was decided for ${count(paths.length, 'file')} no longer fits and is to be decided anew: ${paths.join(', ')}`,
        ]),
  ];
}
