import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toQtuiError } from '../core/errors.js';

/** Runs `work` with a new private directory in `parent`, which goes afterwards with all that is in it. */
export async function withTemporaryDirectory<T>(
  work: (directory: string) => Promise<T>,
  parent: string = tmpdir(),
): Promise<T> {
  const directory = await mkdtemp(join(parent, 'qtui-git-')).catch((thrown) => {
    throw toQtuiError(thrown, 'make a temporary directory');
  });
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
