import { join } from 'node:path';
import { readEnvironment } from '../config/env.js';
import { EXIT, type ExitCode } from '../core/errors.js';
import { VERSION } from './version.js';

/** A reader that went away (`qtui sessions list | head`) is no failure. */
function endQuietlyOnClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
}

endQuietlyOnClosedPipe(process.stdout);
endQuietlyOnClosedPipe(process.stderr);

/** Resolves with the exit code. */
async function run(argv: readonly string[], hostMain: string): Promise<ExitCode> {
  // What is asked most often must be fast: the command parser stays out of its way.
  if (argv.length === 0) {
    const { openScreen } = await import('./screen.js');
    return openScreen(hostMain);
  }
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${VERSION}\n`);
    return EXIT.done;
  }
  if (argv.length === 2 && argv[0] === 'completion' && argv[1] === '--sessions') {
    const { completionLines } = await import('./completion/sessions.js');
    process.stdout.write(await completionLines(readEnvironment()));
    return EXIT.done;
  }
  if (argv.length === 2 && argv[0] === 'completion' && argv[1] === '--skills') {
    const { skillLines } = await import('./completion/skills.js');
    process.stdout.write(await skillLines(readEnvironment(), process.cwd()));
    return EXIT.done;
  }
  const { runProgram } = await import('./program.js');
  return runProgram(argv, hostMain);
}

// What would never come to an end is no success.
process.exitCode = EXIT.failed;
// The build puts this file into a directory below the other programs.
void run(process.argv.slice(2), join(__dirname, '..', 'host-main.cjs')).then((code) => {
  process.exitCode = code;
});
