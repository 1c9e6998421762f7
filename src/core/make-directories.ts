/** `mkdir` of node:fs/promises, which the model does not know. */
interface MakeDirectory<Path> {
  (path: Path, options: { recursive: true; mode?: number }): Promise<string | undefined>;
  (path: string, options: { mode?: number }): Promise<void>;
}

/**
 * Makes a directory and what is missing above it; resolves with the first one that it made. Node
 * says of one that cannot be made on a read-only file system that it does not exist (ENOENT): the
 * directory which that names tells the true cause when it is made alone.
 */
export async function makeDirectories<Path>(
  mkdir: MakeDirectory<Path>,
  path: NoInfer<Path>,
  mode?: number,
): Promise<string | undefined> {
  const options = mode === undefined ? {} : { mode };
  try {
    return await mkdir(path, { recursive: true, ...options });
  } catch (thrown) {
    const { code, path: first } = (thrown ?? {}) as { code?: unknown; path?: unknown };
    if (code !== 'ENOENT' || typeof first !== 'string') throw thrown;
    await mkdir(first, options);
    await mkdir(path, { recursive: true, ...options });
    return first;
  }
}
