/** Worktrees that no session has: listed, and made sessions. */
import { asWarning, toQtuiError, type Warning } from '../../../core/errors.js';
import { isAdoptable } from '../../../core/ports/worktrees.js';
import type { PickEntry } from '../../dialogs/pick-list.js';
import { ask, waitFor } from '../../dialogs/simple.js';
import { paragraph } from '../../dialogs/widget.js';
import type { Destination } from '../../model/layout.js';
import { FOREIGN_GROUP, type ForeignWorktree } from '../../model/session-table/rows.js';
import { span } from '../../views/line.js';
import type { App } from '../app.js';
import { openSession } from '../creation/open-pane.js';

/**
 * Those of this repository, outside of one those of the repositories below this directory; with
 * what could not be read. None outside of any: the list of sessions is for every directory.
 */
export async function foreignWorktrees(
  app: App,
): Promise<{ found: ForeignWorktree[]; problems: Warning[] }> {
  try {
    const { repositories } = await app.sessions.scan(app.store.state.directory, { isTrial: true });
    const problems = repositories.flatMap(({ problem }) => problem ?? []);
    const found = repositories.flatMap(({ name, worktrees }) =>
      worktrees.flatMap((worktree): ForeignWorktree[] => {
        const { path, branch } = worktree;
        if (branch === undefined || !isAdoptable(worktree)) return [];
        return [{ path, branch, ...(repositories.length > 1 && { repository: name }) }];
      }),
    );
    return { found, problems };
  } catch (thrown) {
    const error = toQtuiError(thrown, 'list the worktrees');
    app.log.log('warn', 'tui.worktrees', { code: error.code });
    const isOutside = error.code === 'not-a-repository';
    return { found: [], problems: isOutside ? [] : [asWarning(error)] };
  }
}

/** An entry of a list to pick from; its value is the worktree's path. */
export function foreignEntry({ path, branch, repository }: ForeignWorktree): PickEntry<string> {
  return {
    value: path,
    group: repository ?? FOREIGN_GROUP,
    text: `${branch} ${path} ${repository ?? ''} worktree`,
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
