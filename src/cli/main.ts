import { fileURLToPath } from 'node:url';
import { readEnvironment } from '../config/env.js';
import { EXIT } from '../core/errors.js';
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

// What is asked most often must be fast: the command parser stays out of its way.
const argv = process.argv.slice(2);
const hostMain = fileURLToPath(new URL('./host-main.js', import.meta.url));
if (argv.length === 0) {
  const { openScreen } = await import('./screen.js');
  process.exitCode = await openScreen(hostMain);
} else if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${VERSION}\n`);
} else if (argv.length === 2 && argv[0] === 'completion' && argv[1] === '--sessions') {
  const { completionLines } = await import('./completion/sessions.js');
  process.stdout.write(await completionLines(readEnvironment()));
} else if (argv.length === 2 && argv[0] === 'completion' && argv[1] === '--skills') {
  const { skillLines } = await import('./completion/skills.js');
  process.stdout.write(await skillLines(readEnvironment(), process.cwd()));
} else {
  const { runProgram } = await import('./program.js');
  process.exitCode = await runProgram(argv, hostMain);
}
