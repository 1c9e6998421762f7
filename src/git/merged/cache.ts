import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectories } from '../../core/make-directories.js';
import type { MergedEvidence, Oid } from '../../core/repository.js';
import type { Evidence } from './evidence.js';

interface Key {
  source: Oid;
  target: Oid;
}

/** What was found out about pairs of commits: it holds for as long as their history does. */
export interface EvidenceCache {
  get(key: Key): Evidence | undefined;
  set(key: Key, found: Evidence): void;
  /** Writes what is new; a cache that cannot be written only costs time, so it never throws. */
  save(): Promise<void>;
}

const VERSION = 1;
/** Pairs that are kept, those used last. */
const MOST_PAIRS = 2_000;
const EVIDENCE = ['cherry', 'squash', 'same-tree'] as const satisfies readonly MergedEvidence[];

/** The cache of one repository; one that cannot be read, or holds anything else, is begun anew. */
export async function openEvidenceCache(
  directory: string,
  commonDir: string,
): Promise<EvidenceCache> {
  const name = createHash('sha256').update(commonDir).digest('hex').slice(0, 20);
  const file = join(directory, `${name}.json`);
  // What is not known is found out again.
  const pairs = parse(await readFile(file, 'utf8').catch(() => ''));
  let isChanged = false;
  return {
    get({ source, target }) {
      const key = `${source} ${target}`;
      const found = pairs.get(key);
      if (found === undefined) return undefined;
      pairs.delete(key);
      pairs.set(key, found);
      return found;
    },
    set({ source, target }, found) {
      pairs.set(`${source} ${target}`, found);
      isChanged = true;
    },
    async save() {
      if (!isChanged) return;
      const kept = [...pairs].slice(-MOST_PAIRS);
      const temporary = `${file}.${process.pid}.tmp`;
      try {
        await makeDirectories(mkdir, directory, 0o700);
        const text = JSON.stringify({ version: VERSION, pairs: kept });
        await writeFile(temporary, text, { mode: 0o600 });
        await rename(temporary, file);
        isChanged = false;
      } catch {
        // Without a cache the next question takes longer, and is answered the same.
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    },
  };
}

function parse(text: string): Map<string, Evidence> {
  try {
    const value = JSON.parse(text) as { version?: unknown; pairs?: unknown };
    if (value.version !== VERSION || !Array.isArray(value.pairs)) return new Map();
    return new Map(value.pairs.filter(isPair));
  } catch {
    // Damaged: it is all found out again.
    return new Map();
  }
}

function isPair(value: unknown): value is [string, Evidence] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [key, found] = value as [unknown, Partial<Evidence> | null];
  if (typeof key !== 'string' || !/^[0-9a-f]{40,64} [0-9a-f]{40,64}$/.test(key)) return false;
  if (typeof found !== 'object' || found === null) return false;
  const { evidence, commit, picked } = found;
  return (
    Number.isSafeInteger(picked) &&
    (commit === undefined || (typeof commit === 'string' && /^[0-9a-f]{40,64}$/.test(commit))) &&
    (evidence === undefined || (EVIDENCE as readonly string[]).includes(evidence))
  );
}
