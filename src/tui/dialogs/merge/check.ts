/** A check while it runs, and what is done about how it ended. */
import { toQtuiError } from '../../../core/errors.js';
import { commandWords, printable } from '../../../core/text.js';
import { type Line, span, wrapped } from '../../views/line.js';
import type { Dialog } from '../dialog.js';
import { blankLine, Menu, type Option, paragraph, TextBlock, type Widget } from '../widget.js';
import { OutputLog } from './output-log.js';
import { isBackKey, type StepAnswer, type StepPlace, stepDialog } from './step-dialog.js';

/** `passed` comes with what the check proved; the others are the person's wish in spite of it. */
export type CheckAnswer<Proof> =
  | { kind: 'passed'; proof: Proof }
  | { kind: 'all-the-same' }
  | { kind: 'without' };

export interface CheckRun {
  onOutput: (line: string) => void;
  signal: AbortSignal;
  /** The person wants it although it has run before. */
  again: boolean;
}

export interface CheckSettings<Proof> {
  place: StepPlace;
  title: string;
  /** What is checked, in words. */
  subject: string;
  command: readonly string[];
  /** Rejects with `check-failed` where it does not pass. */
  run: (run: CheckRun) => Promise<Proof>;
  /** What had passed already; then it is not run until the person wants it. */
  known?: Proof | undefined;
  /** What is said of one that has passed, as a sentence. */
  passed: (proof: Proof) => string;
  /** Of the options beside going on: what they are called here. */
  options: {
    /** Going on though it failed; offered only then. */
    allTheSame: Option<'all-the-same'>;
    /** Going on where it was stopped. */
    without: Option<'without'>;
  };
}

type MenuValue = 'next' | 'again' | 'back' | 'all-the-same' | 'without';

type State<Proof> =
  | { kind: 'running' }
  | { kind: 'passed'; proof: Proof }
  | { kind: 'failed'; message: string; hint: string | undefined }
  | { kind: 'stopped' };

const TICK_MS = 1000;

class CheckDialog<Proof> {
  readonly dialog: Dialog<StepAnswer<CheckAnswer<Proof>>>;
  readonly #settings: CheckSettings<Proof>;
  readonly #log = new OutputLog();
  readonly #menu = new Menu<MenuValue>([]);
  #state: State<Proof> = { kind: 'running' };
  #abort = new AbortController();
  #began = 0;
  #ended: number | undefined;
  #afterwards: 'stay' | 'back' | 'leave' = 'stay';

  constructor(settings: CheckSettings<Proof>) {
    this.#settings = settings;
    const isOver = () => this.#state.kind !== 'running';
    const widgets: Widget[] = [
      paragraph(settings.subject),
      paragraph(commandWords(settings.command), 'strong'),
      blankLine(),
      this.#log,
      new TextBlock((width) => this.#stateLines(width)),
      new TextBlock(() => (isOver() ? [[]] : [])),
      this.#menu,
    ];
    this.dialog = stepDialog<CheckAnswer<Proof>>(() => settings.place, {
      title: settings.title,
      widgets,
      focus: widgets.length - 1,
      hint: () => (isOver() ? 'Enter chooses · Tab output' : 'Esc stops the check'),
      isBusy: () => !isOver(),
      onKey: (event) => !isOver() && isBackKey(event) && this.#stop('back'),
      onCancel: (dialog) => {
        if (isOver()) dialog.finish(undefined);
        else this.#stop(this.#abort.signal.aborted ? 'leave' : 'stay');
      },
      onEnter: (_dialog, focused) => {
        if (isOver() && focused !== this.#log) this.#choose();
      },
    });
    void this.dialog.answer.then(() => this.#abort.abort());
    if (settings.known === undefined) this.#start(false);
    else this.#over({ kind: 'passed', proof: settings.known });
  }

  /** Where it goes once the check has ended; a second Escape leaves. */
  #stop(after: 'stay' | 'back' | 'leave'): boolean {
    this.#afterwards = after;
    this.#abort.abort();
    return true;
  }

  #start(again: boolean): void {
    const { run } = this.#settings;
    this.#log.clear();
    this.#menu.offer([]);
    this.#state = { kind: 'running' };
    this.#abort = new AbortController();
    this.#began = Date.now();
    this.#ended = undefined;
    const ticking = setInterval(() => this.dialog.refresh(), TICK_MS).unref();
    const onOutput = (line: string) => {
      this.#log.add(line);
      this.dialog.refresh();
    };
    void run({ onOutput, signal: this.#abort.signal, again })
      .then(
        (proof): State<Proof> => ({ kind: 'passed', proof }),
        (thrown: unknown): State<Proof> => {
          const { code, message, hint } = toQtuiError(thrown, 'run the check');
          return code === 'aborted' ? { kind: 'stopped' } : { kind: 'failed', message, hint };
        },
      )
      .then((state) => {
        clearInterval(ticking);
        this.#over(state);
      });
  }

  #over(state: State<Proof>): void {
    this.#state = state;
    this.#ended = Date.now();
    this.#menu.offer(this.#options(state));
    if (this.#afterwards !== 'stay') {
      this.dialog.finish(this.#afterwards === 'back' ? 'back' : undefined);
    }
    this.dialog.focusOn(this.#menu);
    this.dialog.refresh();
  }

  #options(state: State<Proof>): Option<MenuValue>[] {
    const { allTheSame, without } = this.#settings.options;
    const back: Option<MenuValue> = { value: 'back', label: 'Go back' };
    const again: Option<MenuValue> = { value: 'again', label: 'Run it again' };
    if (state.kind === 'passed') return [{ value: 'next', label: 'Go on' }, again, back];
    return [back, again, state.kind === 'failed' ? allTheSame : without];
  }

  #choose(): void {
    const { value } = this.#menu;
    const state = this.#state;
    if (value === 'again') this.#start(true);
    else if (value === 'back') this.dialog.finish('back');
    else if (value === 'next' && state.kind === 'passed') {
      this.dialog.finish({ kind: 'passed', proof: state.proof });
    } else if (value === 'all-the-same' || value === 'without') this.dialog.finish({ kind: value });
  }

  #stateLines(width: number): Line[] {
    const seconds = elapsedWords((this.#ended ?? Date.now()) - this.#began);
    const state = this.#state;
    switch (state.kind) {
      case 'running':
        return [
          this.#abort.signal.aborted
            ? [span('Stopping …', 'busy')]
            : [span(`Running for ${seconds} …`, 'busy')],
        ];
      case 'passed':
        return wrapped(this.#settings.passed(state.proof), width, 'done');
      case 'stopped':
        return wrapped(`Stopped after ${seconds}: it has not passed.`, width, 'warning');
      default:
        return [
          ...wrapped(`Failed after ${seconds}.`, width, 'error'),
          ...wrapped(printable(firstLine(state.message)), width),
        ];
    }
  }
}

/** The output that follows it is in sight already. */
function firstLine(message: string): string {
  const [first = ''] = message.split('\n', 1);
  return first.replace(/:$/, '.');
}

/** A time in seconds, or in minutes and seconds. */
export function elapsedWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Runs the check at once. Escape stops it, and leaves once it has ended. */
export function checkStep<Proof>(
  settings: CheckSettings<Proof>,
): Dialog<StepAnswer<CheckAnswer<Proof>>> {
  return new CheckDialog(settings).dialog;
}
