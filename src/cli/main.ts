import { join } from 'node:path';
import { readEnvironment } from '../config/env.js';
import { EXIT, type ExitCode } from '../core/errors.js';
import { runToEnd } from './run-to-end.js';
import { VERSION } from './version.js';

/** Resolves with the exit code. */
async function run(argv: readonly string[], hostMain: string): Promise<ExitCode> {
  // What is asked most often must be fast: the command parser stays out of its way.
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

// The build puts this file into a directory below the other programs.
const hostMain = join(__dirname, '..', 'host-main.cjs');
runToEnd(() => run(process.argv.slice(2), hostMain));
