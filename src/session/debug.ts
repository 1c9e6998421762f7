import { isDeepStrictEqual } from 'node:util';
import { asWarning, toQtuiError, type Warning } from '../core/errors.js';
import type { ComparedCopy, RowInspection, SessionDebug } from '../core/ports/session-debug.js';
import type { StoredSession } from '../core/ports/session-repository.js';
import type { WorktreeEntry } from '../core/repository.js';
import type { SessionMetadata, WorktreeInfo } from '../core/session.js';
import { findingsOf } from './debug-findings.js';
import type { SessionDependencies } from './dependencies.js';
import { findIdOrLost } from './registry/find-id.js';
import { lookAtMark, markPath } from './registry/mark.js';
import { notFound } from './registry/repository-rules.js';
import { isDirectory, runningHost } from './registry/rows.js';
import { earlyWarning } from './registry/times.js';
import { worktreesOfSession } from './worktrees/of-session.js';

/** See `RecordService.debug`. What cannot be asked becomes a finding; the rest is told. */
export async function debugSession(
  deps: SessionDependencies,
  directory: string,
  selector: string,
): Promise<SessionDebug> {
  const id = await findIdOrLost(deps, selector);
  const findings: Warning[] = [];
  const attempt = async <T>(doing: string, step: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await step();
    } catch (error) {
      findings.push(asWarning(toQtuiError(error, doing)));
      return undefined;
    }
  };
  const row = await deps.repository.inspect(id);
  const { stored, problem } = await read(deps, id);
  const session = stored?.session;
  const { found, warnings } = await worktreesOfSession(deps, directory, id);
  findings.push(...warnings);
  const entry = entryOf(
    found.flatMap(({ entries }) => entries),
    session,
  );
  if (session === undefined && row.files.length === 0 && entry === undefined) throw notFound(id);
  const path = session?.worktreeInfo?.path ?? entry?.path;
  const info = session?.worktreeInfo;
  const listWorktrees = (root: string) =>
    attempt('list the worktrees', () => deps.git.reader.worktrees(root));
  const entries = info ? await listWorktrees(info.repoRoot) : [];
  const worktree = path === undefined ? undefined : await worktreeAt(path, entries, entry);
  // Without an answer to that, none about branches is to be trusted.
  const branch =
    info && entries && (await attempt('look at its branch', () => branchOf(deps, info)));
  const pane = await attempt('ask the host', () => paneOf(deps, id));
  const known = {
    id,
    ...(session && { session }),
    ...(stored?.recoveredFrom !== undefined && { recoveredFrom: stored.recoveredFrom }),
    ...(problem !== undefined && { problem }),
    row,
    copies: await compareCopies(row, session, path, id),
    ...(worktree && { worktree }),
    ...(branch && { branch }),
    ...(pane && { pane }),
  };
  const early = session ? earlyWarning(session, deps.now()) : [];
  return { ...known, findings: [...findingsOf(known), ...early, ...findings] };
}

async function read(
  deps: SessionDependencies,
  id: string,
): Promise<{ stored?: StoredSession; problem?: Warning }> {
  try {
    const stored = await deps.repository.get(id);
    return stored ? { stored } : {};
  } catch (error) {
    return { problem: asWarning(toQtuiError(error, `read session ${id}`)) };
  }
}

function entryOf(
  entries: readonly WorktreeEntry[],
  session: SessionMetadata | undefined,
): WorktreeEntry | undefined {
  return entries.find(({ path }) => path === session?.worktreeInfo?.path) ?? entries[0];
}

/** git may have a record of the worktree, among `entries`, that says nothing of the session. */
async function worktreeAt(
  path: string,
  entries: readonly WorktreeEntry[] | undefined,
  found: WorktreeEntry | undefined,
): Promise<NonNullable<SessionDebug['worktree']>> {
  const entry = entries?.find((each) => each.path === path) ?? found;
  const isThere = await isDirectory(path);
  if (entry) return { path, isThere, entry };
  return { path, isThere, ...(entries === undefined && { isUnread: true }) };
}

async function branchOf(
  deps: SessionDependencies,
  { repoRoot, branch, mergeTarget }: WorktreeInfo,
): Promise<SessionDebug['branch']> {
  const [tip, targetTip] = await Promise.all(
    [branch, mergeTarget].map((name) => deps.git.reader.branchTip(repoRoot, name)),
  );
  return {
    name: branch,
    ...(tip !== undefined && { tip }),
    mergeTarget,
    ...(targetTip !== undefined && { targetTip }),
  };
}

async function paneOf(deps: SessionDependencies, id: string): Promise<SessionDebug['pane']> {
  const pane = (await runningHost(deps))?.panes.find(({ sessionId }) => sessionId === id);
  return pane && { state: pane.agentState, pid: pane.pid, directory: pane.cwd };
}

async function compareCopies(
  { files }: RowInspection,
  session: SessionMetadata | undefined,
  worktree: string | undefined,
  id: string,
): Promise<ComparedCopy[]> {
  const copies: ComparedCopy[] = [];
  const backup = files.find(({ role }) => role === 'backup');
  if (backup) {
    copies.push({ copy: 'backup', path: backup.path, ...compared(session, backup.session, id) });
  }
  if (worktree === undefined) return copies;
  const mark = await lookAtMark(worktree);
  const path = markPath(worktree);
  if (mark.kind === 'none') copies.push({ copy: 'mark', path, state: 'missing', differs: [] });
  else {
    const own = mark.kind === 'session' ? mark.session : undefined;
    copies.push({ copy: 'mark', path, ...compared(session, own, id) });
  }
  return copies;
}

function compared(
  row: SessionMetadata | undefined,
  copy: SessionMetadata | undefined,
  id: string,
): Pick<ComparedCopy, 'state' | 'differs'> {
  if (copy === undefined) return { state: 'unreadable', differs: [] };
  if (copy.id !== id) return { state: 'another-session', differs: [] };
  if (row === undefined) return { state: 'alone', differs: [] };
  const differs = differingFields(row, copy);
  return { state: differs.length === 0 ? 'agrees' : 'differs', differs };
}

/** Names of fields with different values, those within `worktreeInfo` by their own. */
function differingFields(one: object, other: object, above = ''): string[] {
  const left = one as Record<string, unknown>;
  const right = other as Record<string, unknown>;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) => {
    const [value, copy] = [left[key], right[key]];
    if (isDeepStrictEqual(value, copy)) return [];
    const isNested = key === 'worktreeInfo' && isObject(value) && isObject(copy);
    return isNested ? differingFields(value, copy, `${key}.`) : [above + key];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
