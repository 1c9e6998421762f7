/** The preview of a merge: what would be merged how, what stands in the way, what can be done. */
import { checkWords } from '../../core/check-words.js';
import { conflictWords } from '../../core/conflict-words.js';
import { landedNotes } from '../../core/landed-words.js';
import { MERGE_STRATEGIES, type MergePlan, type MergeStrategy } from '../../core/merge.js';
import type { FileChange } from '../../core/repository.js';
import { count } from '../../core/text.js';
import { upstreamNotes, upToDateBranch } from '../../core/upstream-words.js';
import { type Line, type Role, shorten, span, wrapped } from '../views/line.js';
import { Dialog } from './dialog.js';
import { blankLine, Choice, Menu, type Option, TextBlock } from './widget.js';

export type PreviewAnswer =
  | { kind: 'commit'; plan: MergePlan }
  | { kind: 'land'; plan: MergePlan }
  | { kind: 'remove' };

const STRATEGY_NOTES: Readonly<Record<MergeStrategy, string>> = {
  merge: 'keeps every commit and adds a merge commit',
  squash: 'makes one new commit of all changes',
  'ff-only': 'moves the target on; only if it has not moved',
  rebase: 'puts copies of the commits on top of the target',
};

const STRATEGY_OPTIONS: readonly Option<MergeStrategy>[] = MERGE_STRATEGIES.map((value) => {
  return { value, label: value, note: STRATEGY_NOTES[value] };
});

const SETTLE_HINT =
  'Settle them with `qtui merge --resolve` on the command line, or merge the target into the ' +
  'session first.';

const COMMITS_SHOWN = 10;
const FILES_SHOWN = 20;

const FILE_SIGN: Readonly<Record<FileChange['kind'], string>> = {
  added: 'A',
  modified: 'M',
  deleted: 'D',
  renamed: 'R',
  copied: 'C',
  'type-changed': 'T',
  conflicted: 'U',
};

function fileLine(file: FileChange, width: number, unicode: boolean): Line {
  const counts: Line = file.isBinary
    ? [span(' binary', 'muted')]
    : [
        span(file.added === undefined ? '' : ` +${file.added}`, 'added'),
        span(file.removed === undefined ? '' : ` -${file.removed}`, 'removed'),
      ];
  const arrow = unicode ? ' → ' : ' -> ';
  const name = file.from ? `${file.from}${arrow}${file.path}` : file.path;
  return [
    span(`  ${FILE_SIGN[file.kind]} `, 'muted'),
    span(shorten(name, Math.max(8, width - 18), unicode)),
    ...counts,
  ];
}

function limited<Item>(
  items: readonly Item[],
  most: number,
  draw: (item: Item) => Line | readonly Line[],
): Line[] {
  const lines = items.slice(0, most).flatMap((item): readonly Line[] => {
    const drawn = draw(item);
    return isLines(drawn) ? drawn : [drawn];
  });
  const rest = items.length - most;
  return rest > 0 ? [...lines, [span(`  and ${rest} more`, 'muted')]] : lines;
}

function isLines(drawn: Line | readonly Line[]): drawn is readonly Line[] {
  return drawn.length > 0 && Array.isArray(drawn[0]);
}

function totals(files: readonly FileChange[]): Line {
  const sum = (key: 'added' | 'removed') =>
    files.reduce((total, file) => total + (file[key] ?? 0), 0);
  return [
    span(count(files.length, 'file')),
    span(` +${sum('added')}`, 'added'),
    span(` -${sum('removed')}`, 'removed'),
  ];
}

function targetLines(plan: MergePlan, width: number): Line[] {
  const { target } = plan.request;
  const where = plan.targetWorktree
    ? `${target} is checked out in ${plan.targetWorktree}.`
    : `${target} is checked out nowhere.`;
  const { check, retargeted } = plan;
  const elsewhere = retargeted ? `${retargeted.reason} The merge goes to ${retargeted.to}.` : '';
  const notes = [...landedNotes(plan), ...upstreamNotes(plan)];
  return [
    ...wrapped(where, width, 'muted'),
    ...(elsewhere ? wrapped(elsewhere, width, 'warning') : []),
    ...notes.flatMap((note) => wrapped(note, width, 'warning')),
    ...(check ? wrapped(checkWords(check), width, check.untrustedFile ? 'warning' : 'muted') : []),
  ];
}

function problemLines(plan: MergePlan, width: number, unicode: boolean): Line[] {
  const path =
    (role: Role) =>
    (text: string): Line => [span(`  ${shorten(text, width - 2, unicode)}`, role)];
  const obstacles = plan.obstacles.flatMap((obstacle): Line[] => [
    ...wrapped(obstacle.message, width, 'error'),
    ...limited(obstacle.paths, 5, path('normal')),
    ...(obstacle.hint ? wrapped(obstacle.hint, width, 'muted') : []),
  ]);
  const conflicts = plan.conflicts.length
    ? [
        ...wrapped(`${count(plan.conflicts.length, 'file')} would conflict:`, width, 'error'),
        ...limited(plan.conflicts, 8, (conflict) => [
          path('normal')(conflict.path),
          ...wrapped(conflictWords(conflict, plan.request), width - 4, 'muted').map((line) => [
            span('    '),
            ...line,
          ]),
        ]),
        ...wrapped(SETTLE_HINT, width, 'muted'),
      ]
    : [];
  const uncommitted = plan.uncommitted.length
    ? [
        ...wrapped(
          `${count(plan.uncommitted.length, 'uncommitted file')}: not part of the merge.`,
          width,
          'warning',
        ),
        ...limited(plan.uncommitted, 5, (file) => fileLine(file, width, unicode)),
      ]
    : [];
  return [...obstacles, ...conflicts, ...uncommitted];
}

