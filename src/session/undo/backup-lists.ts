import { asWarning, toQtuiError } from '../../core/errors.js';
import type { BackupList, OlderBackupView, UndoableAct } from '../../core/ports/sessions.js';
import type { OlderBackup, StoredAct } from '../../core/undo.js';
import type { SessionDependencies } from '../dependencies.js';
import { actsOf, actWords, bringsBack, knownRepositories, repositoryOf } from './acts.js';
import { dropBackups, expiredBackups, surveyBackups } from './backup-expiry.js';

interface Scope {
  allRepositories?: boolean;
}

/** Acts of the directory's repository, or of every one that the registry knows, for lists. */
export function listActs(
  deps: SessionDependencies,
  directory: string,
  scope: Scope = {},
): Promise<BackupList> {
  return ofEach(deps, directory, scope, async (repo) => {
    const { acts, warnings } = await actsOf(deps, repo);
    const { older, expiry } = await surveyBackups(deps, repo, acts);
    return {
      acts: acts.map((act) => viewOf(act, repo, expiry.get(act.id))),
      older: older.map((backup) => olderView(backup, repo, expiry.get(backup.ref))),
      warnings,
    };
  });
}

/** Drops the backups that have expired, and tells which; with `isTrial` they stay. */
export function expireNow(
  deps: SessionDependencies,
  directory: string,
  { isTrial = false, ...scope }: Scope & { isTrial?: boolean } = {},
): Promise<BackupList> {
  return ofEach(deps, directory, scope, async (repo) => {
    const expired = await expiredBackups(deps, repo);
    if (!isTrial) await dropBackups(deps, repo, expired);
    const now = deps.now();
    return {
      acts: expired.acts.map((act) => viewOf(act, repo, now)),
      older: expired.older.map((backup) => olderView(backup, repo, now)),
      warnings: [],
    };
  });
}

/** One repository that cannot be read does not hide the others. */
async function ofEach(
  deps: SessionDependencies,
  directory: string,
  { allRepositories = false }: Scope,
  look: (repo: string) => Promise<BackupList>,
): Promise<BackupList> {
  const repos = allRepositories
    ? await knownRepositories(deps, directory)
    : [await repositoryOf(deps, directory)];
  const lists = await Promise.all(
    repos.map((repo) =>
      look(repo).catch((error: unknown): BackupList => {
        const warning = asWarning(toQtuiError(error, `read the backups of ${repo}`));
        return { acts: [], older: [], warnings: [warning] };
      }),
    ),
  );
  const byTime = (a: { time: string }, b: { time: string }) =>
    Date.parse(b.time) - Date.parse(a.time);
  return {
    acts: lists.flatMap(({ acts }) => acts).sort(byTime),
    older: lists.flatMap(({ older }) => older).sort(byTime),
    warnings: lists.flatMap(({ warnings }) => warnings),
  };
}

function viewOf(act: StoredAct, repoRoot: string, expires: Date | undefined): UndoableAct {
  const { id, kind, time, session, isUndone } = act;
  return {
    id,
    kind,
    time,
    ...(session && { session: { id: session.id, title: session.title } }),
    repoRoot,
    what: actWords(act),
    bringsBack: bringsBack(act),
    isUndone,
    ...(expires && { expires: expires.toISOString() }),
  };
}

function olderView(
  { ref, time, kind, subject }: OlderBackup,
  repoRoot: string,
  expires: Date | undefined,
): OlderBackupView {
  const name = quoted(ref);
  const restore = {
    removal: [
      `git worktree add DIRECTORY ${quoted(`${ref}^1`)}`,
      `git -C DIRECTORY stash apply --index ${name}`,
    ],
    landing: [`git branch NAME ${name}`],
  }[kind];
  const what = kind === 'removal' ? `removal of ${subject}` : `merge into ${subject}`;
  return { ref, time, repoRoot, what, restore, expires: (expires ?? new Date(time)).toISOString() };
}

/** A name of a ref as a word of the shell; it may hold nearly anything. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
