import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import type { PaneInfo } from '../../core/ports/host.js';
import type { SessionDependencies } from '../dependencies.js';
import { runningHost } from '../registry/rows.js';

/** A program that has its directory in a worktree. */
export interface Occupant {
  pid: number;
  name: string;
  /** Session that started it, in a pane. */
  sessionId?: string;
}

/**
 * The programs in each of the directories: those of panes that were started or are there now, and
 * any other process of this machine that can be looked at, except this one and those that it was
 * started by. Where there is no /proc only panes are known.
 */
export async function occupantsOf(
  deps: SessionDependencies,
  directories: readonly string[],
): Promise<Map<string, Occupant[]>> {
  const [host, processes] = await Promise.all([runningHost(deps), readProcesses()]);
  const panes = host?.panes.filter(({ exit }) => !exit) ?? [];
  const paneDirectories = new Map(
    await Promise.all(
      panes.map(async (pane) => [pane, await directoriesOf(pane, processes)] as const),
    ),
  );
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const own = new Set(ancestry(parents, process.pid));
  const others = processes.filter(({ pid }) => !own.has(pid));
  const roots = await Promise.all(directories.map(realOf));
  const inside = insideOf(roots, others);
  return new Map(
    directories.map((directory, index) => {
      const root = roots[index] ?? directory;
      const there = panes.filter((pane) =>
        paneDirectories.get(pane)?.some((each) => contains(root, each)),
      );
      return [directory, occupants(inside.get(root) ?? [], there, { panes, parents })];
    }),
  );
}

/** The processes in each of the roots, by one walk up from the directory of each. */
function insideOf(
  roots: readonly string[],
  processes: readonly Process[],
): ReadonlyMap<string, Process[]> {
  const inside = new Map(roots.map((root): [string, Process[]] => [root, []]));
  for (const each of processes) {
    for (let at = each.cwd; at !== undefined; at = dirname(at) === at ? undefined : dirname(at)) {
      inside.get(at)?.push(each);
    }
  }
  return inside;
}

/** A pane counts once, whatever its program has started, and what this process started not at all. */
function occupants(
  inside: readonly Process[],
  there: readonly PaneInfo[],
  { panes, parents }: { panes: readonly PaneInfo[]; parents: ReadonlyMap<number, number> },
): Occupant[] {
  const found = new Map(there.map((pane) => [pane.pid, ofPane(pane)]));
  for (const { pid, name } of inside) {
    const chain = ancestry(parents, pid);
    const pane = panes.find((each) => chain.includes(each.pid));
    if (pane) found.set(pane.pid, ofPane(pane));
    else if (!chain.includes(process.pid)) found.set(pid, { pid, name });
  }
  return [...found.values()];
}

function ofPane({ pid, title, agentKind, sessionId }: PaneInfo): Occupant {
  return { pid, name: title || agentKind, sessionId };
}

/** Where the pane was started, and where its program is now. */
async function directoriesOf(
  { cwd, pid }: PaneInfo,
  processes: readonly Process[],
): Promise<string[]> {
  const present = processes.find((each) => each.pid === pid)?.cwd;
  return [await realOf(cwd), ...(present === undefined ? [] : [present])];
}

interface Process {
  pid: number;
  parent: number;
  name: string;
  /** Absent where it may not be looked at. */
  cwd?: string;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; empty without procfs. */
async function readProcesses(): Promise<Process[]> {
  const names = await readdir('/proc').catch(() => []);
  const read = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcess));
  return read.filter((each): each is Process => each !== undefined);
}

async function readProcess(id: string): Promise<Process | undefined> {
  const [stat, cwd] = await Promise.all([
    readFile(`/proc/${id}/stat`, 'utf8').catch(() => undefined),
    readlink(`/proc/${id}/cwd`).catch(() => undefined),
  ]);
  if (stat === undefined) return undefined;
  const end = stat.lastIndexOf(')');
  const parent = Number(stat.slice(end + 2).split(' ')[1]);
  const name = stat.slice(stat.indexOf('(') + 1, end);
  return { pid: Number(id), parent, name, ...(cwd === undefined ? {} : { cwd }) };
}

/** The process and those that it was started by, itself first. */
function ancestry(parents: ReadonlyMap<number, number>, pid: number): number[] {
  const chain: number[] = [];
  for (let at: number | undefined = pid; at !== undefined && at > 0; at = parents.get(at)) {
    if (chain.includes(at)) break;
    chain.push(at);
  }
  return chain;
}

/** Whether `path` is `root` or in it; both absolute and real. */
export function contains(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function realOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
