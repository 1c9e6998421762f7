import { EXIT, QtuiError } from '../../../core/errors.js';
import { SESSION_PRIORITIES, sessionTitle } from '../../../core/session.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { findToChange } from '../../select.js';
import { sessionJson } from '../../session-json.js';

export const prioritySessionCommand: CommandDefinition = {
  name: 'priority',
  summary: 'say how important a session is',
  details: 'Of two that wait, or that can be merged next, the one of the higher priority is first.',
  arguments: [
    { syntax: '<session>', description: 'id, id prefix, name or branch' },
    { syntax: '<priority>', description: SESSION_PRIORITIES.join(', ') },
  ],
  options: [JSON_OPTION],
  async run({ app, out }, [selector, word]) {
    const priority = SESSION_PRIORITIES.find((each) => each === textOf(word));
    if (priority === undefined) {
      throw new QtuiError('usage', `"${printable(textOf(word) ?? '')}" is no priority.`, {
        untouched: 'The session keeps its own.',
        hint: `Say one of: ${SESSION_PRIORITIES.join(', ')}.`,
      });
    }
    const service = await app.sessions();
    const view = await findToChange({ app, out }, textOf(selector) ?? '');
    const session = await service.setPriority(view.session.id, priority);
    if (out.json) out.answer({ session: sessionJson({ ...view, session }) });
    else out.print(`The priority of "${printable(sessionTitle(session))}" is ${priority}.`);
    return EXIT.done;
  },
};
