import type { CommandDefinition } from '../../command.js';
import { createSkillCommand } from './skill.js';

export const createCommand: CommandDefinition = {
  name: 'create',
  summary: 'begin a skill',
  subcommands: [createSkillCommand],
};
