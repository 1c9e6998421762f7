import { QtuiError, type Warning } from '../../core/errors.js';
import type { WorktreeEntry } from '../../core/repository.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import { someOf } from '../../core/text.js';
import type { ActOrigin, StoredAct } from '../../core/undo.js';
import { contextOrNone } from '../context.js';
import type { SessionDependencies } from '../dependencies.js';
import { formatMetadata } from '../registry/metadata.js';
import { mayExist } from '../registry/rows.js';

/** When an act on a session begins, with the row as it is before. */
export function originOf(deps: SessionDependencies, session: SessionMetadata): ActOrigin {
  return {
    time: deps.now().toISOString(),
    session: { id: session.id, title: sessionTitle(session), row: formatMetadata(session) },
  };
}

/** The repository of a directory; throws `not-a-repository` with `hint` outside of one. */
export async function repositoryOf(
  deps: SessionDependencies,
  directory: string,
  hint = 'Go to the repository, or see `qtui undo --list --all`.',
): Promise<string> {
  const { context } = await contextOrNone(deps, directory);
  if (context.kind === 'repository') return context.repository.root;
  if (context.problem) {
    const { code, message, hint: way } = context.problem;
    throw new QtuiError(code, message, {
      untouched: 'Nothing was changed.',
      ...(way !== undefined && { hint: way }),
    });
  }
  throw new QtuiError('not-a-repository', `${directory} is in no git repository.`, {
    untouched: 'Nothing was changed.',
    hint,
  });
}

/** Acts of a repository that have happened, undone ones too, newest first. */
export async function actsOf(
  deps: SessionDependencies,
  repo: string,
): Promise<{ acts: StoredAct[]; warnings: Warning[] }> {
  const [{ acts, unreadable }, entries] = await Promise.all([
    deps.git.undo.list(repo),
    deps.git.reader.worktrees(repo),
  ]);
  const happened: StoredAct[] = [];
  for (const act of acts) if (!(await isStillThere(act, entries))) happened.push(act);
  const warnings = unreadable.map((ref) => ({
    code: 'backup-unreadable',
    message: `The backup ${ref} was not written by this version of qtui; it was left as it is.`,
  }));
  return { acts: happened, warnings };
}

/** Whether it is a removal that was killed right after it had saved everything. */
export async function isStillThere(
  { worktree, isUndone }: StoredAct,
  entries: readonly WorktreeEntry[],
): Promise<boolean> {
  if (isUndone || worktree?.locked === undefined) return false;
  const entry = entries.find(({ path }) => path === worktree.path);
  return entry?.locked === worktree.locked && (await mayExist(worktree.path));
}

/** The directory's own repository first, then those of all sessions, as far as they exist. */
export async function knownRepositories(
  deps: SessionDependencies,
  directory: string,
): Promise<string[]> {
  const { context } = await contextOrNone(deps, directory);
  const { sessions } = await deps.repository.list();
  const roots = new Set(context.kind === 'repository' ? [context.repository.root] : []);
  for (const { session } of sessions) {
    const root = session.worktreeInfo?.repoRoot;
    if (root !== undefined && (await mayExist(root))) roots.add(root);
  }
  return [...roots];
}

/** What was done, as a clause: `removal of "auth"`. */
export function actWords({ kind, session, landing, worktree, branch }: StoredAct): string {
  if (landing) {
    const checked = landing.failedCheck === undefined ? '' : ', whose check had failed';
    return `merge of ${landing.source} into ${landing.target}${checked}`;
  }
  if (!session && !worktree && branch) return `deletion of branch ${branch.name}`;
  const title = session?.title ?? worktree?.path ?? 'a session';
  return kind === 'forget' ? `removal of the record of "${title}"` : `removal of "${title}"`;
}

/** What the undo of an act brings back, in words. */
export function bringsBack({ worktree, branch, landing, session }: StoredAct): string[] {
  if (landing) return [`${landing.target} at ${landing.old.slice(0, 10)}`];
  return [
    ...(worktree ? [worktreeWords(worktree)] : []),
    ...(branch ? [`branch ${branch.name}`] : []),
    ...(session ? ['the session'] : []),
  ];
}

/** The worktree with what of its work was saved: `worktree (2 changed files, .env)`. */
export function worktreeWords({
  saved,
  changedFiles,
  ignoredPaths,
}: NonNullable<StoredAct['worktree']>): string {
  if (saved === 'index') return 'worktree (what was committed or staged)';
  const shown = someOf(ignoredPaths);
  const parts = [
    ...(changedFiles > 0 ? [`${changedFiles} changed file${changedFiles > 1 ? 's' : ''}`] : []),
    ...(shown === '' ? [] : [shown]),
  ];
  return parts.length === 0 ? 'worktree' : `worktree (${parts.join(', ')})`;
}
