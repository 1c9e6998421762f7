import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { toQtuiError } from '../../core/errors.js';
import type { Oid } from '../../core/repository.js';
import { isAlive, type ProcessMark, selfMark } from './process-mark.js';

/** What has to be known to finish or undo a landing, or the undo of one, that was killed. */
export interface LandingRecord {
  /** A program that knows version 1 alone would move every branch forward. */
  version: 2;
  id: string;
  commonDir: string;
  /** Short name of the target branch. */
  target: string;
  /** Worktree that has the target checked out; absent when none has. */
  worktree?: string;
  old: Oid;
  new: Oid;
  /** `back`: `old` is the landed commit, and `new` the former tip. */
  direction: 'forward' | 'back';
  backupRef: string;
  /** ms since the epoch. */
  created: number;
}

export interface OpenLanding {
  record: LandingRecord;
  /** The entry itself; whoever wants to recover the landing renames it first. */
  file: string;
  /** Where the shell that becomes git writes its process id before it starts. */
  pidFile: string;
  /** The landing is settled: forgets the entry. */
  close(): Promise<void>;
  /** Not settled: the entry stays for whoever recovers next, this process included. */
  release(): void;
}

export interface LandingJournal {
  /** On disk when it resolves. */
  begin(record: Omit<LandingRecord, 'version' | 'id' | 'created'>): Promise<OpenLanding>;
  /** Takes over the entries of this repository whose owner is dead; each goes to one taker. */
  takeAbandoned(commonDir: string): Promise<OpenLanding[]>;
}

/** Names carry the owner, so that taking an entry over is one rename that only one can win. */
const NAME = /^([\w-]+)~(\d+)~(\d*)\.json(\.tmp)?$/;

/** Landings that this process works on; entries of its own beyond these were left by a failure. */
const underWay = new Set<string>();

/** Journal of landings in `directory`, which is made when it is needed. */
export function createLandingJournal(directory: string): LandingJournal {
  function handle(record: LandingRecord, file: string): OpenLanding {
    underWay.add(record.id);
    const pidFile = join(directory, `${record.id}.pid`);
    return {
      record,
      file,
      pidFile,
      async close() {
        await rm(pidFile, { force: true });
        await rm(file, { force: true });
        underWay.delete(record.id);
      },
      release: () => {
        underWay.delete(record.id);
      },
    };
  }

  async function take(name: string, commonDir: string): Promise<OpenLanding | undefined> {
    const [, id = '', pid, start = '', unwritten] = NAME.exec(name) ?? [];
    if (pid === undefined || underWay.has(id)) return undefined;
    const owner: ProcessMark = { pid: Number(pid), start };
    if (unwritten !== undefined) {
      // The landing of an entry that was not written whole has not begun.
      if (!(await isAlive(owner))) await rm(join(directory, name), { force: true });
      return undefined;
    }
    if (owner.pid !== process.pid && (await isAlive(owner))) return undefined;
    const record = await readRecord(join(directory, name));
    if (record?.commonDir !== commonDir) return undefined;
    const file = join(directory, nameOf(id, await selfMark()));
    const isOurs = await rename(join(directory, name), file).then(
      () => true,
      () => false,
    );
    return isOurs ? handle(record, file) : undefined;
  }

  return {
    async begin(fields) {
      const record: LandingRecord = { version: 2, id: nanoid(), created: Date.now(), ...fields };
      const file = join(directory, nameOf(record.id, await selfMark()));
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeDurably(directory, file, JSON.stringify(record));
      } catch (thrown) {
        throw toQtuiError(thrown, 'write the journal of the merge', {
          untouched: 'Nothing was merged.',
        });
      }
      return handle(record, file);
    },
    async takeAbandoned(commonDir) {
      const names = await readdir(directory).catch(() => []);
      const taken: OpenLanding[] = [];
      for (const name of names.sort()) {
        const entry = await take(name, commonDir);
        if (entry !== undefined) taken.push(entry);
      }
      return taken;
    },
  };
}

function nameOf(id: string, owner: ProcessMark): string {
  return `${id}~${owner.pid}~${owner.start}.json`;
}

/** Undefined for an entry of a newer version, or one that somebody else has just taken. */
async function readRecord(file: string): Promise<LandingRecord | undefined> {
  try {
    const stored = JSON.parse(await readFile(file, 'utf8')) as { version?: unknown };
    const record: Partial<LandingRecord> =
      stored.version === 1 ? { ...stored, version: 2, direction: 'forward' } : (stored as object);
    const isComplete = [record.id, record.target, record.old, record.new, record.backupRef].every(
      (field) => typeof field === 'string' && field !== '',
    );
    return record.version === 2 && isComplete ? (record as LandingRecord) : undefined;
  } catch {
    return undefined;
  }
}

async function writeDurably(directory: string, file: string, text: string): Promise<void> {
  const temporary = `${file}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
  const parent = await open(directory, 'r');
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}
