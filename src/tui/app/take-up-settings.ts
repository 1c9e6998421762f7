/** A file of settings that changes while the screen is open. */
import { type Disposable, DisposableStore } from '../../core/lifecycle.js';
import type { SettingsChange, SettingsProblem } from '../../core/ports/settings.js';
import { printable } from '../../core/text.js';
import { withSettingsMistake } from '../model/state.js';
import type { ActionContext } from './actions/action.js';
import type { App } from './app.js';
import { ignoreFailure } from './creation/open-pane.js';

/** Names that are told; more are counted. */
const MOST_NAMES = 4;
const MEANWHILE = {
  user: 'The settings before go on to hold.',
  project: 'What needs the repository’s settings waits until they are right.',
} as const;
const RIGHT_AGAIN = 'The settings are right again.';

/** Has everything on the screen go by the settings in force, and says what has changed. */
export function takeUpSettings({ app, actions, settings }: ActionContext): Disposable {
  const owned = new DisposableStore();
  owned.add(
    settings.onChange((change) => {
      const { now, before } = change;
      mark(app, 'user');
      actions.setKeys(now.keys);
      ignoreFailure(app, app.reader.renewDefaults());
      const { color, unicode, mouse } = now.terminal;
      const was = before.terminal;
      if (color !== was.color || unicode !== was.unicode || mouse !== was.mouse) {
        app.terminal.configure({ color, unicode, mouse });
      }
      const words = changeWords(change);
      if (words !== '') app.notify(words);
    }),
  );
  owned.add(
    settings.onProblem((problem) => {
      mark(app, problem.from, problemWords(problem));
      app.notify(problemWords(problem), 'error');
    }),
  );
  owned.add(
    settings.onRepair((from) => {
      mark(app, from);
      app.notify(RIGHT_AGAIN);
    }),
  );
  owned.add(
    settings.onProjectChange((commands) => {
      mark(app, 'project');
      ignoreFailure(app, app.reader.renewDefaults());
      const isNamed = Object.values(commands).some((command) => command.length > 0);
      const trust = isNamed ? ' Their commands run only once you trust them as they are now.' : '';
      app.notify(`The repository’s settings have changed.${trust}`);
    }),
  );
  return owned;
}

/** Kept in the status bar, as a notice goes by; without words the file is right. */
function mark(app: App, from: SettingsProblem['from'], words?: string): void {
  app.store.update((state) => withSettingsMistake(state, from, words));
}

/** Reads the person's file again, for who does not trust that its change was seen. */
export function reloadSettings({ app, settings }: ActionContext): void {
  app.run('read the settings', async () => {
    const before = settings.current;
    const problem = await settings.reload();
    const { project } = app.store.state.settingsMistakes;
    if (problem !== undefined) app.notify(problemWords(problem), 'error');
    else if (project !== undefined) app.notify(project, 'error');
    else if (settings.current === before) app.notify('The settings hold as the file has them.');
  });
}

/** The first mistake, with its place. */
function problemWords({ error, from }: SettingsProblem): string {
  const [first = '', ...more] = error.message.split('\n');
  const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
  const end = /[.?!]$/.test(first + rest) ? '' : '.';
  return `${printable(first)}${rest}${end} ${MEANWHILE[from]}`;
}

/** Nothing where only comments have changed. */
function changeWords({ changed, needHost, isRepair }: SettingsChange): string {
  const said = isRepair ? [RIGHT_AGAIN] : [];
  if (changed.length > 0) said.push(`Settings changed: ${someNames(changed)}.`);
  if (needHost.length > 0) {
    said.push(`For a host that is started anew (qtui kill-server): ${someNames(needHost)}.`);
  }
  return said.join(' ');
}

function someNames(changed: readonly string[]): string {
  const named = changed.slice(0, MOST_NAMES).map(printable);
  const more = changed.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
