import { QtuiError } from '../../../core/errors.js';
import { type SessionMetadata, sessionTitle, type WorktreeInfo } from '../../../core/session.js';

/** Throws `merge-refused` for a session that has no branch of its own. */
export function requireWorktree(session: SessionMetadata): WorktreeInfo {
  if (session.worktreeInfo) return session.worktreeInfo;
  throw new QtuiError(
    'merge-refused',
    `Session "${sessionTitle(session)}" has no branch of its own, so there is nothing to merge.`,
    { untouched: 'Nothing was merged.', hint: 'Only worktree sessions are merged.' },
  );
}
