/** Commands of a dialog as data: its hints, its menu and the help are made from them. */
import type { DialogTitle } from '../../dialogs/dialog.js';
import { pickOne } from '../../dialogs/pick-one.js';
import type { KeyEvent } from '../../input/events.js';
import { formatKeyName, matchesKey, parseKeyName, shortKeyName } from '../../input/key-name.js';
import { span } from '../../views/line.js';
import type { App } from '../app.js';

/** The open dialog, as far as every command needs it. */
export interface CommandTarget {
  readonly app: App;
  /** Shown in the dialog until the next key. */
  say(message: string): void;
}

export interface DialogCommand<Target> {
  readonly id: string;
  /** What it does, as an order ("Rename the session"). */
  readonly title: string;
  /** The title for what is chosen now. */
  titleFor?(target: Target): string;
  /** Names of keys; where the dialog has a field, none that types or edits text. */
  readonly keys: readonly string[];
  /** One or two words for the lower border ("renames"); without them it stands in the menu only. */
  readonly hint?: string;
  /** Why it cannot be done now, in words; undefined when it can. */
  disabledReason(target: Target): string | undefined;
  /** Completes "Could not …" where it fails. */
  readonly doing: string;
  run(target: Target): Promise<void> | void;
}

type AnyCommand = Pick<DialogCommand<never>, 'keys'>;

/** Keys of a command as a person reads them, the shortest first. */
export function keyLabels({ keys }: AnyCommand): string[] {
  return keys.flatMap((name) => {
    const binding = parseKeyName(name);
    if (!binding) return [];
    const label = shortKeyName(binding);
    const isNamed = label === formatKeyName(binding) && !label.includes('-');
    const isWord = isNamed && label.length > 1;
    return [isWord ? label.charAt(0).toUpperCase() + label.slice(1) : label];
  });
}

/** The command that a key means. */
export function commandOf<Command extends AnyCommand>(
  commands: readonly Command[],
  event: KeyEvent,
): Command | undefined {
  return commands.find(({ keys }) =>
    keys.some((name) => {
      const binding = parseKeyName(name);
      return binding !== undefined && matchesKey(event, binding);
    }),
  );
}

/** Does it, or says why it cannot be done. */
export function runCommand<Target extends CommandTarget>(
  target: Target,
  command: DialogCommand<Target>,
): void {
  const reason = command.disabledReason(target);
  if (reason !== undefined) {
    target.say(reason);
    return;
  }
  target.app.run(command.doing, async () => {
    await command.run(target);
  });
}

/**
 * The lower border's words: the first two commands that can be done, how to leave, where that is
 * not said elsewhere, and the others. As many of them are drawn as have room, so what is done most
 * comes first.
 */
export function commandHints<Target>(
  target: Target,
  commands: readonly DialogCommand<Target>[],
  leaving?: string,
): string {
  const hints = commands.flatMap((command) => {
    const [key] = keyLabels(command);
    if (!command.hint || !key || command.disabledReason(target) !== undefined) return [];
    return [`${key} ${command.hint}`];
  });
  if (leaving !== undefined) hints.splice(2, 0, leaving);
  return hints.join(' · ');
}

/** The same commands for those who do not know the keys; those that cannot be done say why. */
export function openCommandMenu<Target extends CommandTarget>(
  target: Target,
  commands: readonly DialogCommand<Target>[],
  title: DialogTitle,
): void {
  const { app } = target;
  app.run('show the menu', async () => {
    const command = await pickOne(app.dialogs, {
      title,
      placeholder: 'what to do',
      entries: commands
        .filter(({ id }) => id !== 'menu')
        .map((each) => {
          const reason = each.disabledReason(target);
          const words = each.titleFor?.(target) ?? each.title;
          return {
            value: each,
            text: words,
            left: [span(words, reason === undefined ? 'normal' : 'muted')],
            right: [span(keyLabels(each)[0] ?? '', 'key')],
            ...(reason !== undefined && { disabledReason: reason }),
          };
        }),
      hint: 'Enter does it · Esc goes back',
      width: [40, 76],
    });
    if (command) runCommand(target, command);
  });
}
