// The whole check: types, lint, then the tests with coverage. With arguments, only jest runs, and
// the arguments are jest's (npm test -- test/unit/names.test.ts).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratchParent } from './scratch.mjs';
import { missingOf, missingXtermPrograms } from './xterm-programs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const jestArgs = process.argv.slice(2);
// Short, as paths below it stand on the screens that tests read.
const scratch = mkdtempSync(join(scratchParent(), 'qtui-'));
const resultFile = join(scratch, 'jest.json');
const env = { ...process.env, TMPDIR: scratch };
// jest is told as well, and what it leaves is then removed here.
process.on('SIGINT', () => {});
let brokenSteps = 0;

try {
  if (jestArgs.length === 0) {
    step('typecheck', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
    step('lint', ['scripts/lint.mjs']);
  }
  const jestOk = jest();
  const missing = missingXtermPrograms();
  if (jestArgs.length === 0 && missing.length > 0) {
    process.stdout.write(`not run: real xterm (needs ${missing.join(', ')})\n`);
  }
  for (const shell of jestArgs.length === 0 ? missingOf(['bash', 'zsh', 'fish']) : []) {
    process.stdout.write(`not run: completion in ${shell}, which is not installed\n`);
  }
  const { passed, failed, skipped } = counts();
  if (!jestOk && failed === 0) brokenSteps += 1;
  if (passed + failed === 0) {
    process.stdout.write('No test ran.\n');
    if (jestOk) brokenSteps += 1;
  }
  const allFailed = failed + brokenSteps;
  if (allFailed > 0) process.exitCode = 1;
  process.stdout.write(`${passed} passed, ${allFailed} failed, ${skipped} skipped\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
}

/** A broken step counts as one failure, so that the last line never reads as success. */
function step(name, args) {
  process.stdout.write(`== ${name}\n`);
  if (!node(args)) {
    process.stdout.write(`${name} failed\n`);
    brokenSteps += 1;
  }
}

function jest() {
  process.stdout.write('== tests\n');
  return node([
    // As an argument and not in NODE_OPTIONS: jest hands it to its workers, and the programs
    // that tests start do not inherit it.
    '--experimental-vm-modules',
    // Threads that collect garbage only take time from the other worker.
    '--single-threaded-gc',
    '--no-warnings',
    'node_modules/jest/bin/jest.js',
    '--json',
    `--outputFile=${resultFile}`,
    ...(jestArgs.length === 0 ? ['--coverage'] : jestArgs),
  ]);
}

/** stderr is folded into stdout: jest writes its report there, and the counts must come last. */
function node(args) {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    env,
    stdio: ['inherit', 1, 1],
  });
  return status === 0;
}

function counts() {
  try {
    const result = JSON.parse(readFileSync(resultFile, 'utf8'));
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
