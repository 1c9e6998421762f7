import { EXIT, QtuiError } from '../../core/errors.js';
import type { CaptureOptions } from '../../core/ports/host.js';
import type { SessionView } from '../../core/ports/sessions.js';
import {
  lastLines,
  minuteOf,
  plainTextOnly,
  styledTextOnly,
} from '../../pty/scrollback/scrollback-text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../command.js';
import type { Application } from '../compose.js';
import { connectFor, paneOf, selectSession } from '../select.js';
import { sessionJson } from '../session-json.js';

export const captureCommand: CommandDefinition = {
  name: 'capture',
  summary: "print what a session's screen shows, or showed when it was saved",
  arguments: [
    {
      syntax: '[session]',
      description: 'id, id prefix, name or branch; by default the one of this directory',
    },
  ],
  options: [
    {
      flags: '--history <lines>',
      description: 'lines of scrollback above the screen, or "all"',
      parse: parseHistory,
    },
    { flags: '--ansi', description: 'keep colours and attributes' },
    JSON_OPTION,
  ],
  async run({ app, out }, [selector], options) {
    const view = await selectSession(app, textOf(selector));
    const history = options['history'];
    const wish = {
      history: typeof history === 'number' ? history : 0,
      ansi: options['ansi'] === true,
    };
    const { size, screen, saved } = await captureLive(app, view, wish).catch((error) =>
      captureSaved(app, view, wish, error),
    );
    if (out.json) {
      out.answer({ session: sessionJson(view), size, screen, saved: saved ?? null });
      return EXIT.done;
    }
    if (saved !== undefined)
      out.note(`No program runs; this is what was saved on ${minuteOf(new Date(saved))}.`);
    out.print(screen.replace(/\n+$/, ''));
    return EXIT.done;
  },
};

interface Captured {
  size: { cols: number; rows: number };
  screen: string;
  /** ISO 8601; absent where the screen is that of a pane. */
  saved?: string;
}

async function captureLive(
  app: Application,
  view: SessionView,
  wish: Required<CaptureOptions>,
): Promise<Captured> {
  const connection = await connectFor(app, view);
  const { paneId, cols, rows } = paneOf(connection, view);
  return { size: { cols, rows }, screen: await connection.capture(paneId, wish) };
}

/** Where nothing runs, what is on disk; `error` says that nothing runs, else it is thrown. */
async function captureSaved(
  app: Application,
  { session }: SessionView,
  { history, ansi }: Required<CaptureOptions>,
  error: unknown,
): Promise<Captured> {
  if (!(error instanceof QtuiError) || error.code !== 'session-not-running') throw error;
  const output = await app.savedOutput(session.id);
  if (output === undefined) throw error;
  const { cols, rows, screenLines, saved } = output.header;
  const text = lastLines(output.text, screenLines + history);
  return { size: { cols, rows }, screen: ansi ? styledTextOnly(text) : plainTextOnly(text), saved };
}

function parseHistory(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^\d+$/.test(text)) return Number.parseInt(text, 10);
  throw new QtuiError('usage', `--history takes a number of lines or "all", not "${text}".`);
}
