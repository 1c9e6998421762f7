// Begins a program of the build. The build makes dist/main.cjs and dist/host-main.cjs of it.
import { closeSync, fstatSync, openSync, promises, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** What the build puts in. */
declare const PROGRAM: {
  /** Of all of its files, seen from the directory of this one. */
  readonly directory: string;
  /** Names of the files that it begins with, with arguments and without. */
  readonly first: string;
  readonly withoutArguments?: string;
  /** By the name of each file those that it requires, and that these require. */
  readonly required: Readonly<Record<string, readonly string[]>>;
};

/** Arguments of the function that each file of the program is. */
type Body = (
  exports: object,
  require: (specifier: string) => unknown,
  module: { exports: object },
  filename: string,
  directory: string,
  load: (specifier: string) => Promise<object>,
) => void;

interface FileRead {
  source: string;
  stamp: Buffer;
  /** What was compiled of this very file before. */
  cachedData?: Buffer | undefined;
}

/** What a code cache ends with: time and size of the file that it was made of, as doubles. */
const STAMP_BYTES = 16;

/**
 * Every file that was loaded, by its path. `scripts/code-cache.mjs` takes from here what was
 * compiled while the program ran.
 */
export const scripts = new Map<string, { script: Script; stamp: Buffer }>();
const modules = new Map<string, { exports: object }>();
/** Files that `import()` asks for, until they have run. */
const readings = new Map<string, Promise<void>>();
const filesRead = new Map<string, FileRead>();

const directory = join(__dirname, PROGRAM.directory);

/**
 * As `require`, of a file of the program, by its name. Node would compile all of it again at each
 * start, which takes longer than all else that most commands do.
 */
function load(name: string): object {
  const known = modules.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  modules.set(name, module);
  const file = join(directory, name);
  const requireFrom = (specifier: string): unknown =>
    specifier.startsWith('./') ? load(specifier.slice(2)) : require(specifier);
  try {
    const body = compile(file, filesRead.get(name) ?? readNow(file)).runInThisContext() as Body;
    body(module.exports, requireFrom, module, file, directory, loadLater);
  } catch (error) {
    modules.delete(name);
    throw error;
  } finally {
    filesRead.delete(name);
  }
  return module.exports;
}

/**
 * As `import()`, of a file of the program: it is read, with all that it requires, while everything
 * else goes on.
 */
async function loadLater(specifier: string): Promise<object> {
  const name = specifier.slice(2);
  const missing = [name, ...(PROGRAM.required[name] ?? [])].filter((each) => !modules.has(each));
  try {
    await Promise.all(missing.map(reading));
  } finally {
    for (const each of missing) readings.delete(each);
  }
  return load(name);
}

function reading(name: string): Promise<void> {
  const known = readings.get(name);
  if (known !== undefined) return known;
  const file = join(directory, name);
  const read = Promise.all([bytesOf(file), bytesOf(cachePath(file)).catch(() => undefined)]).then(
    ([{ bytes, stamp }, cache]) => {
      filesRead.set(name, {
        source: bytes.toString('latin1'),
        stamp,
        cachedData: cache && cachedDataOf(cache.bytes, stamp),
      });
    },
  );
  readings.set(name, read);
  return read;
}

function compile(file: string, { source, stamp, cachedData }: FileRead): Script {
  // V8 itself refuses what another version of it has made, or the same one with other flags.
  const script = new Script(source, { filename: file, ...(cachedData && { cachedData }) });
  scripts.set(file, { script, stamp });
  return script;
}

async function bytesOf(file: string): Promise<{ bytes: Buffer; stamp: Buffer }> {
  const handle = await promises.open(file);
  try {
    const { size, mtimeMs } = await handle.stat();
    return { bytes: await handle.readFile(), stamp: stampOf(size, mtimeMs) };
  } finally {
    await handle.close();
  }
}

/** The build writes nothing but ASCII, which is read fastest, and takes the least memory, like this. */
function readNow(file: string): FileRead {
  const descriptor = openSync(file, 'r');
  try {
    const { size, mtimeMs } = fstatSync(descriptor);
    const bytes = Buffer.allocUnsafeSlow(size);
    let at = 0;
    for (let got = -1; at < size && got !== 0; at += got) {
      got = readSync(descriptor, bytes, at, size - at, at);
    }
    const stamp = stampOf(size, mtimeMs);
    return { source: bytes.toString('latin1', 0, at), stamp, cachedData: cacheNow(file, stamp) };
  } finally {
    closeSync(descriptor);
  }
}

/** Undefined where there is none of this very file: then it is compiled, as ever. */
function cacheNow(file: string, stamp: Buffer): Buffer | undefined {
  try {
    return cachedDataOf(readFileSync(cachePath(file)), stamp);
  } catch {
    return undefined;
  }
}

function cachePath(file: string): string {
  return `${file}.${process.version}-${process.arch}.cache`;
}

function stampOf(size: number, mtimeMs: number): Buffer {
  const stamp = Buffer.alloc(STAMP_BYTES);
  stamp.writeDoubleLE(mtimeMs, 0);
  stamp.writeDoubleLE(size, 8);
  return stamp;
}

function cachedDataOf(bytes: Buffer, stamp: Buffer): Buffer | undefined {
  const end = bytes.length - STAMP_BYTES;
  return end > 0 && bytes.subarray(end).equals(stamp) ? bytes.subarray(0, end) : undefined;
}

load((process.argv.length === 2 && PROGRAM.withoutArguments) || PROGRAM.first);
