import { customAlphabet } from 'nanoid';
import { ACT_KINDS, type ActRecord, type OlderBackup, type StoredAct } from '../../core/undo.js';

const BACKUPS = 'refs/qtui/backup';
const UNDONE = 'refs/qtui/undone';

/** Letters and digits that are not mistaken for each other. */
const newActId = customAlphabet('abcdefghjkmnpqrstuvwxyz23456789', 5);

export { newActId };

/** True for what can be an act's id, whoever typed it. */
export function isActId(text: string): boolean {
  return /^[a-z0-9]{5}$/.test(text);
}

/** Directories that hold every record there is. */
export const RECORD_PLACES = [BACKUPS, UNDONE];
/** Patterns of `for-each-ref` that list every record, and what was kept before there were any. */
export const RECORD_PATTERNS = [`${BACKUPS}/*/record`, `${UNDONE}/*/record`];
export const OLDER_PATTERN = BACKUPS;

/** Directory of the refs of one act. */
export function actRefs(id: string, state: 'done' | 'undone' = 'done'): string {
  return `${state === 'done' ? BACKUPS : UNDONE}/${id}`;
}

/** Ref of the commit that holds the record and, for a worktree, its files. */
export function recordRef(id: string): string {
  return `${actRefs(id)}/record`;
}

/** Ref of the former tip of a landing's target. */
export function formerTipRef(id: string): string {
  return `${actRefs(id)}/tip`;
}

/** Ref that keeps what a ref of the worktree alone (`refs/worktree/x`) pointed to. */
export function savedOwnRef(id: string, ref: string): string {
  return `${savedOwnRefs(id)}${ref.slice('refs/'.length)}`;
}

/** Directory of the refs that a worktree had for itself. */
export function savedOwnRefs(id: string): string {
  return `${actRefs(id)}/own/`;
}

/** The act that a ref belongs to; undefined for refs of another shape. */
export function actIdOf(ref: string): string | undefined {
  const id = /^refs\/qtui\/(?:backup|undone)\/([a-z0-9]{5})\/\w+$/.exec(ref)?.[1];
  return id;
}

/**
 * A backup of the versions before records, by its name (`refs/qtui/backup/SESSION/TIME`, or
 * `…/landed/BRANCH/TIME`) and its commit's subject; undefined for any other ref.
 */
export function parseOlderBackup(
  ref: string,
  oid: string,
  subject: string,
): OlderBackup | undefined {
  const [, name = '', ...digits] =
    /^refs\/qtui\/backup\/(.+)\/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/.exec(ref) ?? [];
  if (name === '') return undefined;
  const [year, month, day, hour, minute, second, ms] = digits;
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`;
  if (Number.isNaN(Date.parse(time))) return undefined;
  const target = /^landed\/(.+)$/.exec(name)?.[1];
  if (target !== undefined) return { ref, oid, time, kind: 'landing', subject: target };
  const path = /^backup of (.+)$/.exec(subject)?.[1];
  return { ref, oid, time, kind: 'removal', subject: path ?? name };
}

/** The record as a commit message: a line for people, then one line of ASCII. */
export function formatRecord(record: ActRecord): string {
  const about = record.session?.title ?? record.landing?.source ?? record.worktree?.path ?? '';
  const subject = `qtui: ${record.kind} of ${about.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')}`;
  const json = JSON.stringify(record).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${subject}\n\n${json}`;
}

/** The record in a commit message; undefined for anything that this version did not write. */
export function parseRecord(
  message: string,
  found: { ref: string; oid: string },
): Omit<StoredAct, 'isMoved'> | undefined {
  let value: Partial<ActRecord>;
  try {
    value = JSON.parse(message.slice(message.indexOf('\n\n') + 2)) as Partial<ActRecord>;
  } catch {
    // No JSON: somebody else's commit.
    return undefined;
  }
  const { version, id, kind, time, commonDir } = value ?? {};
  const isRecord =
    version === 1 &&
    typeof id === 'string' &&
    id === actIdOf(found.ref) &&
    ACT_KINDS.some((known) => known === kind) &&
    typeof time === 'string' &&
    !Number.isNaN(Date.parse(time)) &&
    typeof commonDir === 'string';
  if (!isRecord || !hasParts(value)) return undefined;
  return { ...(value as ActRecord), ...found, isUndone: found.ref.startsWith(`${UNDONE}/`) };
}

function hasParts({ session, worktree, branch, landing, kind }: Partial<ActRecord>): boolean {
  const isText = (...values: unknown[]) => values.every((each) => typeof each === 'string');
  if (session && !isText(session.id, session.title, session.row)) return false;
  if (worktree && !isText(worktree.path, worktree.head)) return false;
  if (worktree && !Array.isArray(worktree.ignoredPaths)) return false;
  if (branch && !(isText(branch.name, branch.oid) && Array.isArray(branch.settings))) return false;
  if (!landing) return kind !== 'landing';
  return isText(landing.target, landing.source, landing.old, landing.new, landing.sourceOid);
}
