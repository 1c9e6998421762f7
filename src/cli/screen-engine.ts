/** The screen behind its first frame, in one piece as `engine.ts`. */
import { resolveManifests } from '../agents/manifests.js';
import type { Config } from '../core/config.js';
import type { HostConnection } from '../core/ports/host.js';
import type { Naming } from '../core/ports/naming.js';
import { runTui, type TuiResult } from '../tui/app/run.js';
import { openOuterTerminal } from '../tui/terminal/open.js';
import type { OpenTerminalOptions } from '../tui/terminal/taken.js';
import { clipboardCommands } from './clipboard-commands.js';
import type { Application } from './compose.js';
import { lazily } from './lazily.js';
import { linkOpener } from './link-opener.js';
import { VERSION } from './version.js';

/** What the screen shows first; by default what it showed last. */
export interface ScreenFocus {
  sessionId?: string;
  /** A name that a model is asked for. */
  naming?: Promise<Naming> | undefined;
}

/** Runs the screen on a terminal until the person leaves it, and gives the terminal back. */
export function runScreen(
  app: Application,
  terminal: OpenTerminalOptions,
  connect: () => Promise<HostConnection>,
  { sessionId, naming }: ScreenFocus,
): Promise<TuiResult> {
  const { settings } = app;
  return runTui({
    terminal: openOuterTerminal(terminal),
    connect,
    requireGit: () => app.requireGit(),
    sessions: lazily(app.sessions),
    settings,
    directory: app.cwd,
    version: VERSION,
    ...(sessionId !== undefined && { initialSession: sessionId }),
    naming,
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
}

function newlineOf({ agents }: Config, kind: string): string | undefined {
  const manifest = resolveManifests(agents.manifests).find((candidate) => candidate.kind === kind);
  return (agents.newlines[kind] ?? manifest?.newline) || undefined;
}
