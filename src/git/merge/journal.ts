import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Oid } from '../../core/repository.js';
import { createOwnedRecords, type OwnedRecord } from '../owned-records.js';

/** What has to be known to finish or undo the move of a branch that was killed. */
export interface LandingRecord {
  /** A program that knows version 1 alone would move every branch forward. */
  version: 2;
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
  /** Of a session that goes on from its target: `target` is its own branch. */
  goesOn?: { sessionId: string };
  /** ms since the epoch. */
  created: number;
}

export interface OpenLanding extends Pick<OwnedRecord<LandingRecord>, 'id' | 'record' | 'file'> {
  /** Where the shell that becomes git writes its process id before it starts. */
  pidFile: string;
  /** The landing is settled: forgets the entry. */
  close(): Promise<void>;
  /** Not settled: the entry stays for whoever recovers next, this process included. */
  release(): void;
}

export interface LandingJournal {
  /** On disk when it resolves. */
  begin(record: Omit<LandingRecord, 'version' | 'created'>): Promise<OpenLanding>;
  /** Takes over the entries of this repository whose owner is dead; each goes to one taker. */
  takeAbandoned(
    commonDir: string,
    isWanted?: (record: LandingRecord) => boolean,
  ): Promise<OpenLanding[]>;
  /** Whether a living process moves that branch, this one included; `except` does not count. */
  isMoving(
    branch: Pick<LandingRecord, 'commonDir' | 'target'>,
    except?: OpenLanding,
  ): Promise<boolean>;
  /** Where the landings lead that are not settled, whoever works on them. */
  openCommits(commonDir: string): Promise<Set<Oid>>;
  /** Files of entries that are damaged, or that another version wrote. */
  unreadable(): Promise<string[]>;
}

/** Journal of landings in `directory`, which is made when it is needed. */
export function createLandingJournal(directory: string): LandingJournal {
  const records = createOwnedRecords<LandingRecord>(directory, {
    parse: parseRecord,
    failure: { doing: 'put the move of the branch on record' },
  });
  const opened = (entry: OwnedRecord<LandingRecord>): OpenLanding => {
    const pidFile = join(directory, `${entry.id}.pid`);
    return {
      id: entry.id,
      record: entry.record,
      file: entry.file,
      pidFile,
      async close() {
        await rm(pidFile, { force: true });
        await entry.close();
      },
      release: entry.release,
    };
  };
  return {
    begin: async (fields) =>
      opened(await records.begin({ version: 2, created: Date.now(), ...fields })),
    takeAbandoned: async (commonDir, isWanted = () => true) =>
      (
        await records.takeAbandoned((record) => record.commonDir === commonDir && isWanted(record))
      ).map(opened),
    isMoving: async ({ commonDir, target }, except) =>
      (await records.underWay(except?.id)).some(
        (record) => record.commonDir === commonDir && record.target === target,
      ),
    openCommits: async (commonDir) => {
      const open = (await records.list()).filter((record) => record.commonDir === commonDir);
      return new Set(open.map((record) => record.new));
    },
    unreadable: () => records.unreadable(),
  };
}

/** Undefined for an entry of a newer version. */
function parseRecord(stored: unknown): LandingRecord | undefined {
  const { version } = Object(stored) as { version?: unknown };
  const record: Partial<LandingRecord> =
    version === 1
      ? { ...(stored as object), version: 2, direction: 'forward' }
      : (stored as Partial<LandingRecord>);
  const isComplete = [record.target, record.old, record.new, record.backupRef].every(
    (field) => typeof field === 'string' && field !== '',
  );
  return record.version === 2 && isComplete ? (record as LandingRecord) : undefined;
}
