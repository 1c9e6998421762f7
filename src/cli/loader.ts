// Begins a program of the build. The build makes dist/main.cjs and dist/host-main.cjs of it.
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** The program's own file, seen from the directory of this one; the build puts it in. */
declare const PROGRAM: string;

/** Arguments of the function that each file of the program is. */
type Body = (
  exports: object,
  require: (specifier: string) => unknown,
  module: { exports: object },
  filename: string,
  directory: string,
) => void;

/** What a code cache ends with: time and size of the file that it was made of, as doubles. */
const STAMP_BYTES = 16;

/**
 * Every file that was loaded, by its path. `scripts/code-cache.mjs` takes from here what was
 * compiled while the program ran.
 */
export const scripts = new Map<string, { script: Script; stamp: Buffer }>();
const modules = new Map<string, { exports: object }>();

/**
 * As `require`, of a file of the program, by its absolute path. Node would compile all of it again
 * at each start, which takes longer than all else that most commands do.
 */
function load(file: string): object {
  const known = modules.get(file);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  modules.set(file, module);
  const directory = dirname(file);
  const requireFrom = (specifier: string): unknown =>
    specifier.startsWith('.') ? load(join(directory, specifier)) : require(specifier);
  try {
    const body = compile(file).runInThisContext() as Body;
    body(module.exports, requireFrom, module, file, directory);
  } catch (error) {
    modules.delete(file);
    throw error;
  }
  return module.exports;
}

function compile(file: string): Script {
  const { source, stamp } = read(file);
  const cachedData = cacheOf(file, stamp);
  // V8 itself refuses what another version of it has made, or the same one with other flags.
  const script = new Script(source, { filename: file, ...(cachedData && { cachedData }) });
  scripts.set(file, { script, stamp });
  return script;
}

/** The build writes nothing but ASCII, which is read fastest, and takes the least memory, like this. */
function read(file: string): { source: string; stamp: Buffer } {
  const descriptor = openSync(file, 'r');
  try {
    const { size, mtimeMs } = fstatSync(descriptor);
    const bytes = Buffer.allocUnsafeSlow(size);
    let at = 0;
    for (let got = -1; at < size && got !== 0; at += got) {
      got = readSync(descriptor, bytes, at, size - at, at);
    }
    const stamp = Buffer.alloc(STAMP_BYTES);
    stamp.writeDoubleLE(mtimeMs, 0);
    stamp.writeDoubleLE(size, 8);
    return { source: bytes.toString('latin1', 0, at), stamp };
  } finally {
    closeSync(descriptor);
  }
}

/** Undefined where there is none of this very file: then it is compiled, as ever. */
function cacheOf(file: string, stamp: Buffer): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(`${file}.${process.version}-${process.arch}.cache`);
  } catch {
    return undefined;
  }
  const end = bytes.length - STAMP_BYTES;
  return end > 0 && bytes.subarray(end).equals(stamp) ? bytes.subarray(0, end) : undefined;
}

load(join(__dirname, PROGRAM));
