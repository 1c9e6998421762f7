/** The keys of copy mode, made from its commands. */
import type { KeyEvent } from '../../input/events.js';
import { type KeyBinding, matchesKey, parseKeyName } from '../../input/key-name.js';
import type { CopyModeCommand } from '../../model/copy-mode/command.js';
import { COPY_MODE_COMMANDS } from '../../model/copy-mode/commands.js';

interface Bound {
  readonly command: CopyModeCommand;
  readonly bindings: readonly KeyBinding[];
}

function bind(keysOf: (command: CopyModeCommand) => readonly string[] | undefined): Bound[] {
  return COPY_MODE_COMMANDS.map((command) => ({
    command,
    bindings: (keysOf(command) ?? []).map(parseKeyName).filter((key) => key !== undefined),
  }));
}

const IN_COPY_MODE = bind(({ keys }) => keys);
const WHILE_SCROLLED = bind(({ scrollKeys }) => scrollKeys);

/** The command of a key; fewer keys are commands in the view that the wheel enters. */
export function copyModeCommand(
  event: KeyEvent,
  kind: 'copy' | 'scroll',
): CopyModeCommand | undefined {
  const bound = kind === 'copy' ? IN_COPY_MODE : WHILE_SCROLLED;
  return bound.find(({ bindings }) => bindings.some((each) => matchesKey(event, each)))?.command;
}

/** Undefined for an id that no command has. */
export function findCopyModeCommand(id: string): CopyModeCommand | undefined {
  return COPY_MODE_COMMANDS.find((command) => command.id === id);
}
