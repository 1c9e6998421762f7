import type { CommandDefinition } from '../command.js';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import type { Shell } from './shells.js';
import { commandTree } from './tree.js';
import { zshCompletion } from './zsh.js';

/** What a shell evaluates to complete the words of `qtui`, made from the commands as they are. */
export function completionScript(shell: Shell, commands: readonly CommandDefinition[]): string {
  const nodes = commandTree(commands);
  switch (shell) {
    case 'bash':
      return bashCompletion(nodes);
    case 'zsh':
      return zshCompletion(nodes);
    case 'fish':
      return fishCompletion(nodes);
  }
}
