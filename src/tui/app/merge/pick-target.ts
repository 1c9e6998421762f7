/** Which branch a session is merged into, in place of the one in its row. */
import type { MergePlan } from '../../../core/merge.js';
import { printable } from '../../../core/text.js';
import type { PickEntry } from '../../dialogs/pick-list.js';
import { pickOne } from '../../dialogs/pick-one.js';
import { waitFor } from '../../dialogs/simple.js';
import { span } from '../../views/line.js';
import type { App } from '../app.js';

/** Lets the person pick a local branch; undefined when cancelled. */
export async function pickTarget(app: App, { request }: MergePlan): Promise<string | undefined> {
  const { repoRoot, source, target } = request;
  const defaults = await waitFor(
    app.dialogs,
    { title: 'Target', text: 'Looking for branches …', doing: 'list the branches' },
    app.sessions.defaults(repoRoot),
  );
  if (!defaults) return undefined;
  const entries = defaults.branches
    .filter(({ name, isRemote }) => !isRemote && name !== source)
    // The present one stands where Enter alone leaves it.
    .sort((one, other) => Number(other.name === target) - Number(one.name === target))
    .map(
      ({ name, worktree }): PickEntry<string> => ({
        value: name,
        text: name,
        left: [span(printable(name), name === target ? 'strong' : 'normal')],
        right: [span(worktree === undefined ? '' : printable(worktree), 'muted')],
      }),
    );
  return pickOne(app.dialogs, {
    title: 'Merge into which branch?',
    placeholder: 'part of its name',
    empty: 'There is no other branch.',
    entries,
    hint: 'Enter chooses · Esc goes back',
    width: 74,
  });
}
