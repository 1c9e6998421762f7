import type { Logger } from '../core/config.js';
import { type ExitCode, exitCodeOf, type QtuiError, toQtuiError } from '../core/errors.js';
import { printable } from '../core/text.js';

/** What a person reads of an error: what happened, what was left alone, what to do. */
export function errorLines({ message, untouched, hint }: QtuiError): string[] {
  const words = [`qtui: ${message}`, untouched, hint].filter((line) => line !== undefined);
  // git, hooks and servers may have had a say in it.
  return words.map((text) => text.split('\n').map(printable).join('\n'));
}

/** Any failure as an error with an exit code; one of ours goes to the log with its origin. */
export function failureOf(
  thrown: unknown,
  doing: string,
  logger: Logger | undefined,
): { error: QtuiError; code: ExitCode } {
  const error = toQtuiError(thrown, doing);
  if (error.code === 'internal') {
    logger?.log('error', 'internal', {
      message: error.message,
      stack: thrown instanceof Error ? (thrown.stack ?? '') : '',
    });
  }
  return { error, code: exitCodeOf(error.code) };
}
