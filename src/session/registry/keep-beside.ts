import { link, unlink } from 'node:fs/promises';

/** More unreadable versions of one file than anybody will look into. */
const MOST_KEPT = 1_000;

/**
 * Renames a file that cannot be read to `<path>.unreadable`, or `<path>.unreadable.N` where that is
 * taken: nothing that was kept before is written over. Resolves with its new path.
 */
export async function keepBeside(path: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const kept = `${path}.unreadable${number === 1 ? '' : `.${number}`}`;
    try {
      // A link, unlike a rename, never replaces what is there.
      await link(path, kept);
      await unlink(path);
      return kept;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST';
      if (!isTaken || number === MOST_KEPT) throw error;
    }
  }
}
