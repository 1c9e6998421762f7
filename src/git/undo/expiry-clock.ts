import { createHash } from 'node:crypto';
import { mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toQtuiError } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';
import { commonDirOf } from '../context.js';
import type { GitRunner } from '../run.js';

/**
 * Tells whether `everyMs` have passed since it last said so of this repository. The time is that
 * of an empty file, one for each repository.
 */
export function createExpiryClock(git: GitRunner, directory: string) {
  return async (repo: string, now: Date, everyMs: number): Promise<boolean> => {
    const commonDir = await commonDirOf(git, repo);
    const file = join(directory, createHash('sha256').update(commonDir).digest('hex').slice(0, 20));
    const last = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    // A clock that was set back must not stop it for good.
    const isDue = last === undefined || Math.abs(now.getTime() - last) >= everyMs;
    if (!isDue) return false;
    try {
      await makeDirectories(mkdir, directory, 0o700);
      await writeFile(file, '', { mode: 0o600 });
      await utimes(file, now, now);
    } catch (thrown) {
      throw toQtuiError(thrown, 'note when backups expired');
    }
    return true;
  };
}
