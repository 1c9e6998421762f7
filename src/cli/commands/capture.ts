import { EXIT, QtuiError } from '../../core/errors.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../command.js';
import { connectFor, paneOf, selectSession } from '../select.js';
import { sessionJson } from '../session-json.js';

export const captureCommand: CommandDefinition = {
  name: 'capture',
  summary: "print what a session's screen shows",
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
    const connection = await connectFor(app, view);
    const pane = paneOf(connection, view);
    const history = options['history'];
    const screen = await connection.capture(pane.paneId, {
      ...(typeof history === 'number' && { history }),
      ansi: options['ansi'] === true,
    });
    const { cols, rows } = pane;
    if (out.json) out.answer({ session: sessionJson(view), size: { cols, rows }, screen });
    else out.print(screen.replace(/\n+$/, ''));
    return EXIT.done;
  },
};

function parseHistory(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^\d+$/.test(text)) return Number.parseInt(text, 10);
  throw new QtuiError('usage', `--history takes a number of lines or "all", not "${text}".`);
}
