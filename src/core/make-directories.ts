/** `mkdir` of node:fs/promises, which the model does not know. */
interface MakeDirectory<Path> {
  (path: Path, options: { recursive: true; mode?: number }): Promise<string | undefined>;
  (path: Path, options: { mode?: number }): Promise<void>;
}

/**
 * Makes a directory and what is missing above it; resolves with the first one that it made, or
 * undefined. One after the other: the recursive `mkdir` of node 20 does not return below a directory
 * that takes no others (/proc), and says of a read-only file system that it does not exist.
 */
export async function makeDirectories<Path extends string | Uint8Array>(
  mkdir: MakeDirectory<NoInfer<Path>>,
  path: Path,
  mode?: number,
): Promise<Path | undefined> {
  const options = mode === undefined ? {} : { mode };
  try {
    await mkdir(path, options);
    return path;
  } catch (thrown) {
    const code = (thrown as { code?: unknown } | undefined)?.code;
    const parent = code === 'ENOENT' ? parentOf(path) : undefined;
    if (code === 'EEXIST') return madeAlready(mkdir, path);
    if (parent === undefined) throw thrown;
    const first = await makeDirectories(mkdir, parent as Path, mode);
    return (await makeLast(mkdir, path, options)) ? (first ?? path) : first;
  }
}

/** False when somebody was faster. */
async function makeLast<Path>(
  mkdir: MakeDirectory<Path>,
  path: Path,
  options: { mode?: number },
): Promise<boolean> {
  try {
    await mkdir(path, options);
    return true;
  } catch (thrown) {
    if ((thrown as { code?: unknown } | undefined)?.code !== 'EEXIST') throw thrown;
    await madeAlready(mkdir, path);
    return false;
  }
}

/** Resolves for a directory; rejects where something else has the name. */
async function madeAlready<Path>(mkdir: MakeDirectory<Path>, path: Path): Promise<undefined> {
  await mkdir(path, { recursive: true });
}

/** Undefined for a root and for a relative path of one part. */
function parentOf(path: string | Uint8Array): string | Uint8Array | undefined {
  const isSeparator = (index: number) =>
    typeof path === 'string' ? path[index] === '/' : path[index] === 0x2f;
  let end = path.length;
  while (end > 0 && isSeparator(end - 1)) end -= 1;
  while (end > 0 && !isSeparator(end - 1)) end -= 1;
  while (end > 1 && isSeparator(end - 1)) end -= 1;
  return end === 0 || end === path.length ? undefined : path.slice(0, end);
}
