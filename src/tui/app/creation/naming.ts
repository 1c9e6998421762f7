/** The name that a model suggests for a session which is on the screen already. */
import type { Warning } from '../../../core/errors.js';
import type { Naming } from '../../../core/ports/naming.js';
import { printable } from '../../../core/text.js';
import { withSession } from '../../model/state.js';
import type { App } from '../app.js';

/** Takes the new name over when it comes, and says so; a failure is told once. */
export function followNaming(app: App, naming: Promise<Naming> | undefined): void {
  void naming?.then(({ session, warnings }) => {
    app.notifyWarnings(untold(app, warnings));
    if (!session) return;
    app.store.update((state) => withSession(state, session));
    app.repositoryChanged.fire();
    app.notify(`The branch is called ${printable(session.worktreeInfo?.branch ?? '')} now.`);
  });
}

function untold({ toldFailures }: App, warnings: readonly Warning[]): Warning[] {
  const fresh = warnings.filter(({ message }) => !toldFailures.has(message));
  for (const { message } of fresh) toldFailures.add(message);
  return fresh;
}
