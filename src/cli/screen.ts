import { join } from 'node:path';
import { readEnvironment } from '../config/env.js';
import type { ExitCode } from '../core/errors.js';
import { type Application, compose } from './compose.js';
import { openTui } from './open-tui.js';
import { errorLines, failureOf } from './report.js';
import { runToEnd } from './run-to-end.js';

/** `qtui` without arguments; resolves with the exit code and never throws. */
async function openScreen(hostMain: string): Promise<ExitCode> {
  let app: Application | undefined;
  try {
    app = compose({ env: readEnvironment(), cwd: process.cwd(), hostMain, kind: 'tui' });
    return await openTui(app);
  } catch (thrown) {
    const { error, code } = failureOf(thrown, 'open the screen', app?.logger);
    process.stderr.write(`${errorLines(error).join('\n')}\n`);
    return code;
  } finally {
    await app?.dispose();
  }
}

// The build puts this file into a directory below the other programs.
runToEnd(() => openScreen(join(__dirname, '..', 'host-main.cjs')));
