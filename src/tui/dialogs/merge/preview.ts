/** The preview of a merge: what would be merged how, what stands in the way, where it goes on. */
import type { MergePlan, MergeStrategy } from '../../../core/merge.js';
import type { FileChange } from '../../../core/repository.js';
import { count, printable } from '../../../core/text.js';
import { isBlocked, type MergeStep, nextStep } from '../../model/merge-flow.js';
import { type Line, span, wrapped } from '../../views/line.js';
import type { Dialog } from '../dialog.js';
import { blankLine, Choice, Menu, type Option, TextBlock, type Widget } from '../widget.js';
import { FileList } from './file-list.js';
import { PickField } from './pick-field.js';
import { commitLines, previewSummary } from './preview-lines.js';
import { type StepAnswer, type StepPlace, stepDialog } from './step-dialog.js';
import { STRATEGY_OPTIONS } from './strategy-words.js';

export interface PreviewAnswer {
  kind: 'next' | 'remove';
  plan: MergePlan;
}

/** What is chosen in the preview, and planned anew for. */
export interface PlanWish {
  strategy: MergeStrategy;
  target: string;
}

export interface PreviewSettings {
  title: string;
  place: (plan: MergePlan) => StepPlace;
  plan: MergePlan;
  /** Said above all else, such as why the walk began anew. */
  news: readonly string[];
  /** What else is known meanwhile; asked at every drawing. */
  notes: (plan: MergePlan, width: number) => readonly Line[];
  agent: {
    /** It may write while one merges; asked at every drawing. */
    readonly isBusy: () => boolean;
    readonly pause: () => Promise<void>;
  };
  replan: (wish: PlanWish) => Promise<MergePlan>;
  /** The same plan after its upstream was fetched; it takes the first one's place. */
  fresh?: Promise<MergePlan> | undefined;
  /** Undefined where the person stays with the target. */
  pickTarget: (plan: MergePlan) => Promise<string | undefined>;
  showFile: (plan: MergePlan, file: FileChange) => void;
  onError: (thrown: unknown) => void;
}

type MenuValue = 'next' | 'pause' | 'again' | 'remove' | 'cancel';

function goOnWords(plan: MergePlan, step: MergeStep): string {
  const { source, target, strategy } = plan.request;
  const words: Readonly<Record<MergeStep, string>> = {
    preview: '',
    commit: `commit ${count(plan.uncommitted.length, 'uncommitted file')} of ${source}`,
    check: 'run the check',
    conflicts: `settle ${count(plan.conflicts.length + plan.resolved.length, 'conflict')}`,
    verify: 'run the check',
    land: `merge ${count(plan.commits.length, 'commit')} into ${target} (${strategy})`,
    after: '',
  };
  return printable(words[step]);
}

/** What can be done with a plan. Going on changes nothing yet: every change is asked for by itself. */
function previewOptions(plan: MergePlan, isAgentBusy: boolean): Option<MenuValue>[] {
  const cancel: Option<MenuValue> = {
    value: 'cancel',
    label: 'Cancel',
    note: 'Nothing has been changed.',
  };
  const next = nextStep(plan, 'preview');
  if (next !== undefined) {
    const pause: Option<MenuValue> = {
      value: 'pause',
      label: 'Pause its agent',
      note: 'Until it is merged, or you leave.',
    };
    const label = `Go on: ${goOnWords(plan, next)} …`;
    return [{ value: 'next', label }, ...(isAgentBusy ? [pause] : []), cancel];
  }
  if (plan.isUpToDate && isBlocked(plan)) {
    return [cancel, { value: 'remove', label: 'Remove worktree and branch …' }];
  }
  const again: Option<MenuValue> = {
    value: 'again',
    label: 'Look again',
    note: 'Once what is in the way is gone.',
  };
  return plan.obstacles.length > 0 ? [cancel, again] : [cancel];
}

/**
 * The preview's dialog, and the plan that it shows. `replan` is called when another strategy or
 * target is chosen; it is drawn anew from what that gives, a failure is told by `onError` and the
 * former plan stays.
 */
export class MergePreview {
  readonly dialog: Dialog<StepAnswer<PreviewAnswer>>;
  readonly #settings: PreviewSettings;
  readonly #menu: Menu<MenuValue>;
  readonly #strategy: Choice<MergeStrategy>;
  readonly #files: FileList;
  readonly #target: PickField;
  #plan: MergePlan;
  #wantedTarget: string;
  /** Counts what was asked for; an answer to anything but the last is dropped. */
  #turn = 0;
  #isPlanning = false;
  #isAsking: boolean;
  #offersPause: boolean;

