/** The question whether a repository's setup command may run, once its session is there. */
import type { Warning } from '../../../core/errors.js';
import type { CutOffSetup } from '../../../core/ports/sessions.js';
import type { UntrustedCommand } from '../../../core/ports/trust.js';
import { type SessionMetadata, sessionTitle } from '../../../core/session.js';
import { commandWords, printable } from '../../../core/text.js';
import { ask } from '../../dialogs/simple.js';
import { paragraph } from '../../dialogs/widget.js';
import type { App } from '../app.js';

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
    const answer = await ask(app.dialogs.unasked, {
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
    await app.sessions.trustAndSetUp(session.id, { command, file }, sizeOf(app, session));
  });
}

/**
 * Asks what is to become of a setup that was cut off. Where its command is not trusted that is the
 * question; where there is none any more the warning is enough.
 */
export function offerSetupAgain(
  app: App,
  session: SessionMetadata,
  { command, untrusted }: CutOffSetup,
): void {
  if (untrusted) offerSetup(app, session, untrusted);
  if (!command) return;
  app.run('set the worktree up again', async () => {
    const answer = await ask(app.dialogs.unasked, {
      title: 'The setup was cut off',
      body: [
        paragraph(`Before the worktree of ${printable(sessionTitle(session))} was set up with`),
        paragraph(commandWords(command), 'strong'),
        paragraph('its pane ended. What the command makes may be missing or half made.'),
      ],
      selected: 'later',
      options: [
        { value: 'later', label: 'Not now', note: 'Asked again when the session is opened anew.' },
        { value: 'again', label: 'Run it again', note: 'The agent starts anew after it.' },
        { value: 'never', label: 'Leave it out' },
      ],
    });
    if (answer === 'never') await app.sessions.leaveSetupOut(session.id);
    if (answer === 'again') await app.sessions.setUpAgain(session.id, sizeOf(app, session));
  });
}

function sizeOf(app: App, session: SessionMetadata): { cols: number; rows: number } {
  const { cols, rows } = app.store.state.panes.get(session.id)?.info ?? app.store.state.size;
  return { cols, rows };
}
