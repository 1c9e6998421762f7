import type { CommandDefinition } from '../../command.js';
import { explainConfigCommand } from './explain.js';
import { getConfigCommand } from './get.js';
import { initConfigCommand } from './init.js';
import { configPathCommand } from './path.js';
import { setConfigCommand } from './set.js';
import { configTypesCommand } from './types.js';
import { unsetConfigCommand } from './unset.js';

export const configCommand: CommandDefinition = {
  name: 'config',
  summary: 'show, explain and change settings',
  subcommands: [
    initConfigCommand,
    getConfigCommand,
    setConfigCommand,
    unsetConfigCommand,
    configPathCommand,
    explainConfigCommand,
    configTypesCommand,
  ],
};
