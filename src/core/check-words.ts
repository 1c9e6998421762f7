import type { CheckOutcome, CheckRecord } from './check-record.js';
import { QtuiError } from './errors.js';
import type { MergeCheck, PlannedCheck } from './merge.js';
import { ago, commandWords, count, printable } from './text.js';

/** What a preview says of the check. */
export function checkWords({ command, untrusted }: PlannedCheck): string {
  const words = `Check before it lands: ${commandWords(command)}`;
  return untrusted === undefined
    ? words
    : `${words}, which cannot run: ${printable(untrusted.file.path)} is not trusted`;
}

/** The refusal of a merge whose check the person has not trusted. */
export function untrustedCheck(file: string): QtuiError {
  return new QtuiError('merge-refused', `The check in ${file} is not trusted, so it cannot run.`, {
    untouched: 'Nothing was merged.',
    hint: 'See it and decide with `qtui trust`, or merge with --no-check.',
    data: { path: file },
  });
}

/** The refusal of a check that is asked for where none is set. */
export function noCheckSet(): QtuiError {
  return new QtuiError('usage', 'No check is set for this repository.', {
    untouched: 'Nothing was merged.',
    hint: 'Set merge.check in your config.toml or in the repository’s .qtui/config.toml.',
  });
}

/** How long a check took: `1.2 s`, `35 seconds`, `12 minutes`. */
function tookWords(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 180_000) return count(Math.round(ms / 1000), 'second');
  return count(Math.round(ms / 60_000), 'minute');
}

const OUTCOME_WORDS: Readonly<Record<CheckOutcome, string>> = {
  passed: 'passed',
  failed: 'failed',
  cancelled: 'was cancelled',
  timeout: 'did not end in its time',
};

/** What a check said, as the end of a sentence: `failed with code 2 after 1.2 s`. */
export function outcomeWords({
  outcome,
  exitCode,
  durationMs,
}: Pick<CheckRecord, 'outcome' | 'exitCode' | 'durationMs'>): string {
  const code = outcome === 'failed' && exitCode !== undefined ? ` with code ${exitCode}` : '';
  const how = outcome === 'passed' ? 'in' : 'after';
  return `${OUTCOME_WORDS[outcome]}${code} ${how} ${tookWords(durationMs)}`;
}

/** A time as `now`, or how long it is past: `2m ago`. */
function whenWords(time: string, now: number): string {
  const span = ago(time, now);
  return span === 'now' || span === '' ? 'just now' : `${span} ago`;
}

/** A run on record: `passed in 1.2 s, 2m ago, merged into main (npm test)`. */
export function checkRecordWords(record: CheckRecord, now: number): string {
  const { target, others } = record;
  const along = others === undefined ? '' : ` with ${count(others, 'other session')}`;
  const merged = target === undefined ? '' : `, merged into ${printable(target)}${along}`;
  const when = whenWords(record.time, now);
  return `${outcomeWords(record)}, ${when}${merged} (${commandWords(record.command)})`;
}

/** What is said of a check of a merge in one sentence. */
export function mergeCheckWords(check: MergeCheck, now: number): string {
  if (check.earlier === undefined) return `The check ${outcomeWords(check)}.`;
  const when = whenWords(check.earlier, now);
  const words = OUTCOME_WORDS[check.outcome];
  return `The check ${words} ${when} on exactly this content, so it was not run again.`;
}
