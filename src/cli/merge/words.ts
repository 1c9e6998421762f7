import type { ChalkInstance } from 'chalk';
import { checkWords } from '../../core/check-words.js';
import { choiceWords, conflictWords } from '../../core/conflict-words.js';
import { EXIT, type ExitCode } from '../../core/errors.js';
import type { ForecastPlan } from '../../core/forecast.js';
import { landedNotes, leftOutWords } from '../../core/landed-words.js';
import type {
  LandedMerge,
  MergeCheck,
  MergeConflict,
  MergePlan,
  MergeReport,
  PlannedCheck,
} from '../../core/merge.js';
import type { FileChange } from '../../core/repository.js';
import { count, printable } from '../../core/text.js';
import { upstreamNotes, upToDateBranch } from '../../core/upstream-words.js';
import type { Output } from '../output.js';

/** Entries of a list that are named; the rest is counted. */
const SHOWN = 20;

/** Answer of `qtui merge --json`. */
export function mergeReport(
  plan: MergePlan,
  result: MergeReport['result'],
  more: Partial<
    Pick<
      MergeReport,
      | 'commit'
      | 'backup'
      | 'undo'
      | 'reason'
      | 'hint'
      | 'paths'
      | 'next'
      | 'leftOut'
      | 'draft'
      | 'conflicts'
    > & {
      check: MergeCheck;
    }
  > = {},
): MergeReport {
  const { strategy, source, target } = plan.request;
  return {
    result,
    strategy,
    source,
    target,
    ...(more.commit && { commit: more.commit }),
    conflicts: more.conflicts ?? plan.conflicts,
    ...(plan.resolved.length > 0 && { resolved: plan.resolved }),
    ...(more.reason && { reason: more.reason }),
    ...(more.hint && { hint: more.hint }),
    ...(more.paths && { paths: more.paths }),
    ...(more.next && { next: more.next }),
    ...(more.backup && { backup: more.backup }),
    ...(more.leftOut && { leftOut: more.leftOut }),
    ...(more.undo && { undo: more.undo }),
    ...(more.draft && { draft: more.draft }),
    ...(more.check && { check: checkJson(more.check) }),
  };
}

function checkJson({ outcome, durationMs, exitCode, log, earlier }: MergeCheck) {
  return {
    ...{ outcome, durationMs },
    ...(exitCode !== undefined && { exitCode }),
    ...(log !== undefined && { log }),
    ...(earlier !== undefined && { earlier }),
  };
}

/** Answer of `qtui merge --preview --json`. */
export function previewJson(
  plan: ForecastPlan,
  conflicts: MergeReport['conflicts'] = plan.conflicts,
) {
  const { strategy, source, target } = plan.request;
  return {
    strategy,
    source,
    target,
    isUpToDate: plan.isUpToDate,
    commits: plan.commits,
    files: plan.files,
    uncommitted: plan.uncommitted,
    conflicts,
    resolved: plan.resolved,
    obstacles: plan.obstacles,
    targetWorktree: plan.targetWorktree ?? null,
    upstream: plan.upstream ?? null,
    check: plan.check ? plannedCheckJson(plan.check) : null,
    retargeted: plan.retargeted ?? null,
    landedBefore: plan.landedBefore?.parts ?? null,
  };
}

function plannedCheckJson({ command, untrusted }: PlannedCheck) {
  return { command, ...(untrusted && { untrustedFile: untrusted.file.path }) };
}

/** What a merge of the plan as it is would end with. */
export function previewExit(plan: Pick<MergePlan, 'obstacles' | 'conflicts'>): ExitCode {
  if (plan.obstacles.length > 0) return EXIT.refused;
  return plan.conflicts.length > 0 ? EXIT.conflicts : EXIT.done;
}

/** What the merge would do, for a person. */
export function previewLines(plan: MergePlan, style: ChalkInstance): string[] {
  const { strategy, source, target } = plan.request;
  const lines = [style.bold(`${printable(source)} → ${printable(target)}, strategy ${strategy}`)];
  if (plan.isUpToDate) {
    lines.push(`  Nothing to merge: ${printable(upToDateBranch(plan))} has everything.`);
  }
  lines.push(
    ...section(
      count(plan.commits.length, 'commit'),
      plan.commits.map(({ oid, subject }) => `${oid.slice(0, 8)} ${printable(subject)}`),
    ),
    ...section(count(plan.files.length, 'file'), plan.files.map(fileLine)),
    ...section(
      `${count(plan.uncommitted.length, 'uncommitted file')}, not part of the merge`,
      plan.uncommitted.map(fileLine),
    ),
    ...section(
      style.red(`${count(plan.conflicts.length, 'conflict')}; ${sideNames(plan)}`),
      plan.conflicts.map(
        (conflict) => `${conflictLine(conflict, plan)} [${conflict.choices.join(', ')}]`,
      ),
    ),
    ...section(
      `${count(plan.resolved.length, 'conflict')} settled`,
      plan.resolved.map((conflict) => {
        const { take } = conflict.resolution;
        const outcome = printable(choiceWords(conflict, take, plan.request));
        return `${conflictLine(conflict, plan)} → ${take}: ${outcome}`;
      }),
    ),
  );
  if (plan.check) lines.push(`  ${checkWords(plan.check)}`);
  lines.push(...targetNotes(plan).map((note) => style.yellow(`  ${note}`)));
  for (const { message, hint, paths } of plan.obstacles) {
    lines.push(style.red(`  Refused: ${message}`));
    lines.push(...paths.slice(0, SHOWN).map((path) => `    ${printable(path)}`));
    if (hint !== undefined) lines.push(`    ${hint}`);
  }
  return lines;
}

/** What a person should know of the target, asked or not, a sentence each. */
export function targetNotes(plan: MergePlan): string[] {
  const { retargeted } = plan;
  const elsewhere = retargeted
    ? [`${printable(retargeted.reason)} The merge goes to ${printable(retargeted.to)}.`]
    : [];
  return [
    ...elsewhere,
    ...landedNotes(plan).map((note) => printable(note)),
    ...upstreamNotes(plan),
  ];
}

/** Tells on stderr what was committed while the merge was checked. */
export function noteLeftOut(out: Output, landed: LandedMerge): void {
  const words = leftOutWords(landed);
  if (words !== undefined) out.note(out.style.yellow(printable(words)));
}

/** Which branch is meant by the choices. */
function sideNames({ request: { source, target } }: MergePlan): string {
  return `ours is ${printable(target)}, theirs is ${printable(source)}`;
}

/** A path in conflict, and what it is; in a rebase also the commit. */
export function conflictLine(conflict: MergeConflict, { request }: MergePlan): string {
  const commit = conflict.commit === undefined ? '' : ` (commit ${conflict.commit.slice(0, 8)})`;
  return `${printable(conflict.path)}${commit}: ${printable(conflictWords(conflict, request))}`;
}

function section(title: string, entries: readonly string[]): string[] {
  if (entries.length === 0) return [];
  const lines = [`  ${title}`, ...entries.slice(0, SHOWN).map((entry) => `    ${entry}`)];
  if (entries.length > SHOWN) lines.push(`    … and ${entries.length - SHOWN} more`);
  return lines;
}

function fileLine({ path, from, kind, added, removed, isBinary }: FileChange): string {
  const name = from === undefined ? printable(path) : `${printable(from)} → ${printable(path)}`;
  const lines =
    added === undefined && removed === undefined
      ? isBinary
        ? 'binary'
        : kind
      : `+${added ?? 0} −${removed ?? 0}`;
  return `${name}  ${lines}`;
}
