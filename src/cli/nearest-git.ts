import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The nearest directory at or above `directory` that has a `.git`, without asking git about it. */
export async function nearestGit(
  directory: string,
): Promise<{ directory: string; status: BigIntStats } | undefined> {
  for (let at = resolve(directory); ; at = dirname(at)) {
    const status = await lstat(join(at, '.git'), { bigint: true }).catch(() => undefined);
    if (status !== undefined) return { directory: at, status };
    if (dirname(at) === at) return undefined;
  }
}
