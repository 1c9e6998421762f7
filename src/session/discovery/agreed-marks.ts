/** Marks that are known to say what their rows say, so that they need not be read again. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toQtuiError } from '../../core/errors.js';
import { fileStamp, isFreshFile } from '../../core/file-stamp.js';
import { makeDirectories } from '../../core/make-directories.js';
import { pooled } from '../../core/pool.js';
import type { MarkedWorktree, StoredSession } from '../../core/ports/session-repository.js';
import type { SessionDependencies } from '../dependencies.js';
import { writeDurably } from '../registry/atomic-write.js';
import { markPath } from '../registry/mark.js';

const VERSION = 1;
const FILES_AT_ONCE = 32;

export interface AgreedMarks {
  /** Those whose mark has to be compared with its row. */
  others: MarkedWorktree[];
  /** To be called once these were compared and agreed. Never throws. */
  keep(): Promise<void>;
}

/**
 * Of the worktrees of a repository, those whose mark or row has changed since they were compared
 * last. A mark is known by its file's stamp and a row by its revision, both taken before they are
 * compared.
 */
export async function skipAgreed(
  deps: SessionDependencies,
  root: string,
  worktrees: readonly MarkedWorktree[],
): Promise<AgreedMarks> {
  const began = deps.now().getTime();
  const file = fileOf(deps, root);
  const [before, { sessions }] = await Promise.all([readKept(file), deps.repository.list()]);
  const rows = new Map(sessions.map((row) => [row.session.id, row]));
  const keys = await pooled(
    worktrees,
    (worktree) => keyOf(worktree, rows.get(worktree.owner ?? ''), began),
    FILES_AT_ONCE,
  );
  const now = new Map(
    worktrees.flatMap(({ path }, index) => (keys[index] ? [[path, keys[index]] as const] : [])),
  );
  const isAgreed = (path: string) => now.has(path) && before.get(path) === now.get(path);
  return {
    others: worktrees.filter(({ path }) => !isAgreed(path)),
    async keep() {
      if (now.size === before.size && [...now.keys()].every(isAgreed)) return;
      try {
        await makeDirectories(mkdir, join(deps.paths.stateDirectory, 'worktrees'), 0o700);
        await writeDurably(file, JSON.stringify({ version: VERSION, marks: [...now] }));
      } catch (error) {
        // They are compared again, which only takes longer.
        const { code, message } = toQtuiError(error, `write ${file}`);
        deps.log.log('warn', 'marks-not-kept', { code, message });
      }
    },
  };
}

function fileOf({ paths }: SessionDependencies, root: string): string {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 20);
  return join(paths.stateDirectory, 'worktrees', `${name}.marks.json`);
}

/** Undefined where more than the mark's file and the row decide, or the file may change unseen. */
async function keyOf(
  { path }: MarkedWorktree,
  row: StoredSession | undefined,
  began: number,
): Promise<string | undefined> {
  if (row?.session.worktreeInfo?.path !== path || row.recoveredFrom !== undefined) return undefined;
  const facts = await stat(markPath(path), { bigint: true }).catch(() => undefined);
  if (facts === undefined || isFreshFile(facts, began)) return undefined;
  return `${fileStamp(facts)} ${row.revision}`;
}

/** By path; whatever is wrong with the file, nothing is known. */
async function readKept(file: string): Promise<Map<string, string>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    const { version, marks } = Object(value) as { version?: unknown; marks?: unknown };
    if (version !== VERSION || !Array.isArray(marks) || !marks.every(isPair)) return new Map();
    return new Map(marks);
  } catch {
    return new Map();
  }
}

function isPair(value: unknown): value is [string, string] {
  return (
    Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string')
  );
}
