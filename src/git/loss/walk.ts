import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { isMissing } from '../../core/errors.js';
import type { LossSize } from '../../core/repository.js';
import { pathBytes, pathText } from '../path-text.js';

/** What only a look at the directories themselves tells; paths as `pathText`, sorted. */
export interface WalkedTree {
  /** Directories below the top with a `.git` of their own, which were not looked into. */
  repositories: string[];
  /** Submodules that are checked out. */
  checkedOut: string[];
  /** Submodules that are not, and whose directory has files all the same. */
  filled: string[];
  /** Directories that could not be read, or were one too many. */
  unread: string[];
  /** Pipes, sockets and devices. */
  special: string[];
  emptyDirectories: string[];
  /** By the path that was asked for. */
  measured: Map<string, MeasuredFiles>;
}

export interface MeasuredFiles extends LossSize {
  /** Of the file that was changed last, ms since the epoch. */
  newest: number;
}

/** Directories that are read at once. */
const PARALLEL = 32;
/** More than that and the rest counts as unread; a checkout of Chromium has 40,000. */
const MOST_DIRECTORIES = 500_000;
/** Files whose size is asked for; the others are counted. */
const MOST_SIZES = 30_000;

interface Pending {
  /** Latin-1, below the top. */
  path: string;
  measured: MeasuredFiles | undefined;
}

/**
 * Walks all of the tree at `root` but its own `.git` and what is at `passed`, following no links
 * and entering no repository or submodule. `measure` names files and directories (these with a
 * slash) whose size is wanted.
 */
export async function walkTree(
  root: string,
  options: {
    measure: readonly string[];
    passed: readonly string[];
    submodules: readonly string[];
  },
): Promise<WalkedTree> {
  const walk = new Walk(root, options);
  await walk.run();
  return walk.found;
}

class Walk {
  readonly found: WalkedTree = {
    repositories: [],
    checkedOut: [],
    filled: [],
    unread: [],
    special: [],
    emptyDirectories: [],
    measured: new Map(),
  };
  readonly #root: Buffer;
  readonly #passed: ReadonlySet<string>;
  readonly #submodules: ReadonlySet<string>;
  /** By path as Latin-1, without a slash at the end. */
  readonly #measures: ReadonlyMap<string, MeasuredFiles>;
  readonly #pending: Pending[] = [{ path: '', measured: undefined }];
  #directories = 0;
  #sizes = 0;

  constructor(root: string, { measure, passed, submodules }: Parameters<typeof walkTree>[1]) {
    this.#root = Buffer.from(root);
    this.#passed = new Set(passed.map(raw));
    this.#submodules = new Set(submodules.map(raw));
    this.#measures = new Map(
      measure.map((path) => {
        const measured = { files: 0, bytes: 0, isPartial: false, newest: 0 };
        this.found.measured.set(path, measured);
        return [raw(path), measured];
      }),
    );
  }

  async run(): Promise<void> {
    while (this.#pending.length > 0) {
      await Promise.all(this.#pending.splice(-PARALLEL).map((next) => this.#look(next)));
    }
    const { measured: _sizes, ...lists } = this.found;
    for (const list of Object.values(lists)) list.sort();
  }

  async #look({ path, measured }: Pending): Promise<void> {
    this.#directories += 1;
    const isOneTooMany = this.#directories > MOST_DIRECTORIES;
    const entries = isOneTooMany ? undefined : await this.#entriesOf(path);
    if (entries === undefined) {
      this.found.unread.push(`${readable(path)}/`);
      return;
    }
    if (path !== '' && this.#isOfAnother(path, entries)) return;
    if (entries.length === 0 && path !== '') this.found.emptyDirectories.push(readable(path));
    const files: { path: string; measured: MeasuredFiles }[] = [];
    for (const entry of entries) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (below === '.git' || this.#passed.has(below)) continue;
      const size = this.#measures.get(below) ?? measured;
      if (entry.isDirectory()) this.#pending.push({ path: below, measured: size });
      else if (!entry.isFile() && !entry.isSymbolicLink()) this.found.special.push(readable(below));
      else if (size) files.push({ path: below, measured: size });
    }
    await this.#measure(files);
  }

  /** Notes a directory that a repository of its own has, or should have. */
  #isOfAnother(path: string, entries: readonly Dirent[]): boolean {
    const isRepository = entries.some(({ name }) => name === '.git');
    if (this.#submodules.has(path)) {
      const list = isRepository ? this.found.checkedOut : this.found.filled;
      if (entries.length > 0) list.push(readable(path));
      return true;
    }
    if (isRepository) this.found.repositories.push(`${readable(path)}/`);
    return isRepository;
  }

  /** Undefined for what cannot be read; nothing for what has gone meanwhile. */
  async #entriesOf(path: string): Promise<Dirent[] | undefined> {
    try {
      return await readdir(this.#absolute(path), { encoding: 'latin1', withFileTypes: true });
    } catch (error) {
      return isMissing(error) ? [] : undefined;
    }
  }

  async #measure(files: readonly { path: string; measured: MeasuredFiles }[]): Promise<void> {
    const sized = files.slice(0, Math.max(0, MOST_SIZES - this.#sizes));
    this.#sizes += sized.length;
    for (let start = 0; start < sized.length; start += PARALLEL) {
      const chunk = sized.slice(start, start + PARALLEL).map(async ({ path, measured }) => {
        // Gone meanwhile: it has no size, and its name was found all the same.
        const stat = await lstat(this.#absolute(path)).catch(() => undefined);
        if (stat) add(measured, stat);
      });
      await Promise.all(chunk);
    }
    for (const { measured } of files.slice(sized.length)) {
      measured.files += 1;
      measured.isPartial = true;
    }
  }

  #absolute(path: string): Buffer {
    return Buffer.concat([this.#root, Buffer.from(`/${path}`, 'latin1')]);
  }
}

function add(measured: MeasuredFiles, { size, mtimeMs }: Stats): void {
  measured.files += 1;
  measured.bytes += size;
  measured.newest = Math.max(measured.newest, mtimeMs);
}

function raw(path: string): string {
  return pathBytes(path.replace(/\/$/, '')).toString('latin1');
}

function readable(path: string): string {
  return pathText(Buffer.from(path, 'latin1'));
}
