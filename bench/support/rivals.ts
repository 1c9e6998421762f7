import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runCommand } from './command.js';
import { timed } from './measure.js';

/** Another worktree manager, measured where it is installed. */
export interface Rival {
  readonly name: string;
  /** Makes a branch and its worktree from `main`; ms. */
  create(branch: string, where: { cwd: string; env: Record<string, string> }): Promise<number>;
}

const COMMANDS: readonly { name: string; program: string; create(branch: string): string[] }[] = [
  // https://worktrunk.dev/switch/
  {
    name: 'worktrunk',
    program: 'wt',
    create: (branch) => ['switch', '--create', branch, '--base', 'main', '--yes'],
  },
  // https://www.npmjs.com/package/branchlet
  {
    name: 'branchlet',
    program: 'branchlet',
    create: (branch) => ['create', '-n', branch, '-s', 'main', '-b', branch],
  },
];

/** Those whose program is on PATH. */
export async function installedRivals(): Promise<Rival[]> {
  const rivals: Rival[] = [];
  for (const { name, program, create } of COMMANDS) {
    const path = await findOnPath(program);
    if (path === undefined) continue;
    rivals.push({
      name,
      create: (branch, { cwd, env }) => {
        // The program may be a script whose interpreter only the caller's PATH knows.
        const withPath = { ...env, PATH: process.env['PATH'] ?? '' };
        return timed(() => runCommand([path, ...create(branch)], { cwd, env: withPath }));
      },
    });
  }
  return rivals;
}

async function findOnPath(program: string): Promise<string | undefined> {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(directory, program);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (directory !== '' && isThere) return path;
  }
  return undefined;
}
