/** Sessions that are to be merged one after the other: which of them, in which order, and how far. */
import { outcomeOf } from '../../core/forecast.js';
import type { SessionForecast } from '../../core/ports/merge-forecasts.js';

/** A session of the list. */
export interface TrainRow {
  readonly id: string;
  readonly title: string;
  readonly target: string;
  readonly isChosen: boolean;
  /** Where it is not chosen, only what it says of the session by itself holds; absent until known. */
  readonly forecast?: SessionForecast;
}

/** Where a session of a train that runs is. */
export type TrainProgress =
  | { kind: 'waiting' }
  | { kind: 'merging' }
  | { kind: 'merged'; commit: string; actId: string }
  | { kind: 'nothing' }
  | { kind: 'left-out' }
  | { kind: 'stopped'; reason: string };

/** Of the rows that merge by themselves those are chosen that merge in their turn, too. */
export function rowsOf(
  forecast: readonly SessionForecast[],
  titleOf: (session: SessionForecast['session']) => string,
): TrainRow[] {
  return forecast.map((each) => ({
    id: each.session.id,
    title: titleOf(each.session),
    target: each.inTurn.request.target,
    isChosen: outcomeOf(each.inTurn) === 'clean' && each.inTurn.uncommitted.length === 0,
    forecast: each,
  }));
}

export function chosenIds(rows: readonly TrainRow[]): string[] {
  return rows.filter(({ isChosen }) => isChosen).map(({ id }) => id);
}

/** With the choice that the list has by now; what was forecast of another choice is forgotten. */
export function withChoice(rows: readonly TrainRow[], chosen: ReadonlySet<string>): TrainRow[] {
  return rows.map(({ forecast, ...row }) => {
    const isChosen = chosen.has(row.id);
    return { ...row, isChosen, ...(forecast && !isChosen && { forecast }) };
  });
}

/** One place up or down; the same rows where there is none. */
export function withMoved(
  rows: readonly TrainRow[],
  id: string,
  step: 1 | -1,
): readonly TrainRow[] {
  const from = rows.findIndex((row) => row.id === id);
  const to = from + step;
  const [one, other] = [rows[from], rows[to]];
  if (!one || !other) return rows;
  const moved = [...rows];
  moved[from] = other;
  moved[to] = one;
  return withChoice(moved, new Set(chosenIds(rows)));
}

export function withForecast(rows: readonly TrainRow[], forecast: SessionForecast): TrainRow[] {
  return rows.map((row) => (row.id === forecast.session.id ? { ...row, forecast } : row));
}
