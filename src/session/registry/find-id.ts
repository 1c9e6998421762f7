import { QtuiError } from '../../core/errors.js';
import type { SessionDependencies } from '../dependencies.js';
import { selectSession } from './find.js';
import { isSessionId } from './ids.js';
import { listSessions } from './views.js';

/**
 * The id of the session that a person's words mean, as `selectSession` has it, or that of a row that
 * cannot be read, which has no name any more: its id, or an unambiguous beginning of it.
 */
async function findId(deps: SessionDependencies, selector: string): Promise<string> {
  const ids = await deps.repository.ids();
  const wanted = selector.trim();
  if (ids.includes(wanted)) return wanted;
  try {
    return selectSession((await listSessions(deps)).sessions, selector).session.id;
  } catch (error) {
    const [id, ...others] = wanted === '' ? [] : ids.filter((each) => each.startsWith(wanted));
    const isUnknown = error instanceof QtuiError && error.code === 'session-not-found';
    if (isUnknown && id !== undefined && others.length === 0) return id;
    throw error;
  }
}

/** As `findId`; also the id, in full, of a session of which nothing but a worktree may be left. */
export async function findIdOrLost(deps: SessionDependencies, selector: string): Promise<string> {
  try {
    return await findId(deps, selector);
  } catch (error) {
    const isUnknown = error instanceof QtuiError && error.code === 'session-not-found';
    const wanted = selector.trim();
    if (isUnknown && isSessionId(wanted)) return wanted;
    throw error;
  }
}
