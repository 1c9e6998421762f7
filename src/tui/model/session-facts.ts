/** What was found out about the sessions, besides their rows. */
import type { ForeseenMerge } from '../../core/foreseen-merge.js';
import type { SessionMeetings } from '../../core/radar-words.js';
import type { MergedVerdict } from '../../core/repository.js';
import type { AppState } from './state.js';

/** Of those that are not named nobody can tell any more. */
export function withVerdicts(
  state: AppState,
  verdicts: ReadonlyMap<string, MergedVerdict>,
): AppState {
  const sessions = new Map(
    [...state.sessions].map(([id, { verdict: _former, ...session }]) => {
      const verdict = verdicts.get(id);
      return [id, verdict ? { ...session, verdict } : session];
    }),
  );
  return { ...state, sessions };
}

/** Takes what the radar found in one repository: what it did not name meets nobody there. */
export function withMeetings(
  state: AppState,
  repoRoot: string,
  found: ReadonlyMap<string, SessionMeetings>,
): AppState {
  const sessions = new Map(
    [...state.sessions].map(([id, session]) => {
      if (session.metadata.repoRoot !== repoRoot) return [id, session];
      const { meetings: _former, ...rest } = session;
      const meetings = found.get(id);
      return [id, meetings ? { ...rest, meetings } : rest];
    }),
  );
  return { ...state, sessions };
}

/** Of those that are not named nobody can tell; the same state where nothing is news. */
export function withForeseen(state: AppState, found: ReadonlyMap<string, ForeseenMerge>): AppState {
  const isSame = (one: ForeseenMerge | undefined, other: ForeseenMerge | undefined) =>
    one?.state === other?.state &&
    one?.conflicts === other?.conflicts &&
    one?.withAll === other?.withAll &&
    one?.check === other?.check;
  if ([...state.sessions].every(([id, { foreseen }]) => isSame(foreseen, found.get(id)))) {
    return state;
  }
  const sessions = new Map(
    [...state.sessions].map(([id, { foreseen: _former, ...session }]) => {
      const foreseen = found.get(id);
      return [id, foreseen ? { ...session, foreseen } : session];
    }),
  );
  return { ...state, sessions };
}

/** Those whose check has passed; the same state where nothing is news. */
export function withReady(state: AppState, ready: ReadonlySet<string>): AppState {
  if ([...state.sessions].every(([id, { isReady = false }]) => isReady === ready.has(id))) {
    return state;
  }
  const sessions = new Map(
    [...state.sessions].map(([id, { isReady: _former, ...session }]) => [
      id,
      ready.has(id) ? { ...session, isReady: true as const } : session,
    ]),
  );
  return { ...state, sessions };
}