/** What is above the choices. */
function previewSummary(plan: MergePlan, width: number, unicode: boolean): Line[] {
  const { source, target } = plan.request;
  const summary: Line = plan.isUpToDate
    ? [span(`${upToDateBranch(plan)} has everything that ${source} has committed.`)]
    : [span(`${count(plan.commits.length, 'commit')}, `), ...totals(plan.files)];
  return [
    ...wrapped(`${source} ${unicode ? '→' : '->'} ${target}`, width, 'strong'),
    summary,
    ...targetLines(plan, width),
    ...problemLines(plan, width, unicode),
  ];
}

/** What is below the choices: commits and files. */
function previewDetails(plan: MergePlan, width: number, unicode: boolean): Line[] {
  if (plan.isUpToDate) return [];
  const commits = limited(plan.commits, COMMITS_SHOWN, ({ oid, subject }) => [
    span(`  ${oid.slice(0, 8)} `, 'muted'),
    span(shorten(subject, width - 11, unicode)),
  ]);
  const files = limited(plan.files, FILES_SHOWN, (file) => fileLine(file, width, unicode));
  return [[], [span('Commits', 'strong')], ...commits, [], [span('Files', 'strong')], ...files];
}

type MenuValue = 'cancel' | PreviewAnswer['kind'];

/** What can be done with a plan; the first one, Cancel, is what Enter does. */
function previewOptions(plan: MergePlan): Option<MenuValue>[] {
  const options: Option<MenuValue>[] = [
    { value: 'cancel', label: 'Cancel', note: 'Nothing has been changed.' },
  ];
  const left = plan.uncommitted.length;
  if (left > 0) {
    options.push({ value: 'commit', label: `Commit ${count(left, 'uncommitted file')} first …` });
  }
  const canLand = plan.obstacles.length === 0 && plan.conflicts.length === 0 && !plan.isUpToDate;
  if (canLand) {
    const { strategy, target } = plan.request;
    options.push({
      value: 'land',
      label: `Merge ${count(plan.commits.length, 'commit')} into ${target} (${strategy}) …`,
      ...(left > 0 && { note: 'Leaves the uncommitted files where they are.' }),
    });
  }
  if (plan.isUpToDate && left === 0) {
    options.push({ value: 'remove', label: 'Remove worktree and branch …' });
  }
  return options;
}

/**
 * Builds the preview. `replan` is called when another strategy is chosen; the preview is drawn
 * anew from what it gives, a failure is told by `onError` and the former plan stays. What can be
 * done goes back to Cancel where `fresh` changes it, so that no key meant for another plan lands.
 */
export function mergePreview(settings: {
  plan: MergePlan;
  replan: (strategy: MergeStrategy) => Promise<MergePlan>;
  /** The same plan after its upstream was fetched; it takes the first one's place. */
  fresh?: Promise<MergePlan> | undefined;
  onError: (thrown: unknown) => void;
}): Dialog<PreviewAnswer> {
  let { plan } = settings;
  let asked = 0;
  let isPlanning = false;
  const menu = new Menu<MenuValue>(previewOptions(plan), 'cancel');
  let isAsking = settings.fresh !== undefined;
  const planned = (turn: number, next: MergePlan | undefined) => {
    if (turn !== asked) return;
    isPlanning = false;
    if (next) plan = next;
    else strategy.choose(plan.request.strategy);
    menu.offer(previewOptions(plan));
    dialog.refresh();
  };
  const planAnew = (wanted: MergeStrategy) => {
    asked += 1;
    const turn = asked;
    isPlanning = true;
    menu.offer([{ value: 'cancel', label: 'Cancel' }]);
    settings.replan(wanted).then(
      (next) => planned(turn, next),
      (thrown: unknown) => {
        settings.onError(thrown);
        planned(turn, undefined);
      },
    );
  };
  const strategy = new Choice<MergeStrategy>({
    label: 'Strategy',
    options: STRATEGY_OPTIONS,
    value: plan.request.strategy,
    onChange: planAnew,
  });
  const refreshed = (next: MergePlan) => {
    isAsking = false;
    const known = plan;
    if (asked > 0) planAnew(strategy.value ?? known.request.strategy);
    else {
      plan = next;
      if (next.ontoOid !== known.ontoOid || next.targetOid !== known.targetOid) {
        menu.offer(previewOptions(plan));
      }
    }
    dialog.refresh();
  };
  settings.fresh?.then(refreshed, (thrown: unknown) => {
    isAsking = false;
    settings.onError(thrown);
    dialog.refresh();
  });
  const dialog: Dialog<PreviewAnswer> = new Dialog<PreviewAnswer>({
    title: 'Merge',
    width: 80,
    widgets: [
      new TextBlock((width, unicode) => previewSummary(plan, width, unicode)),
      blankLine(),
      strategy,
      new TextBlock((): readonly Line[] => {
        if (isPlanning) return [[span('Looking …', 'busy')]];
        const asking = `Asking ${plan.upstream?.name ?? 'the remote'} for what is new …`;
        return isAsking ? [[span(asking, 'busy')]] : [];
      }),
      blankLine(),
      menu,
      new TextBlock((width, unicode) => previewDetails(plan, width, unicode)),
    ],
    focus: 5,
    hint: 'Enter chooses · Tab strategy · Esc cancels',
    onEnter: (self, focused) => {
      const answer = focused === menu ? menu.value : undefined;
      if (answer === 'cancel') self.finish(undefined);
      else if (answer === 'remove') self.finish({ kind: 'remove' });
      else if (answer && !isPlanning) self.finish({ kind: answer, plan });
    },
  });
  return dialog;
}
