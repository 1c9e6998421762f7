import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { QtuiError } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';

/** First words of a file; the number is the version of everything in it. */
const MAGIC = 'qtui scrollback';
const VERSION = 1;

const EXTENSION = '.ansi';

/** Longest name of a file without its extension, bytes. */
const MAX_NAME = 128;

/** Longest first line, bytes. */
const MAX_HEADER = 16 * 1024;

/** Most of a file that is read, bytes; of a longer one the end. */
const MAX_READ = 32 * 1024 * 1024;

/** All files together, bytes, and the age of one, ms, beyond which the oldest are removed. */
const MAX_TOTAL = 256 * 1024 * 1024;
const MAX_AGE = 30 * 24 * 60 * 60 * 1_000;

/** Age at which a file that was never finished is nobody's any more, ms. */
const ABANDONED = 60 * 60 * 1_000;

/** What is known of saved output besides its text. */
export interface ScrollbackHeader {
  paneId: string;
  sessionId: string;
  agentKind: string;
  title: string;
  /** Size of the screen, in cells. */
  cols: number;
  rows: number;
  /** So many lines at the end were on the screen. */
  screenLines: number;
  /** ISO 8601. */
  saved: string;
}

export interface SavedScrollback {
  header: ScrollbackHeader;
  /** Lines, oldest first, as they are in the file: not for a terminal as they are. */
  text: string;
}

/**
 * The saved output of panes, one file each (0600, in a directory 0700): a line that says what it
 * is, then text with SGR and OSC 8 sequences, for `less -R` too.
 */
export class ScrollbackFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Replaces the pane's file: after a crash the old or the new one is there, whole. */
  async write(header: ScrollbackHeader, chunks: readonly string[]): Promise<void> {
    await makeDirectories(mkdir, this.#directory, 0o700);
    const path = this.pathOf(header.paneId);
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await withFile(await open(temporary, 'wx', 0o600), async (file) => {
        await file.appendFile(`${MAGIC} ${VERSION} ${JSON.stringify(header)}\n`);
        for (const chunk of chunks) await file.appendFile(chunk);
        await file.sync();
      });
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await withFile(await open(this.#directory, 'r'), (directory) => directory.sync());
  }

  /**
   * The pane's saved output; undefined when there is none. Throws `metadata-corrupt` or
   * `metadata-newer` for a file that cannot be understood, and what the file system says.
   */
  async read(paneId: string): Promise<SavedScrollback | undefined> {
    const path = this.pathOf(paneId);
    const file = await open(path, 'r').catch(undefinedWhenMissing);
    if (file === undefined) return undefined;
    return withFile(file, async () => {
      const { size } = await file.stat();
      const head = await readPart(file, 0, Math.min(size, MAX_HEADER));
      const headerEnd = head.indexOf(0x0a);
      const header = parseHeader(head.toString('utf8', 0, Math.max(0, headerEnd)), path);
      const start = Math.max(headerEnd + 1, size - MAX_READ);
      const text = (await readPart(file, start, size - start)).toString('utf8');
      const isCut = start > headerEnd + 1;
      return { header, text: isCut ? text.slice(text.indexOf('\n') + 1) : text };
    });
  }

  async remove(paneId: string): Promise<void> {
    await rm(this.pathOf(paneId), { force: true });
  }

  /** Puts a file that cannot be read out of the way of the next save; resolves with its new name. */
  async putAside(paneId: string): Promise<string> {
    const path = this.pathOf(paneId);
    const aside = `${path}.unreadable`;
    await rename(path, aside);
    // Its time begins now, or it could be too old at once.
    const now = new Date();
    await utimes(aside, now, now);
    return basename(aside);
  }

  /** Removes what is too old or too much, oldest first, but never the file of a pane in `live`. */
  async prune(live: Iterable<string>, now = Date.now()): Promise<void> {
    const kept = new Set([...live].map((paneId) => fileNameOf(paneId)));
    const files = await this.#list();
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { name, path, size, mtime } of files) {
      const isUnfinished = name.endsWith('.tmp');
      const isTooOld = now - mtime > (isUnfinished ? ABANDONED : MAX_AGE);
      const isTooMuch = !isUnfinished && total > MAX_TOTAL;
      if (kept.has(name) || !(isTooOld || isTooMuch)) continue;
      await rm(path, { force: true });
      total -= size;
    }
  }

  /** Oldest first. */
  async #list() {
    const names = await readdir(this.#directory).catch(undefinedWhenMissing);
    const files = await Promise.all(
      (names ?? []).map(async (name) => {
        const path = join(this.#directory, name);
        const found = await stat(path).catch(undefinedWhenMissing);
        return { name, path, size: found?.size ?? 0, mtime: found?.mtimeMs ?? 0 };
      }),
    );
    return files.sort((one, other) => one.mtime - other.mtime);
  }

  /** Where the pane's output is saved, whether it is there or not. */
  pathOf(paneId: string): string {
    return join(this.#directory, fileNameOf(paneId));
  }
}

/** The id where it is a plain name, so that people find it; capitals are one on some systems. */
function fileNameOf(paneId: string): string {
  const name = [...Buffer.from(paneId)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[a-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
  if (name.length <= MAX_NAME) return `${name}${EXTENSION}`;
  const digest = createHash('sha256').update(paneId).digest('hex');
  return `${name.slice(0, MAX_NAME - digest.length)}${digest}${EXTENSION}`;
}

async function readPart(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
  return buffer.subarray(0, bytesRead);
}

function parseHeader(line: string, path: string): ScrollbackHeader {
  const [, version, json] = /^qtui scrollback (\d{1,9}) (\{.*\})$/.exec(line) ?? [];
  if (version !== undefined && Number(version) > VERSION) {
    throw new QtuiError('metadata-newer', `${path} was written by a newer qtui.`, {
      untouched: 'The file was left as it is.',
      hint: 'Use the newer qtui, or read the file with "less -R".',
    });
  }
  const header = json === undefined ? undefined : headerOf(json);
  if (header !== undefined) return header;
  throw new QtuiError('metadata-corrupt', `${path} does not begin as saved output does.`, {
    untouched: 'The file was left as it is.',
    hint: 'Read it with "less -R", or remove it.',
  });
}

function headerOf(json: string): ScrollbackHeader | undefined {
  let fields: Partial<Record<keyof ScrollbackHeader, unknown>>;
  try {
    fields = JSON.parse(json);
  } catch {
    // No JSON: the caller says that the file is none of ours.
    return undefined;
  }
  const { paneId, sessionId, agentKind, title, cols, rows, screenLines, saved } = fields;
  if (!isText(paneId) || !isText(sessionId) || !isText(agentKind) || !isText(title)) {
    return undefined;
  }
  if (!isCount(cols) || !isCount(rows) || !isCount(screenLines)) return undefined;
  if (!isText(saved) || Number.isNaN(Date.parse(saved))) return undefined;
  return { paneId, sessionId, agentKind, title, cols, rows, screenLines, saved };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

async function withFile<T>(file: FileHandle, work: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

function undefinedWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
