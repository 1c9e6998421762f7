import { count } from '../../../core/text.js';
import { ask, waitFor } from '../../dialogs/simple.js';
import { paragraph } from '../../dialogs/widget.js';
import { runningCount } from '../../model/selectors.js';
import type { App } from '../app.js';
import { creationsAreDone, detach, keepRunning } from './leave.js';

/** Asks whether to leave the sessions running or to end them all. */
export function quit(app: App): void {
  app.run('stop the sessions', async () => {
    const running = runningCount(app.store.state);
    const programs = count(running, 'program');
    const answer = await ask(app.dialogs, {
      title: 'Quit',
      body: [],
      selected: 'detach',
      options: [
        {
          value: 'detach',
          label: 'Detach',
          note:
            running > 0
              ? `${keepRunning(running)}; qtui shows what runs when you start it again.`
              : 'Nothing is running; worktrees and branches stay.',
        },
        {
          value: 'stop',
          label: 'Stop all',
          note: `Ends ${running > 0 ? programs : 'the qtui host'}. Worktrees, branches and uncommitted files stay.`,
        },
        { value: 'stay', label: 'Stay here' },
      ],
    });
    if (answer === 'detach') detach(app);
    if (answer !== 'stop') return;
    if (running > 0 && !(await confirmStop(app, programs))) return;
    if (!(await creationsAreDone(app))) return;
    const text = 'Ending the programs …';
    await waitFor(
      app.dialogs,
      { title: 'Stop all', text, doing: 'stop the sessions', uncancellable: true },
      app.sessions.saveActivity({ isLast: true }).then(() => app.link.shutdown()),
    );
    app.finish({ reason: 'stopped' });
  });
}

async function confirmStop(app: App, programs: string): Promise<boolean> {
  const answer = await ask(app.dialogs, {
    title: 'Stop all?',
    body: [paragraph(`${programs} will be ended. What is not saved in a file is lost.`, 'warning')],
    selected: false,
    options: [
      { value: false, label: 'Cancel' },
      { value: true, label: `End ${programs}` },
    ],
  });
  return answer === true;
}
