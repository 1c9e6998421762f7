/** The question whether a repository's setup command may run, once its session is there. */
import type { Warning } from '../../core/errors.js';
import type { UntrustedCommand } from '../../core/ports/trust.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import { commandWords, printable } from '../../core/text.js';
import { ask } from '../dialogs/simple.js';
import { paragraph } from '../dialogs/widget.js';
import type { App } from './app.js';

/** The warnings of a creation that tell no more than what `offerSetup` asks. */
export function withoutAsked(
  app: App,
  warnings: readonly Warning[],
  untrusted: UntrustedCommand | undefined,
): readonly Warning[] {
  if (!untrusted || isDeclined(app, untrusted)) return warnings;
  return warnings.filter(({ code }) => code !== 'untrusted-command');
}

function isDeclined(app: App, { file }: UntrustedCommand): boolean {
  return app.declinedTrust.has(file.hash);
}

/**
 * Shows the command that did not run, and runs it when the person trusts its file. Of a file that
 * they would not trust a warning is enough.
 */
export function offerSetup(app: App, session: SessionMetadata, untrusted: UntrustedCommand): void {
  if (isDeclined(app, untrusted)) return;
  const { command, file } = untrusted;
  app.run('set the worktree up', async () => {
    const answer = await ask(app.dialogs, {
      title: 'Trust this repository?',
      body: [
        paragraph(`${printable(file.path)} sets every new worktree up with`),
        paragraph(commandWords(command), 'strong'),
        paragraph(
          `It did not run for ${printable(sessionTitle(session))}. It would run with your rights, ` +
            'and the agent start anew after it. A change of the file ends the trust; qtui trust ' +
            'shows all its commands.',
        ),
      ],
      selected: 'later',
      options: [
        { value: 'later', label: 'Not now' },
        { value: 'trust', label: 'Trust the file and run it' },
      ],
    });
    if (answer !== 'trust') {
      app.declinedTrust.add(file.hash);
      return;
    }
    const { cols, rows } = app.store.state.panes.get(session.id)?.info ?? app.store.state.size;
    await app.sessions.trustAndSetUp(session.id, { command, file }, { cols, rows });
  });
}
