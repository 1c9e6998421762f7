import { QtuiError } from '../core/errors.js';

/** What a look at a file ends with that the person has cancelled. */
export function lookCancelled(): QtuiError {
  return new QtuiError('aborted', 'The look at the file was cancelled.');
}
