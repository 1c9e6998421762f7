/** Runs a program on the whole screen, for the client itself. */
import { randomUUID } from 'node:crypto';
import { QtuiError } from '../../../core/errors.js';
import { DisposableStore, toDisposable } from '../../../core/lifecycle.js';
import type { HostConnection, PaneExit, PaneInfo, ToolLaunch } from '../../../core/ports/host.js';
import { ask } from '../../dialogs/simple.js';
import { paragraph } from '../../dialogs/widget.js';
import { screenGeometry } from '../../model/geometry.js';
import type { App } from '../app.js';

/** A program to run, and what to ask before it is ended by force. */
export interface Tool extends Pick<ToolLaunch, 'title' | 'argv' | 'cwd' | 'env'> {
  /** What ending it loses, in words. */
  readonly losing: string;
}

/**
 * Shows the program on the whole screen, dialogs out of sight, until it has ended; undefined when
 * the person has closed it, or `signal` has. Throws `name-taken` while another one is open,
 * `host-version` where the host is of a build that cannot do it, `host-lost`, and as
 * `HostConnection.runTool`.
 */
export async function runTool(
  app: App,
  tool: Tool,
  signal?: AbortSignal,
): Promise<PaneExit | undefined> {
  if (signal?.aborted) return undefined;
  const connection = app.link.require();
  if (!connection.info.canRunTools) throw hostTooOld(connection);
  if (app.store.state.tool) throw alreadyOpen();
  const { losing, ...launch } = tool;
  const { width, height } = screenGeometry(app.store.state.size).panes;
  const paneId = `tool-${randomUUID()}`;
  const ending = new ToolEnd(app, connection, paneId);
  const open = new DisposableStore();
  try {
    const size = { cols: Math.max(1, width - 2), rows: Math.max(1, height - 2) };
    const info = await connection.runTool({ paneId, ...launch, ...size });
    open.add(app.dialogs.putAside());
    open.add(show(app, info, () => askToClose(app, tool, ending)));
    if (signal) open.add(onAbort(signal, () => ending.close()));
    return await ending.exit;
  } finally {
    open.dispose();
    ending.dispose();
  }
}

/** How a tool comes to its end. */
class ToolEnd extends DisposableStore {
  readonly exit: Promise<PaneExit | undefined>;
  readonly #connection: HostConnection;
  readonly #paneId: string;
  #isClosed = false;

  constructor({ link }: App, connection: HostConnection, paneId: string) {
    super();
    this.#connection = connection;
    this.#paneId = paneId;
    this.exit = new Promise((resolve, reject) => {
      this.add(
        connection.onToolEnded((ended) => {
          if (ended.paneId === paneId) resolve(this.#isClosed ? undefined : ended.exit);
        }),
      );
      this.add(
        link.onLost(({ reason }) =>
          reject(
            new QtuiError('host-lost', reason, { hint: 'Connect again, or start qtui anew.' }),
          ),
        ),
      );
    });
    // Nobody waits for it where the program was not even started.
    this.exit.catch(() => undefined);
  }

  close(): void {
    this.#isClosed = true;
    // It may have ended by itself, and then that was told.
    this.#connection.close(this.#paneId).catch(() => undefined);
  }
}

function show(app: App, launched: PaneInfo, close: () => void) {
  // It is no agent: it neither works nor waits for anybody.
  const info: PaneInfo = { ...launched, agentState: 'unknown' };
  app.store.update((state) => ({ ...state, tool: { pane: { id: info.paneId, info }, close } }));
  return toDisposable(() => {
    app.store.update(({ tool: _ended, ...state }) => ({ ...state, isLeaderPending: false }));
  });
}

function askToClose(app: App, { title, losing }: Tool, ending: ToolEnd): void {
  app.run('close it', async () => {
    const isMeant = await ask(app.dialogs, {
      title: `${title}: give up?`,
      body: [paragraph(losing, 'warning')],
      selected: false,
      options: [
        { value: false, label: 'Go on' },
        { value: true, label: 'Give up' },
      ],
    });
    if (isMeant) ending.close();
  });
}

function onAbort(signal: AbortSignal, abort: () => void) {
  signal.addEventListener('abort', abort, { once: true });
  return toDisposable(() => signal.removeEventListener('abort', abort));
}

function hostTooOld({ info }: HostConnection): QtuiError {
  return new QtuiError(
    'host-version',
    `The host that runs is of qtui ${info.version}, which cannot open an editor in a pane.`,
    {
      untouched: 'Nothing was opened.',
      hint: 'End it with `qtui kill-server` when your sessions are done; the next one can.',
    },
  );
}

function alreadyOpen(): QtuiError {
  return new QtuiError('name-taken', 'A program is open on the whole screen already.', {
    untouched: 'It goes on.',
  });
}
