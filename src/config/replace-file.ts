import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { aboutPath } from '../core/errors.js';

/**
 * Replaces a file by one with this text: after a crash the old or the new text is there, whole.
 * `before` is asked when all that is left is the rename. Leaves nothing behind when it throws.
 */
export async function replaceFile(
  path: string,
  text: string,
  { mode = 0o600, before }: { mode?: number; before?: () => Promise<void> } = {},
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      // What the umask took away of the file's own permissions.
      await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await before?.();
    await rename(temporary, path);
  } catch (error) {
    // Why it was not written matters more than a file that is left beside it.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw aboutPath(error, path);
  }
  await syncDirectory(dirname(path));
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
