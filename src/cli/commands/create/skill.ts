import { EXIT } from '../../../core/errors.js';
import { printable, shellCommand } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';

export const createSkillCommand: CommandDefinition = {
  name: 'skill',
  summary: 'write the beginning of a skill, with what can stand in it as comments',
  details: 'A skill that is there is not overwritten.',
  arguments: [{ syntax: '<name>', description: 'what it is called by' }],
  options: [
    {
      flags: '--project',
      description: 'in the repository’s .qtui/skills in place of your own',
    },
    JSON_OPTION,
  ],
  examples: [
    { command: 'qtui create skill review', does: 'writes ~/.config/qtui/skills/review/SKILL.md' },
  ],
  async run({ app, out }, [word], { project }) {
    const name = textOf(word) ?? '';
    const scope = project === true ? 'project' : 'user';
    const file = await (await app.skills()).create(app.cwd, name, scope);
    if (out.json) out.answer({ file });
    else {
      out.print(`Written: ${printable(file)}`);
      out.note(`Edit it, then use it with: ${shellCommand('qtui', 'skills', 'run', name)} MESSAGE`);
    }
    return EXIT.done;
  },
};