  constructor(settings: PreviewSettings) {
    this.#settings = settings;
    this.#plan = settings.plan;
    this.#wantedTarget = settings.plan.request.target;
    this.#isAsking = settings.fresh !== undefined;
    this.#offersPause = settings.agent.isBusy();
    this.#menu = new Menu<MenuValue>(previewOptions(settings.plan, this.#offersPause));
    this.#files = new FileList(filesOf(settings.plan));
    this.#target = new PickField('Target', () => printable(this.#wantedTarget));
    this.#strategy = new Choice<MergeStrategy>({
      label: 'Strategy',
      options: STRATEGY_OPTIONS,
      value: settings.plan.request.strategy,
      onChange: () => this.#planAnew(),
    });
    this.dialog = this.#open();
    settings.fresh?.then(
      (plan) => this.#refreshed(plan),
      (thrown: unknown) => {
        this.#isAsking = false;
        settings.onError(thrown);
        this.dialog.refresh();
      },
    );
  }

  #open(): Dialog<StepAnswer<PreviewAnswer>> {
    const { news, notes, place } = this.#settings;
    const widgets = [
      new TextBlock((width, unicode) => [
        ...news.flatMap((text) => wrapped(text, width, 'warning')),
        ...previewSummary(this.#plan, width, unicode),
        ...notes(this.#plan, width),
      ]),
      blankLine(),
      this.#strategy,
      this.#target,
      new TextBlock(() => this.#statusLines()),
      blankLine(),
      this.#menu,
      new TextBlock((width, unicode) => commitLines(this.#plan, width, unicode)),
      this.#files,
    ];
    return stepDialog<PreviewAnswer>(() => place(this.#plan), {
      title: this.#settings.title,
      widgets,
      focus: widgets.indexOf(this.#menu),
      hint: (focused) => this.#hint(focused),
      onEnter: (_dialog, focused) => {
        if (focused === this.#target) this.#pickTarget();
        else if (focused === this.#files) this.#showFile();
        else if (focused === this.#menu) this.#choose();
      },
    });
  }

  #hint(focused: Widget | undefined): string {
    if (focused === this.#files) return 'Enter shows it · Tab strategy';
    if (focused === this.#strategy) return 'Left, Right choose · Tab target';
    if (focused === this.#target) return 'Enter picks one · Tab choices';
    return this.#files.isFocusable ? 'Enter chooses · Tab files' : 'Enter chooses';
  }

  #statusLines(): Line[] {
    if (this.#isPlanning) return [[span('Looking …', 'busy')]];
    const { upstream } = this.#plan;
    const asking = `Asking ${printable(upstream?.name ?? 'the remote')} for what is new …`;
    return this.#isAsking ? [[span(asking, 'busy')]] : [];
  }

  #offer(): void {
    this.#offersPause = this.#settings.agent.isBusy();
    this.#menu.offer(previewOptions(this.#plan, this.#offersPause));
  }

  /** Draws again with what is known by now. */
  factsChanged(): void {
    if (this.#isPlanning || this.dialog.isFinished) return;
    if (this.#settings.agent.isBusy() !== this.#offersPause) this.#offer();
    this.dialog.refresh();
  }

  #choose(): void {
    const { value } = this.#menu;
    if (value === 'cancel') this.dialog.finish(undefined);
    else if (value === 'again') this.#planAnew();
    else if (value === 'pause') this.#settings.agent.pause().catch(this.#settings.onError);
    else if (value && !this.#isPlanning) this.dialog.finish({ kind: value, plan: this.#plan });
  }

  #showFile(): void {
    const file = this.#files.marked;
    if (file) this.#settings.showFile(this.#plan, file);
  }

  #pickTarget(): void {
    this.#settings.pickTarget(this.#plan).then((target) => {
      if (target === undefined || target === this.#wantedTarget) return;
      this.#wantedTarget = target;
      this.#planAnew();
    }, this.#settings.onError);
  }

  #planAnew(): void {
    this.#turn += 1;
    const turn = this.#turn;
    this.#isPlanning = true;
    this.#menu.offer([{ value: 'cancel', label: 'Cancel' }]);
    this.dialog.refresh();
    const strategy = this.#strategy.value ?? this.#plan.request.strategy;
    this.#settings.replan({ strategy, target: this.#wantedTarget }).then(
      (plan) => this.#planned(turn, plan),
      (thrown: unknown) => {
        this.#settings.onError(thrown);
        this.#planned(turn, undefined);
      },
    );
  }

  /** Shows what was planned; after a failure the former plan, and what it was made for. */
  #planned(turn: number, plan: MergePlan | undefined): void {
    if (turn !== this.#turn) return;
    this.#isPlanning = false;
    if (plan) this.#take(plan);
    this.#strategy.choose(this.#plan.request.strategy);
    this.#wantedTarget = this.#plan.request.target;
    this.#offer();
    this.dialog.refresh();
  }

  #take(plan: MergePlan): void {
    this.#plan = plan;
    this.#files.setFiles(filesOf(plan));
  }

  #refreshed(plan: MergePlan): void {
    this.#isAsking = false;
    if (this.#turn > 0) {
      // Something else was chosen meanwhile: that is planned with what was fetched.
      this.#planAnew();
      return;
    }
    const known = this.#plan;
    this.#take(plan);
    if (plan.ontoOid !== known.ontoOid || plan.targetOid !== known.targetOid) {
      this.#offer();
    }
    this.dialog.refresh();
  }
}

function filesOf({ files, isUpToDate }: MergePlan): readonly FileChange[] {
  return isUpToDate ? [] : files;
}
