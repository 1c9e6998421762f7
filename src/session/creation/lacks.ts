import type { SessionMetadata } from '../../core/session.js';

const FIELD = 'lacks';

/** The row with what its worktree was made without, in words. */
export function withLacks(session: SessionMetadata, lacks: readonly string[]): SessionMetadata {
  if (lacks.length === 0) return session;
  return { ...session, customFields: { ...session.customFields, [FIELD]: [...lacks] } };
}

/** What the session's worktree was made without, in words. */
export function lacksOf({ customFields }: SessionMetadata): string[] {
  const found = customFields[FIELD];
  return Array.isArray(found) ? found.filter((words) => typeof words === 'string') : [];
}
