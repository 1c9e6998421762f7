/** Merges sessions one after the other; after each landing the rest is looked at anew. */
import { type QtuiError, toQtuiError } from '../../../core/errors.js';
import { personNeeded } from '../../../core/merge-train.js';
import { commandWords } from '../../../core/text.js';
import { Dialog } from '../../dialogs/dialog.js';
import { trainLines } from '../../dialogs/merge-train-lines.js';
import { Said } from '../../dialogs/simple.js';
import { blankLine, TextBlock } from '../../dialogs/widget.js';
import { type TrainProgress, type TrainRow, withForecast } from '../../model/merge-train.js';
import { shorten, span } from '../../views/line.js';
import type { App } from '../app.js';

const WIDTH = 84;

/** How a stretch of a train ended. */
export type TrainEnd =
  | { kind: 'arrived' }
  /** A person has to look at this session, or has stopped the train before it. */
  | { kind: 'stopped'; row: TrainRow; error: QtuiError };

/** Sessions on their way, and what became of each. */
export class Train {
  readonly #app: App;
  readonly #progress = new Map<string, TrainProgress>();
  readonly #fetched = new Set<string>();
  #rows: readonly TrainRow[];

  constructor(app: App, rows: readonly TrainRow[]) {
    this.#app = app;
    this.#rows = rows;
  }

  get rows(): readonly TrainRow[] {
    return this.#rows;
  }

  progressOf(id: string): TrainProgress {
    return this.#progress.get(id) ?? { kind: 'waiting' };
  }

  /** Acts of what has landed, the first one first. */
  get acts(): string[] {
    return this.#rows.flatMap(({ id }) => {
      const progress = this.progressOf(id);
      return progress.kind === 'merged' ? [progress.actId] : [];
    });
  }

  get waiting(): readonly TrainRow[] {
    return this.#rows.filter(({ id }) => this.progressOf(id).kind === 'waiting');
  }

  /** The session is not tried again. */
  leaveOut({ id }: TrainRow): void {
    this.#progress.set(id, { kind: 'left-out' });
  }

  /** The session waits for its turn again. */
  takeUp({ id }: TrainRow): void {
    this.#progress.delete(id);
  }

  /** Merges those that wait, up to the first that needs a person; Escape stops between and during. */
  async run(): Promise<TrainEnd> {
    const abort = new AbortController();
    const said = new Said();
    const dialog = new Dialog<TrainEnd>({
      title: 'Merging',
      width: WIDTH,
      widgets: [
        new TextBlock((width, unicode) =>
          trainLines(this.#rows, (id) => this.progressOf(id), width, unicode),
        ),
        blankLine(),
        new TextBlock((width, unicode) => [[span(shorten(said.line, width, unicode), 'muted')]]),
      ],
      hint: 'Esc stops: what has landed stays',
      onCancel: (self) => {
        abort.abort();
        said.say('Stopping …');
        self.change({ hint: '' });
      },
    });
    said.onChange = () => dialog.refresh();
    const work = this.#mergeAll(said, abort.signal, () => dialog.refresh());
    work.then(
      (end) => dialog.finish(end),
      () => dialog.finish(undefined),
    );
    await this.#app.dialogs.open(dialog);
    return work;
  }

  async #mergeAll(said: Said, signal: AbortSignal, onChange: () => void): Promise<TrainEnd> {
    for (const row of this.waiting) {
      this.#progress.set(row.id, { kind: 'merging' });
      onChange();
      try {
        this.#progress.set(row.id, await this.#mergeOne(row, said, signal));
      } catch (thrown) {
        const error = toQtuiError(thrown, `merge ${row.title}`);
        const reason = error.code === 'aborted' ? 'stopped by you; not merged' : error.message;
        this.#progress.set(row.id, { kind: 'stopped', reason });
        return { kind: 'stopped', row, error };
      }
      said.say('');
      onChange();
      if (this.progressOf(row.id).kind === 'merged') await this.#lookAhead(signal, onChange);
    }
    return { kind: 'arrived' };
  }

  /** Throws why it cannot land without a person. */
  async #mergeOne(row: TrainRow, said: Said, signal: AbortSignal): Promise<TrainProgress> {
    const { sessions, acts } = this.#app;
    signal.throwIfAborted();
    const refresh = !this.#fetched.has(row.target);
    this.#fetched.add(row.target);
    const plan = await sessions.planMerge(row.id, { refresh, signal });
    const needed = personNeeded(row.title, plan);
    if (needed) throw needed;
    if (plan.isUpToDate) return { kind: 'nothing' };
    const built = await sessions.buildMerge(plan, { message: plan.suggestedMessage, signal });
    if (plan.check) said.say(`Checking with ${commandWords(plan.check.command)} …`);
    const onOutput = (line: string) => said.say(line);
    const verified = await sessions.verifyMerge(built, { onOutput, signal });
    this.#app.notifyWarnings(verified.check?.warnings ?? []);
    const { actId } = await sessions.landMerge(row.id, verified, { signal });
    acts.push(actId);
    this.#app.repositoryChanged.fire();
    this.#app.reader.refresh();
    return { kind: 'merged', commit: built.commit, actId };
  }

  /** What is ahead for those that wait; it is a forecast only, so a failure of it stops nothing. */
  async #lookAhead(signal: AbortSignal, onChange: () => void): Promise<void> {
    const ids = this.waiting.map(({ id }) => id);
    if (ids.length === 0 || signal.aborted) return;
    this.#rows = this.#rows.map((row) => {
      const { forecast: _stale, ...rest } = row;
      return ids.includes(row.id) ? rest : row;
    });
    const { directory } = this.#app.store.state;
    try {
      await this.#app.sessions.forecastMerges(directory, {
        ...{ sessions: ids, signal },
        onStep: (step) => {
          this.#rows = withForecast(this.#rows, step);
          onChange();
        },
      });
    } catch (thrown) {
      const { code } = toQtuiError(thrown, 'forecast the merges');
      if (code !== 'aborted') this.#app.log.log('warn', 'tui.forecast', { code });
    }
  }
}
