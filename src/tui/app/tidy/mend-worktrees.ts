/** What a crash or a move by hand has left, mended on request and told in words. */
import type { Warning } from '../../../core/errors.js';
import { NOTHING_TO_REPAIR, repairedWords } from '../../../core/repaired-words.js';
import { pickOne } from '../../dialogs/pick-one.js';
import { waitFor } from '../../dialogs/simple.js';
import type { App } from '../app.js';
import { adoptWorktree, foreignEntry, foreignWorktrees } from '../sessions/adopt-worktree.js';
import { tell } from './tell-recovered.js';

/** Finishes or takes back what was interrupted, as every start does. */
export function recoverNow(app: App): void {
  app.run('finish what was interrupted', async () => {
    const told = await waitFor(
      app.dialogs,
      {
        title: 'Recover',
        text: 'Looking for what was interrupted …',
        doing: 'finish what was interrupted',
        uncancellable: true,
      },
      mendAll(app),
    );
    app.reader.refresh();
    if (!told) return;
    if (told.length === 0) app.notify('Nothing was interrupted.');
    else await tell(app.dialogs, 'Recovered', told);
  });
}

async function mendAll({ sessions, store }: App): Promise<Warning[]> {
  const { directory } = store.state;
  return [...(await sessions.recover(directory)), ...(await sessions.recoverRows(directory))];
}

/** Joins worktrees that were moved by hand with their repository again. */
export function repairNow(app: App): void {
  app.run('repair the worktrees', async () => {
    const outcome = await waitFor(
      app.dialogs,
      {
        title: 'Repair',
        text: 'Looking for worktrees that were moved …',
        doing: 'repair the worktrees',
        uncancellable: true,
      },
      app.sessions.repair(app.store.state.directory),
    );
    app.reader.refresh();
    if (!outcome) return;
    const done = outcome.repaired.map((each) => ({ message: repairedWords(each) }));
    const told = [...done, ...outcome.warnings];
    if (told.length === 0) app.notify(NOTHING_TO_REPAIR);
    else await tell(app.dialogs, 'Repair', told);
  });
}

/** Lists the worktrees that no session has; the picked one is made a session. */
export function adoptOne(app: App): void {
  app.run('adopt a worktree', async () => {
    const looked = await waitFor(
      app.dialogs,
      { title: 'Adopt', text: 'Looking for worktrees …', doing: 'list the worktrees' },
      foreignWorktrees(app),
    );
    if (!looked) return;
    const { found, problems } = looked;
    if (found.length === 0 && problems.length === 0) {
      app.notify('Every worktree here that is on a branch has its session.');
    }
    app.notifyWarnings(problems);
    if (found.length === 0) return;
    const path = await pickOne(app.dialogs, {
      title: 'Which worktree?',
      placeholder: 'branch or path',
      entries: found.map(foreignEntry),
      hint: 'Enter chooses · Esc cancels',
      width: 90,
    });
    if (path !== undefined) await adoptWorktree(app, path, { kind: 'tab' });
  });
}
