import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PredictedConflict } from '../../core/radar.js';
import type { Oid } from '../../core/repository.js';
import type { LineCounts, RawChange } from '../parsers/diff.js';
import type { FileHunks } from '../parsers/hunks.js';
import { inOrder } from './in-order.js';

/** What differs between two trees. */
export interface TreeChange {
  changes: readonly RawChange[];
  counts: readonly LineCounts[];
}

/** A merge that was tried. */
export type TriedMerge = { tree: Oid } | { conflicts: readonly PredictedConflict[] };

/** Values that hold for ever for their keys, which are made of object ids. */
interface Sections {
  /** Tree of a worktree's work, by HEAD and fingerprint. */
  snapshots: Oid;
  /** Merge base by two commits; '' for none. */
  bases: Oid;
  /** By the commits and trees that were merged. */
  merges: TriedMerge;
  /** By two trees. */
  changes: TreeChange;
  /** By two blobs. */
  hunks: FileHunks;
}
type Section = keyof Sections;
type Stored = { [K in Section]: Record<string, Sections[K]> };

/** Of another version it is built anew. */
const VERSION = 1;
const SIZE_LIMIT = 16 * 1024 * 1024;

/** What earlier looks at a repository found; whatever is wrong with it, it starts empty. */
export class RadarCache {
  readonly #file: string;
  readonly #known: Stored;
  readonly #used: Stored = empty();
  #isChanged = false;

  private constructor(file: string, known: Stored) {
    this.#file = file;
    this.#known = known;
  }

  /**
   * The cache of the repository with this common git directory, below `directory`; `isFresh` to
   * begin without what is known.
   */
  static async open(directory: string, commonDir: string, isFresh: boolean): Promise<RadarCache> {
    const name = createHash('sha256').update(commonDir).digest('hex').slice(0, 20);
    const file = join(directory, `${name}.cache`);
    // What is not known is looked at again.
    const text = isFresh ? '' : await readFile(file, 'utf8').catch(() => '');
    return new RadarCache(file, parse(text) ?? empty());
  }

  /** What is known under the key, else what `make` finds. */
  async get<K extends Section>(
    section: K,
    key: string,
    make: () => Promise<Sections[K]>,
  ): Promise<Sections[K]> {
    const known = this.peek(section, key);
    if (known !== undefined) return known;
    const made = await make();
    this.put(section, key, made);
    return made;
  }

  peek<K extends Section>(section: K, key: string): Sections[K] | undefined {
    const used: Record<string, Sections[K]> = this.#used[section];
    const known: Record<string, Sections[K]> = this.#known[section];
    const value = Object.hasOwn(used, key) ? used[key] : undefined;
    if (value !== undefined || !Object.hasOwn(known, key)) return value;
    const kept = known[key];
    if (kept !== undefined) used[key] = kept;
    return kept;
  }

  put<K extends Section>(section: K, key: string, value: Sections[K]): void {
    const used: Record<string, Sections[K]> = this.#used[section];
    used[key] = value;
    this.#isChanged = true;
  }

  /**
   * Writes what was used since it was opened, in one step; the rest is forgotten, unless the look
   * was broken off. `scratch` is a directory on the same file system.
   */
  async save(scratch: string, isWhole: boolean): Promise<void> {
    const kept = merged(isWhole ? empty() : this.#known, this.#used);
    const isSmaller = isWhole && sizeOf(kept) < sizeOf(this.#known);
    if (!this.#isChanged && !isSmaller) return;
    const json = JSON.stringify(kept);
    if (json.length > SIZE_LIMIT) {
      await rm(this.#file, { force: true });
      return;
    }
    const temporary = join(scratch, `${randomUUID()}.cache`);
    await writeFile(temporary, `${headerOf(json)}\n${json}`, { mode: 0o600 });
    await rename(temporary, this.#file);
  }
}

function empty(): Stored {
  return { snapshots: {}, bases: {}, merges: {}, changes: {}, hunks: {} };
}

/** In the order of the keys, so that the same knowledge is the same file. */
function merged(known: Stored, used: Stored): Stored {
  const section = <K extends Section>(name: K): Stored[K] => {
    const entries = Object.entries({ ...known[name], ...used[name] });
    return Object.fromEntries(inOrder(entries, ([key]) => key)) as Stored[K];
  };
  return {
    snapshots: section('snapshots'),
    bases: section('bases'),
    merges: section('merges'),
    changes: section('changes'),
    hunks: section('hunks'),
  };
}

function sizeOf(stored: Stored): number {
  return Object.values(stored).reduce((sum, section) => sum + Object.keys(section).length, 0);
}

/** With it a file that was cut off or edited is told from a whole one. */
function headerOf(json: string): string {
  return `qtui-radar ${VERSION} ${createHash('sha256').update(json).digest('hex')}`;
}

function parse(text: string): Stored | undefined {
  const end = text.indexOf('\n');
  const json = text.slice(end + 1);
  return end > 0 && text.slice(0, end) === headerOf(json)
    ? (JSON.parse(json) as Stored)
    : undefined;
}
