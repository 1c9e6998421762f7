import type { ChalkInstance } from 'chalk';
import type { CleanupItem, CleanupPlan, CleanupResult } from '../core/cleanup.js';
import { lostWords } from '../core/cleanup-words.js';
import { addSizes, type DiskSize } from '../core/disk-usage.js';
import { count, printable } from '../core/text.js';
import { sizeWords } from './disk-words.js';
import { mergedJson } from './merged.js';
import type { Output } from './output.js';
import { sessionJson } from './session-json.js';

/** What items take up on disk; absent where nobody asked. */
export type CleanupSizes = ReadonlyMap<CleanupItem, DiskSize>;

/** What goes, as a table, then what stays with the reason. */
export function printPlan(
  out: Output,
  { items, repositories }: CleanupPlan,
  sizes?: CleanupSizes,
): void {
  const going = items.filter(({ keptBecause }) => keptBecause.length === 0);
  const kept = items.filter(({ keptBecause }) => keptBecause.length > 0);
  if (items.length === 0) {
    out.print('Nothing to clean up.');
    return;
  }
  for (const repository of groups(going)) {
    const members = going.filter(({ repoRoot }) => repoRoot === repository);
    if (repositories.length > 1) out.print(out.style.bold(printable(repository ?? 'Elsewhere')));
    out.table(
      [
        { title: 'GOES', flexible: true },
        ...(sizes ? [{ title: 'SIZE', align: 'right' as const }] : []),
        { title: 'WHY', flexible: true },
        { title: 'LOST', flexible: true },
        { title: 'WHAT IS DONE', flexible: true },
      ],
      members.map((item) => [
        printable(item.title),
        ...(sizes ? [sizeWords(sizes.get(item))] : []),
        printable(item.reasons.join(', ')),
        lostWords(item),
        item.action,
      ]),
    );
  }
  if (going.length === 0) out.print('Nothing can go.');
  else if (sizes) out.print(out.style.bold(`Total: ${totalOf(going, sizes)}`));
  if (kept.length === 0) return;
  out.print(out.style.bold(`${count(kept.length, 'stays', 'stay')} to protect work:`));
  for (const item of kept) {
    const size = sizes?.get(item);
    const words = size ? ` (${sizeWords(size)})` : '';
    out.print(`  ${printable(item.title)}${words}: ${printable(item.keptBecause.join('; '))}`);
  }
  if (kept.some(({ session }) => session !== undefined)) {
    out.print(
      out.style.dim('A session that is named with --force goes nevertheless, saved first.'),
    );
  }
}

function totalOf(items: readonly CleanupItem[], sizes: CleanupSizes): string {
  return sizeWords(addSizes(...items.flatMap((item) => sizes.get(item) ?? [])));
}

function groups(items: readonly CleanupItem[]): (string | undefined)[] {
  return [...new Set(items.map(({ repoRoot }) => repoRoot))];
}

/** What became of one item, as lines for a person. */
export function resultLines(style: ChalkInstance, result: CleanupResult): string[] {
  const { item, state, done, actId, problem, warnings } = result;
  const title = printable(item.title);
  const extra = warnings.map(({ message }) => style.yellow(`  Warning: ${printable(message)}`));
  if (state === 'removed') {
    const back = actId === undefined ? '' : `, "qtui undo ${actId}" brings it back`;
    return [`${title}: ${done}${back}`, ...extra];
  }
  if (state === 'untouched') return [`${title}: not removed, as it was stopped before`];
  if (problem === undefined) return [];
  const words = `${title}: ${state === 'kept' ? 'kept. ' : ''}${printable(problem.message)}`;
  return [
    state === 'kept' ? words : style.red(words),
    ...(problem.hint ? [`  ${problem.hint}`] : []),
  ];
}

/** An item as `--json` shows it (docs/cli.md); what does not apply is null. */
export function itemJson(item: CleanupItem, size?: DiskSize) {
  const { kind, title, session, repoRoot, path, branch, verdict, losses } = item;
  return {
    kind,
    title,
    session: session ? sessionJson({ session, revision: '', directoryExists: true }) : null,
    repoRoot: repoRoot ?? null,
    path: path ?? null,
    branch: branch ?? null,
    reasons: item.reasons,
    action: item.action,
    merged: mergedJson(verdict),
    losses: losses.map((loss) => ({
      kind: loss.kind,
      importance: loss.importance,
      summary: loss.summary,
      paths: loss.paths,
    })),
    keptBecause: item.keptBecause,
    size: size ?? null,
  };
}

/** What became of an item, as `--json` answers it: the item with its state. */
export function resultJson(result: CleanupResult, size?: DiskSize) {
  const { item, state, actId, branchDeleted, problem, warnings } = result;
  return {
    ...itemJson(item, size),
    state,
    branchDeleted: branchDeleted ?? false,
    undo: actId ?? null,
    problem: problem ?? null,
    warnings,
  };
}
