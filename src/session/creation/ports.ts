import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../core/config.js';
import { makeDirectories } from '../../core/make-directories.js';
import { isPutAway, type PortRange } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { clearAbandoned, withLock } from '../registry/lock.js';
import { notFound } from '../registry/repository-rules.js';

/**
 * Sees to it that the session has a range of ports that no other live session has, and keeps the
 * one it has where that is so. The row alone is changed. Without ports where the settings give
 * none, or all are taken. Throws `session-not-found`, `lock-busy`.
 */
export async function claimPorts(
  { repository, paths }: Pick<SessionDependencies, 'repository' | 'paths'>,
  settings: Config['sessions'],
  id: string,
): Promise<PortRange | undefined> {
  await makeDirectories(mkdir, paths.stateDirectory, 0o700);
  return withLock(portsLock(paths.stateDirectory), async () => {
    const { sessions } = await repository.list();
    const own = sessions.find(({ session }) => session.id === id);
    if (own === undefined) throw notFound(id);
    const taken = sessions
      .filter(({ session }) => session.id !== id && !isPutAway(session))
      .flatMap(({ session }) => session.ports ?? []);
    const { ports } = own.session;
    if (ports && !taken.some((other) => overlaps(ports, other))) return ports;
    const chosen = choosePorts(id, settings, taken);
    if (chosen) await repository.save({ ...own.session, ports: chosen }, own.revision);
    return chosen;
  });
}

/**
 * The first free range from a place on that `seed` picks, so that ports that were just given back rest; undefined when all are taken.
 */
export function choosePorts(
  seed: string,
  { ports: [from, to], portCount: count }: Config['sessions'],
  taken: readonly PortRange[],
): PortRange | undefined {
  const slots = count === 0 ? 0 : Math.floor((to - from + 1) / count);
  const start = createHash('sha256').update(seed).digest().readUInt32BE(0);
  for (let step = 0; step < slots; step += 1) {
    const range = { first: from + ((start + step) % slots) * count, count };
    if (!taken.some((other) => overlaps(range, other))) return range;
  }
  return undefined;
}

function overlaps(one: PortRange, other: PortRange): boolean {
  // A range without a port is in nobody's way, wherever it begins.
  if (other.count === 0) return false;
  return one.first < other.first + other.count && other.first < one.first + one.count;
}

function portsLock(stateDirectory: string): string {
  return join(stateDirectory, 'ports.lock');
}

/** Removes what killed processes have left of waiting for the lock on ports, or of holding it. */
export async function clearPortsLock({ paths }: Pick<SessionDependencies, 'paths'>): Promise<void> {
  const { stateDirectory } = paths;
  // Where it cannot be read no lock can be taken either: claiming ports tells why.
  for (const name of await readdir(stateDirectory).catch(() => [])) {
    if (/^ports\.lock(\..*)?$/.test(name)) await clearAbandoned(join(stateDirectory, name));
  }
}
