import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { aboutPath } from '../../core/errors.js';

/**
 * Replaces a file by one with this text, mode 0600: after a crash or power cut the old or the
 * new text is there, whole. Leaves no temporary file behind when it throws; a killed process may
 * leave `temporary`.
 */
export async function writeDurably(
  path: string,
  text: string,
  temporary = `${path}.${randomUUID()}.tmp`,
): Promise<void> {
  try {
    await withFile(await open(temporary, 'wx', 0o600), async (file) => {
      await file.writeFile(text);
      await file.sync();
    });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw aboutPath(error, path);
  }
  await syncDirectory(dirname(path));
}

/** Makes renames and removals in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  await withFile(await open(path, 'r'), async (directory) => {
    await directory.sync();
  });
}

async function withFile(file: FileHandle, work: (file: FileHandle) => Promise<void>) {
  try {
    await work(file);
  } finally {
    await file.close();
  }
}
