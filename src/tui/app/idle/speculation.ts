/** Merges of sessions are tried before anybody asks, so that tabs and lists can tell what comes of them. */
import { isOpen } from '../../../core/session-status.js';
import { thisRepository } from '../../model/selectors.js';
import { withForeseen } from '../../model/session-facts.js';
import type { App } from '../app.js';
import type { IdleTask } from './idle-work.js';

export function speculateMerges(app: App): IdleTask {
  const show = async () => {
    const sessions = [...app.store.state.sessions.values()].map(({ metadata }) => metadata);
    if (sessions.length === 0) return;
    const found = await app.sessions.foreseenMerges(sessions);
    app.store.update((state) => withForeseen(state, found));
  };
  return {
    name: 'speculation',
    look: show,
    async run(signal) {
      for (const root of repositories(app)) {
        if (signal.aborted) return;
        await app.sessions.speculate(root, { signal });
      }
      if (!signal.aborted) await show();
    },
  };
}

/** That of the screen, and those of the panes that are open. */
function repositories({ store: { state } }: App): string[] {
  const open = [...state.sessions.values()].filter(
    ({ metadata, directoryExists }) =>
      directoryExists && metadata.worktreeInfo !== undefined && isOpen(metadata),
  );
  const here = thisRepository(state);
  const live = new Set([...state.panes.values()].map(({ info }) => info?.sessionId));
  const roots = open.flatMap(({ metadata: { id, worktreeInfo } }) => {
    const root = worktreeInfo?.repoRoot ?? '';
    return root === here || live.has(id) ? [root] : [];
  });
  return [...new Set(roots)];
}
