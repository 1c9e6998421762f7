import type { Warning } from '../../core/errors.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';

/** Clocks of machines that share a home differ, and are set right by less than this. */
const TOLERANCE_MS = 86_400_000;

/** Whether the session has times that are still to come: the clock was wrong then, or is now. */
export function isFromFuture({ created, lastActive }: SessionMetadata, now: Date): boolean {
  const latest = Math.max(Date.parse(created), Date.parse(lastActive));
  return latest > now.getTime() + TOLERANCE_MS;
}

/** The session with no time later than `now`; the order of its own times stays. */
export function withoutFuture(session: SessionMetadata, now: Date): SessionMetadata {
  const clamp = (time: string) => (Date.parse(time) > now.getTime() ? now.toISOString() : time);
  return {
    ...session,
    created: clamp(session.created),
    lastActive: clamp(session.lastActive),
  };
}

/** Tells of a session's times that are still to come. */
export function earlyWarning(session: SessionMetadata, now: Date): Warning[] {
  if (!isFromFuture(session, now)) return [];
  const { id, created, lastActive } = session;
  const time = Date.parse(created) > Date.parse(lastActive) ? created : lastActive;
  return [
    {
      code: 'time-to-come',
      message:
        `Session "${sessionTitle(session)}" has a time on record that is still to come, ${time}: ` +
        'the clock was wrong then, or is wrong now.',
      hint: `If the clock is right now, \`qtui sessions recover ${id}\` sets it to the present.`,
    },
  ];
}
