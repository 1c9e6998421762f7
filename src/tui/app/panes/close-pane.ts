/** What happens to a program and its session when its pane is closed. */
import type { SessionMetadata } from '../../../core/session.js';
import { ask, waitFor } from '../../dialogs/simple.js';
import { type Option, paragraph } from '../../dialogs/widget.js';
import { hidePane } from '../../model/layout.js';
import { paneTitle, sessionOfPane } from '../../model/selectors.js';
import { type PaneState, type SessionState, withoutPane, withSession } from '../../model/state.js';
import type { App } from '../app.js';
import { removeSession } from '../sessions/remove-session.js';

type Answer = 'keep' | 'hide' | 'end' | 'remove';

/** A shell in somebody else's directory: there is nothing to go on with once it has ended. */
function isPlainShell({ agent, worktreeInfo, firstMessage }: SessionMetadata): boolean {
  return agent.kind === 'shell' && worktreeInfo === undefined && firstMessage === '';
}

async function closeSession(app: App, session: SessionMetadata): Promise<void> {
  if (isPlainShell(session)) {
    const plan = await app.sessions.planRemoval(session.id);
    await app.sessions.remove(plan, { backUp: false, deleteBranch: false });
    app.reader.refresh();
    return;
  }
  const closed = await app.sessions.close(session.id);
  app.store.update((state) => withSession(state, closed));
}

/** Ends the pane's program; worktree and branch stay. */
async function endProgram(app: App, pane: PaneState): Promise<void> {
  const session = sessionOfPane(app.store.state, pane.id)?.metadata;
  const work =
    session?.id === pane.id ? closeSession(app, session) : app.link.require().close(pane.id);
  await waitFor(
    app.dialogs,
    { title: 'Close', text: 'Ending the program …', doing: 'end the program', uncancellable: true },
    work,
  );
  app.layout.publish();
}

function optionsFor(session: SessionState | undefined, hasExited: boolean): Option<Answer>[] {
  const branch = session?.metadata.worktreeInfo?.branch;
  const stays = branch ? `The worktree and the branch ${branch} stay.` : 'Files stay as they are.';
  const options: Option<Answer>[] = [
    hasExited
      ? { value: 'end', label: 'Close the pane', note: stays }
      : { value: 'end', label: 'End the program', note: `It gets a hangup. ${stays}` },
  ];
  if (!hasExited) {
    options.push({
      value: 'hide',
      label: 'Take it off the screen',
      note: 'The program keeps running; the session list shows it again.',
    });
  }
  if (branch) {
    options.push({
      value: 'remove',
      label: 'End it and remove worktree and branch …',
      note: 'Looks first at what would be lost, and asks again.',
    });
  }
  return options;
}

/** Asks what closing shall mean, and does it. A pane that is being created is cancelled. */
export function closePane(app: App, paneId: string): void {
  const { state } = app.store;
  const pane = state.panes.get(paneId);
  if (!pane) return;
  if (pane.creation) {
    cancelCreation(app, pane);
    return;
  }
  const session = sessionOfPane(state, paneId);
  const hasExited = pane.info?.exit !== undefined;
  app.run('close the pane', async () => {
    const answer = await ask<Answer>(app.dialogs, {
      title: `Close ${paneTitle(state, paneId)}?`,
      body: hasExited ? [] : [paragraph('Its program is running.')],
      options: [{ value: 'keep', label: 'Cancel' }, ...optionsFor(session, hasExited)],
      selected: 'keep',
    });
    if (answer === 'end') await endProgram(app, pane);
    if (answer === 'hide') app.layout.apply((layout) => hidePane(layout, paneId));
    if (answer === 'remove' && session) await removeSession(app, session.metadata);
  });
}

/** Closes the pane of a program that has ended, without asking: nothing is lost by it. */
export function closeExitedPane(app: App, pane: PaneState): void {
  app.run('close the pane', () => endProgram(app, pane));
}

/** Stops what is being created, or takes away what could not be. */
export function cancelCreation(app: App, pane: PaneState): void {
  if (pane.creation?.error) app.store.update((state) => withoutPane(state, pane.id));
  else pane.creation?.cancel();
}
