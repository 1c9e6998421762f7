import type { CommandDefinition } from '../../command.js';
import { listSkillsCommand } from './list.js';
import { runSkillCommand } from './run.js';
import { showSkillCommand } from './show.js';

export const skillsCommand: CommandDefinition = {
  name: 'skills',
  summary: 'list and show skills, and make sessions with them',
  subcommands: [listSkillsCommand, showSkillCommand, runSkillCommand],
};
