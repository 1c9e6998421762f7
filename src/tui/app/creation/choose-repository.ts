/** Which repository a new session works on, where the person's directory does not say. */
import type { NewSessionDefaults } from '../../../core/ports/sessions.js';
import type { KnownRepository } from '../../../core/ports/worktrees.js';
import type { PickEntry } from '../../dialogs/pick-list.js';
import { pickOne } from '../../dialogs/pick-one.js';
import { waitFor } from '../../dialogs/simple.js';
import { span } from '../../views/line.js';
import type { App } from '../app.js';

/** Where a new session is made, and what it starts from there. */
export interface NewSessionPlace {
  readonly directory: string;
  readonly defaults: NewSessionDefaults;
}

const READING = { title: 'New session', text: 'Looking for repositories …' };

const GROUPS: Readonly<Record<KnownRepository['origin'], string>> = {
  here: 'this repository',
  below: 'in this directory',
  session: 'of your sessions',
};

/**
 * Lets the person pick one of the repositories that are known here, or the directory itself;
 * undefined when cancelled.
 */
export async function chooseRepository(app: App): Promise<NewSessionPlace | undefined> {
  const { directory } = app.store.state;
  const known = await waitFor(
    app.dialogs,
    { ...READING, doing: 'look for repositories' },
    app.sessions.repositories(directory),
  );
  if (!known) return undefined;
  const chosen = await pickOne(app.dialogs, {
    title: 'Which repository?',
    placeholder: 'name or path',
    entries: entriesOf(known, directory),
    hint: 'Enter chooses · Esc cancels',
    width: 74,
  });
  if (chosen === undefined) return undefined;
  const defaults = await waitFor(
    app.dialogs,
    { title: 'New session', text: 'Reading the repository …', doing: 'read the repository' },
    app.sessions.defaults(chosen, { skills: true }),
  );
  return defaults && { directory: chosen, defaults };
}

function entriesOf(known: readonly KnownRepository[], directory: string): PickEntry<string>[] {
  const isInside = known.some(({ origin }) => origin === 'here');
  const entries = known.map(({ path, name, origin }): PickEntry<string> => {
    // A session may begin in the very directory of the repository that the person is in.
    const value = origin === 'here' ? directory : path;
    const right = [span(path, 'muted')];
    return { value, text: `${name} ${path}`, left: [span(name)], right, group: GROUPS[origin] };
  });
  const none: PickEntry<string> = {
    value: directory,
    text: `no repository ${directory}`,
    left: [span('no repository: here, without a worktree')],
    group: GROUPS.below,
  };
  return isInside ? entries : [none, ...entries].sort((a, b) => rank(a, none) - rank(b, none));
}

/** Working without a repository comes last of what is here. */
function rank(entry: PickEntry<string>, none: PickEntry<string>): number {
  if (entry.group !== GROUPS.below) return 2;
  return entry === none ? 1 : 0;
}
