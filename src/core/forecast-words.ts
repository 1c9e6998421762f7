import { type ForecastStep, type MergeOutcome, outcomeOf } from './forecast.js';
import { count } from './text.js';

/**
 * What comes of one merge of several, for a list; names of files and branches in it are data, to be
 * made printable by whoever shows it.
 */
export function forecastWords(step: ForecastStep): string {
  const { inTurn } = step;
  switch (outcomeOf(inTurn)) {
    case 'clean':
      return 'merges cleanly';
    case 'up-to-date':
      return 'nothing to merge';
    case 'obstacle':
      return `refused: ${inTurn.obstacles[0]?.message}`;
    case 'conflicts': {
      const files = `conflicts in ${count(conflictPaths(step).length, 'file')}`;
      return outcomeOf(step.alone) === 'clean' ? `${files} with what is before it` : files;
    }
  }
}

/** What it leaves out, for beside the outcome; '' where that is nothing. */
export function leftUncommitted({ inTurn: { uncommitted } }: ForecastStep): string {
  if (uncommitted.length === 0) return '';
  return `${count(uncommitted.length, 'uncommitted file')} not part of it`;
}

/** Files that the merge would leave in conflict in its turn, each once. */
export function conflictPaths({ inTurn }: ForecastStep): string[] {
  return [...new Set(inTurn.conflicts.map(({ path }) => path))];
}

/** What is to be known of a forecast with these outcomes besides them, as sentences. */
export function forecastNotes(outcomes: readonly MergeOutcome[]): string[] {
  const last = outcomes.length - 1;
  const isCut = outcomes.some(
    (outcome, index) => index < last && (outcome === 'conflicts' || outcome === 'obstacle'),
  );
  return isCut ? ['Those after one that does not merge are forecast without it.'] : [];
}
