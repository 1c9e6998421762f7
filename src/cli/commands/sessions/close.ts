import { EXIT, QtuiError } from '../../../core/errors.js';
import type { SessionView } from '../../../core/ports/sessions.js';
import { isPutAway, sessionTitle } from '../../../core/session.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { interruptible } from '../../interrupt.js';
import { removalJson, removalWords, removeSession } from '../../removal.js';
import { findToChange } from '../../select.js';
import { sessionJson } from '../../session-json.js';

export const closeSessionCommand: CommandDefinition = {
  name: 'close',
  summary: "end a session's program; its worktree and branch stay",
  arguments: [{ syntax: '<session>', description: 'id, id prefix, name or branch' }],
  options: [
    {
      flags: '--remove',
      description: 'also remove the worktree, and the branch when its work is merged',
    },
    {
      flags: '--force',
      description: 'with --remove: save what would be lost under a backup ref, then remove',
    },
    {
      flags: '--with-ignored <path...>',
      description: 'with --force: of the ignored files save these and no others',
      conflicts: ['withoutIgnored'],
    },
    { flags: '--without-ignored', description: 'with --force: save no ignored files' },
    JSON_OPTION,
  ],
  async run({ app, out }, [selector], options) {
    const choice = choiceOf(options);
    const service = await app.sessions();
    out.warn(await service.recover(app.cwd));
    const view = await findToChange({ app, out }, textOf(selector) ?? '');
    const title = printable(sessionTitle(view.session));
    if (options['remove'] !== true) {
      const session = await service.close(view.session.id);
      const { agentState: _ended, ...closed } = { ...view, session };
      if (out.json) out.answer({ session: sessionJson(closed) });
      else out.print(`Closed "${title}". "qtui attach ${session.id}" opens it again.`);
      return EXIT.done;
    }
    refuseRemoved(view);
    const plan = await service.planRemoval(view.session.id);
    const outcome = await interruptible((signal) =>
      removeSession(service, plan, { ...choice, signal }),
    );
    out.warn(outcome.warnings);
    if (out.json) {
      const closed = await service.find(view.session.id);
      out.answer({ session: sessionJson(closed), removal: removalJson(outcome) });
    } else {
      const branch = view.session.worktreeInfo?.branch;
      out.print(`Closed "${title}": ${removalWords(outcome, branch)}.`);
    }
    return EXIT.done;
  },
};

function choiceOf(options: Readonly<Record<string, unknown>>) {
  const named = options['withIgnored'] as readonly string[] | undefined;
  const ignoredPaths = options['withoutIgnored'] === true ? [] : named;
  if (ignoredPaths && !(options['remove'] === true && options['force'] === true)) {
    throw new QtuiError('usage', '--with-ignored and --without-ignored go with --remove --force.', {
      untouched: 'Nothing was changed.',
    });
  }
  return { force: options['force'] === true, ...(ignoredPaths && { ignoredPaths }) };
}

/** What was removed before has nothing left to remove; saying it is done again would be untrue. */
function refuseRemoved({ session, directoryExists }: SessionView): void {
  if (!isPutAway(session) || directoryExists) return;
  throw new QtuiError(
    'session-not-found',
    `Session "${printable(sessionTitle(session))}" was removed before.`,
    { untouched: 'Nothing was changed.' },
  );
}
