import { EXIT, type ExitCode } from '../core/errors.js';

/** A reader that went away (`qtui sessions list | head`) is no failure. */
function endQuietlyOnClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
}

/** Runs all of a program; the process ends with what it resolves with once nothing is left to do. */
export function runToEnd(run: () => Promise<ExitCode>): void {
  endQuietlyOnClosedPipe(process.stdout);
  endQuietlyOnClosedPipe(process.stderr);
  // What would never come to an end is no success.
  process.exitCode = EXIT.failed;
  void run().then((code) => {
    process.exitCode = code;
  });
}
