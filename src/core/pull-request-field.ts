import type { SessionMetadata } from './session.js';

/** The pull request that a session's branch has, as its row remembers it. */
export interface SessionPullRequest {
  number: number;
  url: string;
}

const FIELD = 'pullRequest';

/** Undefined where the row has none that can be read. */
export function pullRequestOf(session: SessionMetadata): SessionPullRequest | undefined {
  const { number, url } = (session.customFields[FIELD] ?? {}) as Record<string, unknown>;
  return typeof number === 'number' && typeof url === 'string' ? { number, url } : undefined;
}

/** The session with its pull request on record, in place of an earlier one. */
export function withPullRequest(
  session: SessionMetadata,
  pullRequest: SessionPullRequest,
): SessionMetadata {
  return { ...session, customFields: { ...session.customFields, [FIELD]: { ...pullRequest } } };
}
