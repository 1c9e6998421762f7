/** What lists say of sessions that are merged one after the other. */
import { outcomeOf } from '../../core/forecast.js';
import { conflictPaths, forecastWords, leftUncommitted } from '../../core/forecast-words.js';
import type { SessionForecast } from '../../core/ports/merge-forecasts.js';
import { count, printable } from '../../core/text.js';
import type { TrainProgress, TrainRow } from '../model/merge-train.js';
import { type Line, type Role, shorten, span, wrapped } from '../views/line.js';
import type { CheckEntry } from './check-list.js';

type Note = CheckEntry<string>['notes'][number];

/** Files in conflict that a row names. */
const NAMED = 2;

const OUTCOME_ROLES = {
  clean: 'done',
  'up-to-date': 'muted',
  conflicts: 'warning',
  obstacle: 'error',
} as const satisfies Readonly<Record<string, Role>>;

/** The rows of the list in which sessions are chosen; what is chosen is numbered. */
export function trainEntries(rows: readonly TrainRow[]): CheckEntry<string>[] {
  let place = 0;
  return rows.map(({ id, title, target, isChosen, forecast }) => {
    if (isChosen) place += 1;
    return {
      value: id,
      title: printable(`${isChosen ? `${place}. ` : ''}${title}`),
      right: printable(
        `into ${target}${forecast ? ` by ${forecast.inTurn.request.strategy}` : ''}`,
      ),
      notes: isChosen ? chosenNotes(forecast) : [leftOutNote(forecast)],
    };
  });
}

function leftOutNote(forecast: SessionForecast | undefined): Note {
  const words = forecast && forecastWords({ alone: forecast.alone, inTurn: forecast.alone });
  return { text: printable(words ? `left out; by itself: ${words}` : 'left out'), role: 'muted' };
}

function chosenNotes(forecast: SessionForecast | undefined): readonly Note[] {
  if (forecast === undefined) return [{ text: 'looking …', role: 'busy' }];
  const { inTurn } = forecast;
  const paths = conflictPaths(forecast);
  const rest = paths.length - NAMED;
  const named = paths.slice(0, NAMED).join(', ');
  const files = paths.length > 0 ? `: ${named}${rest > 0 ? ` and ${rest} more` : ''}` : '';
  const size = `${count(inTurn.commits.length, 'commit')}, ${count(inTurn.files.length, 'file')}`;
  const outcome = outcomeOf(inTurn);
  const words = `${forecastWords(forecast)}${files}${outcome === 'clean' ? ` (${size})` : ''}`;
  const left = leftUncommitted(forecast);
  return [
    { text: printable(words), role: OUTCOME_ROLES[outcome] },
    ...(left ? [{ text: left, role: 'warning' as const }] : []),
  ];
}

/** A train that runs, a line for each session. */
export function trainLines(
  rows: readonly TrainRow[],
  progressOf: (id: string) => TrainProgress,
  width: number,
  unicode: boolean,
): Line[] {
  return rows.flatMap((row) => {
    const progress = progressOf(row.id);
    const { sign, words, role } = told(row, progress);
    const head: Line = [
      span(`${unicode ? sign[0] : sign[1]} `, role),
      span(shorten(printable(row.title), width - 2, unicode), 'strong'),
    ];
    const below = wrapped(printable(words), width - 4, role);
    return [head, ...below.map((line): Line => [span('    '), ...line])];
  });
}

interface Told {
  /** With Unicode, and without. */
  sign: readonly [string, string];
  words: string;
  role: Role;
}

function told({ forecast, target }: TrainRow, progress: TrainProgress): Told {
  switch (progress.kind) {
    case 'waiting': {
      const role = forecast ? OUTCOME_ROLES[outcomeOf(forecast.inTurn)] : 'muted';
      return {
        sign: ['·', '.'],
        words: forecast ? `ahead: ${forecastWords(forecast)}` : 'waits',
        role: role === 'done' ? 'muted' : role,
      };
    }
    case 'merging':
      return { sign: ['›', '>'], words: `merging into ${target} …`, role: 'busy' };
    case 'merged':
      return {
        sign: ['✔', '+'],
        words: `merged into ${target} as ${progress.commit.slice(0, 10)}`,
        role: 'done',
      };
    case 'nothing':
      return { sign: ['=', '='], words: `${target} has everything of it`, role: 'muted' };
    case 'left-out':
      return { sign: ['-', '-'], words: 'left out', role: 'muted' };
    case 'stopped':
      return { sign: ['!', '!'], words: progress.reason, role: 'error' };
  }
}
