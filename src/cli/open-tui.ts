import { isatty } from 'node:tty';
import { EXIT, type ExitCode, QtuiError } from '../core/errors.js';
import type { HostConnection } from '../core/ports/host.js';
import { showFirstFrame } from '../tui/app/first-frame.js';
import type { TuiResult } from '../tui/app/run.js';
import { openTerminalInput } from '../tui/terminal/streams.js';
import type { Application } from './compose.js';
import { isInOwnPane } from './own-pane.js';
import type { ScreenFocus } from './screen-engine.js';
import { VERSION } from './version.js';

const STDIN = 0;

/** Opens the screen, on a session where one is named; resolves when the person leaves it. */
export async function openTui(app: Application, focus: ScreenFocus = {}): Promise<ExitCode> {
  requireTerminal();
  if (isInOwnPane(app)) throw withinItself();
  // What runs answers while the screen is loaded.
  const connect = hostFinder(app);
  const { color, unicode, mouse } = (await app.settings.load()).terminal;
  const { stdout: output } = process;
  const input = openTerminalInput(STDIN);
  const options = { input, output, env: app.env, color, unicode, mouse };
  const taken = showFirstFrame({
    ...options,
    keys: app.settings.current.keys,
    directory: app.cwd,
    version: VERSION,
  });
  try {
    const { runScreen } = await import('./screen-engine.js');
    return farewell(await runScreen(app, { ...options, taken }, connect, focus));
  } finally {
    taken.release();
  }
}

/**
 * Looks for a host now, once for the first call and anew for each later one; starts one where none
 * runs, if there is a git for it.
 */
function hostFinder(app: Application): () => Promise<HostConnection> {
  const find = async () => {
    try {
      return await app.connect({ start: false });
    } catch (thrown) {
      if (!(thrown instanceof QtuiError && thrown.code === 'host-not-running')) throw thrown;
      // Wrong settings are told before anything is started.
      await app.settings.load();
      await app.requireGit();
      return app.connect({ start: true });
    }
  };
  let first: Promise<HostConnection> | undefined = find();
  // Whoever asks for it is told.
  first.catch(() => {});
  return () => {
    const found = first ?? find();
    first = undefined;
    return found;
  };
}

/** Refuses to open the screen where there is none, and names what works without. */
function requireTerminal(): void {
  const hasInput = isatty(STDIN);
  if (hasInput && process.stdout.isTTY) return;
  const stream = hasInput ? 'stdout' : 'stdin';
  const message = `qtui opens its screen in a terminal, and ${stream} is not a terminal.`;
  throw new QtuiError('not-a-terminal', message, {
    untouched: 'Nothing was started.',
    hint:
      'Without one use: qtui new, qtui sessions list, qtui send, qtui capture, qtui wait, ' +
      'qtui merge ("qtui --help" explains them).',
  });
}

function withinItself(): QtuiError {
  const message = 'This terminal is a pane of qtui, and would show itself.';
  return new QtuiError('usage', message, {
    untouched: 'Nothing was opened.',
    hint:
      'The leader and "?" list the keys of the screen around it; "qtui new" and the other commands ' +
      'work here. Unset QTUI_SESSION_ID to open it nevertheless.',
  });
}

/** The last words on the person's own screen. */
function farewell({ reason, message }: TuiResult): ExitCode {
  if (message !== undefined) process.stderr.write(`${message}\n`);
  return reason === 'host-lost' ? EXIT.failed : EXIT.done;
}
