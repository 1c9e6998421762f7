/** Repositories that scans have seen: some have worktrees and no session that names them. */
import { mkdir, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { asWarning, isMissing, toQtuiError, type Warning } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';
import type { SessionDependencies } from '../dependencies.js';
import { writeDurably } from '../registry/atomic-write.js';
import { withLock } from '../registry/lock.js';

const VERSION = 1;
/** Those that were seen last are kept. */
const MOST = 500;

function fileOf({ paths }: SessionDependencies): string {
  return join(paths.stateDirectory, 'repositories.json');
}

/** Their roots, the one seen last first; a file that cannot be read is told, and counts as empty. */
export async function readRemembered(
  deps: SessionDependencies,
): Promise<{ paths: string[]; warnings: Warning[] }> {
  const file = fileOf(deps);
  try {
    return { paths: parse(await readFile(file, 'utf8')), warnings: [] };
  } catch (error) {
    if (isMissing(error)) return { paths: [], warnings: [] };
    const reason =
      error instanceof SyntaxError
        ? { code: 'repositories-unreadable', message: `${file} cannot be read: it is no list.` }
        : asWarning(toQtuiError(error, `read ${file}`));
    const hint = 'Repositories without a session are known again once they were scanned.';
    return { paths: [], warnings: [{ ...reason, hint }] };
  }
}

/** Adds and drops roots; what cannot be written is told. */
export async function remember(
  deps: SessionDependencies,
  { seen, vanished }: { seen: readonly string[]; vanished: readonly string[] },
): Promise<Warning[]> {
  const before = await readRemembered(deps);
  if (!isNews(before.paths, seen, vanished)) return [];
  try {
    const { stateDirectory } = deps.paths;
    await makeDirectories(mkdir, stateDirectory, 0o700);
    await withLock(join(stateDirectory, 'repositories.lock'), async () => {
      const { paths } = await readRemembered(deps);
      const kept = new Set([...seen, ...paths].filter((path) => !vanished.includes(path)));
      const repositories = [...kept].slice(0, MOST);
      const text = JSON.stringify({ version: VERSION, repositories }, undefined, 2);
      await writeDurably(fileOf(deps), `${text}\n`);
    });
    return [];
  } catch (error) {
    return [asWarning(toQtuiError(error, 'remember the repositories'))];
  }
}

function isNews(
  known: readonly string[],
  seen: readonly string[],
  vanished: readonly string[],
): boolean {
  return (
    seen.some((path) => !known.includes(path)) || vanished.some((path) => known.includes(path))
  );
}

/** Throws `SyntaxError` for anything that is no such file. */
function parse(text: string): string[] {
  const value: unknown = JSON.parse(text);
  const { version, repositories } = Object(value) as { version?: unknown; repositories?: unknown };
  if (version !== VERSION || !Array.isArray(repositories)) throw new SyntaxError('no list');
  return repositories.filter(
    (path): path is string => typeof path === 'string' && isAbsolute(path),
  );
}
