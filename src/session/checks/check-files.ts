import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { nanoid } from 'nanoid';
import * as z from 'zod/mini';
import { CHECK_OUTCOMES, type CheckRecord } from '../../core/check-record.js';
import { toQtuiError } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';
import type { CheckStore } from '../../core/ports/merge-progress.js';
import { isSessionId } from '../registry/ids.js';
import { allNamesIn } from '../registry/names-in.js';
import { namesOfFiles, versionedFile } from '../registry/versioned-file.js';
import { openBoundedLog } from './bounded-log.js';

const VERSION = 1;
const DOING = 'look for records of checks';
/** Runs that are kept of a session. */
const MOST_KEPT = 20;
const DAY_MS = 24 * 60 * 60_000;
const KEPT_DAYS = 30;

const text = z.string().check(z.minLength(1));
const schema = z.object({
  version: z.literal(VERSION),
  runs: z.array(
    z.object({
      tree: text,
      command: z.array(z.string()),
      outcome: z.enum(CHECK_OUTCOMES),
      exitCode: z.optional(z.number()),
      durationMs: z.number(),
      time: text,
      log: text,
      target: z.optional(text),
      others: z.optional(z.number()),
    }),
  ),
});

/** The runs of checks in one directory: `<session id>/runs.json` beside the logs, all 0600. */
export function createFileCheckStore(directory: string, now: () => Date): CheckStore {
  const file = versionedFile('record of the checks', { version: VERSION, schema });
  const runsOf = (id: string) => join(directory, id, 'runs.json');
  return {
    async read(id) {
      const { value, warning } = await file.read(runsOf(id));
      const records = JSON.parse(JSON.stringify(value?.runs ?? [])) as CheckRecord[];
      return { records, warnings: warning ? [warning] : [] };
    },
    async openLog(id) {
      const place = join(directory, id);
      const day = now().toISOString().slice(0, 10);
      try {
        await makeDirectories(mkdir, place, 0o700);
        return await openBoundedLog(join(place, `${day}-${nanoid(8)}.log`));
      } catch (thrown) {
        throw toQtuiError(thrown, 'keep what the check prints', {
          untouched: 'The check was not run; nothing was merged.',
        });
      }
    },
    async add(id, record) {
      const oldest = now().getTime() - KEPT_DAYS * DAY_MS;
      let dropped: string[] = [];
      let kept: string[] = [];
      await file.change(runsOf(id), (stored) => {
        const former = stored?.runs ?? [];
        const young = former.filter(({ time }) => Date.parse(time) >= oldest);
        const runs = [{ ...record, command: [...record.command] }, ...young].slice(0, MOST_KEPT);
        kept = runs.map(({ log }) => basename(log));
        dropped = former.map(({ log }) => basename(log));
        return { version: VERSION, runs };
      });
      await dropLogs(join(directory, id), { kept: new Set(kept), dropped: new Set(dropped) });
    },
    async drop(id) {
      if (isSessionId(id)) await rm(join(directory, id), { recursive: true, force: true });
    },
    async ids() {
      const ids = (await allNamesIn(directory, DOING)).filter(isSessionId);
      await Promise.all(ids.map((id) => namesOfFiles(join(directory, id), DOING)));
      return ids;
    },
  };
}

/** Those of runs that are forgotten, and old ones that no run names, whose process was killed. */
async function dropLogs(
  directory: string,
  { kept, dropped }: { kept: ReadonlySet<string>; dropped: ReadonlySet<string> },
): Promise<void> {
  for (const name of await allNamesIn(directory, DOING)) {
    if (!name.endsWith('.log') || kept.has(name)) continue;
    const path = join(directory, name);
    if (dropped.has(name) || (await isOld(path))) await rm(path, { force: true });
  }
}

/** A young one may be that of a check which still runs; one that cannot be looked at stays too. */
async function isOld(path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return facts !== undefined && Date.now() - facts.mtimeMs > DAY_MS;
}
