/** Actions on the program of the focused pane. */
import { focusedPaneState, paneTitle } from '../../model/selectors.js';
import type { AppState } from '../../model/state.js';
import { pauseAgent } from '../panes/pause-agent.js';
import { writeMessage } from '../tool/write-message.js';
import type { Action, ActionContext } from './action.js';

/** For actions on a program that runs: why there is none. */
function needsProgram(state: AppState): string | undefined {
  const pane = focusedPaneState(state);
  if (!pane) return 'No pane is open.';
  return pane.info && !pane.info.exit ? undefined : 'No program runs in the pane.';
}

const PAUSE = 'Pause the agent: its processes stand still until you resume it or leave';
const RESUME = 'Resume the agent, which is paused';

/** Stops the focused pane's program where it is, or lets it go on. */
function pauseOrResume({ app }: ActionContext): void {
  const pane = focusedPaneState(app.store.state);
  if (!pane?.info) return;
  const { isPaused } = pane.info;
  const title = paneTitle(app.store.state, pane.id);
  app.run(isPaused ? 'resume the agent' : 'pause the agent', async () => {
    const connection = app.link.require();
    if (isPaused) await connection.resume(pane.id);
    else await pauseAgent(connection, pane.id);
    app.notify(isPaused ? `${title} goes on.` : `${title} is paused; it goes on when you leave.`);
  });
}

export const agentActions: readonly Action[] = [
  {
    id: 'pause',
    title: 'Pause or resume the agent',
    titleIn: (state) => (focusedPaneState(state)?.info?.isPaused ? RESUME : PAUSE),
    group: 'Panes',
    keys: [],
    disabledReason: needsProgram,
    run: pauseOrResume,
  },
  {
    id: 'write-message',
    title: 'Write to the program in your editor',
    group: 'Panes',
    keys: ['e'],
    hint: 'write',
    disabledReason: needsProgram,
    run: writeMessage,
  },
];
