/** Worktrees of this repository that no session has: listed, and made sessions. */
import { toQtuiError } from '../../core/errors.js';
import type { WorktreeView } from '../../core/ports/worktrees.js';
import type { PickEntry } from '../dialogs/pick-list.js';
import { ask, waitFor } from '../dialogs/simple.js';
import { paragraph } from '../dialogs/widget.js';
import type { Destination } from '../model/layout.js';
import { span } from '../views/line.js';
import type { App } from './app.js';
import { openSession } from './creation.js';

/** Those that can be made sessions; [] where git cannot be asked, which only the log is told. */
export async function foreignWorktrees(app: App): Promise<WorktreeView[]> {
  try {
    const { worktrees } = await app.sessions.worktrees(app.store.state.directory);
    return worktrees.filter(
      ({ findings, branch }) =>
        branch !== undefined && findings.some(({ state }) => state === 'foreign'),
    );
  } catch (thrown) {
    app.log.log('warn', 'tui.worktrees', { code: toQtuiError(thrown, 'list worktrees').code });
    return [];
  }
}

/** An entry of a list of them; its value is the worktree's path. */
export function foreignEntry({ path, branch = '' }: WorktreeView): PickEntry<string> {
  return {
    value: path,
    group: 'worktrees without a session',
    text: `${branch} ${path} worktree`,
    left: [span('  '), span(branch)],
    right: [span(path, 'muted')],
  };
}

/** Asks, makes a session of the worktree and opens it at `destination`; true when it did. */
export async function adoptWorktree(
  app: App,
  path: string,
  destination: Destination,
): Promise<boolean> {
  const answer = await ask(app.dialogs, {
    title: 'Make a session of this worktree?',
    body: [
      paragraph(path, 'strong'),
      paragraph(
        'It was made by hand or by another program. Nothing in it is moved or changed; it is ' +
          'locked, so that it is not pruned, and its agent is started.',
      ),
    ],
    selected: false,
    options: [
      { value: false, label: 'Cancel' },
      { value: true, label: 'Make it a session and open it' },
    ],
  });
  if (!answer) return false;
  const adopted = await waitFor(
    app.dialogs,
    { title: 'Adopt', text: 'Making the session …', doing: 'adopt it', uncancellable: true },
    app.sessions.adopt({ path }),
  );
  if (!adopted) return false;
  app.notifyWarnings(adopted.warnings);
  app.reader.refresh();
  await openSession(app, adopted.session, destination);
  return true;
}
