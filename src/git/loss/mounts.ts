import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';

/**
 * Places below `root` where another file system, or another directory, is mounted: a deletion of
 * the worktree would empty that too. None where the system does not list its mounts as Linux does.
 */
export async function mountsBelow(root: string): Promise<string[]> {
  const list = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  return parseMountsBelow(list, root);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html; paths relative to `root`. */
export function parseMountsBelow(list: string, root: string): string[] {
  const inside = `${root}${sep}`;
  const points = list
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .map((point) =>
      point.replace(/\\([0-7]{3})/g, (_escape, octal: string) =>
        String.fromCharCode(Number.parseInt(octal, 8)),
      ),
    )
    .filter((point) => point.startsWith(inside))
    .map((point) => `${point.slice(inside.length)}/`);
  return [...new Set(points)].sort();
}
