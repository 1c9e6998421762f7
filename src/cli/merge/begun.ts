import { realpath } from 'node:fs/promises';
import { QtuiError } from '../../core/errors.js';
import type { SessionView } from '../../core/ports/sessions.js';
import { sessionTitle } from '../../core/session.js';
import { printable } from '../../core/text.js';
import type { Application } from '../compose.js';
import { selectSession } from '../select.js';
import { repositoryAround } from '../session-list/choice.js';

/**
 * The session whose merge was begun, where none is named: the one that is worked in here, else the
 * only one of the repository with such a merge. Throws `draft-not-found`, `session-ambiguous`.
 */
export async function selectBegun(app: Application): Promise<SessionView> {
  const here = await selectSession(app, undefined).catch((thrown: unknown) => {
    if (thrown instanceof QtuiError && thrown.code === 'session-not-found') return undefined;
    throw thrown;
  });
  if (here?.session.worktreeInfo) return here;
  const service = await app.sessions();
  const { sessions } = await service.list();
  const root = repositoryAround(sessions, await realpath(app.cwd));
  const begun: SessionView[] = [];
  for (const view of sessions) {
    if (root === undefined || view.session.worktreeInfo?.repoRoot !== root) continue;
    if ((await service.mergeDraft(view.session.id)).draft) begun.push(view);
  }
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return only;
  const untouched = 'Nothing was changed.';
  if (only === undefined) {
    throw new QtuiError('draft-not-found', `No merge was begun here, in ${printable(app.cwd)}.`, {
      untouched,
      hint: 'Name the session: an id, a name or a branch. "qtui sessions list" shows them.',
    });
  }
  const names = begun.map(({ session }) => printable(sessionTitle(session))).join(', ');
  throw new QtuiError('session-ambiguous', `Several merges were begun here: ${names}.`, {
    untouched,
    hint: 'Name the session that is meant.',
  });
}
