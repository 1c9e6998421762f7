import { type CommandDefinition, textOf } from '../command.js';

export const attachCommand: CommandDefinition = {
  name: 'attach',
  opensScreen: true,
  summary: 'open the screen on a session',
  details: 'A session whose program has ended or was closed is started again.',
  arguments: [
    { syntax: '[session]', description: 'id, id prefix, name or branch; by default the last' },
  ],
  async run({ app }, [selector]) {
    const word = textOf(selector);
    const { openTui } = await import('../open-tui.js');
    if (word === undefined) return openTui(app);
    const { session } = await (await app.sessions()).find(word);
    return openTui(app, { sessionId: session.id });
  },
};
