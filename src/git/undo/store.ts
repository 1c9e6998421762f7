import { join } from 'node:path';
import type { Oid } from '../../core/repository.js';
import type { ActRecord, OlderBackup, StoredAct } from '../../core/undo.js';
import { commonDirOf } from '../context.js';
import { DURABLE, NO_HOOKS } from '../objects.js';
import { parseRefRows, refFormat } from '../parsers/for-each-ref.js';
import { exists } from '../paths.js';
import { mayHaveRefs } from '../ref-files.js';
import type { GitRunner, RunOptions } from '../run.js';
import {
  actRefs,
  isActId,
  newActId,
  OLDER_PATTERN,
  parseOlderBackup,
  parseRecord,
  RECORD_PATTERNS,
  RECORD_PLACES,
  recordRef,
  savedOwnRefs,
} from './record.js';

/** Ids that are tried until one is free; of 28 million, a repository uses a few dozen. */
const ID_ATTEMPTS = 5;

/**
 * Every act that this repository has a record of, undone ones too, newest first, and the refs
 * that hold none that can be read. A copy of a repository has the records of the original as
 * well; as long as that exists they are its own.
 */
export async function listActs(
  git: GitRunner,
  repo: string,
): Promise<{ acts: StoredAct[]; unreadable: string[] }> {
  const commonDir = await commonDirOf(git, repo);
  const isKept = await Promise.all(RECORD_PLACES.map((place) => mayHaveRefs(commonDir, place)));
  if (!isKept.includes(true)) return { acts: [], unreadable: [] };
  const atoms = ['refname', 'objectname', 'contents'];
  const { stdout } = await git.run(repo, ['for-each-ref', refFormat(atoms), ...RECORD_PATTERNS], {
    doing: `list the backups of ${repo}`,
  });
  const acts = new Map<string, Omit<StoredAct, 'isMoved'>>();
  const unreadable: string[] = [];
  for (const [ref = '', oid = '', message = ''] of parseRefRows(stdout, atoms.length)) {
    const act = parseRecord(message, { ref, oid });
    if (act === undefined) unreadable.push(ref);
    // A crash between the two steps of marking one leaves both refs.
    else if (act.isUndone || !acts.has(act.id)) acts.set(act.id, act);
  }
  const own: StoredAct[] = [];
  for (const act of acts.values()) {
    const isMoved = act.commonDir !== commonDir;
    if (!isMoved || !(await exists(join(act.commonDir, 'HEAD')))) own.push({ ...act, isMoved });
  }
  own.sort((a, b) => Date.parse(b.time) - Date.parse(a.time) || (a.id < b.id ? -1 : 1));
  return { acts: own, unreadable };
}

/** Backups of the versions before records, newest first. */
export async function listOlder(git: GitRunner, repo: string): Promise<OlderBackup[]> {
  const atoms = ['refname', 'objectname', 'contents:subject'];
  const { stdout } = await git.run(repo, ['for-each-ref', refFormat(atoms), OLDER_PATTERN], {
    doing: `list the backups of ${repo}`,
  });
  return parseRefRows(stdout, atoms.length)
    .flatMap(([ref = '', oid = '', subject = '']) => parseOlderBackup(ref, oid, subject) ?? [])
    .sort((a, b) => (a.time < b.time ? 1 : -1));
}

/** Forgets one of `listOlder`; false when it was gone, or is another one by now. */
export async function dropOlder(
  git: GitRunner,
  repo: string,
  { ref, oid }: OlderBackup,
): Promise<boolean> {
  const line = `delete ${ref} ${oid}\n`;
  const doing = `drop the backup ${ref}`;
  return (await updateRefs(git, repo, [line], { doing, accept: 'any' })).code === 0;
}

/**
 * Writes the record of an act that is about to begin. `write` makes the commit for the record it
 * is given and tells which further refs keep objects; all refs appear in one step.
 */
export async function saveAct(
  git: GitRunner,
  repo: string,
  fields: Omit<ActRecord, 'version' | 'id' | 'commonDir'>,
  write: (record: ActRecord) => Promise<{ commit: Oid; refs?: Readonly<Record<string, Oid>> }>,
): Promise<{ id: string; ref: string }> {
  const commonDir = await commonDirOf(git, repo);
  const doing = 'save a backup';
  for (let attempt = 1; ; attempt += 1) {
    const id = newActId();
    const record: ActRecord = { version: 1, id, commonDir, ...fields };
    const { commit, refs = {} } = await write(record);
    const lines = Object.entries({ [recordRef(id)]: commit, ...refs }).map(
      ([ref, oid]) => `create ${ref} ${oid}\n`,
    );
    const made = await git.run(
      repo,
      [...DURABLE, ...NO_HOOKS, 'update-ref', '--no-deref', '--stdin'],
      {
        doing,
        input: lines.join(''),
        accept: attempt < ID_ATTEMPTS ? [0, 128] : [0],
        details: { untouched: 'Nothing was removed or merged.' },
      },
    );
    if (made.code === 0) return { id, ref: recordRef(id) };
  }
}

/** Forgets an act that in the end did not happen, or has expired; one that is gone stays so. */
export async function dropAct(git: GitRunner, repo: string, id: string): Promise<boolean> {
  if (!isActId(id)) return false;
  const refs = await refsOf(git, repo, [actRefs(id), actRefs(id, 'undone')]);
  if (refs.length === 0) return false;
  const { code } = await updateRefs(
    git,
    repo,
    refs.map(({ ref, oid }) => `delete ${ref} ${oid}\n`),
    { doing: `drop the backup ${id}`, accept: 'any' },
  );
  return code === 0;
}

/** Moves the act's refs to where undone ones are kept; throws when they have changed meanwhile. */
export async function markUndone(git: GitRunner, repo: string, id: string): Promise<void> {
  const refs = await refsOf(git, repo, [actRefs(id)]);
  if (refs.length === 0) return;
  const lines = refs.flatMap(({ ref, oid }) => [
    `update ${ref.replace(actRefs(id), actRefs(id, 'undone'))} ${oid}\n`,
    `delete ${ref} ${oid}\n`,
  ]);
  const doing = `mark ${id} as undone`;
  await updateRefs(git, repo, lines, { doing });
}

/** The refs that the worktree of an act had for itself, by their names there. */
export async function ownRefsOf(
  git: GitRunner,
  repo: string,
  id: string,
): Promise<{ ref: string; oid: Oid }[]> {
  const directory = savedOwnRefs(id);
  const refs = await refsOf(git, repo, [directory]);
  return refs.map(({ ref, oid }) => ({ ref: `refs/${ref.slice(directory.length)}`, oid }));
}

function updateRefs(
  git: GitRunner,
  repo: string,
  lines: readonly string[],
  how: Pick<RunOptions, 'doing' | 'accept'>,
) {
  return git.run(repo, [...DURABLE, ...NO_HOOKS, 'update-ref', '--no-deref', '--stdin'], {
    ...how,
    input: lines.join(''),
  });
}

async function refsOf(
  git: GitRunner,
  repo: string,
  directories: readonly string[],
): Promise<{ ref: string; oid: Oid }[]> {
  const atoms = ['refname', 'objectname'];
  const { stdout } = await git.run(repo, ['for-each-ref', refFormat(atoms), ...directories], {
    doing: 'read the refs of a backup',
  });
  return parseRefRows(stdout, atoms.length).map(([ref = '', oid = '']) => ({ ref, oid }));
}
