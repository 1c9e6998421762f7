/** Moves of a session's status, as `core/session-status.ts` has them, with their refusals in words. */
import { QtuiError } from '../core/errors.js';
import { type SessionMetadata, sessionTitle } from '../core/session.js';
import {
  isPutAway,
  moveStatus,
  type SessionStatus,
  type StatusAct,
  type StatusRefusal,
  statusBeforeRemoval,
} from '../core/session-status.js';

/** The row after the act; throws `session-not-running` where the status does not allow it. */
export function moved(session: SessionMetadata, act: StatusAct): SessionMetadata {
  const move = moveStatus(session.status, act);
  if ('refusal' in move) throw refused(session, move.refusal);
  return withStatus(session, move.to);
}

/** Throws what `moved` would throw, before anything else of the act is done. */
export function requireMove(session: SessionMetadata, act: StatusAct): void {
  moved(session, act);
}

/** The row with the status that it had before its removal; throws as `moved`. */
export function movedBack(session: SessionMetadata, before: SessionMetadata): SessionMetadata {
  const move = statusBeforeRemoval(session.status, before.status);
  if ('refusal' in move) throw refused(session, move.refusal);
  return withStatus(session, move.to);
}

/** Only what is put away has an end. */
function withStatus(session: SessionMetadata, status: SessionStatus): SessionMetadata {
  if (isPutAway({ status })) return { ...session, status };
  const { ended: _ended, ...row } = session;
  return { ...row, status };
}

function refused(session: SessionMetadata, refusal: StatusRefusal): QtuiError {
  const [problem, hint] = wordsOf(session, refusal);
  return new QtuiError('session-not-running', `Session "${sessionTitle(session)}" ${problem}`, {
    untouched: 'The session was left as it is.',
    hint,
    data: { id: session.id, status: session.status },
  });
}

function wordsOf({ id, status }: SessionMetadata, refusal: StatusRefusal): [string, string] {
  switch (refusal) {
    case 'being-made':
      return ['is still being made.', 'Try again when it is done.'];
    case 'never-finished':
      return [
        'was never finished, and cannot be opened or put away.',
        `Remove what is left of it with \`qtui sessions close ${id} --remove\`.`,
      ];
    case 'is-removed':
      return [
        'is merged, and its worktree was removed.',
        '`qtui undo --list` shows what can be brought back.',
      ];
    case 'is-made':
      return [`is ${status}: it was made before.`, '`qtui sessions show` tells more of it.'];
  }
}
