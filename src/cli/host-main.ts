// The host's process. Started by src/pty/connection/starter.ts, not by a person.
import { createAgentStateDetector } from '../agents/detect.js';
import { resolveManifests } from '../agents/manifests.js';
import { createFileLogger } from '../config/logger.js';
import { runHost } from '../pty/host/host.js';
import { parseHostArguments } from './host-options.js';
import { errorLines, failureOf } from './report.js';
import { VERSION } from './version.js';

/** Time without programs and clients after which the host ends, ms. */
const IDLE_EXIT = 60_000;

const { socketPath, recordFile, logFile, scrollback, scrollbackDirectory, manifests } =
  parseHostArguments(process.argv.slice(2));
const log = createFileLogger(logFile);
process.title = 'qtui host';
process.on('uncaughtExceptionMonitor', (error) => {
  log.log('error', 'host-broken', { message: error.message, stack: error.stack ?? '' });
});

async function serve(): Promise<void> {
  try {
    const host = await runHost({
      socketPath,
      recordFile,
      version: VERSION,
      scrollback,
      ...(scrollbackDirectory !== undefined && {
        savedScrollback: { directory: scrollbackDirectory },
      }),
      idleExitMs: IDLE_EXIT,
      detectAgentState: createAgentStateDetector(resolveManifests(manifests)),
      log,
    });
    await host.closed;
  } catch (thrown) {
    // Whoever started the host shows its last words to a person.
    const { error, code } = failureOf(thrown, 'start the host', log);
    process.stderr.write(`${errorLines(error).join('\n')}\n`);
    process.exitCode = code;
  }
  await log.flush();
}

void serve();
