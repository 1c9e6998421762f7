/** Which of the branches that are there a new session goes on with. */
import type { BranchSummary } from '../../../core/repository.js';
import type { PickEntry } from '../../dialogs/pick-list.js';
import { pickOne } from '../../dialogs/pick-one.js';
import { waitFor } from '../../dialogs/simple.js';
import { span } from '../../views/line.js';
import type { App } from '../app.js';

/** Lets the person pick one that is checked out nowhere; undefined when cancelled. */
export async function chooseBranch(app: App, directory: string): Promise<string | undefined> {
  // As they are now: others make branches as well.
  const defaults = await waitFor(
    app.dialogs,
    { title: 'New session', text: 'Looking for branches …', doing: 'list the branches' },
    app.sessions.defaults(directory),
  );
  if (!defaults) return undefined;
  return pickOne(app.dialogs, {
    title: 'Which branch?',
    placeholder: 'part of its name',
    empty: 'There is no branch yet.',
    entries: freeFirst(defaults.branches).map(entryOf),
    hint: 'Enter chooses · Esc goes back',
    width: 74,
  });
}

/** Only one worktree can have a branch. */
function freeFirst(branches: readonly BranchSummary[]): BranchSummary[] {
  const isFree = ({ worktree }: BranchSummary) => worktree === undefined;
  return [...branches.filter(isFree), ...branches.filter((each) => !isFree(each))];
}

function entryOf({ name, isRemote, worktree }: BranchSummary): PickEntry<string> {
  return {
    value: name,
    text: name,
    left: [span(name, worktree === undefined ? 'normal' : 'muted')],
    right: [span(isRemote ? 'remote' : '', 'muted')],
    ...(worktree !== undefined && { disabledReason: `checked out in ${worktree}` }),
  };
}
