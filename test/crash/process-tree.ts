import { readdir, readFile } from 'node:fs/promises';

/** Process ids by their parent's, of everything that runs. */
async function childrenByParent(): Promise<Map<number, number[]>> {
  const children = new Map<number, number[]>();
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    // The name in brackets may hold anything, brackets included.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  return children;
}

async function withDescendants(pid: number): Promise<number[]> {
  const children = await childrenByParent();
  const found = [pid];
  for (const each of found) found.push(...(children.get(each) ?? []));
  return found;
}

/** Kills a process and everything below it, in whatever group, as a power cut would. */
export async function killTree(pid: number): Promise<void> {
  // Stopped first, so that nothing is started while the rest is being found.
  signal(pid, 'SIGSTOP');
  for (const each of await withDescendants(pid)) signal(each, 'SIGKILL');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
