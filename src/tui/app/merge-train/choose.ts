/** Which sessions are merged one after the other, and in which order; what comes of it is shown. */
import { toQtuiError } from '../../../core/errors.js';
import type { SessionForecast } from '../../../core/ports/merge-forecasts.js';
import { CheckList } from '../../dialogs/check-list.js';
import { Dialog } from '../../dialogs/dialog.js';
import { trainEntries } from '../../dialogs/merge-train-lines.js';
import { keyName, TextBlock } from '../../dialogs/widget.js';
import {
  chosenIds,
  type TrainRow,
  withChoice,
  withForecast,
  withMoved,
} from '../../model/merge-train.js';
import { wrapped } from '../../views/line.js';
import type { App } from '../app.js';

const WIDTH = 84;
/** ms without another change after which the new order is forecast. */
const SETTLE_TIME = 150;

/** Keys that move a session in the order, and where to. */
const MOVES: Readonly<Record<string, 1 | -1>> = {
  'alt-up': -1,
  'ctrl-up': -1,
  'shift-up': -1,
  K: -1,
  'alt-down': 1,
  'ctrl-down': 1,
  'shift-down': 1,
  J: 1,
};

/** Lets the person choose among the rows and order them; undefined when cancelled. */
export async function chooseTrain(
  app: App,
  first: readonly TrainRow[],
): Promise<readonly TrainRow[] | undefined> {
  let rows = first;
  const list = new CheckList<string>({
    entries: trainEntries(rows),
    checked: chosenIds(rows),
    onChange: () => change(withChoice(rows, list.checked)),
  });
  const show = () => {
    list.setEntries(trainEntries(rows));
    dialog.change({ title: title() });
  };
  const forecasts = new LatestForecast(app, (forecast) => {
    rows = withForecast(rows, forecast);
    show();
  });
  const change = (next: readonly TrainRow[]) => {
    if (next === rows) return;
    rows = next;
    show();
    forecasts.ask(chosenIds(rows));
  };
  const title = () => `Merge several: ${chosenIds(rows).length} in this order`;
  const dialog: Dialog<readonly TrainRow[]> = new Dialog({
    title: title(),
    width: WIDTH,
    widgets: [
      list,
      new TextBlock((width) =>
        chosenIds(rows).length === 0
          ? wrapped('None is chosen: Space chooses one.', width, 'warning')
          : wrapped('Uncommitted work is no part of the forecast.', width, 'muted'),
      ),
    ],
    hint: 'Space picks · Enter next · K J move · Esc',
    onKey: (event) => {
      const step = MOVES[keyName(event)];
      const id = list.marked;
      if (step === undefined || id === undefined) return false;
      change(withMoved(rows, id, step));
      return true;
    },
    onEnter: (self) => {
      const chosen = rows.filter(({ isChosen }) => isChosen);
      if (chosen.length > 0) self.finish(chosen);
    },
  });
  // What was looked at was the order of all, not only of those that are chosen.
  change(withChoice(rows, list.checked));
  return app.dialogs.open(dialog).finally(() => forecasts.dispose());
}

type OnStep = (forecast: SessionForecast) => void;

/** Forecasts of the order that was asked for last. */
class LatestForecast {
  readonly #app: App;
  readonly #onStep: OnStep;
  #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(app: App, onStep: OnStep) {
    this.#app = app;
    this.#onStep = onStep;
  }

  ask(sessions: readonly string[]): void {
    this.dispose();
    if (sessions.length === 0) return;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#timer = setTimeout(() => void this.#look([...sessions], signal), SETTLE_TIME);
  }

  async #look(sessions: string[], signal: AbortSignal): Promise<void> {
    const { directory } = this.#app.store.state;
    try {
      await this.#app.sessions.forecastMerges(directory, {
        ...{ sessions, signal },
        onStep: (step) => {
          if (!signal.aborted) this.#onStep(step);
        },
      });
    } catch (thrown) {
      if (!signal.aborted) this.#app.notifyError(toQtuiError(thrown, 'forecast the merges'));
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
  }
}
