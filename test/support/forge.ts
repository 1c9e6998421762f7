import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addRemote, type Remote } from './remote.js';
import type { TempRepo } from './temp-repo.js';

const GH = fileURLToPath(new URL('../fixtures/forge/gh', import.meta.url));

/** A hosting service: a server that git reaches by ssh, and `gh` for its pull requests. */
export interface ForgeStandIn {
  readonly origin: Remote;
  /** Adds to a program's environment what makes it reach the service. */
  readonly env: Readonly<Record<string, string>>;
  /** Puts `gh` into the directory of programs `bin`, signed in to the hosts. */
  installGh(bin: string, hosts?: readonly string[]): Promise<void>;
  setPulls(pulls: readonly object[]): Promise<void>;
  /** Makes `gh pr create` fail with these words. */
  refuse(words: string): Promise<void>;
  /** Arguments of each call of `gh`, and what it was given on stdin. */
  calls(): Promise<{ args: string[]; body?: string }[]>;
}

/** Gives the repository an `origin` whose address is `git@github.com:team/app.git`. */
export async function createForge(repo: TempRepo, address = 'git@github.com:team/app.git') {
  const origin = await addRemote(repo);
  const directory = join(repo.root, 'forge');
  await mkdir(directory);
  const ssh = join(directory, 'ssh');
  // ssh's stand-in serves every path from the one bare repository: `ssh HOST "git-… 'PATH'"`.
  await writeFile(ssh, `#!/bin/sh\nexec "\${2%% *}" '${origin.path}'\n`);
  await chmod(ssh, 0o755);
  await repo.git('config', 'remote.origin.url', address);
  const forge: ForgeStandIn = {
    origin,
    env: { GIT_SSH_COMMAND: ssh, GIT_SSH_VARIANT: 'simple', GH_STAND_IN: directory },
    async installGh(bin, hosts = ['github.com']) {
      await copyFile(GH, join(bin, 'gh'));
      await chmod(join(bin, 'gh'), 0o755);
      await writeFile(join(directory, 'hosts'), hosts.join('\n'));
    },
    setPulls: (pulls) => writeFile(join(directory, 'pulls.json'), JSON.stringify(pulls)),
    refuse: (words) => writeFile(join(directory, 'refusal'), words),
    async calls() {
      const lines = await readFile(join(directory, 'calls'), 'utf8').catch(() => '');
      return lines
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    },
  };
  return forge;
}
