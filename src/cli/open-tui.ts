import { resolveManifests } from '../agents/manifests.js';
import type { Config } from '../core/config.js';
import { EXIT, type ExitCode, QtuiError } from '../core/errors.js';
import type { Naming } from '../core/ports/naming.js';
import type { TuiResult } from '../tui/app/run.js';
import { clipboardCommands } from './clipboard-commands.js';
import type { Application } from './compose.js';
import { lazily } from './lazily.js';
import { linkOpener } from './link-opener.js';
import { VERSION } from './version.js';

/** Opens the screen, on a session where one is named; resolves when the person leaves it. */
export async function openTui(
  app: Application,
  focus: { sessionId?: string; naming?: Promise<Naming> | undefined } = {},
): Promise<ExitCode> {
  requireTerminal();
  if (isInOwnPane(app)) throw withinItself();
  const { settings } = app;
  const [config, { openOuterTerminal }, { runTui }] = await Promise.all([
    settings.load(),
    import('../tui/terminal/open.js'),
    import('../tui/app/run.js'),
    app.requireGit(),
  ]);
  const { color, unicode, mouse } = config.terminal;
  const { stdin: input, stdout: output } = process;
  const result = await runTui({
    terminal: openOuterTerminal({ input, output, env: app.env, color, unicode, mouse }),
    connect: () => app.connect({ start: true }),
    sessions: lazily(app.sessions),
    settings,
    directory: app.cwd,
    version: VERSION,
    ...(focus.sessionId !== undefined && { initialSession: focus.sessionId }),
    naming: focus.naming,
    searchEntry: app.searchEntry,
    newlineOf: (kind) => newlineOf(settings.current, kind),
    get clipboard() {
      return clipboardCommands(settings.current.terminal, app.env);
    },
    get links() {
      return linkOpener(settings.current.terminal.openCommand, app.env);
    },
    watchSessions: (onChange) => app.watchSessions(onChange),
    log: app.logger,
  });
  return farewell(result);
}

function newlineOf({ agents }: Config, kind: string): string | undefined {
  const manifest = resolveManifests(agents.manifests).find((candidate) => candidate.kind === kind);
  return (agents.newlines[kind] ?? manifest?.newline) || undefined;
}

/** Refuses to open the screen where there is none, and names what works without. */
function requireTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return;
  const stream = process.stdin.isTTY ? 'stdout' : 'stdin';
  const message = `qtui opens its screen in a terminal, and ${stream} is not a terminal.`;
  throw new QtuiError('not-a-terminal', message, {
    untouched: 'Nothing was started.',
    hint:
      'Without one use: qtui new, qtui sessions list, qtui send, qtui capture, qtui wait, ' +
      'qtui merge ("qtui --help" explains them).',
  });
}

/** Whether this process runs in a pane of the host that it would open the screen of. */
export function isInOwnPane({ env, paths }: Application): boolean {
  return Boolean(env['QTUI_SESSION_ID']) && env['QTUI_SOCKET'] === paths.socket;
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
