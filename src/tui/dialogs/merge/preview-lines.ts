/** What the preview of a merge says, as lines. */
import { checkWords } from '../../../core/check-words.js';
import { conflictWords } from '../../../core/conflict-words.js';
import { landedNotes } from '../../../core/landed-words.js';
import type { MergePlan } from '../../../core/merge.js';
import { count, printable } from '../../../core/text.js';
import { upstreamNotes, upToDateBranch } from '../../../core/upstream-words.js';
import { type Line, shorten, span, wrapped } from '../../views/line.js';
import { clipPath } from '../conflicts/path.js';
import { fileLine, fileTotals, limited } from './file-lines.js';

const COMMITS_SHOWN = 10;
const CONFLICTS_SHOWN = 8;
const PATHS_SHOWN = 5;

function targetLines(plan: MergePlan, width: number): Line[] {
  const target = printable(plan.request.target);
  const where = plan.targetWorktree
    ? `${target} is checked out in ${printable(plan.targetWorktree)}.`
    : `${target} is checked out nowhere.`;
  const { check, retargeted } = plan;
  const elsewhere = retargeted ? `${retargeted.reason} The merge goes to ${retargeted.to}.` : '';
  const notes = [...landedNotes(plan), ...upstreamNotes(plan)].map(printable);
  return [
    ...wrapped(where, width, 'muted'),
    ...(elsewhere ? wrapped(printable(elsewhere), width, 'warning') : []),
    ...notes.flatMap((note) => wrapped(note, width, 'warning')),
    ...(check ? wrapped(checkWords(check), width, check.untrusted ? 'warning' : 'muted') : []),
  ];
}

function obstacleLines({ obstacles }: MergePlan, width: number, unicode: boolean): Line[] {
  return obstacles.flatMap(({ message, paths, hint }): Line[] => [
    ...wrapped(printable(message), width, 'error'),
    ...limited(paths, PATHS_SHOWN, (path) => [[span(`  ${clipPath(path, width - 2, unicode)}`)]]),
    ...(hint ? wrapped(printable(hint), width, 'muted') : []),
  ]);
}

/** The conflicts that are open, each with its kind, and how many were settled. */
function conflictLines(
  { conflicts, resolved, request }: MergePlan,
  width: number,
  unicode: boolean,
): Line[] {
  const settled =
    resolved.length > 0 ? wrapped(`${count(resolved.length, 'conflict')} settled.`, width) : [];
  if (conflicts.length === 0) return settled;
  return [
    ...settled,
    ...wrapped(`${count(conflicts.length, 'file')} would conflict:`, width, 'error'),
    ...limited(conflicts, CONFLICTS_SHOWN, (conflict) => [
      [span(`  ${clipPath(conflict.path, width - 2, unicode)}`)],
      ...wrapped(printable(conflictWords(conflict, request)), width - 4, 'muted').map((line) => [
        span('    '),
        ...line,
      ]),
    ]),
  ];
}

function uncommittedLines({ uncommitted }: MergePlan, width: number, unicode: boolean): Line[] {
  if (uncommitted.length === 0) return [];
  const words = `${count(uncommitted.length, 'uncommitted file')}: not part of the merge.`;
  return [
    ...wrapped(words, width, 'warning'),
    ...limited(uncommitted, PATHS_SHOWN, (file) => [fileLine(file, width, unicode)]),
  ];
}

/** What is above the choices. */
export function previewSummary(plan: MergePlan, width: number, unicode: boolean): Line[] {
  const [source, target] = [printable(plan.request.source), printable(plan.request.target)];
  const summary: Line = plan.isUpToDate
    ? [span(`${printable(upToDateBranch(plan))} has everything that ${source} has committed.`)]
    : [span(`${count(plan.commits.length, 'commit')}, `), ...fileTotals(plan.files)];
  return [
    ...wrapped(`${source} ${unicode ? '→' : '->'} ${target}`, width, 'strong'),
    summary,
    ...targetLines(plan, width),
    ...obstacleLines(plan, width, unicode),
    ...conflictLines(plan, width, unicode),
    ...uncommittedLines(plan, width, unicode),
  ];
}

/** The commits, newest first; nothing where there is nothing to merge. */
export function commitLines(
  { commits, isUpToDate }: MergePlan,
  width: number,
  unicode: boolean,
): Line[] {
  if (isUpToDate) return [];
  const drawn = limited(commits, COMMITS_SHOWN, ({ oid, subject }) => [
    [
      span(`  ${oid.slice(0, 8)} `, 'muted'),
      span(shorten(printable(subject), width - 11, unicode)),
    ],
  ]);
  return [[], [span('Commits', 'strong')], ...drawn, [], [span('Files', 'strong')]];
}
