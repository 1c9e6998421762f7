import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';

/**
 * Places below `root` where another file system, or another directory, is mounted: a deletion of
 * the worktree would empty that too. None where the system does not list its mounts as Linux does.
 */
export async function mountsBelow(root: string): Promise<string[]> {
  return parseMountsBelow(await readMounts(), root);
}

/** The system's own list of mounts; '' where it keeps none as Linux does. */
export function readMounts(): Promise<string> {
  return readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
}

/** Paths relative to `root`. */
export function parseMountsBelow(list: string, root: string): string[] {
  const inside = `${root}${sep}`;
  const points = parseMounts(list)
    .filter(({ point }) => point.startsWith(inside))
    .map(({ point }) => `${point.slice(inside.length)}/`);
  return [...new Set(points)].sort();
}

/** https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html */
export function parseMounts(list: string): { point: string; type: string }[] {
  return list
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [place = '', source = ''] = line.split(' - ');
      return { point: unescaped(place.split(' ')[4] ?? ''), type: source.split(' ')[0] ?? '' };
    });
}

function unescaped(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_escape, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
