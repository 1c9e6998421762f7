import { type CommandDefinition, textOf } from '../../command.js';
import { makeSession, NEW_OPTIONS, type NewOptions } from '../new.js';

export const runSkillCommand: CommandDefinition = {
  name: 'run',
  opensScreen: true,
  summary: 'make a session with a skill: the same as "qtui new --skill"',
  details:
    'MESSAGE stands in the skill where it says $ARGUMENTS, else at its end. Options are those of ' +
    '"qtui new"; --type and --agent win over what the skill says.',
  arguments: [
    { syntax: '<skill>', description: 'its name' },
    { syntax: '[message...]', description: 'what the skill is about' },
  ],
  options: NEW_OPTIONS,
  examples: [{ command: 'qtui skills run review main..HEAD', does: 'starts it on these commits' }],
  async run(context, [skill, message], options) {
    const wish = { ...(options as NewOptions), skill: textOf(skill) ?? '' };
    return makeSession(context, textOf(message) ?? '', wish);
  },
};
