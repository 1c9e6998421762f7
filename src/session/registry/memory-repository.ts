import type { SessionRepository, StoredSession } from '../../core/ports/session-repository.js';
import { isSessionId } from './ids.js';
import { formatMetadata, parseMetadata } from './metadata.js';
import {
  conflict,
  invalidId,
  newestFirst,
  notFound,
  readable,
  revisionOf,
} from './repository-rules.js';

/** The registry in memory, with the same rules as the one on disk: for tests and dry runs. */
export function createMemorySessionRepository(): SessionRepository {
  const rows = new Map<string, string>();
  const queues = new Map<string, Promise<unknown>>();

  const read = (id: string): StoredSession | undefined => {
    const text = rows.get(id);
    if (text === undefined) return undefined;
    return { session: parseMetadata(text, `session ${id}`).session, revision: revisionOf(text) };
  };

  /** After what others do with the row, as a lock would have it. */
  const alone = <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const done = (queues.get(id) ?? Promise.resolve()).then(work);
    queues.set(
      id,
      done.catch(() => undefined),
    );
    return done;
  };

  return {
    async list() {
      const sessions = [...rows.keys()].flatMap((id) => read(id) ?? []);
      return { sessions: sessions.sort(newestFirst), warnings: [] };
    },
    async get(id) {
      return read(id);
    },
    save: (session, revision, options) =>
      alone(session.id, async () => {
        if (!isSessionId(session.id)) throw invalidId(session.id);
        if ((read(session.id)?.revision ?? null) !== revision) throw conflict(session.id);
        const text = formatMetadata(session);
        rows.set(session.id, text);
        const saved = { session, revision: revisionOf(text) };
        await options?.onSaved?.(saved);
        return saved;
      }),
    delete: (id, revision) =>
      alone(id, async () => {
        const row = read(id);
        if (row === undefined) throw notFound(id);
        if (row.revision !== revision) throw conflict(id);
        rows.delete(id);
      }),
    async ids() {
      return [...rows.keys()];
    },
    async inspect(id) {
      const path = `session ${id}`;
      const session = read(id)?.session;
      const size = rows.get(id)?.length ?? 0;
      const file = { role: 'current' as const, path, size, modified: new Date(0).toISOString() };
      return { directory: path, files: session ? [{ ...file, session }] : [] };
    },
    async setAside(id) {
      throw rows.has(id) ? readable(id) : notFound(id);
    },
    async clearLeftovers() {},
  };
}
