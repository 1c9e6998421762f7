import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TempRepo } from './temp-repo.js';

/** A bare repository that stands for a server, and what somebody else pushes there. */
export interface Remote {
  readonly name: string;
  /** Directory of the bare repository. */
  readonly path: string;
  git(...args: string[]): Promise<string>;
  tip(branch: string): Promise<string>;
  /** Somebody else's commit on a branch there; resolves with its id. */
  push(branch: string, files: Readonly<Record<string, string>>): Promise<string>;
  /** Installs a hook that runs there. */
  hook(name: string, script: string): Promise<void>;
}

/** Gives `repo` a remote that holds its `main`, which then follows it. */
export async function addRemote(repo: TempRepo, name = 'origin'): Promise<Remote> {
  const path = join(repo.root, `remote-${name.replaceAll('/', '-')}.git`);
  const clone = join(repo.root, `other-${name.replaceAll('/', '-')}`);
  await repo.gitIn(repo.root, 'clone', '-q', '--bare', '--', repo.path, path);
  await repo.gitIn(repo.root, 'clone', '-q', '--', path, clone);
  await repo.git('config', `remote.${name}.url`, path);
  await repo.git('config', `remote.${name}.fetch`, `+refs/heads/*:refs/remotes/${name}/*`);
  await repo.git('fetch', '-q', '--', name);
  await repo.git('branch', '-q', `--set-upstream-to=${name}/main`, 'main');
  const git = (...args: string[]) => repo.gitIn(path, ...args);
  const other = (...args: string[]) => repo.gitIn(clone, ...args);
  return {
    name,
    path,
    git,
    tip: (branch) => git('rev-parse', `refs/heads/${branch}`),
    async push(branch, files) {
      await other('fetch', '-q', 'origin');
      const isThere = (await other('branch', '-r', '--list', `origin/${branch}`)) !== '';
      await other('switch', '-q', '-C', branch, isThere ? `origin/${branch}` : 'origin/main');
      for (const [file, content] of Object.entries(files)) {
        await writeFile(join(clone, file), content);
      }
      await other('add', '-A');
      await other('commit', '-q', '--allow-empty', '-m', `Theirs: ${Object.keys(files).join(' ')}`);
      await other('push', '-q', 'origin', branch);
      return other('rev-parse', 'HEAD');
    },
    async hook(hookName, script) {
      const file = join(path, 'hooks', hookName);
      await writeFile(file, `#!/bin/sh\n${script}\n`);
      await chmod(file, 0o755);
    },
  };
}
