import { QtuiError } from '../../core/errors.js';
import type { Oid } from '../../core/repository.js';
import type { UndoClaim, UndoIntent } from '../../core/undo.js';
import { commonDirOf } from '../context.js';
import { DURABLE, NO_HOOKS, writeQtuiCommit } from '../objects.js';
import { parseRefRows, refFormat } from '../parsers/for-each-ref.js';
import { isAlive, type ProcessMark, selfMark } from '../process-mark.js';
import { mayHaveRefs } from '../ref-files.js';
import { nullOid, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { emptyTree } from '../status.js';
import { isActId } from './record.js';

const UNDOING = 'refs/qtui/undoing';

interface ClaimRecord {
  version: 1;
  owner: ProcessMark;
  commonDir: string;
  intent: UndoIntent;
}

/** Claims that this process works on; those of its own beyond these were left by a failure. */
const underWay = new Set<string>();

/** Claims the undo of an act; of two that try at the same moment one throws `undo-refused`. */
export async function claimUndo(
  git: GitRunner,
  repo: string,
  intent: UndoIntent,
): Promise<UndoClaim> {
  const commonDir = await commonDirOf(git, repo);
  const oid = await writeClaim(git, repo, { commonDir, intent });
  if (await setRef(git, repo, intent.actId, oid, nullOid(oid))) {
    return held(git, commonDir, intent, oid);
  }
  const owner = (await readClaims(git, repo)).find(({ id }) => id === intent.actId)?.record?.owner;
  const isOurs = underWay.has(`${commonDir}\0${intent.actId}`);
  if (owner !== undefined && !isOurs && !(await isElsewhere(owner))) {
    throw new QtuiError('undo-refused', `An undo of ${intent.actId} was interrupted.`, {
      untouched: 'Nothing was changed.',
      hint: '`qtui sessions recover` says what is in its way.',
      data: { id: intent.actId },
    });
  }
  const who = owner === undefined ? 'Another process' : `Process ${owner.pid}`;
  throw new QtuiError('undo-refused', `${who} is undoing ${intent.actId} already.`, {
    untouched: 'Nothing was changed.',
    hint: 'Look at `qtui undo --list` in a moment.',
    data: { id: intent.actId },
  });
}

/** Refs of claims that another version wrote; they are left as they are. */
export async function unreadableClaims(git: GitRunner, repo: string): Promise<string[]> {
  const claims = await readClaims(git, repo);
  return claims.flatMap(({ id, record }) => (record ? [] : [`${UNDOING}/${id}`]));
}

/** Takes over the claims of this repository whose owner is dead; each goes to one taker. */
export async function takeAbandonedUndos(git: GitRunner, repo: string): Promise<UndoClaim[]> {
  const claims = await readClaims(git, repo);
  if (claims.length === 0) return [];
  const commonDir = await commonDirOf(git, repo);
  const taken: UndoClaim[] = [];
  for (const { id, oid, record } of claims) {
    // That of a newer version, or that a copy of the repository brought along, is not ours.
    if (record?.commonDir !== commonDir || record.intent.actId !== id) continue;
    const key = `${commonDir}\0${id}`;
    const { owner, intent } = record;
    if (underWay.has(key) || (await isElsewhere(owner))) continue;
    const own = await writeClaim(git, repo, { commonDir, intent });
    if (await setRef(git, repo, id, own, oid)) taken.push(held(git, commonDir, intent, own));
  }
  return taken;
}

/** Whether another process, which lives, has it. */
async function isElsewhere(owner: ProcessMark): Promise<boolean> {
  return owner.pid !== process.pid && (await isAlive(owner));
}

/** Ids of the acts that are being undone. */
export async function claimedActs(git: GitRunner, repo: string): Promise<Set<string>> {
  return new Set((await readClaims(git, repo)).map(({ id }) => id));
}

function held(git: GitRunner, commonDir: string, intent: UndoIntent, oid: Oid): UndoClaim {
  const key = `${commonDir}\0${intent.actId}`;
  underWay.add(key);
  return {
    intent,
    async release() {
      await git.run(
        commonDir,
        [...NO_HOOKS, 'update-ref', '-d', `${UNDOING}/${intent.actId}`, oid],
        {
          doing: `finish the undo of ${intent.actId}`,
        },
      );
      underWay.delete(key);
    },
    abandon: () => {
      underWay.delete(key);
    },
  };
}

async function writeClaim(
  git: GitRunner,
  repo: string,
  fields: Pick<ClaimRecord, 'commonDir' | 'intent'>,
): Promise<Oid> {
  const record: ClaimRecord = { version: 1, owner: await selfMark(), ...fields };
  const message = JSON.stringify(record);
  return writeQtuiCommit(git, repo, {
    tree: await emptyTree(git, repo),
    parents: [],
    message,
    isDurable: true,
  });
}

/** By compare-and-swap; false when somebody else was faster. */
async function setRef(
  git: GitRunner,
  repo: string,
  id: string,
  oid: Oid,
  expected: Oid,
): Promise<boolean> {
  const ref = `${UNDOING}/${id}`;
  const args = [...DURABLE, ...NO_HOOKS, 'update-ref', '--no-deref', ref, oid, expected];
  const doing = `begin the undo of ${id}`;
  try {
    await git.run(repo, args, { doing, details: { untouched: 'Nothing was changed.' } });
    return true;
  } catch (thrown) {
    const present = await readRef(git, repo, ref);
    if (present !== undefined && present !== expected) return false;
    throw thrown;
  }
}

async function readClaims(
  git: GitRunner,
  repo: string,
): Promise<{ id: string; oid: Oid; record: ClaimRecord | undefined }[]> {
  if (!(await mayHaveRefs(await commonDirOf(git, repo), UNDOING))) return [];
  const atoms = ['refname', 'objectname', 'contents'];
  const { stdout } = await git.run(repo, ['for-each-ref', refFormat(atoms), UNDOING], {
    doing: 'look for unfinished undos',
  });
  return parseRefRows(stdout, atoms.length)
    .map(([ref = '', oid = '', text = '']) => ({
      id: ref.slice(UNDOING.length + 1),
      oid,
      record: parseClaim(text),
    }))
    .filter(({ id }) => isActId(id));
}

function parseClaim(text: string): ClaimRecord | undefined {
  try {
    const record = JSON.parse(text) as Partial<ClaimRecord> | null;
    const isComplete =
      record?.version === 1 &&
      typeof record.owner?.pid === 'number' &&
      typeof record.owner.start === 'string' &&
      typeof record.commonDir === 'string' &&
      typeof record.intent?.actId === 'string';
    return isComplete ? (record as ClaimRecord) : undefined;
  } catch {
    // No JSON: nobody can finish it, and it is told by its ref.
    return undefined;
  }
}
