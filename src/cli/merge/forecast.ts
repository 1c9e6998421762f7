import { conflictWords } from '../../core/conflict-words.js';
import { EXIT, type ExitCode } from '../../core/errors.js';
import { outcomeOf } from '../../core/forecast.js';
import { forecastNotes, forecastWords, leftUncommitted } from '../../core/forecast-words.js';
import type { SessionForecast } from '../../core/ports/merge-forecasts.js';
import { sessionTitle } from '../../core/session.js';
import { printable } from '../../core/text.js';
import type { Output } from '../output.js';
import { previewExit, previewJson } from './words.js';

/** Conflicts of one session that are named; the rest is counted. */
const CONFLICTS_SHOWN = 10;

/** An entry of `merge --dry-run --json`: the preview by itself, and what comes of it in its turn. */
export function forecastJson({ session, alone, inTurn }: SessionForecast) {
  const { conflicts, obstacles, commits, files } = inTurn;
  return {
    session: { id: session.id, title: sessionTitle(session) },
    ...previewJson(alone),
    forecast: {
      outcome: outcomeOf(inTurn),
      commits: commits.length,
      files: files.length,
      conflicts: conflicts.map(({ path, kind }) => ({ path, kind })),
      obstacles,
    },
  };
}

/** The exit code of the first that would end the merges. */
export function forecastExit(forecast: readonly SessionForecast[]): ExitCode {
  const codes = forecast.map(({ inTurn }) => previewExit(inTurn));
  return codes.find((code) => code !== EXIT.done) ?? EXIT.done;
}

/** All merges as a table, and their conflicts below it. */
export function showForecast(out: Output, forecast: readonly SessionForecast[]): void {
  if (forecast.length === 0) {
    out.note('This repository has no session to merge.');
    return;
  }
  const columns = [
    { title: '#' },
    { title: 'SESSION', flexible: true },
    { title: 'INTO', flexible: true },
    { title: 'BY' },
    { title: 'COMMITS' },
    { title: 'FILES' },
    { title: 'FORECAST', flexible: true },
  ];
  const rows = forecast.map(({ session, ...step }, index) => [
    String(index + 1),
    printable(sessionTitle(session)),
    printable(step.inTurn.request.target),
    step.inTurn.request.strategy,
    String(step.inTurn.commits.length),
    String(step.inTurn.files.length),
    printable([forecastWords(step), leftUncommitted(step)].filter(Boolean).join('; ')),
  ]);
  out.table(columns, rows);
  for (const each of forecast) conflictLines(each).forEach((line) => void out.note(line));
  for (const note of forecastNotes(forecast.map(({ inTurn }) => outcomeOf(inTurn)))) out.note(note);
  out.note('Each is looked at again when its turn has come; the first that cannot land ends it.');
}

function conflictLines({ session, inTurn }: SessionForecast): string[] {
  const { conflicts, request } = inTurn;
  if (conflicts.length === 0) return [];
  const rest = conflicts.length - CONFLICTS_SHOWN;
  return [
    `${printable(sessionTitle(session))} conflicts:`,
    ...conflicts
      .slice(0, CONFLICTS_SHOWN)
      .map((each) => printable(`  ${each.path}: ${conflictWords(each, request)}`)),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}

/** What comes of those that are left, in a line. */
export function noteRest(out: Output, rest: readonly SessionForecast[]): void {
  const words = rest.map(({ session, ...step }) => {
    return printable(`${sessionTitle(session)} ${forecastWords(step)}`);
  });
  out.note(out.style.dim(`  Now ahead: ${words.join('; ')}.`));
}
