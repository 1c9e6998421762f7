import { EXIT, type ExitCode, QtuiError, withDetails } from '../../core/errors.js';
import type { MergePlan } from '../../core/merge.js';
import { shellCommand } from '../../core/text.js';
import { keptDraft } from './draft.js';
import { withHunks } from './hunks.js';
import type { Merging } from './look.js';
import type { ProposalReport } from './proposal-report.js';
import { nextCommand } from './resolve.js';
import { mergeReport, previewExit, previewLines } from './words.js';

/** Of a merge that nobody can be asked about; `look` is the option that only shows it. */
export function needsYes(look: '--preview' | '--dry-run' = '--preview'): QtuiError {
  return new QtuiError('usage', 'A merge without questions needs --yes.', {
    untouched: 'Nothing was changed.',
    hint: `Add --yes to merge, or ${look} to see what would happen.`,
  });
}

/** The person thought better of it. */
export function stopped(untouched = 'Nothing was changed.'): QtuiError {
  return new QtuiError('aborted', 'Not merged.', { untouched });
}

/** The same where the merge was looked at already, and decisions for it may be kept. */
export function stoppedAt({ resolved, request }: MergePlan): QtuiError {
  const untouched = 'The target is as it was.';
  if (resolved.length === 0) return stopped(untouched);
  return new QtuiError('aborted', 'Not merged; what was settled is kept.', {
    untouched,
    hint: goesOn(request.source),
  });
}

/** The answer to a question; a cancel there ends as a stop does, for a commit may be made by then. */
export async function answered<T>(plan: MergePlan, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof QtuiError && thrown.code === 'aborted') throw stoppedAt(plan);
    throw thrown;
  }
}

/** The same error, with how to go on with what was settled. */
export function withSettledKept(error: QtuiError, { request }: MergePlan): QtuiError {
  const kept = `What was settled is kept: ${goesOn(request.source)}`;
  return withDetails(error, { hint: error.hint === undefined ? kept : `${error.hint} ${kept}` });
}

function goesOn(source: string): string {
  return `"${shellCommand('qtui', 'merge', '--continue', source)}" goes on with it.`;
}

/** Tells why the merge cannot go on, and keeps what was decided for it. */
export async function refuse(
  merging: Merging,
  plan: MergePlan,
  proposals: readonly ProposalReport[] = [],
): Promise<ExitCode> {
  const { out, options, service } = merging;
  const code = previewExit(plan);
  const hasConflicts = code === EXIT.conflicts;
  const draft = await keptDraft(merging, plan, 'conflicts');
  const next = hasConflicts ? nextCommand(plan, options, { isBegun: draft !== undefined }) : '';
  if (out.json) {
    const reason = plan.obstacles.map((obstacle) => obstacle.message).join(' ');
    const result = hasConflicts ? 'conflicts' : 'refused';
    const conflicts = await withHunks(service, plan);
    const { obstacles } = plan;
    const paths = [...new Set(obstacles.flatMap((obstacle) => obstacle.paths))];
    const hint = obstacles.flatMap((obstacle) => obstacle.hint ?? []).join(' ');
    const told = {
      ...{ reason, conflicts },
      ...(obstacles.length > 0 && { paths }),
      ...(hint && { hint }),
      ...(next && { next }),
      ...(draft && { draft }),
    };
    out.answer({
      merge: mergeReport(plan, result, told),
      ...(proposals.length > 0 && { proposals }),
    });
  } else {
    out.note(previewLines(plan, out.style).join('\n'));
    if (next) out.note(howToSettle(next));
    out.note('Not merged; the target is as it was.');
  }
  return code;
}

/** An example of how the conflicts that are open can be settled. */
export function howToSettle(command: string): string {
  return `Settle the conflicts with --resolve and --resolve-file, for example:\n  ${command}`;
}
