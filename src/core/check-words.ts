import { QtuiError } from './errors.js';
import type { PlannedCheck } from './merge.js';
import { commandWords, printable } from './text.js';

/** What a preview says of the check. */
export function checkWords({ command, untrustedFile }: PlannedCheck): string {
  const words = `Check before it lands: ${commandWords(command)}`;
  return untrustedFile === undefined
    ? words
    : `${words}, which cannot run: ${printable(untrustedFile)} is not trusted`;
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
