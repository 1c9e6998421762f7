import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { aboutPath, type ErrorDetails, toQtuiError } from '../core/errors.js';
import { makeDirectories } from '../core/make-directories.js';
import { exists, namesIn } from './paths.js';
import { isAlive, type ProcessMark, selfMark } from './process-mark.js';

/** A record on disk that this process answers for. */
export interface OwnedRecord<T> {
  readonly id: string;
  readonly record: T;
  /** Its file; whoever takes the record over renames it first. */
  readonly file: string;
  /** Replaces the record and gives it up to whoever takes it first, this process included. */
  handOver(record: T): Promise<void>;
  /** The matter is settled: forgets the record. */
  close(): Promise<void>;
  /** Not settled: it stays for whoever recovers next, this process included. */
  release(): void;
}

export interface OwnedRecords<T> {
  /** On disk when it resolves. */
  begin(record: T): Promise<OwnedRecord<T>>;
  /** Takes over those that are `wanted` and whose owner is dead; each goes to one taker. */
  takeAbandoned(wanted: (record: T) => boolean): Promise<OwnedRecord<T>[]>;
  /** Every record there is, whoever owns it. */
  list(): Promise<T[]>;
  /** Those that a living process works on, this one included; without the one that is named. */
  underWay(except?: OwnedRecord<T>['id']): Promise<T[]>;
  /** Files of records that are damaged, or that another version wrote; they are left as they are. */
  unreadable(): Promise<string[]>;
}

/** Names carry the owner, so that taking a record over is one rename that only one can win. */
const NAME = /^([\w-]+?)(?:~(\d+)~(\d*))?\.json(\.tmp)?$/;

/** Records that this process works on; those of its own beyond these were left by a failure. */
const underWay = new Set<string>();

/**
 * Records of work that a crash may interrupt, one file each in `directory`, which is made when it
 * is needed. `parse` gives undefined for what another version wrote; `failure` completes the
 * error of a record that cannot be written.
 */
export function createOwnedRecords<T>(
  directory: string,
  options: { parse(value: unknown): T | undefined; failure: { doing: string } & ErrorDetails },
): OwnedRecords<T> {
  const recordNames = async () =>
    (await namesOfRecords(directory)).filter((name) => name.endsWith('.json'));
  const read = async (name: string) => {
    try {
      return options.parse(JSON.parse(await readFile(join(directory, name), 'utf8')));
    } catch {
      // Of a newer version, or one that somebody else has just taken.
      return undefined;
    }
  };

  function held(id: string, record: T, file: string): OwnedRecord<T> {
    underWay.add(id);
    return {
      id,
      record,
      file,
      async handOver(next) {
        await writeDurably(directory, join(directory, `${id}.json`), JSON.stringify(next), file);
        await rm(file, { force: true });
        underWay.delete(id);
      },
      async close() {
        await rm(file, { force: true });
        underWay.delete(id);
      },
      release: () => {
        underWay.delete(id);
      },
    };
  }

  async function take(
    name: string,
    wanted: (record: T) => boolean,
  ): Promise<OwnedRecord<T> | undefined> {
    const [, id, pid, start = '', unwritten] = NAME.exec(name) ?? [];
    if (id === undefined || underWay.has(id)) return undefined;
    const owner: ProcessMark | undefined =
      pid === undefined ? undefined : { pid: Number(pid), start };
    const isOwned = owner !== undefined && owner.pid !== process.pid && (await isAlive(owner));
    if (isOwned) return undefined;
    if (unwritten !== undefined) {
      // What was not put on record whole has not begun.
      if (owner?.pid !== process.pid) await rm(join(directory, name), { force: true });
      return undefined;
    }
    const record = await read(name);
    if (record === undefined || !wanted(record)) return undefined;
    const file = join(directory, nameOf(id, await selfMark()));
    const isOurs = await rename(join(directory, name), file).then(
      () => true,
      () => false,
    );
    return isOurs ? held(id, record, file) : undefined;
  }

  return {
    async begin(record) {
      const id = nanoid();
      const file = join(directory, nameOf(id, await selfMark()));
      const { doing, ...details } = options.failure;
      try {
        await makeDirectories(mkdir, directory, 0o700);
        await writeDurably(directory, file, JSON.stringify(record), file);
      } catch (thrown) {
        throw toQtuiError(aboutPath(thrown, directory), doing, details);
      }
      return held(id, record, file);
    },
    async takeAbandoned(wanted) {
      const taken: OwnedRecord<T>[] = [];
      for (const name of await namesOfRecords(directory)) {
        const entry = await take(name, wanted);
        if (entry !== undefined) taken.push(entry);
      }
      return taken;
    },
    async list() {
      const records = await Promise.all((await recordNames()).map(read));
      return records.filter((record): record is Awaited<T> & {} => record !== undefined);
    },
    async underWay(except) {
      const found: T[] = [];
      for (const name of await recordNames()) {
        const [, id = '', pid, start = ''] = NAME.exec(name) ?? [];
        if (id === except || pid === undefined) continue;
        const isOwn = Number(pid) === process.pid;
        const isAt = isOwn ? underWay.has(id) : await isAlive({ pid: Number(pid), start });
        const record = isAt ? await read(name) : undefined;
        if (record !== undefined) found.push(record);
      }
      return found;
    },
    async unreadable() {
      const files: string[] = [];
      for (const name of await recordNames()) {
        const file = join(directory, name);
        // One that was taken or settled in the meantime is not there any more.
        if ((await read(name)) === undefined && (await exists(file))) files.push(file);
      }
      return files;
    },
  };
}

/** Those that are still being written as well. */
async function namesOfRecords(directory: string): Promise<string[]> {
  const names = await namesIn(directory);
  return names.filter((name) => NAME.test(name)).sort();
}

function nameOf(id: string, owner: ProcessMark): string {
  return `${id}~${owner.pid}~${owner.start}.json`;
}

/** By way of a file beside `owned`, whose name tells who writes it. */
async function writeDurably(
  directory: string,
  file: string,
  text: string,
  owned: string,
): Promise<void> {
  const temporary = `${owned}.tmp`;
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
