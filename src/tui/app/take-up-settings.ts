/** A file of settings that changes while the screen is open. */
import { type Disposable, DisposableStore } from '../../core/lifecycle.js';
import type { LiveSettings, SettingsChange } from '../../core/ports/settings.js';
import { printable } from '../../core/text.js';
import type { ActionContext } from './action.js';

/** Names that are told; more are counted. */
const MOST_NAMES = 4;
const RIGHT_AGAIN = 'The settings are right again.';

/** Has everything on the screen go by the settings in force, and says what has changed. */
export function takeUpSettings(context: ActionContext, settings: LiveSettings): Disposable {
  const { app, actions } = context;
  const owned = new DisposableStore();
  owned.add(
    settings.onChange((change) => {
      const { now, before } = change;
      actions.setKeys(now.keys);
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
      if (problem === undefined) {
        app.notify(RIGHT_AGAIN);
        return;
      }
      const [first = '', ...more] = problem.message.split('\n');
      const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
      app.log.log('warn', 'tui.settings', { code: problem.code });
      const end = /[.?!]$/.test(first + rest) ? '' : '.';
      app.notify(`${printable(first)}${rest}${end} The settings before go on to hold.`, 'error');
    }),
  );
  return owned;
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
