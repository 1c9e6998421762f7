import { EXIT, QtuiError } from '../../core/errors.js';
import { type CommandDefinition, textOf } from '../command.js';
import { SHELLS } from '../completion/shells.js';

export const completionCommand: CommandDefinition = {
  name: 'completion',
  summary: 'print what makes a shell complete commands, options, sessions and skills',
  details: `For ${SHELLS.join(', ')}.`,
  arguments: [{ syntax: '[shell]', description: SHELLS.join(', ') }],
  options: [
    { flags: '--sessions', description: 'print the words that mean a session, for such a script' },
    { flags: '--skills', description: 'print the names of skills, for such a script' },
  ],
  examples: [
    { command: 'eval "$(qtui completion bash)"', does: 'in ~/.bashrc' },
    { command: 'eval "$(qtui completion zsh)"', does: 'in ~/.zshrc, after compinit' },
    {
      command: 'qtui completion fish > ~/.config/fish/completions/qtui.fish',
      does: 'once, and after an update',
    },
  ],
  async run({ app, commands }, [word], { sessions, skills }) {
    if (sessions === true) {
      const { completionLines } = await import('../completion/sessions.js');
      process.stdout.write(await completionLines(app.env));
      return EXIT.done;
    }
    if (skills === true) {
      const { skillLines } = await import('../completion/skills.js');
      process.stdout.write(await skillLines(app.env, app.cwd));
      return EXIT.done;
    }
    const name = textOf(word);
    const shell = SHELLS.find((each) => each === name);
    if (shell === undefined) {
      throw new QtuiError(
        'usage',
        name ? `There is no completion for "${name}".` : 'Which shell?',
        {
          hint: `One of: ${SHELLS.join(', ')}.`,
        },
      );
    }
    const { completionScript } = await import('../completion/script.js');
    process.stdout.write(completionScript(shell, commands));
    return EXIT.done;
  },
};
