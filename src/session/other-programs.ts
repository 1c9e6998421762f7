import { readlink, realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import type { PaneInfo } from '../core/ports/host.js';
import type { Loss } from '../core/repository.js';
import type { SessionDependencies } from './dependencies.js';
import { runningHost } from './rows.js';

/**
 * The running programs of other sessions that were started in `directory` or are there now, as a
 * loss that no backup can save: without their directory they break. Undefined when there is none.
 */
export async function otherProgramsIn(
  deps: SessionDependencies,
  sessionId: string,
  directory: string,
): Promise<Loss | undefined> {
  const host = await runningHost(deps);
  const others = host?.panes.filter((pane) => pane.sessionId !== sessionId && !pane.exit) ?? [];
  const root = await realOf(directory);
  const inside = await Promise.all(others.map((pane) => isIn(root, pane)));
  const found = others.filter((_pane, index) => inside[index]);
  if (found.length === 0) return undefined;
  const names = found.map(({ title, agentKind, pid }) => `${title || agentKind} (pid ${pid})`);
  const words = found.length === 1 ? '1 other program runs' : `${found.length} other programs run`;
  return {
    kind: 'process',
    importance: 'important',
    summary: `${words} in it: ${names.join(', ')}`,
    paths: [],
    backup: 'never',
  };
}

/** Without /proc only where it was started is known. */
async function isIn(root: string, { cwd, pid }: PaneInfo): Promise<boolean> {
  const present = await readlink(`/proc/${pid}/cwd`).catch(() => cwd);
  return contains(root, present) || contains(root, await realOf(cwd));
}

function contains(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function realOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
