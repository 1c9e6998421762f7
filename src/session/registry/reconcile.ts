import { isDeepStrictEqual } from 'node:util';
import { asWarning, QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import type {
  MarkedWorktree,
  Reconciled,
  SessionRepository,
  StoredSession,
} from '../../core/ports/session-repository.js';
import { isPutAway, type SessionMetadata, sessionTitle } from '../../core/session.js';
import { isSessionId } from './ids.js';
import { type FoundMark, keepCorruptMark, lookAtMark, markPath, writeMark } from './mark.js';
import { keptWarning } from './repository-rules.js';
import { isDirectory } from './rows.js';

/** Marks read at once; far below any limit on open files. */
const PARALLEL_READS = 32;

interface Compared {
  worktree: MarkedWorktree;
  mark: FoundMark;
}

/** See `WorktreeSessionRepository.reconcile`. */
export async function reconcile(
  registry: SessionRepository,
  worktrees: readonly MarkedWorktree[],
  { isTrial = false, rows }: { isTrial?: boolean; rows?: readonly StoredSession[] } = {},
): Promise<Reconciled> {
  const outcome: Reconciled = { restored: [], lost: [], warnings: [] };
  const sessions = rows ?? (await registry.list()).sessions;
  for (let start = 0; start < worktrees.length; start += PARALLEL_READS) {
    const found = await Promise.all(worktrees.slice(start, start + PARALLEL_READS).map(look));
    for (const compared of found) {
      if (compared === undefined) continue;
      try {
        await settle(registry, sessions, compared, { outcome, isTrial });
      } catch (error) {
        const doing = `compare the mark of ${compared.worktree.path} with its session`;
        outcome.warnings.push(asWarning(toQtuiError(error, doing)));
      }
    }
  }
  return outcome;
}

async function look(worktree: MarkedWorktree): Promise<Compared | undefined> {
  if (!(await isDirectory(worktree.path))) return undefined;
  return { worktree, mark: await lookAtMark(worktree.path) };
}

async function settle(
  registry: SessionRepository,
  rows: readonly StoredSession[],
  compared: Compared,
  { outcome, isTrial }: { outcome: Reconciled; isTrial: boolean },
): Promise<void> {
  const row = rowOf(rows, compared);
  if (row !== undefined && isTrial) return;
  if (row !== undefined) {
    outcome.warnings.push(...(await agree(registry, row, compared)));
    return;
  }
  const lost = await lostSession(registry, compared);
  if (compared.mark.kind === 'corrupt') outcome.warnings.push(asWarning(compared.mark.error));
  if (lost === undefined) return;
  const { id, mark } = lost;
  if (mark === undefined) outcome.lost.push({ worktree: compared.worktree, id });
  else if (isTrial) outcome.restored.push(mark);
  else await restoreRow(registry, mark, outcome);
}

/** By git's lock, else by the mark, else by the place, if that is one open session's alone. */
function rowOf(
  rows: readonly StoredSession[],
  { worktree: { path, owner }, mark }: Compared,
): SessionMetadata | undefined {
  const there = rows
    .map(({ session }) => session)
    .filter(({ worktreeInfo }) => worktreeInfo?.path === path);
  if (owner !== undefined) return there.find(({ id }) => id === owner);
  if (mark.kind === 'session') return there.find(({ id }) => id === mark.session.id);
  const open = there.filter((session) => !isPutAway(session));
  return open.length === 1 ? open[0] : undefined;
}

/** A difference may be another process that has saved the row and is about to write the mark. */
async function agree(
  registry: SessionRepository,
  listed: SessionMetadata,
  { worktree: { path }, mark }: Compared,
): Promise<Warning[]> {
  if (listed.status === 'creating' || isSame(mark, listed)) return [];
  if (mark.kind === 'closed') return [asWarning(mark.error)];
  if (mark.kind === 'session' && mark.session.id !== listed.id)
    return [foreign(path, listed, mark)];
  const row = await registry.get(listed.id);
  if (row === undefined || row.session.worktreeInfo?.path !== path) return [];
  // What it was recovered from may be older than the mark; the list tells of it.
  if (row.recoveredFrom !== undefined) return [];
  let said: Warning[] = [];
  try {
    // Nobody else changes row or mark meanwhile; the row itself stays as it is.
    await registry.save(row.session, row.revision, {
      async onSaved({ session }) {
        said = await rewrite(path, session).catch((error: unknown) => [
          asWarning(toQtuiError(error, `rewrite the mark of ${path}`)),
        ]);
      },
    });
  } catch (error) {
    if (error instanceof QtuiError && error.code === 'revision-conflict') return [];
    throw error;
  }
  return said;
}

async function rewrite(path: string, session: SessionMetadata): Promise<Warning[]> {
  const mark = await lookAtMark(path);
  if (session.status === 'creating' || isSame(mark, session)) return [];
  if (mark.kind === 'closed') return [];
  if (mark.kind === 'session' && mark.session.id !== session.id) return [];
  const kept = mark.kind === 'corrupt' ? await keepCorruptMark(path) : undefined;
  await writeMark(path, session);
  const was = {
    none: 'was missing',
    session: 'was out of date',
    corrupt: `could not be read (it is kept as ${kept})`,
  }[mark.kind];
  return [
    {
      code: 'mark-rewritten',
      message: `The mark of session "${sessionTitle(session)}" ${was}; it was written anew: ${markPath(path)}`,
    },
  ];
}

function isSame(mark: FoundMark, session: SessionMetadata): boolean {
  return mark.kind === 'session' && isDeepStrictEqual(mark.session, session);
}

function foreign(
  path: string,
  session: SessionMetadata,
  mark: FoundMark & { kind: 'session' },
): Warning {
  return {
    code: 'mark-foreign',
    message:
      `git has ${path} locked for session "${sessionTitle(session)}" (${session.id}), and its mark ` +
      `is that of session ${mark.session.id}. The mark was left as it is.`,
    hint: `If the mark came with files that were copied, remove ${markPath(path)}: it is written anew.`,
  };
}

/** The session that the worktree says it is of, by its lock and else by its mark, if it has no row. */
async function lostSession(
  registry: SessionRepository,
  { worktree: { path, owner }, mark }: Compared,
): Promise<{ id: string; mark?: SessionMetadata } | undefined> {
  if (owner !== undefined && (!isSessionId(owner) || !(await isRowLost(registry, owner)))) {
    return undefined;
  }
  if (mark.kind === 'closed') throw mark.error;
  const marked = mark.kind === 'session' ? mark.session : undefined;
  if (owner !== undefined) return { id: owner, ...(marked?.id === owner && { mark: marked }) };
  // A copy of a worktree has the mark of the original.
  if (marked?.worktreeInfo?.path !== path || !(await isRowLost(registry, marked.id))) {
    return undefined;
  }
  return { id: marked.id, mark: marked };
}

async function isRowLost(registry: SessionRepository, id: string): Promise<boolean> {
  try {
    return (await registry.get(id)) === undefined;
  } catch (error) {
    return error instanceof QtuiError && error.code === 'metadata-corrupt';
  }
}

/** None where another process was faster. */
async function restoreRow(
  registry: SessionRepository,
  mark: SessionMetadata,
  { restored, warnings }: Reconciled,
): Promise<void> {
  try {
    const saved = await registry.save(mark, null);
    restored.push(saved.session);
    warnings.push(...keptWarning(saved));
  } catch (thrown) {
    if ((await registry.get(mark.id)) === undefined) throw thrown;
  }
}
