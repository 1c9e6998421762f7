import type { SessionMetadata } from '../../core/session.js';
import { identifyProcess, type ProcessIdentity, parseIdentity } from './process-identity.js';

/** Where a row that is being made names the process that makes it. */
const FIELD = 'creator';

/** The row with this process as its creator. */
export async function withCreator(session: SessionMetadata): Promise<SessionMetadata> {
  const creator = await identifyProcess(process.pid);
  return { ...session, customFields: { ...session.customFields, [FIELD]: creator } };
}

/** The row of a session that has been made: nobody makes it any more. */
export function withoutCreator(session: SessionMetadata): SessionMetadata {
  const { [FIELD]: _creator, ...customFields } = session.customFields;
  return { ...session, customFields };
}

/** The process that makes, or made, the session; undefined when the row does not say. */
export function creatorOf(session: SessionMetadata): ProcessIdentity | undefined {
  return parseIdentity(session.customFields[FIELD]);
}
