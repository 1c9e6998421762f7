import { QtuiError } from '../../core/errors.js';
import type { Cancellable } from '../../core/ports/git.js';
import type { DiffPart, SessionDiff } from '../../core/ports/session-diff.js';
import type { Oid } from '../../core/repository.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { isDirectory, requireRow } from '../registry/rows.js';
import { builtOn } from './target/built-on.js';
import { currentTarget, familyIn } from './target/target.js';

/** See `SessionDiffService.diff`. */
export async function diffOfSession(
  deps: SessionDependencies,
  id: string,
  { part = 'all', signal }: { part?: DiffPart } & Cancellable = {},
): Promise<SessionDiff> {
  const { session } = await requireRow(deps, id);
  const ground = await groundOf(deps, session);
  const { directory, base, head, hasFiles } = ground;
  const to = part === 'committed' || !hasFiles ? head : 'worktree';
  const range = { from: part === 'uncommitted' ? head : base.oid, to } as const;
  const files = await deps.git.reader.diffFiles(directory, range, { signal });
  return { session, part, directory, range, base, notes: ground.notes, files };
}

interface Ground {
  directory: string;
  base: SessionDiff['base'];
  head: Oid;
  /** Its files are there to be compared; else its branch alone. */
  hasFiles: boolean;
  notes: string[];
}

async function groundOf(deps: SessionDependencies, session: SessionMetadata): Promise<Ground> {
  const { worktreeInfo: info, repoRoot } = session;
  const top = info?.path ?? session.directory;
  const hasFiles = await isDirectory(top);
  const directory = hasFiles ? top : info?.repoRoot;
  if (directory === undefined || !(await isDirectory(directory))) {
    throw new QtuiError('path-missing', `${top} of "${sessionTitle(session)}" is gone.`);
  }
  const { reader } = deps.git;
  if (!info) {
    const context = repoRoot === undefined ? undefined : await reader.context(directory);
    const repository = context?.kind === 'repository' ? context.repository : undefined;
    if (repository?.worktree === undefined) {
      throw new QtuiError('not-a-repository', `${directory} is no worktree of a repository.`, {
        hint: 'Only work in a git repository can be compared.',
      });
    }
    if (repository.head.kind === 'unborn') throw unborn(directory);
    const { oid } = repository.head;
    const notes = ['The session has no worktree of its own: these are all uncommitted changes.'];
    return { directory: repository.worktree, base: { oid }, head: oid, hasFiles, notes };
  }
  const head = await reader.resolveCommit(
    directory,
    hasFiles ? 'HEAD' : `refs/heads/${info.branch}`,
  );
  if (head === undefined) throw unborn(directory);
  const notes = hasFiles ? [] : ['Its worktree is gone: only what is committed is compared.'];
  const family = await familyIn(deps, info.repoRoot);
  const [{ target, retargeted }, parts] = await Promise.all([
    currentTarget(deps, info, family),
    builtOn(deps, info, family),
  ]);
  if (retargeted) notes.push(retargeted.reason);
  const oid = await reader.workBase(info.repoRoot, {
    source: info.branch,
    sourceOid: head,
    target,
    builtOn: parts,
  });
  if (oid !== undefined) {
    return { directory, base: { oid, branch: target }, head, hasFiles, notes };
  }
  notes.push(
    `${target} is gone or shares no history: this is compared with where the session began.`,
  );
  return { directory, base: { oid: info.startOid ?? info.baseOid }, head, hasFiles, notes };
}

function unborn(directory: string): QtuiError {
  return new QtuiError('unborn-head', `${directory} has no commit to compare with.`, {
    hint: 'Make a first commit.',
  });
}
