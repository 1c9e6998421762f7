// Where tests make what they need. They create and delete repositories by the thousand, and a file
// system in memory takes a tenth off the whole run's work.
import { accessSync, constants, readFileSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';

const IN_MEMORY = '/dev/shm';
const GIGABYTE = 2 ** 30;
/** Several times what the largest tests keep at once. */
const NEEDED = { place: 2 * GIGABYTE, memory: 4 * GIGABYTE };

/** The directory in which a run of the tests may make its own; `TMPDIR` has the first word. */
export function scratchParent(env = process.env) {
  return env.TMPDIR === undefined && isMemoryFit() ? IN_MEMORY : tmpdir();
}

function isMemoryFit() {
  try {
    accessSync(IN_MEMORY, constants.R_OK | constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= NEEDED.place && freeMemory() >= NEEDED.memory && mayRunPrograms();
  } catch {
    // Another system has none.
    return false;
  }
}

/** Also of a container that may have less than the machine. */
function freeMemory() {
  return Math.min(freemem(), process.constrainedMemory?.() || Number.POSITIVE_INFINITY);
}

function mayRunPrograms() {
  const mount = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .findLast(([, place]) => place === IN_MEMORY);
  const [, , type, options] = mount ?? [];
  return type === 'tmpfs' && options.split(',').includes('noexec') === false;
}
