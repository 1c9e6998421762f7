import { EXIT, QtuiError } from '../../core/errors.js';
import type { HostConnection, PaneInfo } from '../../core/ports/host.js';
import type { SessionView } from '../../core/ports/sessions.js';
import type { AgentState } from '../../core/session.js';
import { sessionTitle } from '../../core/session.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../command.js';
import type { Application } from '../compose.js';
import { connectFor, paneOf, selectSession } from '../select.js';
import { sessionJson } from '../session-json.js';

const STATES = ['idle', 'waiting', 'exited'] as const;
type Awaited = (typeof STATES)[number];

export const waitCommand: CommandDefinition = {
  name: 'wait',
  summary: "wait until a session's agent is idle, waits for you, or has exited",
  arguments: [
    {
      syntax: '[session]',
      description: 'id, id prefix, name or branch; by default the one of this directory',
    },
  ],
  options: [
    {
      flags: '--until <state>',
      description: 'what to wait for (default: idle)',
      choices: STATES,
    },
    {
      flags: '--timeout <seconds>',
      description: 'give up after so many seconds, with exit code 1',
      parse: parseSeconds,
    },
    JSON_OPTION,
  ],
  examples: [
    { command: 'qtui wait auth --until idle && qtui merge auth', does: 'merges when it is done' },
  ],
  async run({ app, out }, [selector], options) {
    const view = await selectSession(app, textOf(selector));
    const until = (options['until'] ?? 'idle') as Awaited;
    const seconds = options['timeout'] as number | undefined;
    const agentState = await stateAfter(app, view, { until, seconds });
    if (out.json) out.answer({ session: { ...sessionJson(view), agentState } });
    else out.print(agentState);
    return EXIT.done;
  },
};

/** A session that has no program any more has exited. */
async function stateAfter(
  app: Application,
  view: SessionView,
  wish: { until: Awaited; seconds: number | undefined },
): Promise<AgentState> {
  try {
    const connection = await connectFor(app, view);
    const { paneId } = paneOf(connection, view);
    return await reached(connection, paneId, { ...wish, title: sessionTitle(view.session) });
  } catch (error) {
    const isGone = error instanceof QtuiError && error.code === 'session-not-running';
    if (isGone && wish.until === 'exited') return 'exited';
    throw error;
  }
}

/** Resolves with the state once it is the wanted one; rejects when it no longer can be. */
function reached(
  connection: HostConnection,
  paneId: string,
  wish: { until: Awaited; seconds: number | undefined; title: string },
): Promise<AgentState> {
  return new Promise((resolve, reject) => {
    const { until, seconds, title } = wish;
    const look = (panes: readonly PaneInfo[]) => {
      const pane = panes.find((candidate) => candidate.paneId === paneId);
      const state = pane === undefined || pane.exit !== undefined ? 'exited' : pane.agentState;
      if (state === until) resolve(state);
      else if (state === 'exited') {
        reject(
          new QtuiError(
            'session-not-running',
            `The program of session "${title}" ended before it became ${until}.`,
          ),
        );
      }
    };
    connection.onPanesChanged(look);
    connection.onClosed(({ reason }) => {
      if (until === 'exited') resolve('exited');
      else reject(new QtuiError('host-lost', `The host went away: ${reason}`));
    });
    if (seconds !== undefined) {
      const timer = setTimeout(() => {
        reject(
          new QtuiError(
            'timeout',
            `Session "${title}" did not become ${until} within ${seconds} s.`,
            { untouched: 'The session goes on.' },
          ),
        );
      }, seconds * 1000);
      timer.unref();
    }
    look(connection.panes);
  });
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds <= 2_000_000) return seconds;
  throw new QtuiError('usage', `--timeout takes a number of seconds, not "${text}".`);
}
