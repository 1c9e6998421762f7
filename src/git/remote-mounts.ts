/** File systems that others serve: one that has lost its server lets whoever asks it wait. */
import { sep } from 'node:path';
import { QtuiError } from '../core/errors.js';
import { parseMounts, readMounts } from './loss/mounts.js';
import { runInGroup } from './process-group.js';

/** Whether a look at the path comes back. */
type Probe = (path: string) => Promise<boolean>;

const PROBE_MS = 3_000;
const SERVED = /^(nfs4?|cifs|smb3|smbfs|9p|afs|ceph|glusterfs|lustre|autofs|fuse(\..+)?)$/;

interface MountOptions {
  mounts?: () => Promise<string>;
  probe?: Probe;
}

/** Throws `timeout` where one of the paths is on a file system that does not answer. */
export async function requireAnswers(
  paths: readonly string[],
  options: MountOptions = {},
): Promise<void> {
  const problemAt = await openMounts(options);
  for (const path of paths) {
    const problem = await problemAt(path);
    if (problem) throw problem;
  }
}

/**
 * Tells of a path whether its file system does not answer. Those that others serve are asked once,
 * by a process, as nothing ends a wait within this one.
 */
export async function openMounts({
  mounts = readMounts,
  probe = probeByProcess,
}: MountOptions = {}): Promise<(path: string) => Promise<QtuiError | undefined>> {
  // The deepest holds a path, and of two on one place the later one hides the other.
  const places = parseMounts(await mounts())
    .reverse()
    .sort((one, other) => other.point.length - one.point.length);
  if (!places.some(({ type }) => SERVED.test(type))) return async () => undefined;
  const asked = new Map<string, Promise<QtuiError | undefined>>();
  return async (path) => {
    const mount = places.find(({ point }) => isIn(path, point));
    if (!mount || !SERVED.test(mount.type)) return undefined;
    const answer = asked.get(mount.point) ?? problemOf(mount.point, path, probe);
    asked.set(mount.point, answer);
    return answer;
  };
}

async function problemOf(
  mount: string,
  path: string,
  probe: Probe,
): Promise<QtuiError | undefined> {
  if (await probe(path)) return undefined;
  return new QtuiError('timeout', `The file system of ${path} does not answer.`, {
    untouched: 'It was left as it is.',
    hint: `It is mounted at ${mount}; it may have lost its server.`,
    data: { path, mount },
  });
}

function isIn(path: string, point: string): boolean {
  return path === point || path.startsWith(point.endsWith(sep) ? point : `${point}${sep}`);
}

/** What is not there is an answer too. */
async function probeByProcess(path: string): Promise<boolean> {
  const program = { file: '/bin/sh', args: ['-c', 'test -e "$1"', 'sh', path], cwd: '/', env: {} };
  const ended = await runInGroup(program, { timeoutMs: PROBE_MS, killDelayMs: 0 });
  return 'error' in ended || ended.stopped === undefined;
}
